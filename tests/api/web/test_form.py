"""The form without script: a note or files in, a whole page out, and the form filled in again when something is wrong."""

import json
import os
import tempfile
from typing import Any

import lxml.html
import pytest
from starlette.testclient import TestClient

from api.settings import Settings
from api.web.answer import POLICY
from api.work import Work
from tests.api.http.conftest import CANARY
from tests.api.web.conftest import NONE, PAGE, URL, page_app
from tests.conftest import ROOT
from tests.documents.printed import encrypted, pdf

TEXT = "Home visit.\nStrong smell of cannabis in the hall. Leo (7) was at school and not seen."
HOSTILE = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)> Dad smokes weed <b>daily</b> {{ 7*7 }} &lt;"
MADE = ROOT / "tests" / "documents" / "made"
PART = {"HX-Request": "true"}


def look(page: TestClient, text: str = TEXT, files: Any = NONE, headers: Any = None, **fields: str) -> Any:
    return page.post("/look", data={"text": text, **fields}, files=files, headers=headers)


def tree(answer: Any) -> Any:
    return lxml.html.fromstring(answer.text)


def without_numbers(element: Any) -> str:
    """The words of a note as shown, without the numbers of its cards."""
    words = "" if element.tag == "a" else element.text or ""
    return words + "".join(without_numbers(child) + (child.tail or "") for child in element)


def test_a_note_comes_back_marked_beside_its_cards(page: TestClient) -> None:
    answer = look(page)
    assert answer.status_code == 200
    document = tree(answer)
    assert len(document.xpath("//h1")) == 1
    assert any("cannabis" in mark.text for mark in document.xpath("//mark"))
    for number in document.xpath("//mark/a"):
        card = document.get_element_by_id(number.get("href")[1:])
        assert f"#{number.get('id')}" in card.xpath(".//a/@href")
    assert "What this does not tell you" in answer.text
    assert "/indicators/cannabis_use" in answer.text
    assert not answer.request.url.query
    assert without_numbers(document.xpath("//*[@class='sl-text']")[0]) == TEXT


def test_a_text_without_a_mark_says_what_was_looked_for(page: TestClient) -> None:
    answer = look(page, "Rang the library about opening hours.")
    assert "Nothing was marked" in answer.text
    assert "does not mean that there is no concern" in answer.text
    assert "What this does not tell you" in answer.text


@pytest.mark.parametrize("name", sorted(path.name for path in MADE.iterdir()))
def test_a_file_of_each_format_is_read(page: TestClient, name: str) -> None:
    answer = look(page, "", {"files": (name, (MADE / name).read_bytes())})
    assert answer.status_code == 200
    document = tree(answer)
    assert name in document.xpath("//h2")[0].text_content()
    assert len(without_numbers(document.xpath("//*[@class='sl-text']")[0]).split()) > 50


def test_several_files_and_a_pasted_note_are_one_case(page: TestClient) -> None:
    files = [("files", ("b.txt", b"15 March. Orla met. Dad (Marlon) not seen.")), ("files", ("a.md", TEXT.encode()))]
    answer = look(page, "Orla said Marlon is away.", files, date="2024-03-05", role="school")
    document = tree(answer)
    assert "The 3 notes together" in answer.text
    assert len(document.xpath("//*[@class='sl-text']")) == 3
    assert "There is no picture" in answer.text
    assert "2 of the notes have no date" in answer.text
    assert len(set(document.xpath("//@id"))) == len(document.xpath("//@id"))


