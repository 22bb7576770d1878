"""How a span is meant; the people and the cues are looked up when somebody asks for them, which is seldom."""

from collections.abc import Sequence
from typing import Protocol

from nlp.context.cues import Found
from nlp.records import Assertion, Attribution, Context, Cue

People = tuple[Attribution, str, str]
"""Whose word it is, who did it, and to whom."""


class Source(Protocol):
    """The passage that a span lies in."""

    def people(self, first: int, last: int) -> People:
        """Return the people of the span [first, last)."""

    def speech_for(self, first: int, last: int) -> Found | None:
        """Return the words that say whose word the span is, if any."""

    def cue_of(self, found: Found) -> Cue:
        """Return a cue as a record."""


class Told(Context):
    """A context that knows the assertion, and works the rest out once, when asked."""

    __slots__ = ("_assertion", "_cues", "_deciding", "_first", "_last", "_people", "_source")

    def __init__(self, source: Source, first: int, last: int, assertion: Assertion, deciding: Sequence[Found]) -> None:
        self._source, self._first, self._last = source, first, last
        self._assertion, self._deciding = assertion, deciding
        self._people: People | None = None
        self._cues: tuple[Cue, ...] | None = None

    __setattr__ = object.__setattr__

    @property
    def assertion(self) -> Assertion:
        return self._assertion

    @property
    def attribution(self) -> Attribution:
        return self._who()[0]

    @property
    def subject(self) -> str:
        return self._who()[1]

    @property
    def object(self) -> str:
        return self._who()[2]

    @property
    def cues(self) -> tuple[Cue, ...]:
        if self._cues is None:
            speech = self._source.speech_for(self._first, self._last)
            deciding = [*self._deciding, speech] if speech else self._deciding
            self._cues = tuple(map(self._source.cue_of, deciding))
        return self._cues

    def _who(self) -> People:
        if self._people is None:
            self._people = self._source.people(self._first, self._last)
        return self._people
