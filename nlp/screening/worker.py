"""What a worker process does: reviews the cases of one share and writes its part.

It tells at which case it is before it begins it, so that a case that ends the process can be named and left out, and the rest of its
share is kept.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import nlp
from nlp.screening.parts import Counts, write_part
from nlp.screening.records import Placed
from nlp.screening.reviewing import LOST, error_row, review_case
from nlp.screening.shares import cases_of
from nlp.screening.tables import Rows, add_rows, no_rows


@dataclass(frozen=True, slots=True)
class Task:
    """One share: where its notes are, where its part goes, and the cases (by place) that ended a process before."""

    number: int
    notes: Path
    part: Path
    profile: str
    pseudonymise: bool
    lost: frozenset[int] = frozenset()


def prepare(profile: str) -> None:
    """Make a new worker ready for notes."""
    nlp.load(profile=profile, threads=1)


def do(task: Task, at: Callable[[int, int], None]) -> Counts:
    """Review a share and write its part; `at` is told the place of each case and the words done before it.

    Raises OSError where the part cannot be written.
    """
    rows, counts = review_cases(cases_of(task.notes), task.profile, at, pseudonymise=task.pseudonymise, lost=task.lost)
    write_part(task.part, rows, counts)
    return counts


def review_cases(
    cases: Sequence[Sequence[Placed]], profile: str, at: Callable[[int, int], None], *, pseudonymise: bool, lost: Collection[int] = ()
) -> tuple[Rows, Counts]:
    """Return the rows of the cases of a share, and their counts; the cases at the places of `lost` are left out."""
    pipeline = nlp.load(profile=profile, threads=1)
    rows, words = no_rows(), 0
    for place, case in enumerate(cases):
        at(place, words)
        if place in lost:
            rows["errors"] += [error_row(placed, *LOST) for placed in case]
        else:
            add_rows(rows, review_case(pipeline, case, pseudonymise=pseudonymise))
        words += sum(len(placed.note.text.split()) for placed in case)
    return rows, _counts(rows, words)


def _counts(rows: Rows, words: int) -> Counts:
    return {
        "notes": len(rows["notes"]), "unreviewed": len(rows["errors"]), "words": words, "flags": len(rows["flags"]),
        "errors": len(rows["errors"]),
    }  # fmt: skip
