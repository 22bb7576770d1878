"""The shapes of the answers, for the API's own description; the answers themselves come from `nlp/wire.py`.

A test holds them against `docs/review.schema.json` and against real answers.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from nlp.records import Assertion, Attribution, Kind, Level, State

Offset = Annotated[int, Field(ge=0)]
Span = Annotated[list[Offset], Field(min_length=2, max_length=2, description="Start and end in code points; the end is exclusive.")]


class Shape(BaseModel):
    """What all answers share: no key that is not described."""

    model_config = ConfigDict(extra="forbid")


class Versions(Shape):
    """What made the answer."""

    code: str
    rules: str
    model: str
    profile: str


class Cue(Shape):
    """Words that decided how a passage is meant."""

    start: Offset
    end: Offset
    says: str


class Evidence(Shape):
    """The rule or model that fired, and the words it fired on."""

    source: str
    start: Offset
    end: Offset
    quote: str
    why: str
    cues: list[Cue]
    note: Annotated[str, Field(description="The note of the case that the words stand in, for a finding over a case.")] = ""


class Basis(Shape):
    """What a confidence rests on."""

    n: int
    method: str


class Alike(Shape):
    """A fictional passage that is like the flagged one."""

    text: str
    assertion: Assertion


class Flag(Shape):
    """A passage to read again."""

    indicator: str
    start: Offset
    end: Offset
    quote: str
    passage: Span
    assertion: Assertion
    attribution: Attribution
    subject: str
    confidence: Annotated[float, Field(ge=0, le=1)]
    confidence_basis: Basis
    evidence: list[Evidence]
    explanation: str
    questions: list[str]
    repeat_of: str | None
    alike: list[Alike]


class Searched(Shape):
    """What an absence rests on."""

    notes: list[str]
    dates: list[str]
    passages: int
    looked_for: list[str]
    nearest_miss: str


class Finding(Shape):
    """What one would expect in the record, and found or did not find."""

    indicator: str
    level: Level
    state: State
    person: str | None
    aliases: list[str]
    searched: Searched | None
    evidence: list[Evidence]
    explanation: str


class Person(Shape):
    """Somebody the note speaks of, in its own words."""

    label: str
    kind: Kind
    aliases: list[str]
    age: str
    mentions: list[Span]


class Review(Shape):
    """Everything that Second Look shows for one note."""

    id: str
    case_id: str
    flags: list[Flag]
    set_aside: list[Flag]
    findings: list[Finding]
    people: list[Person]
    passages: int
    words: int
    versions: Versions


class Named(Shape):
    """Where a note first names somebody, and how; `index` is its place in the request."""

    index: int
    label: str
    start: Offset
    end: Offset


class Holds(Shape):
    """What a note holds of a child or a man: the state of its finding, and the words that show it or came nearest."""

    index: int
    state: State
    start: Offset
    end: Offset
    quote: str


class CasePerson(Shape):
    """Somebody the notes of a case speak of; `notes` are places in the request, `state` is what they hold together."""

    label: str
    kind: Kind
    aliases: list[str]
    age: str
    notes: list[int]
    state: Annotated[State | None, Field(description="Null for those who are not asked after.")]
    named: list[Named]
    holds: list[Holds]


class Happened(Shape):
    """Something that a note tells of: its kind, its day as far as it is known, and the words of the note."""

    kind: str
    date: str
    precision: Literal["day", "week", "month", "year"]
    start: Offset
    end: Offset
    quote: str


class Entry(Shape):
    """A dated note on the timeline, with the events that it tells of; `index` is its place in the request."""

    date: str
    index: int
    id: str
    role: str
    indicators: list[str]
    events: list[Happened]


class NoteError(Shape):
    """A note of a case that could not be read; `index` is its place in the request."""

    index: int
    detail: str


class CaseReview(Shape):
    """The answer for the notes of one case. The reviews stand in the order of the notes, those in `errors` left out."""

    reviews: list[Review]
    people: list[CasePerson]
    timeline: list[Entry]
    findings: list[Finding]
    open: Annotated[list[str], Field(description="Recorded concerns that no note is found to answer, by indicator.")]
    errors: list[NoteError]
    versions: Versions


class Source(Shape):
    """Where a rule or a question comes from."""

    id: str
    title: str
    published: str
    says: str


class Question(Shape):
    """A question to consider."""

    ask: str
    source: Source


class Indicator(Shape):
    """One of the 23 indicators; family A are recorded concerns, family B gaps in practice."""

    id: str
    title: str
    family: Literal["A", "B"]
    meaning: str
    questions: list[Question]
    learning: list[Source]


class Indicators(Shape):
    """All indicators."""

    indicators: list[Indicator]
    versions: Versions


class OneIndicator(Shape):
    """One indicator."""

    indicator: Indicator
    versions: Versions


class Measured(Shape):
    """How often a rule fired on the authored corpus, and how often labels agreed."""

    fired: int
    agreed: int


class Rule(Shape):
    """A rule. A rule of a signal is never shown as a flag."""

    id: str
    indicator: str | None
    signal: str | None
    title: str
    why: str
    sources: list[Source]
    owner: str
    measured: Measured | None


class Rules(Shape):
    """A page of rules; `next` is the address of the page after it."""

    rules: list[Rule]
    total: int
    page: int
    size: int
    next: str | None
    versions: Versions


class Limits(Shape):
    """The limits of one request."""

    characters_per_note: int
    notes_per_case: int
    bytes_per_request: int
    seconds_per_review: int


class About(Shape):
    """What this server is, and what it keeps."""

    name: str
    versions: Versions
    profile: str
    model_note: str
    keeps: str
    not_told: str
    limits: Limits


class Health(Shape):
    """How the server is."""

    status: Literal["live", "ready"]


class Wrong(Shape):
    """One thing that is wrong in a request."""

    where: str
    detail: str


class Problem(Shape):
    """A problem document (RFC 9457). It never holds anything of the request."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong] = []
