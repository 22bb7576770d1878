"""What the notes of one case say together, as a reader sees it: people and what is held of them, what happened when, questions.

The page, the terminal and the HTML file lay this out; what is shown, and where each part leads in the notes, is decided here.
Numbers of notes count from 1, as they are shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from api.inputs import Item
from api.plain import one_line, person_label
from api.report import PEOPLE
from nlp.casework.case import CaseResult
from nlp.casework.chronology import note_name
from nlp.casework.dates import day_of
from nlp.casework.holdings import Holding
from nlp.casework.timeline import Event
from nlp.explain import title
from nlp.indicators import FAMILY_A
from nlp.records import Evidence, Finding, Flag, Review, Span
from nlp.rules.data import read_yaml

Reviews = Sequence[tuple[Item, Review]]
CONCERN = "concern"
_ASKED = ("found", "not_found")
_HELD = {
    "child": {"ruled_out": "something of their own is recorded", "found": "the note says that it is missing",
              "not_found": "nothing of their own found",
              "not_assessable": "could not be told"},
    "man": {"ruled_out": "something is known of him", "found": "the note says that it is not known",
            "not_found": "nothing known of him found", "not_assessable": "could not be told"},
}  # fmt: skip
_OVER = {
    "child": {"ruled_out": "something of their own is recorded", "found": "nothing of their own found in any note",
              "not_found": "nothing of their own found in any note"},
    "man": {"ruled_out": "something is known of him", "found": "nothing known of him found in any note",
            "not_found": "nothing known of him found in any note"},
}  # fmt: skip
_Told = tuple[str, str, int, int, int]  # what it is, its lane, the words [start, end), the number of the flag
_AROUND = 90  # characters of a passage before and after the words that are shown bold


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a note that something leads to; `card` is the number of the flag that marks them, 0 where none does."""

    note: int
    start: int
    end: int
    card: int = 0

    @property
    def target(self) -> str:
        """The id of the words on a page."""
        return f"n{self.note}-mark-{self.card}" if self.card else f"n{self.note}-at-{self.start}"


@dataclass(frozen=True, slots=True)
class Words:
    """A passage in one line: its words, and what stands before and after them, cut where it is long."""

    before: str
    quote: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.quote}{self.after}"


@dataclass(frozen=True, slots=True)
class Held:
    """What one note holds of a person, in words, and where."""

    state: str
    says: str
    place: Place
    words: Words


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the case: what they are called, where each note names them first, and what it holds of them."""

    label: str
    also: tuple[str, ...]
    kind: str
    named: tuple[tuple[str, Place], ...]
    state: str
    says: str
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Something that a passage tells of: its day, the names of what it is, and the passage."""

    day: date
    precision: str
    place: Place
    concerns: tuple[str, ...]
    lanes: tuple[str, ...]
    titles: tuple[str, ...]
    words: Words

    @property
    def when(self) -> str:
        """The day as it is known: "5 March 2025", "week of 3 March 2025", "March 2025", "2025"."""
        month = f"{self.day:%B %Y}"
        known = {"year": f"{self.day:%Y}", "month": month, "week": f"week of {self.day.day} {month}"}
        return known.get(self.precision, f"{self.day.day} {month}")


@dataclass(frozen=True, slots=True)
class Quiet:
    """A stretch of days of which nothing is told."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days lie between."""
        return (self.last - self.first).days


