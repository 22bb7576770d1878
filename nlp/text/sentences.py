"""Where sentences end inside one stretch of prose.

One regular expression finds every mark that may end a sentence, together with the quotations and brackets in which
none does; a short look at the words on both sides settles each. Every pattern is bounded or possessive, so that the
time grows with the length of the text and with nothing else.
"""

import re
from functools import cache
from typing import Final

from nlp.rules.data import read_yaml
from nlp.text.abbreviations import holds_on

LONGEST_QUOTATION: Final = 240
"""Code points up to which a quotation or bracket stays in one passage, however many stops it holds."""

_BOXES = frozenset("[☐☑☒✓✔✗✘")
"""Tick boxes: what stands in them answers the question before them."""


@cache
def _marks() -> re.Pattern[str]:
    """Return the pattern of stops (group 1 ends after their closing marks) and of quotations and brackets (group 2).

    The pattern opens with one character class, which lets the engine skip the letters in between at full speed.
    """
    elisions: list[str] = read_yaml("text/abbreviations.yaml")["elisions"]
    opened = rf"(?<!\w.)(?!\s)(?!(?i:{'|'.join(map(re.escape, elisions))})\b)"
    most = LONGEST_QUOTATION
    return re.compile(
        r"[.!?…\"“‘'(](?:"
        r"(?<=[.!?…])(?<![.!?…].)([.!?…]*+[\"'”’)\]»*_]*+)(?:\s++|(?<=[a-z][a-z]\.)(?=[A-Z][a-z]))"
        r"|("
        rf"(?<=\")(?<!\w.)(?!\s)[^\"]{{1,{most}}}+\"(?!\w)"
        rf"|(?<=“)[^“”]{{1,{most}}}+”"
        rf"|(?<=‘){opened}[^‘’]{{1,{most}}}+(?:’(?=\w)[^‘’]{{0,{most}}}+){{0,3}}+’(?!\w)"
        rf"|(?<='){opened}[^']{{1,{most}}}+(?:'(?=\w)[^']{{0,{most}}}+){{0,3}}+(?<!\s)'(?!\w)"
        rf"|(?<=\()[^()]{{1,{most}}}+\)"
        r")(?:(?<=[.!?…].)\s++)?+)",
        re.DOTALL,
    )


def breaks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where sentences part in `text[start:end]`: the end of one and the start of the next, in order."""
    found: list[tuple[int, int]] = []
    begun = start
    for mark in _marks().finditer(text, start, end):
        after = mark.end()
        stop_end = mark.end(1)
        if stop_end < 0:
            stop_end = mark.end(2)
            if after == stop_end or text[after].islower():
                continue
        elif _goes_on(text, begun, mark.start(), stop_end, after):
            continue
        found.append((stop_end, after))
        begun = after
    return found


def _goes_on(text: str, begun: int, stop: int, stop_end: int, after: int) -> bool:
    """Say whether a sentence goes on past its stop at `text[stop:stop_end]`."""
    sign = text[stop]
    if sign == "." and stop_end == stop + 1:
        return holds_on(text, begun, stop, after)
    if sign == "?" and stop_end == stop + 1 and (stop == begun or text[stop - 1].isspace() or text[after] in _BOXES):
        return True
    return text[after].islower() and (sign in ".…" or text[stop_end - 1] not in "?!")
