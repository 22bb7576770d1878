"""How a table in text is written: what parts its columns, and how a quotation mark within a note is marked.

Each way is tried on the first rows as the csv module reads them, strictly; the one under which most rows come out as wide as
the others is taken. csv.Sniffer is not used: it guesses from how often a sign stands, and prose is full of commas.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nlp.screening.reading.limits import MOST_COLUMNS, MOST_RECORD

_SIGNS: Final = (",", "\t", ";", "|", "^", "~", "¬", "\x1f", "\x1e", "\x01", "§")
_NAMES: Final = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars", "\x1f": "unit separators", "\x01": "control characters"}
_GOOD: Final = 0.5

csv.field_size_limit(MOST_RECORD + 1)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The sign between columns, whether a backslash stands before a quotation mark, and how many columns there are."""

    delimiter: str
    backslash: bool
    width: int

    @property
    def spoken(self) -> str:
        """What parts the columns, in words."""
        return _NAMES.get(self.delimiter, f"the sign {self.delimiter!r}")

    def reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Return the csv module's strict reader over lines."""
        return csv.reader(
            lines, delimiter=self.delimiter, doublequote=True, escapechar="\\" if self.backslash else None, strict=True
        )  # fmt: skip


def detect(lines: Sequence[str], names: frozenset[str]) -> Dialect:
    """Return the dialect of the first lines of a table; `names` are column names, in small letters, that are known."""
    best, most = Dialect("\t", backslash=False, width=1), 0.0
    escaped = any('\\"' in line for line in lines)
    for delimiter in _SIGNS:
        for backslash in (False, True) if escaped else (False,):
            tried = Dialect(delimiter, backslash=backslash, width=0)
            width, score = _score(tried, lines, names)
            if score > most:
                best, most = Dialect(delimiter, backslash=backslash, width=width), score
    return best


def _score(tried: Dialect, lines: Sequence[str], names: frozenset[str]) -> tuple[int, float]:
    """Return the width most rows have, and how far to trust that: rows of that width, more where names are known ones."""
    rows, faults = _rows(tried, lines)
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    if not widths:
        return 0, 0.0
    width, count = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]))
    if width < 2 or width > MOST_COLUMNS:
        return width, 0.0
    share = count / (sum(widths.values()) + faults)
    known = max((sum(_plain(cell) in names for cell in row) for row in rows[:20] if len(row) == width), default=0)
    if share < _GOOD and not known:
        return width, 0.0
    return width, share * (1 + min(known, 4)) + min(width, 50) / 1000


def _rows(tried: Dialect, lines: Sequence[str]) -> tuple[list[list[str]], int]:
    rows: list[list[str]] = []
    faults = 0
    reader = tried.reader(iter(lines))
    while True:
        try:
            rows.append(next(reader))
        except StopIteration:
            return rows, faults
        except csv.Error:
            faults += 1


def _plain(cell: str) -> str:
    return "".join(c for c in cell.lower() if c.isalnum())
