"""The page of a case: everything leads to its words, the picture and its table say the same, and notes without dates are told of."""

import json
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

import nlp
from api.case import CaseView, case_view
from api.inputs import Item
from api.marks import Stretch
from api.web.picture import narrow, wide
from api.web.spots import Token, tokens
from api.web.views import result
from nlp.records import Note, Review, Span
from tests.api.web.conftest import NONE
from tests.api.web.test_form import look, tree, without_numbers
from tests.conftest import EXAMPLES

ROWS = [json.loads(line) for line in (EXAMPLES / "case_harbour.jsonl").read_text(encoding="utf-8").splitlines()]


def reviewed(pipeline: nlp.Pipeline, rows: list[dict[str, str]]) -> tuple[list[tuple[Item, Review]], Any]:
    notes = [Note(**row) for row in rows]
    reviews, together = pipeline.review_together(notes)
    return [(Item(note, note.id), review) for note, review in zip(notes, reviews, strict=True)], together


def shown(pipeline: nlp.Pipeline, rows: list[dict[str, str]]) -> Any:
    reviews, together = reviewed(pipeline, rows)
    return lxml.html.fromstring(result(reviews, together, ())[0])


def view(pipeline: nlp.Pipeline, rows: list[dict[str, str]]) -> CaseView:
    return case_view(*reviewed(pipeline, rows))


def test_every_link_of_the_case_leads_to_the_words_it_names(pipeline: nlp.Pipeline) -> None:
    page = shown(pipeline, ROWS)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = page.xpath("//section[@class='sl-case']//a[starts-with(@href, '#')]")
    assert len(links) > 100
    assert {link.get("href")[1:] for link in links} <= set(ids)
    for item in page.xpath("//ul[@class='sl-held']/li"):
        target = page.get_element_by_id(item.xpath("./a/@href")[0][1:])
        quote = "".join(item.xpath(".//strong/text()"))
        assert not quote or quote.split()[0] in target.text_content() + (target.getparent().text_content())


def test_the_notes_are_whole_between_the_spots_that_lead_to_them(pipeline: nlp.Pipeline) -> None:
    texts = shown(pipeline, ROWS).xpath("//*[@class='sl-text']")
    assert [without_numbers(text) for text in texts] == [row["text"] for row in ROWS]


def test_people_say_what_is_held_of_them_and_the_unseen_man_is_asked_after(pipeline: nlp.Pipeline) -> None:
    page = shown(pipeline, ROWS)
    dev = next(p for p in page.xpath("//li[contains(@class, 'sl-person')]") if p.xpath(".//strong/text()")[0] == "Dev")
    assert "nothing known of him found in any note" in dev.text_content()
    assert dev.xpath(".//p[@class='sl-small']/a/@href")
    assert "Unseen men: Dev" in " ".join(page.xpath("//section[@class='sl-case']//h4")[0].text_content().split())


@pytest.mark.parametrize("draw", [wide, narrow])
def test_the_picture_holds_every_kind_of_the_table_and_its_marks_stand_apart(pipeline: nlp.Pipeline, draw: Any) -> None:
    case = view(pipeline, ROWS)
    picture = draw(case)
    assert {row.day for row in case.rows}
    count = sum(len(row.concerns) + len(set(row.lanes) - {"concern"}) for row in case.rows)
    marks = [m for m in picture.marks if m.shape != "note"]
    assert sum(m.count for m in marks) == (count if draw is wide else sum(len(row.lanes) for row in case.rows))
    for one in picture.marks:
        assert 0 <= one.x <= picture.width
        assert 0 <= one.y <= picture.height
        assert all(one is other or abs(one.x - other.x) >= 24 or abs(one.y - other.y) >= 24 for other in picture.marks)


def test_a_long_quiet_is_a_band_and_a_row_of_the_table(pipeline: nlp.Pipeline) -> None:
    page = shown(pipeline, ROWS)
    assert page.xpath("//tr[@class='sl-quiet']/td/text()") == ["47 days of which nothing is told"]
    assert len(page.xpath("//svg[contains(@class, 'wide')]//rect[@class='sl-band']")) == 1


def test_a_case_of_400_notes_makes_a_picture_of_the_same_size(pipeline: nlp.Pipeline) -> None:
    rows = [
        {**ROWS[n % 5], "id": f"n{n}", "text": f"{n} {ROWS[n % 5]['text']}", "date": f"{2001 + n // 12}-{n % 12 + 1:02}-{n % 27 + 1:02}"}
        for n in range(60)
    ]
    case = view(pipeline, rows)
    few, many = wide(view(pipeline, ROWS)), wide(case)
    assert few
    assert many
    assert many.width == few.width
    assert len(many.marks) < 40 * len(many.lanes)
    small = narrow(case)
    assert small
    assert len(small.ticks) <= 41


