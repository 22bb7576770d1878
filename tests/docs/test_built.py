"""The documents build without a warning, ask no other machine for anything, and every page is in the contents."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from tests.conftest import ROOT

_FETCHED = "//script/@src | //link[not(@rel='search' or @rel='canonical')]/@href | //img/@src | //iframe/@src"
_STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?\s*((?:https?:)?//[^\s\"')]+)")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built pages."""
    out = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going", "-c", "docs", ".", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return out


def found_in(page: Path, path: str) -> list[Any]:
    """Return what an XPath finds in a page."""
    found = lxml.html.fromstring(page.read_bytes()).xpath(path)
    assert isinstance(found, list)
    return found


def test_no_page_asks_another_machine(built: Path) -> None:
    pages = sorted(built.rglob("*.html"))
    assert len(pages) > 50
    for page in pages:
        asked = [str(found) for found in found_in(page, _FETCHED)]
        assert not [address for address in asked if re.match(r"(https?:)?//", address)], page.name
    for style in built.rglob("*.css"):
        assert not _STYLE.findall(style.read_text(encoding="utf-8")), style.name


def test_every_page_has_a_language_a_title_and_one_heading(built: Path) -> None:
    for page in sorted((built / "docs").rglob("*.html")):
        root = lxml.html.fromstring(page.read_bytes())
        assert root.get("lang") == "en-GB", page.name
        assert root.findtext(".//title"), page.name
        assert found_in(page, "//article//h1"), page.name


def test_captions_tables_and_contents_are_told_to_a_screen_reader(built: Path) -> None:
    for page in sorted((built / "docs").rglob("*.html")):
        assert not found_in(page, "//*[@role='heading'][not(@aria-level)]"), page.name
        assert not found_in(page, "//aside[contains(@class, 'sidebar')][not(@aria-label) and not(@class='toc-drawer')]"), page.name
        assert not found_in(page, "//div[contains(@class, 'table-wrapper')][not(@tabindex)]"), page.name


def test_links_of_the_readme_lead_somewhere() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (ROOT / link).exists(), link
