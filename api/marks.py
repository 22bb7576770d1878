"""Where the marks go in a note: stretches of flagged words, cut so that none overlap, each with its flags' numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.records import Flag


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the note: plain where `numbers` is empty, else the words of those flags (numbered from 1)."""

    start: int
    end: int
    numbers: tuple[int, ...]


def stretches(text: str, flags: Sequence[Flag]) -> list[Stretch]:
    """Return the whole text in pieces; flags whose words overlap share one piece that carries all their numbers."""
    merged: list[Stretch] = []
    for number, flag in sorted(enumerate(flags, 1), key=lambda pair: (pair[1].start, -pair[1].end)):
        last = merged[-1] if merged else None
        if last is not None and flag.start < last.end:
            merged[-1] = Stretch(last.start, max(last.end, flag.end), (*last.numbers, number))
        else:
            merged.append(Stretch(flag.start, flag.end, (number,)))
    pieces, at = list[Stretch](), 0
    for stretch in merged:
        if stretch.start > at:
            pieces.append(Stretch(at, stretch.start, ()))
        pieces.append(stretch)
        at = stretch.end
    if at < len(text):
        pieces.append(Stretch(at, len(text), ()))
    return pieces