def test_the_example_note_and_the_example_case_are_those_of_the_documentation(page: TestClient) -> None:
    examples = ROOT / "docs" / "examples"
    note = (examples / "01_health_visitor_home_visit.txt").read_text(encoding="utf-8")
    assert tree(page.get("/example")).get_element_by_id("text").text.strip() == note.strip()
    shown = tree(look(page, "", example="case")).xpath("//*[@class='sl-text']")
    rows = [json.loads(line) for line in (examples / "case_harbour.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [without_numbers(e) for e in shown] == [row["text"] for row in rows]


def test_hostile_text_and_names_stay_text(page: TestClient) -> None:
    answer = look(page, HOSTILE, [("files", ('"><script>x.txt', HOSTILE.encode()))], role=HOSTILE)
    document = tree(answer)
    assert answer.status_code == 200
    assert [s.get("src") for s in document.xpath("//script")] == ["/static/vendor/htmx.min.js", "/static/page.js", "/static/enabled.js"]
    assert not document.xpath("//img | //b | //*[@onerror]")
    assert "49" not in document.get_element_by_id("summary-text").text
    assert [without_numbers(e) for e in document.xpath("//*[@class='sl-text']")] == [HOSTILE, HOSTILE]
    back = tree(page.post("/", data={"notes": document.xpath("//input[@name='notes']/@value")[0]}, files=NONE))
    assert back.get_element_by_id("text").text.removeprefix("\n") == HOSTILE


@pytest.mark.parametrize(("files", "says"), [
    (NONE, "Paste a note, or choose a file"),
    ({"files": ("a.pdf", b"%PDF-1.4 broken")}, "a.pdf: the PDF is cut off"),
    ({"files": ("locked.pdf", encrypted(pdf([TEXT]), user="x"))}, "locked.pdf: "),
    ({"files": ("a.xlsx", b"PK\x03\x04")}, "a.xlsx: "),
    ({"files": ("a.txt", b" ")}, "a.txt: the file is empty"),
])  # fmt: skip
def test_what_cannot_be_read_gets_a_clear_message(page: TestClient, files: Any, says: str) -> None:
    answer = look(page, " ", files)
    assert answer.status_code == 422
    summary = tree(answer).xpath("//*[@class='govuk-error-summary']")[0]
    assert says in summary.text_content()
    assert summary.xpath(".//a/@href") == ["#text"]


def test_a_file_that_cannot_be_read_does_not_hold_up_the_others(page: TestClient) -> None:
    answer = look(page, TEXT, {"files": ("a.pdf", b"%PDF-1.4 broken")})
    assert answer.status_code == 200
    assert "1 file could not be read" in answer.text
    assert "a.pdf: the PDF is cut off" in answer.text


def test_the_form_comes_back_filled_in(page: TestClient) -> None:
    text = f"\n {CANARY} </textarea> " + "x" * 20_000
    answer = look(page, text, {"files": ("a.txt", b"x")}, date="2024-03-05", role="school")
    document = tree(answer)
    assert answer.status_code == 422
    assert document.get_element_by_id("text").text.strip() == text.strip()
    assert document.get_element_by_id("date").get("value") == "2024-03-05"
    assert document.get_element_by_id("role").get("value") == "school"
    assert "The files have to be chosen again" in answer.text
    assert CANARY not in document.xpath("//*[@class='govuk-error-summary']")[0].text_content()


def test_htmx_gets_the_middle_of_the_page_and_problems_beside_the_form(page: TestClient) -> None:
    found = look(page, headers=PART)
    assert found.text.startswith("<title>")
    assert "<html" not in found.text
    assert 'id="result"' in found.text
    wrong = look(page, " ", headers=PART)
    assert (wrong.status_code, wrong.headers["hx-retarget"]) == (422, "#problems")
    assert "<form" not in wrong.text


def test_every_answer_has_its_own_policy_and_is_not_stored(page: TestClient) -> None:
    for answer in (page.get("/"), look(page), look(page, " "), page.get("/about"), page.get("/nowhere")):
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "style=" not in answer.text
        assert not [s for s in tree(answer).xpath("//script") if s.text]
        assert set(tree(answer).xpath("//form/@autocomplete | //textarea/@autocomplete")) <= {"off"}
    assert "unsafe" not in POLICY


def test_no_file_is_spooled_to_the_disk(page: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    before = set(os.listdir(tempfile.gettempdir()))  # noqa: PTH208  # names are enough
    answer = look(page, "", {"files": ("long.rtf", b"{\\rtf1 " + TEXT.encode() + b"{\\*\\x " + b"x" * 2_500_000 + b"}}")})
    assert answer.status_code == 200
    assert {name for name in os.listdir(tempfile.gettempdir()) if "tmp" in name} <= before  # noqa: PTH208
    with tempfile.SpooledTemporaryFile(max_size=1) as spooled, pytest.raises(AssertionError, match="temporary"):
        spooled.write(b"xx")


@pytest.mark.parametrize(("body", "kind"), [
    (b"text=x", "application/x-www-form-urlencoded"), (b"--b\r\nnothing", "multipart/form-data; boundary=b"), (b"", "multipart/form-data"),
    (b'--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n', "multipart/form-data; boundary=b"),
])  # fmt: skip
def test_a_form_that_is_none_is_refused_in_words(page: TestClient, body: bytes, kind: str) -> None:
    answer = page.post("/look", content=body, headers={"Content-Type": kind})
    assert answer.status_code in (400, 415, 422)
    assert "There is a problem" in answer.text


def test_before_the_workers_have_answered_the_form_says_so() -> None:
    client = TestClient(page_app(Settings(workers=1)), base_url=URL, headers=PAGE)  # not entered, so nothing was started
    assert client.get("/").status_code == 200
    answer = look(client)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert "Second Look is starting" in answer.text
    assert client.get("/about").status_code == 503


class Refusing(Work):
    """Stands in for workers that refuse with a given problem."""

    def __init__(self, settings: Settings, problem: Exception) -> None:
        super().__init__(settings)
        self.problem = problem

    def check_room(self) -> None:
        """Take everything."""

    async def run(self, job: Any, *arguments: Any) -> bytes:  # noqa: ARG002  # the shape of the method it stands for
        """Refuse."""
        raise self.problem


@pytest.mark.parametrize(("kind", "status", "says"), [
    ("full", 429, "Try again in 7 seconds"), ("out-of-time", 504, "120 seconds and was stopped"),
    ("failed", 500, "Something went wrong here"),
])  # fmt: skip
def test_busy_slow_and_failing_workers_are_told_of_and_the_text_is_kept(kind: str, status: int, says: str) -> None:
    from api.problems import ApiError

    settings = Settings(workers=1)
    client = TestClient(page_app(settings, work=Refusing(settings, ApiError(kind, "x", retry=7))), base_url=URL, headers=PAGE)
    answer = look(client)
    assert (answer.status_code, answer.headers["retry-after"]) == (status, "7")
    assert says in answer.text
    assert tree(answer).get_element_by_id("text").text.strip() == TEXT
