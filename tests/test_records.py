"""Records and their JSON: the schema, the way back, and offsets that fit the text."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nlp
from nlp.records import Finding
from nlp.wire import note_from, review_from, review_to
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def validator() -> Any:
    schema = json.loads((ROOT / "docs" / "review.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_reviews_of_the_example_notes_keep_to_the_schema(
    pipeline: nlp.Pipeline, example_notes: list[nlp.Note], validator: Any
) -> None:
    assert len(example_notes) >= 8
    for note in example_notes:
        data = json.loads(json.dumps(review_to(pipeline.review(note))))
        validator.validate(data)


def test_a_review_survives_the_way_to_json_and_back(pipeline: nlp.Pipeline, example_notes: list[nlp.Note]) -> None:
    for note in example_notes:
        review = pipeline.review(note)
        assert review_from(json.loads(json.dumps(review_to(review)))) == review


def _spans_fit(text: str, review: nlp.Review) -> None:
    for flag in review.flags + review.set_aside:
        assert text[flag.start : flag.end] == flag.quote
        assert flag.passage.start <= flag.start < flag.end <= flag.passage.end
        for evidence in flag.evidence:
            assert text[evidence.start : evidence.end] == evidence.quote
    for person in review.people:
        assert all(0 <= m.start < m.end <= len(text) for m in person.mentions)


def test_offsets_are_those_of_the_original_text(pipeline: nlp.Pipeline, example_notes: list[nlp.Note]) -> None:
    for note in example_notes:
        _spans_fit(note.text, pipeline.review(note))


PIECES = st.sampled_from(
    ["Mum’s partner ", "smokes ", "weed", "\u00a0", "\r\n", "• ", "Leo (7) ",
      "“he hit me” ", "🙂", "é", "DV: N", "\t", ". ", "?", "M ", "12/03/24 14:10 "]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES | st.text(max_size=6), max_size=25))
def test_offsets_hold_for_any_text(pipeline: nlp.Pipeline, pieces: list[str]) -> None:
    text = "".join(pieces)
    _spans_fit(text, pipeline.review(nlp.Note(text=text)))


def test_an_absence_must_say_what_was_searched() -> None:
    with pytest.raises(ValueError, match="must say what was searched"):
        Finding(indicator="absent_child_voice", level="note", state="not_found", person="Leo", aliases=(), searched=None,
                evidence=(), explanation="?")  # fmt: skip


def test_only_text_is_required_of_an_input_line() -> None:
    assert note_from({"text": "x"}) == nlp.Note(text="x")
    assert note_from({"text": "x", "id": None, "extra": 1}) == nlp.Note(text="x")
