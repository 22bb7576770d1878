"""A hundred texts that try to become script: in notes, in file names, on the page, in the HTML file and in the Word file.

A real browser shows each of them; none runs, none opens a window, and none makes it ask any other address.
"""

import io
import json
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Dialog, FilePayload, Page, Request

from tests.api.payloads import PAYLOADS

SIGN = "Mum is scared of what he will do"  # wording that makes a card, so that the payload stands in its quote too


@pytest.fixture
def watched(context: BrowserContext, server: str) -> tuple[Page, list[str]]:
    """A tab, and whatever a payload made it do."""
    done: list[str] = []

    def dialog(opened: Dialog) -> None:
        done.append(f"dialog {opened.type}")
        opened.dismiss()

    def request(asked: Request) -> None:
        address = urlsplit(asked.url)
        if address.scheme not in ("file", "blob", "data") and not asked.url.startswith(server):
            done.append(f"asked {address.netloc}")

    context.on("request", request)
    context.on("page", lambda _: done.append("window") if len(context.pages) > 1 else None)
    page = context.new_page()
    page.on("dialog", dialog)
    page.on("pageerror", lambda error: done.append(f"script failed: {error}"))
    return page, done


def note() -> str:
    """Return one note that holds every payload, bare and inside a passage that is flagged."""
    return "\n".join(f"{SIGN} {payload} at home.\n{payload}" for payload in PAYLOADS)


def test_there_are_a_hundred() -> None:
    assert len(set(PAYLOADS)) >= 100


def test_the_watch_sees_a_script_that_runs(watched: tuple[Page, list[str]]) -> None:
    page, done = watched
    page.set_content("<script>alert(1)</script><img src=x onerror=alert(2)>")
    page.wait_for_timeout(100)
    assert "dialog alert" in done


def test_none_runs_in_a_note_its_summary_its_html_or_its_word_file(watched: tuple[Page, list[str]], tmp_path: Path) -> None:
    page, done = watched
    page.goto("/")
    scripts = page.locator("script").count()
    page.locator("textarea").first.fill(note())
    page.get_by_role("button", name="Take a second look").click()
    page.locator("mark").first.wait_for()
    for summary in page.locator("summary").all():
        summary.evaluate("element => element.parentElement.open = true")
    page.mouse.move(300, 500)
    page.wait_for_timeout(300)
    assert page.locator("script").count() == scripts
    with page.expect_download() as loading:
        page.get_by_role("button", name="Download as HTML").click()
    html = tmp_path / "review.html"
    loading.value.save_as(html)
    with page.expect_download() as loading:
        page.get_by_role("button", name="Download as Word").click()
    word = tmp_path / "review.docx"
    loading.value.save_as(word)
    assert all(escaped in html.read_text(encoding="utf-8") for escaped in ("&lt;script&gt;alert(1)", "onerror=alert"))
    page.goto(html.as_uri())
    page.wait_for_timeout(300)
    with zipfile.ZipFile(io.BytesIO(word.read_bytes())) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                part = tmp_path / Path(name).with_suffix(".xml").name
                part.write_bytes(parts.read(name))
                page.goto(part.as_uri())
    page.wait_for_timeout(100)
    assert done == []


def test_none_runs_as_the_name_of_a_file(watched: tuple[Page, list[str]]) -> None:
    page, done = watched
    page.goto("/")
    files: list[FilePayload] = [
        {"name": f"{payload}.txt", "mimeType": "text/plain", "buffer": f"{SIGN}. Visit {n}.".encode()} for n, payload in enumerate(PAYLOADS)
    ]
    broken: list[FilePayload] = [{"name": f"{payload}.docx", "mimeType": "text/plain", "buffer": b"PK\x03\x04none"} for payload in PAYLOADS]
    for some in (files[:50] + broken[:50], files[50:] + broken[50:]):
        page.goto("/")
        page.locator("input[type=file]").set_input_files(some)
        page.wait_for_timeout(200)
        page.get_by_role("button", name="Take a second look").click()
        page.locator("mark").first.wait_for()
        page.wait_for_timeout(300)
    assert done == []


def test_none_runs_as_an_error_or_an_address(watched: tuple[Page, list[str]]) -> None:
    page, done = watched
    for payload in PAYLOADS[:25]:
        page.goto("/indicators/" + json.dumps(payload)[1:-1].replace("/", "%2F").replace("#", "%23").replace("?", "%3F"))
        assert page.locator("h1").count() == 1
    page.wait_for_timeout(100)
    assert done == []
