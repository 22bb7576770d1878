"""What travels through a screening: a note with its place, what may be chosen, and how far the run has come."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from nlp.records import Note

Stage = Literal["reading", "reviewing", "writing"]


class Placed(NamedTuple):
    """A note of the export: its number in the order of reading, from 0, where it stands, and remarks of its reading."""

    number: int
    where: str
    note: Note
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a user may choose; `workers` and `csv` change nothing in the tables; the others do."""

    profile: str
    workers: int
    pseudonymise: bool = False
    csv: bool = False
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Clock:
    """When a run began, how many seconds each of its stages took, and whether it went on from an earlier one."""

    began: float
    resumed: bool = False
    stages: dict[str, float] = field(default_factory=dict)

    def stop(self, stage: str) -> None:
        """Note that a stage has just ended."""
        self.stages[stage] = round(time.time() - self.began - sum(self.stages.values()), 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run has come. `seconds` and `words_now` count from the start of this stage, without what an earlier run did."""

    stage: Stage
    notes: int = 0
    notes_of: int = 0
    words: int = 0
    words_of: int = 0
    words_now: int = 0
    flags: int = 0
    errors: int = 0
    lost_workers: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Words a second since the stage began."""
        return self.words_now / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that the stage still takes at this rate; None where that cannot be said yet."""
        return (self.words_of - self.words) / self.rate if self.rate and self.words_of else None
