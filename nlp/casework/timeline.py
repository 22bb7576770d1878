"""What happened when: the events that the notes of a case tell of, each with its day and the words it rests on.

An event takes the date that stands beside its words; where none does, the day of the note. Of a date that is only known to
the week, month or year, the first day is given with its precision.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from nlp.casework.chronology import CaseNote
from nlp.casework.cues import Cue, cues
from nlp.casework.dates import Precision, When, dates
from nlp.records import Span
from nlp.rules.data import read_yaml

SIGNS = {"contact_event": "contact", "referral_event": "referral", "incident_event": "incident", "offer_event": "offer",
         "rationale_recorded": "decision", "action_taken": "action"}  # fmt: skip
"""The signals that are events of a case."""
_HEAD = 3  # passages at the head of a note that may say what it is
_BESIDE = 5  # words that may stand between an event and its date
_BEFORE = 3
_NEAR = 45  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened: its kind, its day, and the words [start, end) of the note that tell of it.

    `own` says that the day is told beside the event or is that of a note which is the event itself ("ICPC"), so that a claim
    may rest on it.
    """

    kind: str
    day: date
    precision: Precision
    number: int
    note: str
    start: int
    end: int
    quote: str
    own: bool
    passage: int
    within: Span
    """The bounds of the passage."""


def events(case: Sequence[CaseNote]) -> list[Event]:
    """Return the events of a case in the order of their days; text that was pasted from an earlier note tells none."""
    found = [event for note in case for event in of_note(note)]
    return sorted(found, key=lambda e: (e.day, e.note, e.start, e.kind))


def of_note(note: CaseNote) -> list[Event]:
    """Return the events that one note tells of."""
    told: dict[tuple[str, date], Event] = {}
    for event in (*_milestones(note), *_signs(note)):
        key = (event.kind, event.day)
        if key not in told or (event.own and not told[key].own):
            told[key] = event
    return list(told.values())


def _signs(note: CaseNote) -> Iterator[Event]:
    """Yield the events that signals tell of: one a passage, on the only date of the passage or the day of the note."""
    seen: set[tuple[int, str]] = set()
    for signal in note.reading.signals:
        kind = SIGNS.get(signal.rule.target)
        if kind is None or signal.passage in note.copies or (signal.passage, kind) in seen:
            continue
        seen.add((signal.passage, kind))
        event = _event(note, kind, signal.passage, signal.start, signal.end, _only(_dates(note, signal.passage), note.day))
        if event:
            yield event


def _only(found: Sequence[When], noted: date | None) -> When | None:
    days = [w for w in found if w.precision == "day" and (noted is None or w.first <= noted)]
    return days[0] if len(days) == 1 else None


def _milestones(note: CaseNote) -> Iterator[Event]:
    book = cues("events")
    for number, line in enumerate(note.reading.lines):
        if number in note.copies:
            continue
        found = book.find(line)
        if not found:
            continue
        listed = _dates(note, number)
        for cue in found:
            yield from _of_cue(note, number, cue, listed)


def _of_cue(note: CaseNote, number: int, cue: Cue, listed: Sequence[When]) -> Iterator[Event]:
    start, end = _span(note, number, cue)
    if cue.sort == "named" and not any(_names() & line.words for line in note.reading.lines[:_HEAD]):
        return
    if cue.sort == "any":
        days = [w for w in listed if w.precision == "day" and (note.day is None or w.first <= note.day)]
        before = [w for w in days if w.end <= start] or days
        event = _event(note, cue.kind, number, start, end, before[-1] if cue.kind == "missed" and before else _only(listed, note.day))
        if event:
            yield event
        return
    beside = _beside(note, number, cue, listed) if not _ahead(note, number, cue) else None
    if beside is not None:
        event = _event(note, cue.kind, number, start, end, beside, own=True)
        if event:
            yield event
    elif cue.sort == "heads" and number < _HEAD and cue.first <= 3 and note.day and not _ahead(note, number, cue):
        yield from filter(None, [_event(note, cue.kind, number, start, end, _only(listed, note.day), own=True)])


def _beside(note: CaseNote, number: int, cue: Cue, listed: Sequence[When]) -> When | None:
    """Return the date that belongs to a cue: the next one behind it within a few words, else the one just before it."""
    tokens, passage = note.reading.tokens, note.reading.passages[number]
    first, _ = tokens.between(passage.start, passage.end)
    start, end = tokens.starts[first + cue.first], tokens.ends[first + cue.last - 1]
    for when in listed:
        if when.precision != "day" or (note.day is not None and when.first > note.day):
            continue
        if when.start < end <= when.end or (start <= when.start and when.end <= end):
            return when
        if when.start >= end:
            between = bisect_right(tokens.starts, when.start - 1) - (first + cue.last)
            gap = note.reading.text[end : when.start]
            if between <= _BESIDE and len(gap) < _NEAR and not _parted(gap):
                return when
            break
    return _stamped(note, passage.start, start, listed)


def _stamped(note: CaseNote, begin: int, start: int, listed: Sequence[When]) -> When | None:
    """Return the date at the head of a row or entry ("24.08.11 / CSC / ICPC") whose words come soon behind it."""
    text = note.reading.text
    for when in listed[:1]:
        if not text[begin : when.start].strip(" \t|*-•([") and when.precision == "day" and (note.day is None or when.first <= note.day):
            gap = text[when.end : start] if when.end <= start else ""
            if when.end <= start and len(gap) < _NEAR and len(gap.split()) <= _BESIDE and not _parted(gap):
                return when
    return None


def _parted(gap: str) -> bool:
    """Whether the words between an event and a date belong to something else, or put the event off ("planned for", "by")."""
    words = gap.lower().replace(",", " ").replace(":", " ").replace("(", " ").split()
    if ". " in gap.strip() + " ":
        return True
    return not _not_yet().isdisjoint(words) or bool(words and words[-1] in _until())


@cache
def _not_yet() -> frozenset[str]:
    return frozenset(read_yaml("case/events.yaml")["not_yet"])


@cache
def _names() -> frozenset[str]:
    return frozenset(read_yaml("case/events.yaml")["names"])


@cache
def _until() -> frozenset[str]:
    return frozenset(read_yaml("case/events.yaml")["until"])


def _ahead(note: CaseNote, number: int, cue: Cue) -> bool:
    """Whether the words just before or behind a cue say that it is yet to come."""
    norms = note.reading.lines[number].norms
    before, behind = norms[max(0, cue.first - _BEFORE) : cue.first], norms[cue.last : cue.last + 2]
    return not _not_yet().isdisjoint([*before, *behind]) or not _until().isdisjoint(before[-1:])


def _span(note: CaseNote, number: int, cue: Cue) -> tuple[int, int]:
    passage, tokens = note.reading.passages[number], note.reading.tokens
    first, _ = tokens.between(passage.start, passage.end)
    return tokens.starts[first + cue.first], tokens.ends[first + cue.last - 1]


def _dates(note: CaseNote, number: int) -> list[When]:
    passage = note.reading.passages[number]
    return dates(note.reading.text, note.day, passage.start, passage.end)


def _event(note: CaseNote, kind: str, passage: int, start: int, end: int, when: When | None, *, own: bool = False) -> Event | None:
    day = when.first if when else note.day
    if day is None:
        return None
    return Event(kind=kind, day=day, precision=when.precision if when else "day", number=note.number, note=note.name, start=start,
                 end=end, quote=note.reading.text[start:end], own=own, passage=passage,
                 within=Span(note.reading.passages[passage].start, note.reading.passages[passage].end))  # fmt: skip
