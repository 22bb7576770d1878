"""A case taken together: its people, its timeline, and what only shows over several notes.

The order in which notes are handed in changes nothing: they are read by their dates. One note alone gives no finding over a case.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.casework.absence import too_thin
from nlp.casework.chronology import CaseNote, chronological, note_name, shown_on
from nlp.casework.dates import day_of
from nlp.casework.endings import drift, ended
from nlp.casework.followup import left_open, standings, still_open
from nlp.casework.holdings import Holding, gaps_over_case, holdings
from nlp.casework.injuries import injuries
from nlp.casework.patterns import declined, missed, over_case, repeats, rerecorded
from nlp.casework.timeline import Event, events
from nlp.casework.timescales import Measured, limits, measured
from nlp.casework.wording import unit
from nlp.detect import Reading
from nlp.fusion import Decision
from nlp.people.joining import Joined, join
from nlp.records import Finding, Note

__all__ = ["NOTHING", "CaseResult", "case_findings", "chronological", "note_name", "read_case"]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What the notes of a case say together; `last` is the place of the note on which its findings come."""

    people: tuple[Joined, ...]
    timeline: tuple[Event, ...]
    findings: tuple[Finding, ...]
    timescales: tuple[Measured, ...]
    last: int
    holdings: tuple[Holding, ...] = ()
    open: tuple[str, ...] = ()
    """The concerns that stay open, by indicator."""


NOTHING = CaseResult((), (), (), (), 0)
"""What one note alone says over a case."""


def read_case(
    notes: Sequence[Note], readings: Sequence[Reading], decisions: Sequence[Sequence[Decision]], copies: Sequence[Collection[int]]
) -> list[CaseNote]:
    """Return the notes of a case in the order of their dates; `copies` are the passages of each that were pasted."""
    return [
        CaseNote(
            n,
            note_name(notes[n], n),
            day_of(notes[n].date),
            notes[n],
            readings[n],
            readings[n].people,
            decisions[n],
            frozenset(copies[n]),
            too_thin(readings[n]),
        )
        for n in chronological(notes)
    ]


def case_findings(case: Sequence[CaseNote], found: Mapping[int, Sequence[Finding]], *, local: Path | None = None) -> CaseResult:
    """Return people, timeline and findings of a case.

    `found` are the findings of each note by its number; `local` is a file of timescales that take the place of ours.
    """
    people = join([(note.number, note.people) for note in case], {note.number: note.note.text for note in case})
    told = events(case)
    several = sum(not note.thin for note in case) > 1  # a note that cannot be read is not one of several
    times = measured(told, limits(local)) if several else []
    held, stands = holdings(case, people, found), standings(case)
    still = still_open(case, stands) if several else []
    findings: list[Finding] = []
    if several:
        findings = [
            *gaps_over_case(case, held),
            *left_open(case, still),
            *rerecorded(case, stands),
            *missed(case, told),
            *declined(case, told),
            *repeats(case),
            *injuries(case, people),
            *ended(case, told, stands),
            *drift(case),
            *(_late(case, m) for m in times if not m.kept),
        ]
    last = case[-1].number if case else 0
    return CaseResult(people, tuple(told), tuple(findings), tuple(times), last, held, tuple(s.indicator for s in still))


def _late(case: Sequence[CaseNote], late: Measured) -> Finding:
    """Return the finding of a timescale that was not kept, with the words that give both days."""
    notes = {note.number: note for note in case}
    evidence = [
        notes[e.number].passage_of(e.passage, source="timescales", why=f"{shown_on(e.day)}.") for e in dict.fromkeys((late.start, late.end))
    ]
    scale = late.timescale
    told = {
        "title": scale.title[0].upper() + scale.title[1:],
        "first": shown_on(late.start.day),
        "last": shown_on(late.end.day),
        "due": shown_on(late.due),
        "unit": unit(scale.unit),
        "limit": scale.limit,
        "source": scale.source,
    }
    return over_case("late", case, evidence, told)
