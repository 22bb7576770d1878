"""One note as the ledger reads it: raw words, the gaps between them, and where a capital says nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import accumulate

from nlp.people.vocabulary import Vocabulary
from nlp.text.tokens import Tokens

_SHORT_LINE = 12
_QUIET = 50
_ENDS = frozenset((".", "!", "?", ":", "-"))
_APOSTROPHES = frozenset("'’‘`")


@dataclass(frozen=True, slots=True)
class Page:
    """The text and tokens of a note, the tokens of lines that are all in capitals, and whether it hardly has capitals."""

    text: str
    tokens: Tokens
    vocabulary: Vocabulary
    shouting: Collection[int]
    quiet: bool

    def raw(self, token: int) -> str:
        """Return a token as written, without its possessive ending."""
        raw = self.text[self.tokens.starts[token] : self.tokens.ends[token]]
        return raw[:-2] if raw[-2:-1] in _APOSTROPHES and raw[-1:] in "sS" else raw

    def gap(self, token: int) -> str:
        """Return what stands between a token and the next ("" after the last)."""
        starts = self.tokens.starts
        return self.text[self.tokens.ends[token] : starts[token + 1]] if token + 1 < len(starts) else ""

    def norm(self, token: int) -> str:
        """Return the norm of a token, "" past either end."""
        return self.tokens.norms[token] if 0 <= token < len(self.tokens.norms) else ""

    def capital(self, token: int) -> bool:
        """Whether a token begins with a capital."""
        return 0 <= token < len(self.tokens.starts) and self.text[self.tokens.starts[token]].isupper()

    def opens(self, token: int) -> bool:
        """Whether a token stands where a sentence, line or quotation opens, so that its capital says nothing."""
        if token == 0 or self.tokens.norms[token - 1] in _ENDS:
            return True
        gap = self.gap(token - 1)
        return "\n" in gap or gap.strip() not in ("", "(", "/")


def read_page(text: str, tokens: Tokens, vocabulary: Vocabulary) -> Page:
    """Return the page of one note."""
    shouting: set[int] = set()
    if any(map(str.isupper, text.split("\n"))):
        lines = text.split("\n")
        for line, end in zip(lines, accumulate(len(line) + 1 for line in lines), strict=True):
            if len(line) > _SHORT_LINE and line.isupper():
                shouting.update(range(*tokens.between(end - len(line) - 1, end)))
    capitals = sum(map(str.isupper, map(text.__getitem__, tokens.starts)))
    return Page(text, tokens, vocabulary, shouting, quiet=capitals * _QUIET < len(tokens.starts))
