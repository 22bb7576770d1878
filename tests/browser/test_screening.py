"""The way of a screening in a real browser: choose a file, confirm the columns, watch, read, download, delete; axe-core finds nothing."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from evaluation.benchmarks.exports import COLUMNS, rows
from tests.browser.test_axe import check, narrow

NOTES = 30
_LONG = 120_000  # milliseconds that a screening may take on a busy machine


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "Closed cases.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows(NOTES)])
    return path


@pytest.fixture
def plain(browser: Browser, server: str) -> Iterator[Page]:
    """A tab without script."""
    context = browser.new_context(base_url=server, java_script_enabled=False)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def accessible(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        check(page)
    narrow(page)


def test_from_a_file_to_the_passages(page: Page, export: Path, tmp_path: Path) -> None:
    page.goto("/")
    page.click("text=Screen cases")
    accessible(page)
    page.set_input_files("input[type=file]", export)
    page.click("text=Look at the columns")
    expect(page.locator("#map_note")).to_have_value("Narrative", timeout=_LONG)
    expect(page.locator("#map_case_id")).to_have_value("Case Reference")
    expect(page.locator("tbody tr")).to_have_count(5)
    accessible(page)
    page.check("text=Rules alone")
    page.click("text=Begin")
    expect(page.locator("h1")).to_have_text("Closed cases.csv")
    accessible(page)
    expect(page.locator("#state")).to_have_text("Done", timeout=_LONG)  # nobody loads the page again: the events do
    accessible(page)
    with page.expect_download() as download:
        page.click("text=How it was made")
    download.value.save_as(tmp_path / "manifest.json")
    counts = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["counts"]
    assert counts["notes"] + counts["errors"] == NOTES
    page.click("#read")
    expect(page.locator("h1")).to_have_text(f"{counts['flags']:,} passages to read again")
    accessible(page)
    page.select_option("#indicator", label="Domestic abuse")
    page.click("text=Show")
    expect(page.locator("#indicator")).to_have_value("domestic_abuse")
    assert all(text.startswith("Domestic abuse") for text in page.locator(".sl-flag h2").all_inner_texts())
    page.go_back()
    page.go_back()
    page.click("#report")
    expect(page.locator("h1")).to_have_text("Screening: what may be worth reading again")
    check(page)
    page.go_back()
    page.click("text=Delete everything of this screening")
    expect(page.locator("[role=status] >> nth=1")).to_have_text("Deleted. Nothing of that screening is left.")


def test_without_script_and_with_a_wrong_file(plain: Page, export: Path) -> None:
    plain.goto("/screenings")
    plain.set_input_files("input[type=file]", {"name": "x.csv", "mimeType": "text/csv", "buffer": b""})
    plain.click("text=Look at the columns")
    expect(plain.locator(".govuk-error-summary")).to_contain_text("choose a file that is not empty")
    plain.set_input_files("input[type=file]", export)
    plain.click("text=Look at the columns")
    plain.check("text=Rules alone")
    plain.click("text=Begin")
    expect(plain.locator("noscript a")).to_have_text("Show how far it is now")
    plain.click("text=Stop it")
    expect(plain.locator("#state")).to_have_text("Stopped")
    plain.click("text=Delete everything of this screening")
    expect(plain.locator("h1")).to_have_text("Screen closed cases")
