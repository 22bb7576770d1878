"""What stands side by side on one line: table cells, bullets run together, and paragraphs left over from HTML."""

import re
from functools import cache
from typing import Final, NamedTuple

from nlp.rules.data import read_yaml

LONGEST_ROW: Final = 40
"""Words up to which a row of a table stays one passage: a date, an event and its outcome are read together."""

_FULL: Final = 6
"""Words from which a cell of a longer row says something alone; a shorter one is a label and stays with the next."""

_SIGNS: Final = ("|", "\t", "   ", "<", "•", "●", "▪", "◦", "‣")
_HAS_WORD = re.compile(r"\w")


class Piece(NamedTuple):
    """A part of a line: its bounds, and whether it is a `bullet`, a `cell` or a `line` of its own."""

    start: int
    end: int
    kind: str


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of any HTML tag, and that of the places where a line parts."""
    blocks: list[str] = read_yaml("text/layout.yaml")["blocks"]
    names = "|".join(sorted(blocks, key=len, reverse=True))
    parting = (
        rf"(?P<opened>(?:<(?![bh]r\b)(?:{names})(?:\s[^<>]{{0,300}}+)?>\s*+)++)"
        rf"|(?P<closed>(?:(?:</(?:{names})\s*>|<[bh]r\s*/?>)\s*+)++)"
        r"|(?P<bullet>[•●▪◦‣]\s*+)"
        r"|(?P<column>\|[\s|:-]*+|\t\s*+|\ (?<!\s\s)(?<![.!?]\s)\ {2,}+)"
    )
    return re.compile(r"</?[a-zA-Z][^<>]{0,300}+>"), re.compile(parting, re.IGNORECASE)


def has_signs(text: str) -> bool:
    """Say whether a text holds any sign that can part a line, so that plain notes skip this step."""
    return any(sign in text for sign in _SIGNS)


def without_tags(text: str) -> str:
    """Return a text with its HTML tags and outer bars taken out, for looking at its words."""
    return (_patterns()[0].sub(" ", text) if "<" in text else text).strip(" |\t")


def pieces(text: str, start: int, end: int) -> list[Piece]:
    """Return the parts of the line `text[start:end]` in order; together they hold all of it that is not white space."""
    found: list[Piece] = []
    begun, looked, kind, columns = start, start, "line", False
    for sign in _patterns()[1].finditer(text, start, end):
        group = sign.lastgroup
        cut = sign.end() if group == "closed" else sign.start()
        if _HAS_WORD.search(without_tags(text[looked:cut])):
            found.append(Piece(begun, cut, kind))
            begun = cut
        looked = cut
        columns = columns or group == "column"
        kind = _kind(group, sign.group())
    if found and not _HAS_WORD.search(without_tags(text[looked:end])):
        begun, _, kind = found.pop()
    found.append(Piece(begun, end, kind))
    return _rows(text, found) if columns else found


def _kind(group: str | None, sign: str) -> str:
    """Return the kind of the piece that a sign opens."""
    if group == "bullet" or (group == "opened" and "<li" in sign.lower()):
        return "bullet"
    return "cell" if group == "column" else "line"


def _rows(text: str, found: list[Piece]) -> list[Piece]:
    """Join the cells of short rows, and labels with the cells they stand before."""
    if found[0].kind == "line":
        found[0] = found[0]._replace(kind="cell")
    joined: list[Piece] = []
    row: list[Piece] = []
    for piece in found:
        if piece.kind == "cell":
            row.append(piece)
        else:
            joined += _row(text, row)
            joined.append(piece)
            row = []
    return joined + _row(text, row)


def _row(text: str, cells: list[Piece]) -> list[Piece]:
    """Join the cells of one row where one alone would say too little."""
    if not cells:
        return []
    counts = [len(text[cell.start : cell.end].split()) for cell in cells]
    if sum(counts) <= LONGEST_ROW:
        return [Piece(cells[0].start, cells[-1].end, "cell")]
    joined: list[Piece] = []
    begun = cells[0].start
    for cell, count in zip(cells, counts, strict=True):
        if count >= _FULL:
            joined.append(Piece(begun, cell.end, "cell"))
            begun = cell.end
    if begun < cells[-1].end:
        begun = joined.pop().start if joined else begun
        joined.append(Piece(begun, cells[-1].end, "cell"))
    return joined
