"""The lines of a note, with hard-wrapped prose put back together.

Most notes end a line where the writer pressed return, and there the line break decides. Pasted e-mails and printed
reports break every line at one width instead, in the middle of sentences; those lines are read as one.
"""

import re
from functools import cache
from itertools import pairwise
from typing import Final

from nlp.rules.data import read_yaml

Line = tuple[int, int]

_NARROWEST: Final = 40
_WIDEST: Final = 130
_PAIR: Final = 2
_PAIR_NARROWEST: Final = 60
_FORCED_FOR_A_LOOSE: Final = 3
_ENOUGH_RUNS: Final = 2
"""Wrapped paragraphs from which the whole note is taken to be broken at one width."""
_REACH: Final = 24
_ENDS = frozenset(".!?:;…>|")
_LONE_MARKS = frozenset("•▪●◦‣⁃∙·■□►➢*-–o")

_LINE = re.compile(r"\S(?:[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*\S)?")
MARKER = re.compile(
    r"(?:[•▪●◦‣⁃∙·■□►➢✓✔✗✘☐☑☒](?!\w)|[•▪●◦‣⁃]|[*–—+>](?=\s)|-(?=[\s\"'“‘A-Z])|o(?=\s+[A-Z])"
    r"|\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})[.)](?=\s)|\((?:\d{1,2}|[a-z]|[ivx]{2,4})\)|[A-Z]\)(?=\s)|\[[\sxX✓]?\])\s*"
)
"""The mark or number at the head of an item of a list."""

_STRUCTURE = re.compile(rf"{MARKER.pattern}|[|#\[<]")
_WORD = re.compile(r"\S+")


@cache
def _unfinished() -> frozenset[str]:
    """Return the words that cannot end a line of prose."""
    return frozenset(read_yaml("text/layout.yaml")["unfinished"])


def lines(text: str) -> list[Line]:
    """Return the bounds of every line that holds anything, outer white space left out and wrapped lines joined."""
    spans = [match.span() for match in _LINE.finditer(text)]
    last = ""
    for start, end in spans:
        if (last and last not in _ENDS and text[start].islower()) or (end - start == 1 and text[start] in _LONE_MARKS):
            return _joined(text, spans)
        last = text[end - 1]
    return spans


def _joined(text: str, spans: list[Line]) -> list[Line]:
    """Return the lines of a note in which at least one seems to run on or holds only the mark of a list."""
    result: list[Line] = []
    runs = _runs(text, spans)
    widths = [max(end - start for start, end in run) for run in runs]
    broken = [width if _is_wrapped(text, run, width) else 0 for run, width in zip(runs, widths, strict=True)]
    if sum(map(bool, broken)) >= _ENOUGH_RUNS:
        broken = [max(broken)] * len(runs)
    for run, width in zip(runs, broken, strict=True):
        result.append(run[0])
        for before, line in pairwise(run):
            if _runs_on(text, before, line, width=width):
                result[-1] = (result[-1][0], line[1])
            else:
                result.append(line)
    return result


def _runs(text: str, spans: list[Line]) -> list[list[Line]]:
    """Group lines that follow one another with no blank line between them."""
    runs = [[spans[0]]]
    for before, line in pairwise(spans):
        if text.count("\n", before[1], line[0]) > 1:
            runs.append([line])
        else:
            runs[-1].append(line)
    return runs


def _is_wrapped(text: str, run: list[Line], width: int) -> bool:
    """Say whether a run of lines was broken at one width.

    It was when nearly every line that ends without a stop ends because the next word would not have fitted.
    """
    if not (_NARROWEST if len(run) > _PAIR else _PAIR_NARROWEST) <= width <= _WIDEST:
        return False
    forced = loose = small = 0
    for before, line in pairwise(run):
        if text[before[1] - 1] in _ENDS or _STRUCTURE.match(text, line[0]):
            continue
        if _fits(text, before, line, width):
            loose += 1
        else:
            forced += 1
            small += text[line[0]].islower()
    return small > 0 and loose * _FORCED_FOR_A_LOOSE <= forced


def _fits(text: str, before: Line, line: Line, width: int) -> bool:
    """Say whether the first word of a line would have fitted on the line before it, so that the break was meant."""
    word = _WORD.match(text, line[0], line[1])
    return word is not None and before[1] - before[0] + 1 + word.end() - line[0] <= width


def _runs_on(text: str, before: Line, line: Line, *, width: int) -> bool:
    """Say whether a line goes on with the sentence of the line before it, on a page broken at `width` (0: at none)."""
    if before[1] - before[0] == 1 and text[before[0]] in _LONE_MARKS:
        return True
    if _STRUCTURE.match(text, line[0]):
        return False
    if width and not _fits(text, before, line, width):
        return True
    if not text[line[0]].islower():
        return False
    last = text[max(before[0], before[1] - _REACH) : before[1]].rsplit(None, 1)[-1].lower()
    return last.endswith(",") or last in _unfinished()
