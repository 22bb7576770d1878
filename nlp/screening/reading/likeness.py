"""Whether a row is like the others of its table, or a piece of a note whose quotation marks were lost.

A note that runs over several lines without its marks leaves lines that may have as many columns as a row. Such a line has no date
where the others have dates, and something of another shape where they have references.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from nlp.screening.reading.profile import profiled
from nlp.screening.reading.when import looks_like_date

_RUNS = re.compile(r"(.)\1+")
_LEAD: Final = 40
_MOSTLY: Final = 0.9
_OFTEN: Final = 0.08
_FEWEST: Final = 10


class Likeness:
    """The columns, those of notes apart, whose cells are nearly all dates or nearly all of a few shapes."""

    def __init__(self, rows: Sequence[Sequence[object]], notes: Collection[int]) -> None:
        self._dated: list[int] = []
        self._shaped: dict[int, set[str]] = {}
        if len(rows) < _FEWEST:
            return
        width = max(map(len, rows))
        for n in (n for n in range(width) if n not in notes):
            cells = [text for row in rows if n < len(row) and (text := str(row[n]).strip())]
            if len(cells) < _MOSTLY * len(rows):
                continue
            shapes = Counter(map(shape_of, cells))
            common = {shape for shape, count in shapes.items() if count >= _OFTEN * len(cells)}
            if profiled(cells).dates >= _MOSTLY:
                self._dated.append(n)
            elif sum(shapes[shape] for shape in common) >= _MOSTLY * len(cells):
                self._shaped[n] = common

    def fits(self, cells: Sequence[object], *, doubtful: bool) -> bool:
        """Say whether a row is like the others: in half of those columns or more, or in all but one; in a doubtful place, in half."""
        places = (*self._dated, *self._shaped)
        unlike = sum(not self._alike(n, str(cells[n]).strip()) for n in places if n < len(cells))
        return 2 * unlike <= len(places) or (unlike == 1 and not doubtful)

    def _alike(self, n: int, text: str) -> bool:
        """Say whether a cell is like those of its column; an empty one is like any."""
        return not text or (looks_like_date(text) if n in self._dated else shape_of(text) in self._shaped[n])


def shape_of(cell: str) -> str:
    """Return the shape of a reference: figures and letters alike, runs of them as one."""
    return _RUNS.sub(r"\1", "".join("9" if c.isdigit() else "a" if c.isalpha() else c for c in cell[:_LEAD]))
