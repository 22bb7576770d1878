"""Injuries of one child over time: two and more on different days and different parts of the body, set side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nlp.casework.chronology import CaseNote, shown_on
from nlp.casework.dates import dates
from nlp.casework.evidence import seat
from nlp.casework.patterns import over_case, says, settings
from nlp.fusion import Decision
from nlp.people.joining import Joined
from nlp.records import Finding


@dataclass(frozen=True, slots=True)
class _Injury:
    note: CaseNote
    decision: Decision
    day: date
    parts: frozenset[str]


def injuries(case: Sequence[CaseNote], people: Sequence[Joined]) -> list[Finding]:
    """Return a finding for each child with injuries on different days, of which no one is the other told again."""
    limit = settings("injuries")
    children = [person for person in people if person.kind == "child"]
    rows: dict[int, list[_Injury]] = {}
    for note in case:
        if note.day is None or note.thin:
            continue
        for injury in _of_note(note, limit):
            for child in _whose(note, injury.decision, children):
                rows.setdefault(child, []).append(injury)
    found = []
    for child, injuries_of in rows.items():
        apart = _apart(injuries_of, limit["days_apart"])
        if len(apart) >= limit["fewest"]:
            who = children[child]
            told = {"who": who.label, "count": len(apart), "first": shown_on(apart[0].day), "last": shown_on(apart[-1].day)}
            evidence = [i.note.evidence(i.decision.lead) for i in apart]
            found.append(over_case("injuries", case, evidence, told, person=who.label, aliases=who.aliases))
    return found


def _of_note(note: CaseNote, limit: dict[str, Any]) -> list[_Injury]:
    """Return the injuries that a note tells of, on the day that stands in the passage or on that of the note."""
    found = []
    for decision in note.decisions:
        if decision.indicator != "child_injury" or not decision.shown or decision.passage in note.copies or note.day is None:
            continue
        line = note.reading.lines[decision.passage]
        parts = frozenset(part for part, words in limit["parts"].items() if not line.words.isdisjoint(words))
        if not parts or not says(line, limit["marks"]):
            continue
        passage = note.reading.passages[decision.passage]
        told = [
            w.first for w in dates(note.reading.text, note.day, passage.start, passage.end) if w.precision == "day" and w.first <= note.day
        ]
        own = [day for day in told if (note.day - day).days <= limit["most_days_back"]]
        if own or decision.lead.assertion in ("affirmed", "suspected"):
            found.append(_Injury(note, decision, own[0] if own else note.day, parts))
    return found


def _whose(note: CaseNote, decision: Decision, children: Sequence[Joined]) -> list[int]:
    """Return the children of the case whom an injury is about: those spoken of beside it, or the only one there is."""
    here = [p for p in note.people if p.kind == "child"]
    about = seat(here, note.reading).about(decision.lead)
    own = {(note.number, here[number].label) for number in about}
    if not own and here:  # the child whom the note speaks of most
        own = {(note.number, max(here, key=lambda p: len(p.mentions)).label)}
    found = [number for number, child in enumerate(children) if own & set(child.places)]
    return found if found or len(children) != 1 else [0]


def _apart(told: Sequence[_Injury], days: int) -> list[_Injury]:
    """Return the injuries that are not one told again: days apart, on a part of the body not told of before."""
    apart: list[_Injury] = []
    seen: set[str] = set()
    for injury in sorted(told, key=lambda i: (i.day, i.note.name, i.decision.lead.start)):
        if not apart or ((injury.day - apart[-1].day).days >= days and seen.isdisjoint(injury.parts)):
            apart.append(injury)
        seen |= injury.parts
    return apart
