"""POST /v1/reviews: a note, a case, and what comes back."""

import json
from typing import Any

import jsonschema
from starlette.testclient import TestClient

import nlp
from api.routes.answers import CaseReview, Review
from nlp.wire import review_to
from tests.conftest import ROOT

TEXT = "Home visit. Strong smell of cannabis in the hall. Mum said she is scared of what he will do. Leo (7) was at school."
SCHEMA = json.loads((ROOT / "docs" / "review.schema.json").read_text(encoding="utf-8"))


def post(client: TestClient, body: Any) -> Any:
    answer = client.post("/v1/reviews", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def test_a_text_gives_the_same_review_as_the_library(client: TestClient, pipeline: nlp.Pipeline) -> None:
    assert post(client, {"text": TEXT}) == review_to(pipeline.review(nlp.Note(text=TEXT)))


def test_a_note_gets_its_id_and_case_back_and_keeps_the_published_shape(client: TestClient) -> None:
    review = post(client, {"text": TEXT, "id": "v1", "case_id": "c", "date": "2024-03-05", "role": "health visitor", "profile": "rules"})
    assert (review["id"], review["case_id"]) == ("v1", "c")
    assert review["flags"]
    jsonschema.validate(review, SCHEMA)
    Review.model_validate(review)


def test_offsets_count_code_points_of_what_was_sent(client: TestClient) -> None:
    text = "😀 Dad smokes cannabis\u0000 every night.\r\n"
    flag = post(client, {"text": text})["flags"][0]
    assert text[flag["start"] : flag["end"]] == flag["quote"]


def test_the_full_profile_is_answered_and_says_so(client: TestClient) -> None:
    assert post(client, {"text": TEXT, "profile": "full"})["versions"]["profile"] == "full"


def test_a_case_is_reviewed_around_the_notes_that_cannot_be_read(client: TestClient) -> None:
    notes = [
        {"text": TEXT, "id": "b", "date": "2024-03-05"}, {"text": " \n"}, {"text": "x" * 20_001},
        {"text": f"{TEXT} He drinks.", "id": "a", "date": "2024-01-09T10:00"}, {"text": "Mum rang.", "date": "spring"},
    ]  # fmt: skip
    answer = post(client, {"notes": notes})
    CaseReview.model_validate(answer)
    assert [r["id"] for r in answer["reviews"]] == ["b", "a", ""]
    assert [e["index"] for e in answer["errors"]] == [1, 2]
    assert "empty" in answer["errors"][0]["detail"]
    assert "20,001 characters" in answer["errors"][1]["detail"]
    assert [(e["index"], e["date"]) for e in answer["timeline"]] == [(3, "2024-01-09T10:00"), (0, "2024-03-05")]
    assert "cannabis_use" in answer["timeline"][0]["indicators"]
    assert answer["versions"]["profile"] == "rules"
    assert [p["notes"] for p in answer["people"] if p["label"] == "Leo"] in ([[0, 3]], [])


def test_people_of_a_case_are_joined_by_label_and_kind() -> None:
    from api.work.case import people
    from nlp.records import Note, Person
    from nlp.records import Review as Record

    def record(*found: Person) -> Record:
        return Record(id="", case_id="", flags=(), set_aside=(), findings=(), people=found, passages=1, words=1)

    note = Note(text="x")
    joined = people([
        (0, note, record(Person(label="Leo", kind="child", aliases=("the boy",)), Person(label="Mum", kind="mother"))),
        (2, note, record(Person(label="leo", kind="child", aliases=("the boy", "L"), age="7"))),
    ])  # fmt: skip
    assert joined[0] == {"label": "Leo", "kind": "child", "aliases": ["the boy", "L"], "age": "7", "notes": [0, 2]}
    assert [p["label"] for p in joined] == ["Leo", "Mum"]


def test_a_case_in_which_nothing_can_be_read_still_says_so(client: TestClient) -> None:
    answer = post(client, {"notes": [{"text": ""}]})
    assert answer["reviews"] == []
    assert answer["errors"][0]["index"] == 0


def test_text_that_was_pasted_again_is_known_in_a_case(client: TestClient) -> None:
    notes = [{"text": TEXT, "id": "first"}, {"text": TEXT, "id": "second"}]
    second = post(client, {"notes": notes})["reviews"][1]
    assert "first" in {flag["repeat_of"] for flag in second["flags"]}


def test_a_charset_may_be_named(client: TestClient) -> None:
    body = json.dumps({"text": "Ünder £20, dad smokes weed."}, ensure_ascii=False).encode()
    answer = client.post("/v1/reviews", content=body, headers={"Content-Type": 'application/json; charset="UTF-8"'})
    assert answer.status_code == 200
