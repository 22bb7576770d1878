"""The lines of a document as they are gathered: cleaned of what no reader sees, and never more than a note may hold."""

import re
from collections.abc import Iterable, Sequence

from nlp.documents.limits import MOST_CHARACTERS, Clock, too_long

CELL = " | "
BULLET = "- "
_GONE = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb\uffff\ufffe]")
_LONE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_RUN = re.compile(r"[ \t\f\v]+")
_STOPPED = re.compile(r"[.!?:;,…][\"'”’)\]]*$")
_CLOCK_EVERY = 500
_TAIL = 10


def clean(text: str) -> str:
    """Return text without control and invisible characters, and with plain spaces for no-break and wide ones."""
    text = _SPACES.sub(" ", _GONE.sub("", text))
    if _LONE.search(text):  # halves of one sign, written one by one
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _LONE.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub(" ", text))


class Lines:
    """Lines of text in order; at most one blank line stands between two."""

    def __init__(self, clock: Clock) -> None:
        self._lines: list[str] = []
        self._clock = clock
        self._size = 0

    def add(self, text: str) -> None:
        """Add a paragraph; the line breaks in it make lines of their own."""
        for line in clean(text).replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            self._put(line.rstrip())

    def extend(self, texts: Iterable[str]) -> None:
        """Add several paragraphs."""
        for text in texts:
            self.add(text)

    def gap(self) -> None:
        """Add a blank line, unless there is one or nothing stands above it."""
        if self._lines and self._lines[-1]:
            self._put("")

    def _put(self, line: str) -> None:
        if not line and (not self._lines or not self._lines[-1]):
            return
        self._size += len(line) + 1
        if self._size > MOST_CHARACTERS:
            raise too_long()
        self._lines.append(line)
        if len(self._lines) % _CLOCK_EVERY == 0:
            self._clock.check()

    def check(self) -> None:
        """Raise InputError once the time for this file is over."""
        self._clock.check()

    def __bool__(self) -> bool:
        return any(self._lines)

    def text(self) -> str:
        """Return all lines as one text that ends in a line break; "" where there is nothing."""
        text = "\n".join(self._lines).strip("\n")
        return f"{text}\n" if text.strip() else ""


def row(cells: Sequence[Sequence[str]]) -> list[str]:
    """Return a row of a table as one line, its cells divided by bars.

    A row in which a single cell holds anything is a box around prose, so its lines stay as they are. Where a cell of
    a fuller row has several paragraphs, a dot parts those that do not end like a sentence.
    """
    filled = [[line for line in cell if line.strip()] for cell in cells]
    full = [cell for cell in filled if cell]
    if len(full) <= 1:
        return [line for cell in full for line in cell]
    return [CELL.join(_one_line(cell) for cell in filled).rstrip()]


def _one_line(cell: Sequence[str]) -> str:
    parts: list[str] = []
    for line in cell:
        text = squeeze(line.replace("\n", " ")).strip()
        if parts:
            parts.append(" • " if text.startswith(BULLET) or not _STOPPED.search(parts[-1][-_TAIL:]) else " ")
        parts.append(text.removeprefix(BULLET))
    return "".join(parts)


def squeeze(text: str) -> str:
    """Return text with each run of spaces made one."""
    return _RUN.sub(" ", text)


def label(text: str, most: int) -> str:
    """Return a short one-line form of a title or name from inside a file."""
    line = " ".join(clean(text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