def test_without_two_dates_there_is_no_picture_and_it_says_so(page: TestClient) -> None:
    answer = page.post("/look", data={"text": "Leo not seen.", "text-2": "Dad smokes weed.", "role-2": "school"}, files=NONE)
    document = tree(answer)
    assert "no picture, because fewer than two of these notes have a date" in " ".join(answer.text.split())
    assert "2 of the notes have no date" in answer.text
    assert not document.xpath("//svg[contains(@class, 'sl-picture--')]")


def test_several_notes_can_be_pasted_without_script(page: TestClient) -> None:
    more = page.post("/more", data={"text": "one", "text-2": "two", "date-2": "2024-03-05"}, files=NONE)
    form = tree(more)
    assert form.xpath("//textarea/@id") == ["text", "text-2", "text-3"]
    assert form.get_element_by_id("text-2").text.strip() == "two"
    assert form.get_element_by_id("date-2").get("value") == "2024-03-05"
    answer = page.post("/look", data={"text": "Leo not seen.", "text-2": "5 March 2024. Leo well.", "text-3": " "}, files=NONE)
    assert "The 2 notes together" in answer.text
    assert "The note is dated 5 March 2024, which stands in its first lines." in answer.text


def test_a_wrong_form_keeps_all_pasted_notes(page: TestClient) -> None:
    answer = page.post("/look", data={"text": "x" * 20_001, "text-2": "second"}, files=NONE)
    assert answer.status_code == 422
    assert tree(answer).get_element_by_id("text-2").text.strip() == "second"


def test_hostile_words_stay_text_in_every_part_of_a_case(page: TestClient) -> None:
    hostile = "</svg><script>alert(1)</script>\"'><b>Leo</b> (7) not seen, dad smokes weed {{ 7*7 }}"
    more = {"text-2": f"No access. {hostile}", "date": "2024-01-01", "date-2": "2024-06-01", "role-2": hostile}
    document = tree(look(page, hostile, **more))
    assert not document.xpath("//b | //script[not(@src)]")
    assert len(document.xpath("//svg[contains(@class, 'sl-picture--')]")) == 2


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda p: Span(p[0], min(30, p[0] + p[1]))), max_size=6)


@settings(max_examples=150, deadline=None)
@given(spots=SPANS, cuts=st.lists(st.tuples(st.integers(0, 29), st.integers(1, 6)), max_size=3))
def test_spots_and_marks_always_nest_and_lose_nothing(spots: list[Span], cuts: list[tuple[int, int]]) -> None:
    text = "".join(chr(0x4E00 + n) for n in range(31))  # no letter twice
    pieces, at = list[tuple[Stretch, str, tuple[str, ...]]](), 0
    for start, size in sorted(cuts):
        if start >= at and start + size <= 31:
            pieces += [(Stretch(at, start, ()), "", ())] if start > at else []
            pieces.append((Stretch(start, start + size, (1,)), "family_a", ("neglect",)))
            at = start + size
    pieces += [(Stretch(at, 31, ()), "", ())] if at < 31 else []
    spots = [s for s in spots if s.end > s.start]
    found = list(tokens(text, pieces, spots))
    assert "".join(t.text for t in found) == text
    assert [t.at for t in found if t.kind == "spot"] == sorted({s.start for s in spots})
    stack: list[Token] = []
    for token in found:
        if token.kind in ("spot", "mark"):
            stack.append(token)
        elif token.kind in ("end", "close"):
            assert stack.pop().kind == ("spot" if token.kind == "end" else "mark")
    assert stack == []
    for number, token in enumerate(found):
        if token.kind == "spot":
            following = next(t for t in found[number:] if t.kind == "text")
            assert text.index(following.text) == token.at


def test_the_api_says_the_same_as_the_page(pipeline: nlp.Pipeline) -> None:
    from api.routes.answers import CaseReview
    from api.work.case import case_answer

    answer = case_answer("rules", [Note(**row) for row in ROWS], [])
    CaseReview.model_validate(answer)
    case = view(pipeline, ROWS)
    labels = sorted(person.label for _, people in case.people for person in people)
    assert all(long.startswith(short) for long, short in zip(labels, sorted(p["label"] for p in answer["people"]), strict=True))
    dev = next(p for p in answer["people"] if p["label"] == "Dev")
    assert dev["state"] in ("found", "not_found")
    for part in (*dev["named"], *dev["holds"]):
        words = ROWS[part["index"]]["text"][part["start"] : part["end"]]
        assert words == part.get("quote", words)
        assert words
    assert [f["explanation"] for f in answer["findings"]] == [a.finding.explanation for a in case.questions]
