"""A note as passages: the sentences, bullets, lines and table cells that are read and flagged one by one.

Each passage has a kind. `sentence`, `bullet`, `line` and `cell` carry what the note says; `heading`, `stamp`, `header`
and `sign_off` frame it and hold no fact. Passages lie in order, never overlap, and hold every character that is not
white space exactly once.
"""

import re
from collections.abc import Iterator
from typing import Final

from nlp.records import Passage
from nlp.text.cells import has_signs, pieces, without_tags
from nlp.text.headings import LONGEST as LONGEST_HEADING
from nlp.text.headings import is_heading
from nlp.text.letters import is_closing, is_header, is_signature
from nlp.text.lines import MARKER, Line, lines
from nlp.text.sentences import breaks
from nlp.text.stamps import is_stamp

MOST_WORDS: Final = 120
"""Words that a passage holds at most; a word of more than 100 characters counts as several."""

_SURELY_SHORT: Final = 2 * MOST_WORDS
_LONGEST_FRAME: Final = 120
_FOOT: Final = 3

_CHUNK = re.compile(rf"\S{{1,100}}+(?:\s*+\S{{1,100}}+){{0,{MOST_WORDS - 1}}}+")
_CLOSERS = frozenset("\"'”’)]»*_")
_STOPS = frozenset(".!?…")
_PROSE_ENDS = frozenset(".!;")
_NON_SPACE = re.compile(r"\S")


def split(text: str) -> list[Passage]:
    """Return the passages of a note in order."""
    found: list[Passage] = []
    spans = lines(text)
    signs = has_signs(text)
    for at, (start, end) in enumerate(spans):
        if signs and has_signs(text[start:end]):
            _add_pieces(found, text, start, end)
            continue
        kind = ""
        if end - start <= _LONGEST_FRAME and text[end - 1] not in _PROSE_ENDS:
            kind = _frame(text, spans, at, closed=bool(found) and found[-1].kind == "sign_off")
        if kind:
            found.append(Passage(start, end, kind))
        else:
            _add_sentences(found, text, start, end, "")
    return found


def _frame(text: str, spans: list[Line], at: int, *, closed: bool) -> str:
    """Return the kind of a line that frames the note, or nothing for a line that may hold a fact.

    `closed` says that the line above belongs to a sign-off.
    """
    start, end = spans[at]
    line = text[start:end]
    if is_stamp(line):
        return "stamp"
    if is_header(line):
        return "header"
    if is_closing(line) or ((closed or at >= max(1, len(spans) - _FOOT)) and is_signature(line, closed=closed)):
        return "sign_off"
    if end - start <= LONGEST_HEADING and at + 1 < len(spans):
        after = spans[at + 1]
        apart = text.count("\n", end, after[0]) > 1 and (at == 0 or text.count("\n", spans[at - 1][1], start) > 1)
        if _is_heading(line, text[after[0] : after[1]], apart=apart):
            return "heading"
    return ""


def _is_heading(line: str, following: str, *, apart: bool) -> bool:
    """Say whether a line is a heading once the number or mark of a list is taken off its front."""
    marker = MARKER.match(line)
    if marker is None:
        return is_heading(line, following=following, apart=apart, numbered=False)
    core = line[marker.end() :]
    numbered = any(map(str.isdigit, marker.group()))
    return (numbered or core.startswith("**")) and is_heading(core, following=following, apart=apart, numbered=numbered)


def _add_pieces(found: list[Passage], text: str, start: int, end: int) -> None:
    """Add the passages of a line that holds cells, bullets or tags."""
    parts = pieces(text, start, end)
    for at, piece in enumerate(parts):
        begun, stop = _trimmed(text, piece.start, piece.end)
        core = without_tags(text[begun:stop]).replace("|", "/")
        following = text[parts[at + 1].start : parts[at + 1].end] if at + 1 < len(parts) else text[end : end + 1]
        if piece.kind != "bullet" and _is_heading(core, without_tags(following) or following, apart=True):
            found.append(Passage(begun, stop, "heading"))
        else:
            _add_sentences(found, text, begun, stop, piece.kind)


def _add_sentences(found: list[Passage], text: str, start: int, end: int, kind: str) -> None:
    """Add the sentences of a stretch of prose; `kind` is theirs where the layout has settled it already."""
    begun = start
    marker = MARKER.match(text, start, end)
    if marker is not None:
        begun = min(marker.end(), end)
        kind = kind or "bullet"
    cuts = breaks(text, begun, end)
    if not kind or kind == "line":
        kind = "sentence" if cuts or _is_stopped(text, start, end) else "line"
    begun = start
    for stop, after in cuts:
        _add(found, text, begun, stop, kind)
        begun = after
    _add(found, text, begun, end, kind)


def _is_stopped(text: str, start: int, end: int) -> bool:
    """Say whether a stretch ends like a sentence, closing quotation marks and brackets aside."""
    return text[end - 1] in _STOPS or (end - start > 1 and text[end - 1] in _CLOSERS and text[end - 2] in _STOPS)


def _add(found: list[Passage], text: str, start: int, end: int, kind: str) -> None:
    """Add one passage, or several where it is longer than a passage may be."""
    if end - start <= _SURELY_SHORT:
        found.append(Passage(start, end, kind))
    else:
        found.extend(Passage(begun, stop, kind) for begun, stop in _capped(text, start, end))


def _capped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a stretch into parts of at most `MOST_WORDS`, each at the best place in its second half."""
    while chunk := _CHUNK.match(text, start, end):
        stop = chunk.end()
        if stop < end:
            stop = _best_cut(text, start, stop)
        yield _trimmed(text, start, stop)
        rest = _NON_SPACE.search(text, stop, end)
        if rest is None:
            return
        start = rest.start()


def _best_cut(text: str, start: int, stop: int) -> int:
    """Return where an over-long stretch parts best: after a semicolon or comma, before "and", or where it is full."""
    middle = (start + stop) // 2
    for sign, kept in ((";", 1), (", ", 1), (" and ", 0)):
        cut = text.rfind(sign, middle, stop)
        if cut > start:
            return cut + kept
    return stop


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of a stretch without its outer white space."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())
