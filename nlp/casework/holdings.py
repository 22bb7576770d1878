"""What the record holds of each child and man over a case: note by note, and taken together.

Each row is the finding of one note, with the words that show it or came nearest. Over the case one note that holds something
is enough; only where none does, and at least two speak of the person, is there a question over the case.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.casework.absence import REASONERS, absences, question
from nlp.casework.chronology import CaseNote
from nlp.casework.evidence import seat
from nlp.casework.wording import finding
from nlp.people.joining import Joined
from nlp.records import Evidence, Finding, Person, Span, State

_ORDER: tuple[State, ...] = ("ruled_out", "found", "not_found", "not_assessable")
_OPEN = frozenset({"found", "not_found"})
_FEWEST = 2  # notes that must speak of a person before the case is asked
_MOST_EVIDENCE = 6
_SENTENCES = {"child_voice": "voice_over_case", "adult_males": "man_over_case"}


@dataclass(frozen=True, slots=True)
class Held:
    """What one note holds of a person, and the words that show it, or that came nearest."""

    number: int
    state: State
    words: Evidence


@dataclass(frozen=True, slots=True)
class Named:
    """Where a note first speaks of a person, and under which name."""

    number: int
    label: str
    at: Span


@dataclass(frozen=True, slots=True)
class Holding:
    """One person of the case: where each note names them, and what it holds of them; `state` is empty for those not asked after."""

    person: Joined
    named: tuple[Named, ...]
    rows: tuple[Held, ...]
    state: State | None
    reasoner: str = ""


def holdings(case: Sequence[CaseNote], people: Sequence[Joined], found: Mapping[int, Sequence[Finding]]) -> tuple[Holding, ...]:
    """Return what the notes hold of each person; `found` are the findings of each note, by its number."""
    notes = {note.number: note for note in case}
    order = {note.number: place for place, note in enumerate(case)}
    return tuple(_holding(person, notes, order, found) for person in people)


def _holding(person: Joined, notes: Mapping[int, CaseNote], order: Mapping[int, int], found: Mapping[int, Sequence[Finding]]) -> Holding:
    places = sorted(person.places, key=lambda place: order[place[0]])
    named, rows = dict[int, Named](), dict[int, Held]()
    reasoner = next((name for name in REASONERS if person.kind in question(name).kinds), "")
    indicator = question(reasoner).indicator if reasoner else ""
    for number, label in places:
        here = next((p for p in notes[number].people if p.label == label), None)
        if here is None or not here.mentions:
            continue
        first = min(here.mentions)
        if number not in named or first < named[number].at:
            named[number] = Named(number, label, first)
        of_note = found.get(number, ())
        if reasoner and here.kind not in question(reasoner).kinds:
            of_note = _asked_here(reasoner, notes[number], here, person)
        for told in of_note:
            if told.person == label and told.indicator == indicator and told.level == "note":
                row = Held(number, told.state, _words(notes[number], told, here))
                if number not in rows or _ORDER.index(row.state) < _ORDER.index(rows[number].state):
                    rows[number] = row
    held = tuple(rows.values())
    return Holding(person, tuple(named.values()), held, min((r.state for r in held), key=_ORDER.index, default=None), reasoner)


def _asked_here(reasoner: str, note: CaseNote, here: Person, person: Joined) -> list[Finding]:
    """Return the findings of a note that does not tell by itself that somebody is a child or a man of the family, as the case does."""
    people = [replace(p, kind=person.kind) if p is here else p for p in note.people]
    return absences(reasoner, note.note, note.reading, people, note.decisions, thin=note.thin)


def _words(note: CaseNote, told: Finding, person: Person) -> Evidence:
    """Return the words that a finding rests on; for an absence, the passage that speaks of the person most."""
    if told.evidence:
        first = told.evidence[0]
        return note.words(first.start, first.end, source=first.source.removeprefix("rule:"), why=first.why)
    starts = [p.start for p in note.reading.passages]
    counts: dict[int, int] = {}
    for span in person.mentions:
        at = max(0, bisect_right(starts, span.start) - 1)
        counts[at] = counts.get(at, 0) + 1
    most = max(counts, key=lambda at: (counts[at], -at))
    return note.passage_of(most, source="casework", why="The passage that speaks most of this person.")


def gaps_over_case(case: Sequence[CaseNote], held: Iterable[Holding]) -> list[Finding]:
    """Return a question for each child and man of whom no note holds anything, where at least two that can be read speak of them."""
    held = tuple(held)
    known = {place for holding in held if len(holding.named) > 1 for place in holding.person.places}
    return [_gap(case, holding) for holding in held if _asked(case, holding, known)]


def _asked(case: Sequence[CaseNote], holding: Holding, known: Collection[tuple[int, str]]) -> bool:
    """Whether the case may be asked: enough notes speak of the person, and no other holds something of somebody who may be them."""
    thin = {note.number for note in case if note.thin}
    named = {n.number for n in holding.named}
    if holding.state not in _OPEN or len(named - thin) < _FEWEST:
        return False
    kinds = question(holding.reasoner).kinds
    own = {(n.number, n.label) for n in holding.named}
    sure = {note.number for note in case for p in note.people if (note.number, p.label) in own and p.kind in kinds}
    if any(_by_name(note, holding) for note in case if note.number not in sure):
        return False
    return not any(_of_somebody(note, holding.reasoner, known) for note in case if note.number not in named)


def _by_name(note: CaseNote, holding: Holding) -> bool:
    """Whether a note holds something in a passage with the person's name, whom it reads as somebody else."""
    name = holding.person.label.split()[0].casefold()
    asked = question(holding.reasoner)
    spans = [note.reading.passages[s.passage] for s in note.reading.signals if s.rule.target in asked.satisfied_by]
    return any(name in note.note.text[span.start : span.end].casefold() for span in spans)  # the norms of a line hold no names


def _of_somebody(note: CaseNote, reasoner: str, known: Collection[tuple[int, str]]) -> bool:
    """Whether a note holds something of a child or man whom no other note is known to speak of: it may be one under another name."""
    asked = question(reasoner)
    here = seat((p for p in note.people if p.kind in asked.kinds), note.reading)
    for signal in note.reading.signals:
        if signal.rule.target in asked.satisfied_by:
            about = {(note.number, here.people[who].label) for who in here.about(signal)}
            if about.isdisjoint(known):
                return True
    return False


def _gap(case: Sequence[CaseNote], holding: Holding) -> Finding:
    person = holding.person
    rows = [row for row in holding.rows if row.state in _OPEN]
    return finding(
        _SENTENCES[holding.reasoner], level="case", state="not_found", evidence=[row.words for row in rows[:_MOST_EVIDENCE]],
        notes=tuple(n.name for n in case), dates=tuple(n.note.date for n in case), passages=sum(len(n.reading.passages) for n in case),
        nearest=_short(rows[-1].words.quote), told={"who": person.label, "count": len(holding.named)}, person=person.label,
        aliases=person.aliases,
    )  # fmt: skip


def _short(quote: str, *, most: int = 140) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"
