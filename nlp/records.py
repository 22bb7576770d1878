"""The records that travel through Second Look: notes in, reviews out.

Plain frozen dataclasses. Offsets count Unicode code points of the original text, `end` exclusive, so that
`text[start:end] == quote` always holds. `nlp/wire.py` turns them into JSON and back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Assertion = Literal["affirmed", "suspected", "historical", "negated", "hypothetical", "other"]
Attribution = Literal["self-report", "child", "family", "professional", "police", "anonymous", "unknown"]
State = Literal["found", "not_found", "ruled_out", "not_assessable"]
Level = Literal["note", "case"]
Kind = Literal["child", "mother", "man", "adult", "professional"]

SHOWN: frozenset[str] = frozenset({"affirmed", "suspected", "historical"})
"""Assertions that make a flag; the others are listed as considered and set aside."""


class Passage(NamedTuple):
    """One sentence, bullet, line or table cell of a note; headings and sign-offs are known as such."""

    start: int
    end: int
    kind: str


class Span(NamedTuple):
    """A stretch of the original text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One record as it was written: a visit, a call, a referral, a summary."""

    text: str
    id: str = ""
    case_id: str = ""
    date: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words that decided something about a hit, and what they decided."""

    start: int
    end: int
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """How a span is meant: asserted how, said by whom, done by and to whom, and the cues that say so."""

    assertion: Assertion = "affirmed"
    attribution: Attribution = "unknown"
    subject: str = "unknown"
    object: str = "unknown"
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason for a flag or finding: the rule (or model) that fired and the words it fired on.

    `note` names the note that the words stand in, where that is another than the review's own: its id, date or place.
    """

    source: str
    start: int
    end: int
    quote: str
    why: str = ""
    cues: tuple[Cue, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A fictional passage of the training text that is like a flagged one, and how its writers labelled it."""

    text: str
    assertion: Assertion


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """A probability with what it rests on: `n` labelled cases and the method, or why it is not calibrated."""

    value: float
    n: int
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A passage that a person should read again for one indicator (or, set aside, a mention that is not one)."""

    indicator: str
    start: int
    end: int
    quote: str
    passage: Span
    assertion: Assertion
    attribution: Attribution
    subject: str
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    explanation: str
    questions: tuple[str, ...] = ()
    repeat_of: str | None = None
    alike: tuple[Alike, ...] = ()
    """Where no rule named the passage: examples that show what the model took it for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the record speaks of, under the note's own words."""

    label: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    age: str = ""
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What an absence rests on: which notes were read, what would have satisfied it, and the nearest miss."""

    notes: tuple[str, ...]
    dates: tuple[str, ...]
    passages: int
    looked_for: tuple[str, ...]
    nearest_miss: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one would expect in the record and found, or did not find, worded as a question.

    A `not_found` finding must say what was searched: absence is never inferred from nothing.
    """

    indicator: str
    level: Level
    state: State
    person: str | None
    aliases: tuple[str, ...]
    searched: Searched | None
    evidence: tuple[Evidence, ...]
    explanation: str

    def __post_init__(self) -> None:
        if self.state == "not_found" and (self.searched is None or not self.searched.looked_for):
            raise ValueError("a finding of state not_found must say what was searched")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Everything that Second Look shows for one note."""

    id: str
    case_id: str
    flags: tuple[Flag, ...]
    set_aside: tuple[Flag, ...]
    findings: tuple[Finding, ...]
    people: tuple[Person, ...]
    passages: int
    words: int
    versions: Mapping[str, str] = field(default_factory=dict)


Json = dict[str, Any]
Notes = Sequence[Note]
