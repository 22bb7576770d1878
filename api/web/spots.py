"""The text of a note in pieces for the page: plain words, marks with their numbers, and the spots that something leads to.

Marks and spots may overlap; HTML must nest. A spot is cut where it crosses a mark or another spot, and its beginning, which carries
its id, always stays.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from api.marks import Stretch
from nlp.records import Span


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the page: text; a spot that begins at `at`, or its end; a mark, or its close with the numbers of its cards."""

    kind: Literal["text", "spot", "end", "mark", "close"]
    text: str = ""
    at: int = 0
    family: str = ""
    numbers: tuple[int, ...] = ()
    indicators: tuple[str, ...] = ()

    @property
    def one(self) -> str:
        """The indicator if all cards of these words have the same."""
        return self.indicators[0] if len(set(self.indicators)) == 1 else ""


def tokens(text: str, pieces: Sequence[tuple[Stretch, str, tuple[str, ...]]], spots: Collection[Span]) -> Iterator[Token]:
    """Yield the pieces of a text: `pieces` are its stretches, each with family and indicators; `spots` need no order."""
    waiting = sorted(_once(spots), key=lambda s: (s.start, -s.end))
    ends = list[int]()  # of the spots that are open outside marks
    for stretch, family, indicators in pieces:
        if not stretch.numbers:
            yield from _through(text, stretch.start, stretch.end, waiting, ends, mark_at=stretch.end)
            continue
        while ends and ends[-1] <= stretch.start:
            ends.pop()
            yield Token("end")
        outside = [s for s in waiting if s.start == stretch.start and s.end >= stretch.end]
        for spot in outside[:1]:  # the whole mark and more
            waiting.remove(spot)
            yield Token("spot", at=spot.start)
            ends.append(min([spot.end, *ends[-1:]]))
        yield Token("mark", family=family, numbers=stretch.numbers, indicators=indicators)
        inner = list[int]()
        yield from _through(text, stretch.start, stretch.end, waiting, inner, mark_at=stretch.end)
        for _ in inner:
            yield Token("end")
        yield Token("close", family=family, numbers=stretch.numbers, indicators=indicators)
    for _ in ends:
        yield Token("end")


def _once(spots: Collection[Span]) -> list[Span]:
    """Return one spot for each beginning, the longest."""
    longest: dict[int, int] = {}
    for start, end in spots:
        longest[start] = max(end, longest.get(start, 0))
    return [Span(start, end) for start, end in longest.items()]


def _through(text: str, start: int, end: int, waiting: list[Span], ends: list[int], *, mark_at: int) -> Iterator[Token]:
    """Yield text[start:end] with the spots that begin in it; those that go on stand in `ends`."""
    at = start
    while True:
        closing = ends[-1] if ends else end + 1
        opening = waiting[0].start if waiting else end + 1
        to = min(closing, opening, end)
        if to > at:
            yield Token("text", text=text[at:to])
            at = to
        if ends and closing <= at:
            ends.pop()
            yield Token("end")
        elif waiting and opening <= at < mark_at:
            spot = waiting.pop(0)
            yield Token("spot", at=spot.start)
            ends.append(min([spot.end, *ends[-1:]]))
        else:
            return
