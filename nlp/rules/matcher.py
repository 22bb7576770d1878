"""Many patterns at once over a passage: a word index finds the few that can match, then each is tried.

A `Matcher` holds any number of patterns, each with a key. For every passage it looks up each word in the index of
anchors (a dictionary, worked out once per distinct word) and runs only the regular expressions whose anchor and second
word are there. Expressions are compiled the first time they are needed, so that a cold start pays for few of them.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nlp.rules.patterns import Compiled

_MEMO_LIMIT = 200_000
_MOST_HITS = 4  # of one pattern in one passage


class Hit(NamedTuple):
    """A match: the key of the pattern and the token range [first, last) in the passage."""

    key: int
    first: int
    last: int


class Line:
    """One passage as the matcher reads it: its norms, and the string of them that expressions run over."""

    __slots__ = ("_places", "norms", "text")

    def __init__(self, norms: Sequence[str]) -> None:
        self.norms = norms
        self.text = " " + " ".join(norms) + " "
        self._places: dict[int, int] | None = None

    def token_at(self, position: int) -> int:
        """Return the number of the token that starts at `position` of the string."""
        if self._places is None:
            places, at = {}, 1
            for number, norm in enumerate(self.norms):
                places[at] = number
                at += len(norm) + 1
            places[at] = len(self.norms)
            self._places = places
        return self._places[position]


class _Index(dict[str, tuple[int, ...]]):
    """Word to the patterns whose anchor it may be."""

    def __init__(self, anchors: Sequence[frozenset[str]]) -> None:
        super().__init__()
        self._exact: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        for number, words in enumerate(anchors):
            for word in words:
                table = self._stems if word.endswith("*") else self._exact
                table.setdefault(word.rstrip("*"), []).append(number)

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        found = list(self._exact.get(word, ()))
        if word.strip("£")[:1].isdigit():
            found += self._exact.get("#", ())
        for length in range(3, len(word) + 1):
            found += self._stems.get(word[:length], ())
        self[word] = tuple(dict.fromkeys(found))
        return self[word]


class Pattern:
    """One regular expression, compiled when first used."""

    __slots__ = ("_compiled", "also", "regex")

    def __init__(self, regex: str, also: frozenset[str] = frozenset()) -> None:
        self.regex = regex
        self.also = also
        self._compiled: re.Pattern[str] | None = None

    @property
    def expression(self) -> re.Pattern[str]:
        """The compiled expression."""
        if self._compiled is None:
            self._compiled = re.compile(self.regex)
        return self._compiled

    def found_in(self, line: Line) -> bool:
        """Whether the pattern matches anywhere in `line`."""
        return self.expression.search(line.text) is not None


class Matcher:
    """Finds all of its patterns in a passage."""

    def __init__(self, patterns: Iterable[tuple[int, Compiled]]) -> None:
        pairs = list(patterns)
        self._keys = [key for key, _ in pairs]
        self._patterns = [Pattern(compiled.regex, compiled.also) for _, compiled in pairs]
        self._index = _Index([compiled.anchor for _, compiled in pairs])

    def find(self, line: Line) -> list[Hit]:
        """Return the hits of all patterns in `line`, in order of key, then place."""
        index, tried, hits = self._index, set[int](), list[Hit]()
        for word in line.norms:
            found = index[word]
            if found:
                tried.update(found)
        if not tried:
            return hits
        words = None
        for number in tried:
            pattern = self._patterns[number]
            if pattern.also:
                if words is None:
                    words = set(line.norms)
                if pattern.also.isdisjoint(words):
                    continue
            for count, match in enumerate(pattern.expression.finditer(line.text)):
                if count == _MOST_HITS:
                    break
                start, end = match.span()
                if end > start:
                    hits.append(Hit(self._keys[number], line.token_at(start), line.token_at(end)))
        if len(hits) > 1:
            hits.sort()
        return hits
