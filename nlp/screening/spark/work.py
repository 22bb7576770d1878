"""What Spark's worker processes do: shares of notes in, parts out. Everything here is sent to them, and needs no Spark itself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from nlp.records import Note
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


@dataclass(frozen=True, slots=True)
class Job:
    """How a share is reviewed; `lost` are the places of the cases, by share, that ended a process before."""

    profile: str
    pseudonymise: bool
    lost: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def part(self, share: int, cases: list[list[Placed]]) -> pa.RecordBatch:
        """Return the part of a share as a batch of one row."""
        lost = self.lost.get(share, frozenset())
        rows, counts = review_cases(cases, self.profile, _untold, pseudonymise=self.pseudonymise, lost=lost)
        return pa.RecordBatch.from_pydict({"share": [share], "part": [part_bytes(rows, counts)]}, PART)


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