@dataclass(frozen=True, slots=True)
class Asked:
    """A question over the case, with the passages that it rests on."""

    finding: Finding
    places: tuple[tuple[Place, Words], ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything that is shown of a case; `open` are the concerns that no note is found to answer."""

    people: tuple[tuple[str, tuple[Person, ...]], ...]
    rows: tuple[Row, ...]
    quiet: tuple[Quiet, ...]
    open: tuple[str, ...]
    questions: tuple[Asked, ...]
    dated: tuple[tuple[date, int], ...]
    undated: int

    def spots(self, number: int) -> set[Span]:
        """Return the words of a note that something leads to."""
        return {Span(p.start, p.end) for p in self._places() if p.note == number and not p.card}

    def _places(self) -> Iterator[Place]:
        for _, people in self.people:
            for person in people:
                yield from (place for _, place in person.named)
                yield from (held.place for held in person.held)
        yield from (row.place for row in self.rows)
        for asked in self.questions:
            yield from (place for place, _ in asked.places)


@cache
def kinds() -> dict[str, Any]:
    """Return the names of events and lanes."""
    content: dict[str, Any] = read_yaml("case/kinds.yaml")
    return content


def case_view(reviews: Reviews, result: CaseResult) -> CaseView:
    """Return what is shown of a case; the notes of `result` are numbered as in `reviews`, from 0."""
    found = [(kind, name, [_person(reviews, h) for h in result.holdings if h.person.kind == kind]) for kind, name in PEOPLE]
    rows = _rows(reviews, result.timeline)
    dated = sorted((day, number) for number, (item, _) in enumerate(reviews, 1) if (day := day_of(item.note.date)))
    return CaseView(
        people=tuple((name, tuple(people)) for _, name, people in found if people), rows=tuple(rows),
        quiet=tuple(_quiet({r.day for r in rows if r.precision == "day"} | {day for day, _ in dated})), open=result.open,
        questions=tuple(_asked(reviews, f) for f in result.findings if f.state in _ASKED), dated=tuple(dated),
        undated=len(reviews) - len(dated),
    )  # fmt: skip


def _person(reviews: Reviews, holding: Holding) -> Person:
    person = holding.person
    says = _HELD.get(person.kind, {})
    held = tuple(
        Held(row.state, says.get(row.state, ""), place, _around(reviews, place))
        for row in holding.rows
        for place in [Place(row.number + 1, row.words.start, row.words.end)]
    )
    named = tuple((n.label, Place(n.number + 1, n.at.start, n.at.end)) for n in holding.named)
    state = holding.state or ""
    over = _OVER.get(person.kind, {}).get(state, "")
    return Person(person_label(person.label, person.age), person.aliases, person.kind, named, state, over, held)


def _rows(reviews: Reviews, events: Iterable[Event]) -> list[Row]:
    """Return one row for each passage and day, with all that the passage tells of that day."""
    rows: dict[tuple[date, str, int, Span], list[_Told]] = {}
    for number, (item, review) in enumerate(reviews, 1):
        day = day_of(item.note.date)
        for card, flag in enumerate(review.flags, 1):
            if day and flag.indicator in FAMILY_A and not flag.repeat_of:
                rows.setdefault((day, "day", number, flag.passage), []).append((flag.indicator, CONCERN, flag.start, flag.end, card))
    for event in events:
        key = (event.day, event.precision, event.number + 1, event.within)
        rows.setdefault(key, []).append((event.kind, kinds()["kinds"][event.kind]["lane"], event.start, event.end, 0))
    made = [_row(reviews, *key, told) for key, told in rows.items()]
    return sorted(made, key=lambda r: (r.day, r.place.note, r.place.start))


def _row(reviews: Reviews, day: date, precision: str, number: int, within: Span, told: Sequence[_Told]) -> Row:
    lead = next((t for t in told if t[4]), told[0])
    names = dict.fromkeys(t[0] for t in told)
    if "referral_received" in names:
        names.pop("referral", None)
    titles = tuple(title(n) if n in FAMILY_A else str(kinds()["kinds"][n]["title"]) for n in names)
    place = Place(number, *lead[2:])
    return Row(day, precision, place, tuple(n for n in names if n in FAMILY_A), tuple(dict.fromkeys(t[1] for t in told)), titles,
               _around(reviews, place, within))  # fmt: skip


def _quiet(days: Iterable[date]) -> Iterator[Quiet]:
    least = int(read_yaml("case/patterns.yaml")["quiet"]["days"])
    told = sorted(days)
    for first, last in pairwise(told):
        if (last - first).days >= least:
            yield Quiet(first, last)


def _asked(reviews: Reviews, finding: Finding) -> Asked:
    places = [place for evidence in finding.evidence if (place := _place(reviews, evidence))]
    return Asked(finding, tuple((place, _around(reviews, place)) for place in dict.fromkeys(places)))


def _place(reviews: Reviews, evidence: Evidence) -> Place | None:
    """Return where an evidence stands: in the note of its name that holds its words there."""
    for number, (item, review) in enumerate(reviews, 1):
        if note_name(item.note, number - 1) == evidence.note and item.note.text[evidence.start : evidence.end] == evidence.quote:
            return Place(number, evidence.start, evidence.end, _card(review.flags, evidence))
    return None


def _card(flags: Sequence[Flag], evidence: Evidence) -> int:
    return next((n for n, flag in enumerate(flags, 1) if (flag.start, flag.end) == (evidence.start, evidence.end)), 0)


def _around(reviews: Reviews, place: Place, within: Span | None = None) -> Words:
    """Return the words of a place in their passage, or, where that is not known, in their line."""
    text = reviews[place.note - 1][0].note.text
    first = within.start if within else text.rfind("\n", 0, place.start) + 1
    last = within.end if within else (text.find("\n", place.end) + 1 or len(text) + 1) - 1
    before, after = one_line(text[first : place.start]), one_line(text[place.end : last])
    if len(before) > _AROUND:
        before = f"… {before[-_AROUND:].partition(' ')[2]}"
    if len(after) > _AROUND:
        after = f"{after[:_AROUND].rpartition(' ')[0]} …"
    left, right = text[place.start - 1 : place.start].isspace(), text[place.end : place.end + 1].isspace()
    return Words(before + " " * bool(before and left), one_line(text[place.start : place.end]), " " * bool(after and right) + after)

