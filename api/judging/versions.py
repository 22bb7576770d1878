"""`secondlook review compare OLD NEW`: two versions on the same notes, with the decisions of a review where there are any."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from api.store.rows import standing
from api.store.store import Store
from api.store.tables import items
from evaluation.review.compare import Comparison, Pair, compare
from evaluation.review.table import Table
from evaluation.review.verdicts import judged
from nlp.errors import InputError
from nlp.explain import title

Key = tuple[str, str, int, int]
"""Note, indicator, and the bounds of the passage."""


@dataclass(frozen=True, slots=True)
class Label:
    """What readers made of a passage and indicator; `weight` is how many passages it stands for."""

    right: bool | None
    weight: float


def compared(old: Path, new: Path, *, labels: Mapping[Key, Label], seed: int) -> Comparison:
    """Compare two files of reviews (JSONL, as `scan --format jsonl` writes them) of the same notes."""
    before, cases, first = _flags(old)
    after, more, second = _flags(new)
    if first != second:
        raise InputError(f"{old.name} and {new.name} are not about the same notes; make both from one file of notes")
    pairs = []
    for key in sorted(before | after | labels.keys() & _in(first, labels)):
        label = labels.get(key, Label(None, 1.0))
        note, indicator, start, end = key
        pairs.append(
            Pair(
                id=f"{note}:{start}-{end}", case_id=cases.get(note) or more.get(note) or note, indicator=indicator, before=key in before,
                after=key in after, right=label.right, weight=label.weight,
            )
        )  # fmt: skip
    return compare(pairs, seed=seed)


def labels_of(store: Store) -> dict[Key, Label]:
    """Return what the decisions of a review say, by the place of the passage in its note."""
    chosen = sa.select(items.c.id, items.c.note_id, items.c.start, items.c.end).where(items.c.start >= 0)
    with store.reading() as connection:
        places = {row.id: (row.note_id, row.start, row.end) for row in connection.execute(chosen)}
    out: dict[Key, Label] = {}
    for j in judged(standing(store)):
        if j.item_id in places and j.right is not None:
            note, start, end = places[j.item_id]
            weight = 1 / j.decision.inclusion_probability
            if j.decision.indicator is not None:
                out[note, j.decision.indicator, start, end] = Label(j.right, weight)
            for missed in j.missed:
                out.setdefault((note, missed, start, end), Label(True, weight))
    return out


def changes(found: Comparison) -> Table:
    """Return the list of what changed."""
    said = {True: "right", False: "wrong", None: "not decided"}
    return Table(
        name="changes", caption="Passages that only one of the versions shows", head=("Passage", "Indicator", "Change", "Readers said"),
        rows=tuple((c.id, title(c.indicator), c.change, said[c.right]) for c in found.changed),
    )  # fmt: skip


def in_words(found: Comparison) -> str:
    """Return the comparison as lines to read."""
    newly = sum(c.change == "now shown" for c in found.changed)
    lines = [
        f"now shown {newly:,}, no longer shown {len(found.changed) - newly:,}; readers decided on {found.decided:,} of all compared",
        f"share right: {_two(found.before)} before, {_two(found.after)} after; difference {found.difference}",
        f"known right passages shown: {_two(found.kept_before)} before, {_two(found.kept_after)} after; difference {found.kept_difference}",
    ]
    if found.chance is not None:
        lines.append(f"chance alone would do this or more in {found.chance:.1%} of comparisons (McNemar, exact)")
    return "\n".join(lines) + "\n"


def _in(notes: set[str], labels: Iterable[Key]) -> set[Key]:
    return {key for key in labels if key[0] in notes}


def _flags(path: Path) -> tuple[set[Key], dict[str, str], set[str]]:
    """Return the flags of a file of reviews, the case of each note, and the notes in it."""
    flags: set[Key] = set()
    cases: dict[str, str] = {}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the name and your rights") from None
    except UnicodeDecodeError:
        raise InputError(f"{path.name}: not UTF-8 text; write it with 'secondlook scan --format jsonl'") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            _take(line, f"{path.name}, line {number}", flags, cases)
    return flags, cases, set(cases)


def _take(line: str, where: str, flags: set[Key], cases: dict[str, str]) -> None:
    try:
        review: Any = json.loads(line)
        note = str(review["id"])
        found = {(note, str(f["indicator"]), int(f["passage"][0]), int(f["passage"][1])) for f in review["flags"]}
    except (ValueError, KeyError, TypeError, IndexError):
        raise InputError(f"{where}: this is not a review; write the file with 'secondlook scan --format jsonl'") from None
    if not note:
        raise InputError(f"{where}: the note has no id, so it cannot be found in the other file; give every note an id")
    if note in cases:
        raise InputError(f"{where}: there are two notes with this id; each needs its own")
    flags |= found
    cases[note] = str(review.get("case_id") or "")


def _two(value: float | None) -> str:
    return "not estimable" if value is None else f"{value:.2f}"
