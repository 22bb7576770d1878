"""What a report of a review shows, in the words it uses: the marked note, cards, gaps, people, and what a case adds.

`html.py`, `word/` and `summary.py` lay this out for a screen, for paper and for an e-mail; what is shown is decided here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.inputs import Item
from api.marks import stretches
from api.plain import clipped, one_line, person_label
from nlp.explain import title
from nlp.indicators import family_of
from nlp.records import SHOWN, Finding, Flag, Json, Level, Note, Person, Review

PEOPLE = (("child", "Children"), ("mother", "Mother"), ("man", "Men"), ("adult", "Other adults"), ("professional", "Professionals"))
GAPS = ("found", "not_found")
READ_AS = {
    "affirmed": "stated or reported", "suspected": "a worry, not a fact", "historical": "in the past", "negated": "denied or ruled out",
    "hypothetical": "plan, advice or general", "other": "somebody else",
}  # fmt: skip
_AROUND = 200  # characters of the passage that a card shows before and after the marked words
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the note: plain where `numbers` is empty, else the words of those cards."""

    text: str
    numbers: tuple[int, ...]
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A flag as it is shown. `before` and `after` are the rest of its passage, in one line, cut where it is long."""

    title: str
    family: str
    read_as: str
    quote: str
    before: str
    after: str
    explanation: str
    reason: str
    """The explanation without the quote it begins with."""
    questions: tuple[str, ...]
    rules: tuple[str, ...]
    repeat_of: str | None
    how_right: str
    alike: tuple[tuple[str, str], ...]
    """Fictional passages that are like it, each with how its writers read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What was not found, as a question."""

    title: str
    person: str | None
    text: str
    looked_for: tuple[str, ...]
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One note and everything that is shown for it; `key` tells it from the others in one document."""

    key: str
    name: str
    date: str
    role: str
    pieces: tuple[Piece, ...]
    flags: tuple[Card, ...]
    set_aside: tuple[Card, ...]
    gaps: tuple[Gap, ...]
    people: tuple[tuple[str, tuple[Person, ...]], ...]
    passages: int
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReport:
    """What several notes of one case say together; `numbers` are the places of its notes, from 1."""

    id: str
    numbers: tuple[int, ...]
    people: tuple[tuple[str, tuple[str, ...]], ...]
    gaps: tuple[Gap, ...]


def report(number: int, item: Item, review: Review) -> Report:
    """Return what is shown for one note, the `number`-th of those shown together."""
    note = item.note
    people = [(name, tuple(p for p in review.people if p.kind == kind)) for kind, name in PEOPLE]
    return Report(
        key=f"n{number}", name=note.id or item.where, date=note.date, role=note.role,
        pieces=tuple(_pieces(note.text, review.flags)),
        flags=tuple(_card(f, note) for f in review.flags), set_aside=tuple(_card(f, note) for f in review.set_aside),
        gaps=tuple(_gap(f) for f in review.findings if f.state in GAPS),
        people=tuple((name, found) for name, found in people if found), passages=review.passages, words=review.words,
    )  # fmt: skip


def reports(reviews: Sequence[tuple[Item, Review]]) -> list[Report]:
    """Return what is shown for each note, in the order given."""
    return [report(number, item, review) for number, (item, review) in enumerate(reviews, 1)]


def cases(reviews: Sequence[tuple[Item, Review]]) -> list[CaseReport]:
    """Return one entry for each case of which several notes were given, in the order of their first notes."""
    grouped: dict[str, list[tuple[int, Note, Review]]] = {}
    for number, (item, review) in enumerate(reviews, 1):
        grouped.setdefault(item.note.case_id, []).append((number, item.note, review))
    return [_case(id_, notes) for id_, notes in grouped.items() if id_ and len(notes) > 1]


def about(reviews: Sequence[tuple[Item, Review]]) -> str:
    """Return what the document is about, in one short line."""
    notes = [item.note for item, _ in reviews]
    if len(notes) == 1:
        return clipped(notes[0].id or reviews[0][0].where)
    ids = {note.case_id for note in notes}
    only = ids.pop() if len(ids) == 1 else ""
    return f"{len(notes)} notes of the case {clipped(only)}" if only else f"{len(notes)} notes"


