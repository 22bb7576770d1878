"""What Spark's worker processes do: shares of notes in, parts out. Everything here is sent to them.

Spark gives a task out again when its process ends. The second time each case is first tried in a process of its own, so that one
that ends a process costs that case and not the run: it becomes a row of errors, as it does on one computer.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from nlp.records import Note
from nlp.screening.crew import SECONDS_PER_CASE
from nlp.screening.parts import part_bytes
from nlp.screening.records import Placed
from nlp.screening.shares import by_case, cases_in, share_of
from nlp.screening.worker import review_cases

Batches = Iterator[pa.RecordBatch]

PART: Final = pa.schema([("share", pa.int64()), ("part", pa.binary())])
PART_DDL: Final = "share long, part binary"
SHARE: Final = pa.schema([("share", pa.int64()), ("notes", pa.binary())])
NOTE: Final = pa.schema([
    ("share", pa.int64()), ("number", pa.int64()), ("where", pa.string()), ("id", pa.string()), ("case_id", pa.string()),
    ("date", pa.string()), ("role", pa.string()), ("text", pa.string()), ("remarks", pa.string()),
])  # fmt: skip
NOTE_DDL: Final = "share long, number long, where string, id string, case_id string, date string, role string, text string, remarks string"
_NOTES_AT_ONCE: Final = 200
_TICK: Final = 0.01


@dataclass(frozen=True, slots=True)
class Job:
    """How a share is reviewed. `before` is told each case before it is reviewed, so that tests can end a process there."""

    profile: str
    pseudonymise: bool
    before: Callable[[Sequence[Placed]], None] | None = None

    def part(self, share: int, cases: list[list[Placed]]) -> pa.RecordBatch:
        """Return the part of a share as a batch of one row."""
        lost = fatal(cases, self._try) if _tried_before() else frozenset[int]()
        for place, case in enumerate(cases):
            if self.before and place not in lost:
                self.before(case)
        rows, counts = review_cases(cases, self.profile, _untold, pseudonymise=self.pseudonymise, lost=lost)
        return pa.RecordBatch.from_pydict({"share": [share], "part": [part_bytes(rows, counts)]}, PART)

    def _try(self, case: Sequence[Placed]) -> None:
        if self.before:
            self.before(case)
        review_cases([case], self.profile, _untold, pseudonymise=self.pseudonymise)


def fatal(
    cases: Sequence[Sequence[Placed]], attempt: Callable[[Sequence[Placed]], None], seconds: float = SECONDS_PER_CASE
) -> frozenset[int]:
    """Return the places of the cases that end a process, or take too long, when they are tried in one of their own."""
    return frozenset(place for place, case in enumerate(cases) if not _survives(case, attempt, seconds))


def _survives(case: Sequence[Placed], attempt: Callable[[Sequence[Placed]], None], seconds: float) -> bool:
    child = os.fork()
    if not child:
        with suppress(BaseException):
            attempt(case)
            os._exit(0)
        os._exit(1)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status == 0
        time.sleep(_TICK)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _tried_before() -> bool:
    """Whether this task was given out before and did not come back."""
    from pyspark import TaskContext

    context = TaskContext.get()
    return context is not None and context.attemptNumber() > 0


def _untold(_place: int, _words: int) -> None:
    """Nobody asks a Spark worker at which case it is."""


def whole_shares(job: Job) -> Callable[[Batches], Batches]:
    """Return what turns shares, each a row with all of its notes, into parts."""

    def review(batches: Batches) -> Batches:
        for batch in batches:
            for share, notes in zip(batch["share"], batch["notes"], strict=True):
                yield job.part(share.as_py(), cases_in(notes.as_py().decode("ascii").splitlines()))

    return review


def sorted_notes(job: Job) -> Callable[[Batches], Batches]:
    """Return what turns notes, sorted by share and number, into parts; one share is held at a time."""

    def review(batches: Batches) -> Batches:
        current, held = -1, list[Placed]()
        for batch in batches:
            for row in batch.to_pylist():
                if row["share"] != current and held:
                    yield job.part(current, by_case(held))
                    held = []
                current = row["share"]
                note = Note(text=row["text"], id=row["id"], case_id=row["case_id"], date=row["date"], role=row["role"])
                held.append(Placed(row["number"], row["where"], note, row["remarks"]))
        if held:
            yield job.part(current, by_case(held))

    return review


def noted(placed: Iterator[Placed], shares: int) -> Batches:
    """Yield notes as batches with the share of each."""
    held = list[dict[str, object]]()
    for number, where, note, remarks in placed:
        held.append({
            "share": share_of(note.case_id, number, shares), "number": number, "where": where, "id": note.id, "case_id": note.case_id,
            "date": note.date, "role": note.role, "text": note.text, "remarks": remarks,
        })  # fmt: skip
        if len(held) >= _NOTES_AT_ONCE:
            yield pa.RecordBatch.from_pylist(held, NOTE)
            held = []
    if held:
        yield pa.RecordBatch.from_pylist(held, NOTE)
