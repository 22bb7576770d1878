"""Words of a note in a normal form that rules can be matched against.

A token is a word, a number, a tick box or one of the stops `. , ; : ? !` and a free-standing dash. Its norm is lower case
with straight apostrophes, a known spelling slip put right ("canabis"), a missing apostrophe restored ("didnt") and the
shorthand `M` and `F` written out. Brackets, quotation marks, slashes and hyphens inside words carry no token, so
"step-dad", "step dad" and "mum/dad" read as separate words. The same function reads the patterns of the rules.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from nlp import memos
from nlp.rules.data import read_yaml
from nlp.text.slips import restore

TOKEN = re.compile(
    r"[^\W\d_][^\W_]*(?:['’‘`][^\W_]+)*"  # words, with inner apostrophes; first, being by far the most frequent
    r"|[.,;:?!&+@]|(?<=[^\n#]\s)#(?=\s?[a-zA-Z])"  # "# humerus" is a fracture
    r"|£?\d+(?:[.,:/]\d+)+%?"  # 10.15  12/03/24  7/52  1,200
    r"|£?\d+%|£\d+"
    r"|\d[^\W_]*(?:['’‘`][^\W_]+)*"  # 2nd, 7yo
    r"|\[\s?[xX✓]?\s?\]|[☐☑☒✓✔✗✘]"
    r"|(?<=\s)[-–—]+(?=\s)|[–—]"
)
_MEMO_LIMIT = 200_000
_SYMBOLS = {"&": "and", "+": "and", "@": "at", "#": "fracture",
            "☐": "[]", "☑": "[x]", "☒": "[x]", "✓": "[x]", "✔": "[x]", "✗": "[]", "✘": "[]"}


class _Norms(dict[str, str]):
    """Raw token to norm, worked out once for each distinct token and forgotten when the table grows too large."""

    def __init__(self, *, restoring: bool) -> None:
        super().__init__()
        self._restore = restoring
        self._slips: dict[str, str] = {}
        for name in ("contractions", "slips"):
            self._slips.update(read_yaml(f"text/{name}.yaml")[name])
        self._looked_at = 0
        memos.register(self)
        self._shorthand: dict[str, str] = read_yaml("text/shorthand.yaml")["shorthand"]

    def forget(self, common: Container[str]) -> None:
        """Forget the words that were remembered since the last time, but for common ones."""
        if len(self) < self._looked_at:  # it was emptied meanwhile
            self._looked_at = 0
        for token in list(islice(self, self._looked_at, None)):
            if token.lower() not in common:
                del self[token]
        self._looked_at = len(self)

    def __missing__(self, token: str) -> str:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        norm = self._norm(token)
        self[token] = norm
        return norm

    def _norm(self, token: str) -> str:
        head, mark, tail = token.replace("’", "'").replace("‘", "'").replace("`", "'").partition("'")
        if head in self._shorthand:
            return self._shorthand[head] + mark + tail.lower()
        if token in _SYMBOLS:
            return _SYMBOLS[token]
        if token[0] == "[":
            return "[x]" if token.strip("[] \n\t") else "[]"
        if token[0] in "-–—":
            return "-"
        low = (head + mark + tail).lower()
        known = self._slips.get(low)
        if known is not None or not self._restore or (token[0].isupper() and not token.isupper()):
            return known or low  # a word with a capital may be a name
        return restore(low)


@cache
def _norms(*, restoring: bool) -> _Norms:
    return _Norms(restoring=restoring)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text: parallel lists of start, end (code points) and norm."""

    starts: list[int]
    ends: list[int]
    norms: list[str]
    _told: dict[Callable[[Sequence[str]], int], int] = field(default_factory=dict, repr=False, compare=False)

    def once(self, tell: Callable[[Sequence[str]], int]) -> int:
        """Return what `tell` says of all norms, worked out once for the text however often it is asked for."""
        if tell not in self._told:
            self._told[tell] = tell(self.norms)
        return self._told[tell]

    def between(self, start: int, end: int) -> tuple[int, int]:
        """Return the token range [first, last) that lies in the code points [start, end)."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)


def tokenise(text: str) -> Tokens:
    """Read `text` into tokens; runs in linear time and never fails."""
    norms, find = _norms(restoring=True), text.index
    found = TOKEN.findall(text)
    starts, ends, at = list[int](), list[int](), 0
    for token in found:  # much faster than a match object for each token
        at = find(token, at)
        starts.append(at)
        at += len(token)
        ends.append(at)
    return Tokens(starts, ends, [norms[token] for token in found])


def normal(text: str) -> list[str]:
    """Return the norms of a pattern's words; what a rule says is never taken for a slip."""
    norms = _norms(restoring=False)
    return [norms[token] for token in TOKEN.findall(text)]