def in_date_order(shown: Sequence[Report]) -> list[tuple[int, Report]]:
    """Return the notes with their places (from 1): those with a date such as 2024-03-05 first, in the order of their dates."""
    numbered = list(enumerate(shown, 1))
    return sorted(numbered, key=lambda pair: (not _DAY.match(pair[1].date), pair[1].date[:10] if _DAY.match(pair[1].date) else "", pair[0]))


def versions_line(reviews: Sequence[tuple[Item, Review]]) -> str:
    """Return what made the reviews: 'Second Look 0.1.0, rules 2bed67249538, no trained model, profile rules'."""
    versions = reviews[0][1].versions if reviews else {}
    if not versions:
        return "Second Look"
    model = "no trained model" if versions["model"] == "none" else f"model {versions['model']}"
    return f"Second Look {versions['code']}, rules {versions['rules']}, {model}, profile {versions['profile']}"


def _pieces(text: str, flags: Sequence[Flag]) -> Iterable[Piece]:
    for p in stretches(text, flags):
        family = family_of(flags[p.numbers[0] - 1].indicator) if p.numbers else ""
        yield Piece(text=text[p.start : p.end], numbers=p.numbers, family=family)


def _card(flag: Flag, note: Note) -> Card:
    quote = one_line(flag.quote)
    before, after = note.text[flag.passage.start : flag.start], note.text[flag.end : flag.passage.end]
    return Card(
        title=title(flag.indicator), family=family_of(flag.indicator), read_as=READ_AS[flag.assertion], quote=quote,
        before=_tail(before), after=_head(after), explanation=flag.explanation, reason=flag.explanation.removeprefix(f"“{quote}”. "),
        questions=flag.questions, rules=tuple(dict.fromkeys(_ground(e.source) for e in flag.evidence)),
        repeat_of=flag.repeat_of, how_right=_how_right(flag),
        alike=tuple((a.text, READ_AS[a.assertion] if a.assertion in SHOWN else f"not marked: {READ_AS[a.assertion]}") for a in flag.alike),
    )  # fmt: skip


def _ground(source: str) -> str:
    """Return how a person reads the source of an evidence: the id of a rule, or that the model read it."""
    kind, _, name = source.partition(":")
    return f"the trained model ({name})" if kind == "model" else name


def _how_right(flag: Flag) -> str:
    if not flag.confidence.n:
        return "It is not yet known how often this wording is right."
    return (f"Passages marked with this confidence were right in about {round(flag.confidence.value * 100)} of 100 cases of our own "
            f"test text ({flag.confidence.n} seen).")  # fmt: skip


def _tail(text: str) -> str:
    """The last words of what stands before the marked words, and the white space between the two as one space."""
    line, gap = one_line(text), " " if text[-1:].isspace() else ""
    return (f"… {line[-_AROUND:].partition(' ')[2]}" if len(line) > _AROUND else line) + (gap if line else "")


def _head(text: str) -> str:
    line, gap = one_line(text), " " if text[:1].isspace() else ""
    return (gap if line else "") + (f"{line[:_AROUND].rpartition(' ')[0]} …" if len(line) > _AROUND else line)


def _gap(finding: Finding) -> Gap:
    return Gap(
        title=title(finding.indicator), person=finding.person, text=finding.explanation,
        looked_for=finding.searched.looked_for if finding.searched else (), level=finding.level,
    )  # fmt: skip


def _case(id_: str, notes: list[tuple[int, Note, Review]]) -> CaseReport:
    from api.work.case import people  # it brings the server's workers with it, which a report of one note does not need

    found = people(notes)
    named = [(name, tuple(_with_notes(p) for p in found if p["kind"] == kind)) for kind, name in PEOPLE]
    return CaseReport(
        id=id_, numbers=tuple(number for number, _, _ in notes), people=tuple((name, labels) for name, labels in named if labels),
        gaps=tuple(_gap(f) for _, _, review in notes for f in review.findings if f.level == "case" and f.state in GAPS),
    )  # fmt: skip


def _with_notes(person: Json) -> str:
    numbers = ", ".join(map(str, person["notes"]))
    return f"{person_label(person['label'], person['age'])}: {'note' if len(person['notes']) == 1 else 'notes'} {numbers}"
