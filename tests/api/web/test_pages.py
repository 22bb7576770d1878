"""The other pages: indicators, what this is, downloads, errors, and the files that the pages are made of."""

import hashlib
import io
import re
from typing import Any

import docx
import pytest
from starlette.testclient import TestClient

from api.web.files import static_files
from api.web.known import definitions, measures
from nlp.indicators import INDICATORS
from tests.api.web.conftest import NONE
from tests.api.web.test_form import TEXT, look, tree
from tests.conftest import ROOT

STATIC = ROOT / "api" / "web" / "static"
PAGES = ("/", "/example", "/indicators", "/indicators/delay", "/about", "/help", "/accessibility")


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_one_heading_landmarks_and_links_that_lead_somewhere(page: TestClient, address: str) -> None:
    answer = page.get(address)
    assert answer.status_code == 200
    document = tree(answer)
    assert [len(document.xpath(f"//{tag}")) for tag in ("h1", "main", "header", "footer")] == [1, 1, 1, 1]
    assert document.xpath("//title")[0].text.endswith("– Second Look")
    assert document.xpath("/html/@lang") == ["en-GB"]
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    for link in document.xpath("//a/@href | //link/@href | //script/@src"):
        if link.startswith("#"):
            assert link[1:] in ids
        else:
            assert page.get(link).status_code == 200, link


@pytest.mark.parametrize("indicator", INDICATORS)
def test_each_indicator_has_a_page_with_definition_examples_questions_learning_and_measure(page: TestClient, indicator: str) -> None:
    text = page.get(f"/indicators/{indicator}").text
    for part in ("What counts", "What does not count", "Meant to be marked", "Questions to consider", "Where the learning comes from"):
        assert part in text
    measured = measures()[indicator]
    assert f"{measured.marked} passage" in text
    assert f"Of {measured.there} passages that a reader marked" in text


def test_the_definitions_are_those_of_the_documentation() -> None:
    documented = (ROOT / "docs" / "indicators.md").read_text(encoding="utf-8")
    assert list(definitions()) == list(INDICATORS)
    for indicator, entry in definitions().items():
        section = documented.split(f"`{indicator}`\n")[1].split("\n### ")[0]
        lines = [f"- **In:** {entry['in']}", f"- **Out:** {entry['out']}", f"**Where the learning comes from:** {entry['learning']}"]
        lines += [f"| {row['words']} | {row['why']} |" for row in (*entry["flagged"], *entry["not_flagged"])]
        assert all(line in section.split("\n") for line in lines), indicator
        assert len(re.findall(r"^\| (?!Flagged|Not flagged|---)", section, re.M)) == len(lines) - 3


def test_every_indicator_can_be_filtered() -> None:
    css = (STATIC / "filter.css").read_text(encoding="utf-8")
    assert set(re.findall(r"#show-(\w+)", css)) == {*INDICATORS, "family_a", "family_b"}
    for indicator in INDICATORS:
        assert f'.sl-result:has(#show-{indicator}:not(:checked)) :is(.sl-card[data-i="{indicator}"]' in css


def test_downloads_are_made_again_from_the_notes_of_the_result(page: TestClient) -> None:
    notes = tree(look(page)).xpath("//input[@name='notes']/@value")[0]
    word = page.post("/download/word", data={"notes": notes}, files=NONE)
    assert word.headers["content-disposition"] == 'attachment; filename="second-look.docx"'
    assert "smell of cannabis" in "\n".join(p.text for p in docx.Document(io.BytesIO(word.content)).paragraphs)
    html = page.post("/download/html", data={"notes": notes}, files=NONE)
    assert html.headers["content-disposition"] == 'attachment; filename="second-look.html"'
    assert "<mark" in html.text
    assert all(a.headers["cache-control"] == "no-store" for a in (word, html))


@pytest.mark.parametrize(("address", "data"), [
    ("/download/word", {"notes": "[{"}), ("/download/word", {"notes": '[{"text": 1}]'}), ("/download/html", {}), ("/", {"notes": "{}"}),
])  # fmt: skip
def test_a_download_of_nothing_gets_an_error_page(page: TestClient, address: str, data: Any) -> None:
    answer = page.post(address, data=data, files=NONE)
    assert answer.status_code == 422
    assert tree(answer).xpath("//h1")


def test_the_text_can_be_changed_and_nothing_is_left_after_clearing(page: TestClient) -> None:
    notes = tree(look(page)).xpath("//input[@name='notes']/@value")[0]
    assert tree(page.post("/", data={"notes": notes}, files=NONE)).get_element_by_id("text").text.strip() == TEXT
    cleared = page.get("/?cleared")
    assert "Cleared. Nothing of the note is left on this page." in cleared.text
    assert not (tree(cleared).get_element_by_id("text").text or "").strip()
    assert page.get("/look", follow_redirects=False).headers["location"] == "/"


@pytest.mark.parametrize(("method", "address", "status", "says"), [
    ("GET", "/nowhere", 404, "Page not found"), ("GET", "/indicators/nothing", 404, "Page not found"),
    ("GET", "/static/../pages.py", 404, ""), ("DELETE", "/about", 405, "This page is opened in another way"),
    ("POST", "/download/exe", 422, ""),
])  # fmt: skip
def test_errors_are_pages(page: TestClient, method: str, address: str, status: int, says: str) -> None:
    answer = page.request(method, address)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html" if "static" not in address else "")
    assert says in answer.text


def test_too_many_bytes_get_a_page_and_htmx_only_the_words(page: TestClient) -> None:
    large = {"files": ("a.txt", b"x" * 3_100_000)}
    answer = page.post("/look", data={"text": TEXT}, files=large)
    assert answer.status_code == 413
    assert tree(answer).xpath("//textarea[@id='text']")[0].text_content().strip() == TEXT
    far = page.post("/look", content=b"", headers={"Content-Length": "999999999"})
    assert (far.status_code, tree(far).xpath("//h1")[0].text) == (413, "That is more than can be read at once")
    part = page.post("/look", data={"text": TEXT}, files=large, headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["hx-retarget"]) == (413, "#problems")


def test_programs_still_get_problem_documents(page: TestClient) -> None:
    for address, accept in (("/v1/nothing", "text/html"), ("/nowhere", "*/*"), ("/nowhere", "application/json")):
        assert page.get(address, headers={"Accept": accept}).headers["content-type"] == "application/problem+json"


def test_static_files_are_a_closed_list_and_are_not_sent_twice(page: TestClient) -> None:
    for name, file in static_files().items():
        answer = page.get(f"/static/{name}")
        assert (answer.content, answer.headers["content-type"]) == (file.content, file.type)
        assert page.get(f"/static/{name}", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert page.get("/static/vendor/README.md").status_code == 404


def test_vendored_files_are_those_that_were_fetched_without_the_governments_font_and_crest() -> None:
    readme = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w.-]+)` \|.*`(\w{64})` \|$", readme, re.M)
    assert {name for name, _ in rows} == {p.name for p in (STATIC / "vendor").iterdir() if p.suffix in (".js", ".css")}
    for name, digest in rows:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest
    for path in STATIC.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"GDS Transport|crest|@font-face|url\(", text)


def test_the_privacy_line_is_true_where_the_server_is_another_computer() -> None:
    from api.settings import Settings
    from tests.api.web.conftest import PAGE, page_app

    client = TestClient(page_app(Settings(workers=1, host="notes.example")), base_url="http://notes.example", headers=PAGE)
    text = client.get("/").text
    assert "Sent to the computer that runs Second Look" in text
    assert "not sent to another machine" not in text
