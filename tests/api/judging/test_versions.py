"""Two versions on the same notes: what changed, and what readers' decisions say of it."""

import json
from pathlib import Path

import pytest

from api.judging.versions import Label, changes, compared, in_words, labels_of
from api.store.store import Store
from nlp.errors import InputError


def write(path: Path, flags: dict[str, list[tuple[str, int, int]]]) -> Path:
    lines = [
        json.dumps({"id": note, "case_id": "c", "flags": [{"indicator": i, "passage": [a, b]} for i, a, b in found]})
        for note, found in flags.items()
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_what_changed_and_whether_it_is_better(tmp_path: Path) -> None:
    old = write(tmp_path / "old.jsonl", {f"n{k}": [("neglect", 0, 9)] for k in range(30)})
    new = write(tmp_path / "new.jsonl", {f"n{k}": [("neglect", 0, 9)] if k > 9 else [] for k in range(30)})
    labels = {(f"n{k}", "neglect", 0, 9): Label(k > 9, 1.0) for k in range(25)}
    found = compared(old, new, labels=labels, seed=1)
    assert (found.decided, found.after) == (25, 1.0)
    assert len(found.changed) == 10
    assert "no longer shown 10" in in_words(found)
    assert changes(found).rows[0][2:] == ("no longer shown", "wrong")


def test_decisions_of_a_review_are_found_by_the_place_of_the_passage(store: Store) -> None:
    labels = labels_of(store)
    assert len(labels) > 50
    assert {label.right for label in labels.values()} == {True, False}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{}", "line 1"),
        ("nonsense", "line 1"),
        ('{"id": "", "flags": []}', "no id"),
        ('{"id": "a", "flags": []}\n{"id": "a", "flags": []}', "line 2"),
    ],
)
def test_a_file_that_is_no_review_is_named(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=named):
        compared(path, path, labels={}, seed=1)


def test_other_notes_are_refused(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old.jsonl", {"a": []}), write(tmp_path / "new.jsonl", {"b": []})
    with pytest.raises(InputError, match="same notes"):
        compared(old, new, labels={}, seed=1)
