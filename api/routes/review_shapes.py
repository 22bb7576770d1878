"""The shapes of the answers and bodies of a review, for the API's own description."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.routes.answers import Shape
from evaluation.review.rows import Reason
from nlp.indicators import INDICATORS
from nlp.records import Assertion

Given = Literal["agree", "disagree", "unsure", "defer", "withdrawn"]
Indicator = Literal[INDICATORS]  # type: ignore[valid-type]  # the names are data
Versions = Annotated[dict[str, str], Field(description="What made the answer.")]


class SignInBody(BaseModel):
    """Name and password, and the code of the second factor where the account has one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, Field(max_length=80)]
    password: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=40, description="Six digits of the app, or a recovery code.")] = ""


class DecisionBody(BaseModel):
    """A decision on a passage in hand, or on one decided before. `withdrawn` takes the last one back."""

    model_config = ConfigDict(extra="forbid")

    verdict: Given
    reason: Annotated[Reason | None, Field(description="Why not, for disagree.")] = None
    comment: Annotated[str, Field(max_length=2_000)] = ""
    missed: Annotated[list[Indicator], Field(max_length=23, description="Indicators in the passage that were not asked about.")] = []
    wrong_assertion: Annotated[bool, Field(description="It is there, but not in the way that the software says.")] = False
    assertion: Annotated[Assertion | None, Field(description="The way it is there.")] = None
    seconds: Annotated[float | None, Field(ge=0, le=86_400, description="How long it took; left out, the server measures.")] = None
    request: Annotated[str, Field(max_length=64, description="A name of yours for this request: sent twice, it is recorded once.")] = ""


class PersonShape(Shape):
    """Who is signed in."""

    name: str
    role: str


class SessionShape(Shape):
    """A session, and the token that every change must carry in the header X-CSRF-Token."""

    person: PersonShape
    token: str
    hours: int
    versions: Versions


class SignedOut(Shape):
    """The session has ended."""

    signed_out: bool


class QueueShape(Shape):
    """A queue, and how far you are in it."""

    name: str
    blind: bool
    readers: Annotated[int, Field(description="How many people read each passage.")]
    items: int
    done: int
    put_off: int
    left: Annotated[int, Field(description="Passages that you could still be given.")]
    waiting: Annotated[int | None, Field(description="Passages that wait for an adjudicator; null for readers.")]


class Queues(Shape):
    """All queues."""

    queues: list[QueueShape]
    versions: Versions


class PassageShape(Shape):
    """The words to read, with those before and after."""

    text: str
    before: str
    after: str


class NoteShape(Shape):
    """When the note was written, and by whom."""

    date: str
    kind: str


class SaidShape(Shape):
    """What the software said of the passage."""

    confidence: float | None
    explanation: str
    quote: str
    assertion: str
    rules: list[str]


class MadeShape(Shape):
    """A decision."""

    version: int
    verdict: Given
    reason: str | None
    comment: str
    missed: list[str]
    wrong_assertion: bool
    assertion: str | None
    decided: str


class ItemShape(Shape):
    """A passage as you may see it."""

    id: str
    queue: str
    stage: Literal["reader", "adjudicator"]
    blind: bool
    question: str
    indicator: Annotated[str | None, Field(description="What is asked about; null: is anything here worth a second look?")]
    passage: PassageShape
    note: NoteShape
    put_off: Annotated[bool, Field(description="You put it off before.")]
    settled: bool
    decisions: Annotated[list[MadeShape], Field(description="Your own decisions, the last one is the one that stands.")]
    said: Annotated[SaidShape | None, Field(description="What the software said. Not there in blind reading.")] = None
    readers: Annotated[list[MadeShape] | None, Field(description="What each reader decided, under no name; for adjudicators only.")] = None


class Next(Shape):
    """The next passage, or null where there is none for you."""

    item: ItemShape | None
    queue: QueueShape
    minutes_without_pause: int
    versions: Versions


class OneItem(Shape):
    """A passage in your hand, or one that you decided on."""

    item: ItemShape
    versions: Versions


class OwnShape(Shape):
    """A passage that you have in hand or decided on; `verdict` is empty where none stands."""

    id: str
    verdict: str


class OwnItems(Shape):
    """Your own passages of a queue, in the order of the queue, by page."""

    items: list[OwnShape]
    total: int
    page: int
    size: int
    next: str | None
    versions: Versions


class Recorded(Shape):
    """The decision that is now recorded; `again` where the same request had come before."""

    decision: str
    version: int
    verdict: Given
    decided: str
    again: bool
    versions: Versions


class MeasuresShape(Shape):
    """What the decisions say: per queue how far it is, and each measure with its interval, or why there is none."""

    queues: list[dict[str, Any]]
    decisions: int
    readers: int
    precision: list[dict[str, Any]]
    recall: list[dict[str, Any]]
    agreement: list[dict[str, Any]]
    versions: Versions
