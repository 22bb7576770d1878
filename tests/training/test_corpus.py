"""The authored corpus keeps to the codebook, repeats itself nowhere, and shares nothing with text kept apart."""

import json
from pathlib import Path

import pytest

from evaluation.authored import CORPUS, Authored, Labelled, authored
from nlp.indicators import FAMILY_A
from training.corpus_check import faults, kept_apart, runs


@pytest.fixture(scope="module")
def corpus() -> list[Authored]:
    return list(authored("all"))


def test_the_corpus_has_no_fault(corpus: list[Authored]) -> None:
    assert list(faults(corpus, apart=kept_apart())) == []


def test_a_fault_of_each_kind_is_found(tmp_path: Path) -> None:
    apart = tmp_path / "apart.txt"
    apart.write_text("The heron on the chimney looked down at all of us twice.", encoding="utf-8")
    copied = "Then the heron on the chimney looked down at all of us."
    twin = "Nan brought plums in a hat and stayed until the rain had stopped at six."
    items = [
        _item("a", twin, {"neglect": "perhaps"}), _item("b", twin.replace("six", "ten"), {"neglect": "perhaps"}),
        _item("b", copied, {}, signals={"no_such_signal"}),
    ]  # fmt: skip
    found = "\n".join(faults(items, apart=[apart]))
    for words in ("neglect:perhaps", "nearly the same passage", "no signal no_such_signal", "shares a run of 8 words", "is there 2 times"):
        assert words in found


def test_case_gold_speaks_of_notes_that_are_there(corpus: list[Authored]) -> None:
    cases: dict[str, set[str]] = {}
    for item in corpus:
        cases.setdefault(item.case_id, set()).add(item.id)
    lines = (CORPUS / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 60
    for gold in map(json.loads, lines):
        notes = cases[gold["case_id"]]
        for concern in gold["concerns"]:
            assert concern["note"] in notes
            assert concern["indicator"] in FAMILY_A
            assert concern["answered"] is None or concern["answered"] in notes


def test_runs_ignore_case_and_punctuation() -> None:
    assert list(runs("Mum's well, he said.", 3)) == [("mum's", "well", "he"), ("well", "he", "said")]


def _item(key: str, text: str, labels: dict[str, str], signals: set[str] | None = None) -> Authored:
    return Authored(key, "school", text, (Labelled(0, len(text), labels, frozenset(signals or ())),))
