"""Nearest examples: chosen by indicator and likeness, packed without loss of order; and a flag of the model alone shows them."""

from pathlib import Path

import numpy as np
import pytest

import nlp
from nlp.models.alike import Examples, stored
from nlp.models.artefact import Artefact, open_artefact, sha256, shipped
from nlp.models.neutral import passages
from nlp.people import ledger, survey
from nlp.text.passages import split
from nlp.text.tokens import tokenise
from nlp.wire import review_from, review_to

ROWS = [
    {"indicator": "delay", "assertion": "affirmed", "text": "It was three weeks before anyone rang."},
    {"indicator": "delay", "assertion": "negated", "text": "Seen the same day."},
    {"indicator": "cannabis_use", "assertion": "suspected", "text": "A sweet smell in the hall."},
]
TEXT = "Seen at home. She asks him before she buys bread, and he keeps the bank card in his boot. Weight on the 50th centile."


def test_nearest_examples_are_of_the_indicator_and_in_order(tmp_path: Path) -> None:
    artefact = Artefact(tmp_path, {"version": "x", "files": {}})
    stored(artefact, ROWS, [np.array(v, np.float32) for v in ([1, 0, 0], [0, 5, 0], [1, 0, 0])])
    artefact.manifest["files"] = {p.name: sha256(p) for p in tmp_path.iterdir()}
    examples = Examples.of(artefact)
    assert examples is not None
    near = examples.nearest("delay", np.array([0.2, 0.9, 0], np.float32))
    assert [(a.text, a.assertion) for a in near] == [(ROWS[1]["text"], "negated"), (ROWS[0]["text"], "affirmed")]
    assert examples.nearest("hardship", np.array([1, 0, 0], np.float32)) == ()


def test_an_artefact_without_examples_shows_none(tmp_path: Path) -> None:
    assert Examples.of(Artefact(tmp_path, {"version": "x", "files": {}})) is None


def test_a_flag_that_only_the_model_names_shows_two_examples_and_survives_json() -> None:
    folder = shipped("full")
    assert folder is not None
    texts = {row["text"] for row in open_artefact(folder).json("examples.json")}
    review = nlp.load(profile="full").review(nlp.Note(text=TEXT))
    read = [f for f in review.flags if all(e.source.startswith("model:") for e in f.evidence)]
    assert read, "the model alone should read the second sentence as abuse"
    for flag in read:
        assert len(flag.alike) == 2
        assert {a.text for a in flag.alike} <= texts
    assert all(not f.alike for f in review.flags if f not in read)
    assert review_from(review_to(review)) == review


@pytest.mark.parametrize("name", ["Lee", "Oluwaseun", "Siân", "Wojciech"])
def test_places_lead_from_the_neutral_text_and_back(name: str) -> None:
    text = f"Stepfather {name} rang. Mum says {name} was out; {name}'s mother came."
    tokens = tokenise(text)
    neutral = passages(text, tokens, split(text), survey(text, tokens, split(text)), ledger(text, tokens, split(text)))
    for passage, bounds in zip(neutral, split(text), strict=True):
        for piece in passage.pieces:
            start, end = passage.forth(piece.start), passage.forth(piece.end, end=True)
            assert passage.text[start:end] == piece.word
            assert (passage.back(start), passage.back(end, end=True)) == (piece.start, piece.end)
            assert text[bounds.start + piece.start : bounds.start + piece.end] == name
        assert passage.forth(0) == 0
