"""Rows of a table in text, as the csv module reads them, and what to do where a row is broken.

An export that forgets to double a quotation mark within a note, or loses one, must cost that row and not the rest of the file.
A broken row is read again leniently: a mark closes a cell only where a column or the line ends behind it. If the lines below
look like the start of further rows, the broken row ends there. A row is never joined with the next one.
"""

import csv
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from nlp.screening.reading.dialect import Dialect
from nlp.screening.reading.limits import MOST_AGAIN, MOST_RECORD
from nlp.screening.reading.lines import TooLong
from nlp.screening.reading.profile import Profile, is_reference, profiled
from nlp.screening.reading.table import Broken, Row
from nlp.screening.reading.when import looks_like_date

_UNCLOSED: Final = "a quotation mark opens in it and does not close before the next row, or before the end"
_MIXED: Final = "its quotation marks do not match"
_EXPORT: Final = "export it again with each quotation mark within a note doubled"
_LONG: Final = "it is longer than any note may be (8,000,000 characters on a line or in a row)"
_SPLIT: Final = "split it, or take it out of the file"
_SHORT: Final = 200
_MOSTLY: Final = 0.5


class _Feed:
    """Hands lines to the csv module and remembers them until the row that they make is whole."""

    def __init__(self, lines: Iterator[str | TooLong]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.held: list[str] = []
        self._size = 0
        self._spent = 0

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        if isinstance(line, TooLong):
            raise _EndlessError
        self.held.append(line)
        self._size += len(line)
        if self._size > MOST_RECORD:
            raise _EndlessError
        return line

    def begin(self) -> None:
        """Forget the lines of the row before."""
        self.held.clear()
        self._size = 0

    def push_back(self, lines: list[str]) -> None:
        """Take lines back to be read again, so long as not too much has been."""
        self._spent += sum(map(len, lines))
        if self._spent <= MOST_AGAIN:
            self._again.extendleft(reversed(lines))


class _EndlessError(Exception):
    """A line or row went on for longer than any may."""


class Starts:
    """Knows how rows of this table begin: the columns in front of the long text hold references and dates."""

    def __init__(self, dialect: Dialect, rows: list[list[str]]) -> None:
        self._dialect = dialect
        self._kinds: list[Profile] = []
        for column in zip(*(row for row in rows if len(row) == dialect.width), strict=True):
            profile = profiled(column)
            if profile.prose:
                break
            self._kinds.append(profile)
        self._useful = any(_mostly(kind.dates) or _mostly(kind.references) for kind in self._kinds)

    def __call__(self, line: str) -> bool:
        """Say whether a line looks like the start of a row."""
        if not self._useful:
            return False
        cells = line.split(self._dialect.delimiter, len(self._kinds))
        if len(cells) <= len(self._kinds) and len(cells) < self._dialect.width:
            return False
        bare = (cell.strip().strip('"') for cell in cells)
        return all(_fits(cell, kind) for cell, kind in zip(bare, self._kinds, strict=False))


def _fits(cell: str, kind: Profile) -> bool:
    if _mostly(kind.dates):
        return looks_like_date(cell)
    return is_reference(cell) if _mostly(kind.references) else len(cell) < _SHORT


def _mostly(share: float) -> bool:
    return share >= _MOSTLY


def rows_of(lines: Iterator[str | TooLong], dialect: Dialect, starts: Callable[[str], bool]) -> Iterator[Row | Broken]:
    """Yield the rows of a table in order, numbered from 1 as a spreadsheet numbers them."""
    feed = _Feed(lines)
    reader = dialect.reader(feed)
    number = 0
    while True:
        feed.begin()
        number += 1
        try:
            cells = next(reader)
            if len(cells) == dialect.width or len(feed.held) == 1:
                yield Row(number, cells)
                continue
        except StopIteration:
            return
        except csv.Error:
            pass
        except _EndlessError:
            if not feed.held or len(feed.held) == 1:
                yield Broken(number, _LONG, _SPLIT)
                reader = dialect.reader(feed)
                continue
        held = feed.held.copy()
        feed.begin()
        feed.push_back(held)
        yield _lenient(feed, number, dialect, starts)
        reader = dialect.reader(feed)


def _lenient(feed: _Feed, number: int, dialect: Dialect, starts: Callable[[str], bool]) -> Row | Broken:
    """Return the next row, read so that a quotation mark closes a cell only before a column's or the line's end."""
    cells: list[str] = []
    open_cell: list[str] | None = None
    while True:
        try:
            line = next(feed)
        except StopIteration:
            return Broken(number, _UNCLOSED, _EXPORT)
        except _EndlessError:
            return Broken(number, _UNCLOSED, _EXPORT)
        if open_cell is not None and (starts(line) or _opens(line, dialect.delimiter)):
            feed.push_back([line])
            return Broken(number, _UNCLOSED, _EXPORT)
        open_cell = _take(line, cells, open_cell, dialect.delimiter)
        if open_cell is None:
            break
    if len(cells) == dialect.width:
        return Row(number, cells)
    return Broken(number, _MIXED, _EXPORT)


def _opens(line: str, delimiter: str) -> bool:
    """Say whether a line within an open cell begins as the first cell of a row would: within a cell, marks are doubled."""
    return line.startswith('"') and line[1:2] not in ('"', delimiter, "\r", "\n", "")


def _take(line: str, cells: list[str], open_cell: list[str] | None, delimiter: str) -> list[str] | None:
    """Add the cells of a line; return the cell that is still open at its end, None where none is."""
    body = line.rstrip("\r\n")
    at = 0
    while True:
        if open_cell is None:
            if body.startswith('"', at):
                open_cell, at = [], at + 1
            else:
                stop = body.find(delimiter, at)
                cells.append(body[at:] if stop < 0 else body[at:stop])
                if stop < 0:
                    return None
                at = stop + len(delimiter)
                continue
        close = _closing(body, at, delimiter)
        if close < 0:
            open_cell.append(line[at:])
            return open_cell
        cells.append("".join([*open_cell, body[at:close]]).replace('""', '"'))
        open_cell = None
        at = close + 1
        if at >= len(body):
            return None
        at += len(delimiter)


def _closing(body: str, at: int, delimiter: str) -> int:
    """Return where the open cell closes on this line, -1 where it goes on."""
    while (found := body.find('"', at)) >= 0:
        if body.startswith('""', found) and not (found + 2 == len(body) or body.startswith(delimiter, found + 2)):
            at = found + 2
        elif found + 1 == len(body) or body.startswith(delimiter, found + 1):
            return found
        else:
            at = found + 1
    return -1
