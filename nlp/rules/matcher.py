"""Many patterns at once over a passage: a word index finds the few that can match, then each is tried.

A `Matcher` holds any number of patterns, each with a key. For every passage it looks up each word in the index of
anchors (a dictionary, worked out once per distinct word), each pair of neighbours in another, and runs only the regular
expressions whose words are there. Expressions are compiled the first time they are needed, so that a cold start pays for few of them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from nlp.rules.patterns import Compiled

Search = Callable[..., "re.Match[str] | None"]
_MEMO_LIMIT = 200_000
_MOST_HITS = 4  # of one pattern in one passage


class Hit(NamedTuple):
    """A match: the key of the pattern and the token range [first, last) in the passage."""

    key: int
    first: int
    last: int


class Line:
    """One passage as the matcher reads it: its norms, and the string of them that expressions run over."""

    __slots__ = ("norms", "text")

    def __init__(self, norms: Sequence[str]) -> None:
        self.norms = norms
        self.text = " " + " ".join(norms) + " "

    def token_at(self, position: int) -> int:
        """Return the number of the token that starts at `position` of the string."""
        return self.text.count(" ", 0, position) - 1


class _Entry(NamedTuple):
    """The patterns that a word may anchor: those to try always, and those to try when a second word stands too."""

    always: tuple[int, ...]
    seconds: frozenset[str]
    by_second: dict[str, tuple[int, ...]]


class _Index(dict[str, _Entry | None]):
    """Word to the patterns whose anchor it may be; worked out once for each distinct word."""

    def __init__(self, compiled: Sequence[Compiled]) -> None:
        super().__init__()
        self._also = [c.second for c in compiled]
        self._exact: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        for number, pattern in enumerate(compiled):
            for word in pattern.anchor:
                if " " in word:
                    continue  # a pair, see Matcher
                table = self._stems if word.endswith("*") else self._exact
                table.setdefault(word.rstrip("*"), []).append(number)

    def __missing__(self, word: str) -> _Entry | None:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        found = list(self._exact.get(word, ()))
        if word.strip("£")[:1].isdigit():
            found += self._exact.get("#", ())
        for length in range(3, len(word) + 1):
            found += self._stems.get(word[:length], ())
        by_second: dict[str, list[int]] = {}
        for number in dict.fromkeys(found):
            for second in self._also[number]:
                by_second.setdefault(second, []).append(number)
        always = tuple(dict.fromkeys(n for n in found if not self._also[n]))
        table = {second: tuple(numbers) for second, numbers in by_second.items()}
        entry = _Entry(always, frozenset(table), table) if found else None
        self[word] = entry
        return entry


class Pattern:
    """One regular expression, compiled when first used."""

    __slots__ = ("_compiled", "regex")

    def __init__(self, regex: str) -> None:
        self.regex = regex
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
        self._regexes = [compiled.regex for _, compiled in pairs]
        self._thirds = [compiled.third for _, compiled in pairs]
        self._firsts = [compiled.first for _, compiled in pairs]
        self._searches: list[Search | None] = [None] * len(pairs)
        self._index = _Index([compiled for _, compiled in pairs])
        self._by_pair: dict[tuple[str, str], list[int]] = {}
        for number, (_, compiled) in enumerate(pairs):
            for anchor in compiled.anchor:
                before, space, after = anchor.partition(" ")
                if space:
                    self._by_pair.setdefault((before, after), []).append(number)

    def find(self, line: Line) -> list[Hit]:
        """Return the hits of all patterns in `line`, in order of key, then place."""
        words, text, hits = set(line.norms), line.text, list[Hit]()
        thirds, firsts, searches = self._thirds, self._firsts, self._searches
        for number in self._candidates(line.norms, words):
            third, first = thirds[number], firsts[number]
            if (third and third.isdisjoint(words)) or (first is not None and first.isdisjoint(words)):
                continue
            match = (searches[number] or self._compiled(number))(text)
            if match is not None:
                hits += self._all(number, line, match)
        if len(hits) > 1:
            hits.sort()
        return hits

    def _compiled(self, number: int) -> Search:
        search = self._searches[number] = re.compile(self._regexes[number]).search
        return search

    def _all(self, number: int, line: Line, match: re.Match[str] | None) -> Iterator[Hit]:
        """Yield this match of a pattern and those after it."""
        search, key = self._searches[number] or self._compiled(number), self._keys[number]
        for _ in range(_MOST_HITS):
            if match is None:
                return
            start, end = match.span()
            yield Hit(key, line.token_at(start + 1), line.token_at(end))
            match = search(line.text, end - 1)

    def _candidates(self, norms: Sequence[str], words: set[str]) -> set[int]:
        """Return the patterns whose anchor (a word or a pair of neighbours) and second word stand in the passage."""
        index, by_pair, tried = self._index, self._by_pair, set[int]()
        for word in words:
            entry = index[word]
            if entry is not None:
                tried.update(entry.always)
                for second in words & entry.seconds:
                    tried.update(entry.by_second[second])
        for pair in pairwise(norms):
            if pair in by_pair:
                tried.update(by_pair[pair])
        return tried
