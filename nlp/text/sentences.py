"""Where sentences end inside one stretch of prose.

One regular expression finds every mark that may end a sentence, together with the quotations and brackets in which none
does; a short look at the words on both sides settles each. Every pattern is bounded or possessive, so that the time grows
with the length of the text and with nothing else.
"""

import re
from functools import cache
from typing import Final

from nlp.rules.data import read_yaml
from nlp.text.abbreviations import holds_on

LONGEST_QUOTATION: Final = 240
"""Code points up to which a quotation or bracket stays in one passage, however many stops it holds."""

_CLOSERS = r"[\"'”’)\]»*_]"


@cache
def _elisions() -> str:
    """Return the shortened words that open with an apostrophe ('cos, 'til), as an alternation."""
    listed: list[str] = read_yaml("text/abbreviations.yaml")["elisions"]
    return "|".join(map(re.escape, listed))


@cache
def _marks() -> re.Pattern[str]:
    """Return the pattern of stops (group 1: the stop and its closing marks) and of whole quotations and brackets (group 2).

    The pattern opens with one character class, which lets the engine skip the letters in between at full speed.
    """
    longest = LONGEST_QUOTATION
    single = rf"(?<=')(?<!\w.)(?!\s)(?!(?:{_elisions()})\b)[^'\n]{{1,{longest}}}+(?:'(?=\w)[^'\n]{{0,{longest}}}+){{0,6}}+(?<!\s)'(?!\w)"
    return re.compile(
        r"[.!?…\"“‘'(](?:"
        rf"(?<=[.!?…])(?<![.!?…].)([.!?…]*+{_CLOSERS}*+)(?:\s++|(?<=[a-z][a-z]\.)(?=[A-Z][a-z]))"
        rf"|((?<=\")(?<!\w.)(?!\s)[^\"\n]{{1,{longest}}}+\"(?!\w)"
        rf"|(?<=“)[^“”\n]{{1,{longest}}}+”"
        rf"|(?<=‘)[^‘\n]{{1,{longest}}}?’(?!\w)"
        rf"|{single}"
        rf"|(?<=\()[^()\n]{{1,{longest}}}+\))"
        r"(?:(?<=[.!?…].)\s++|))",
        re.DOTALL | re.IGNORECASE,
    )
