"""Many patterns at once over a passage: an index of words and of pairs of neighbours finds the few that can match.

A `Matcher` holds any number of patterns, each with a key. Only the expressions all of whose words stand in a passage are
run. What a word may stand for is worked out once for each distinct word; expressions are compiled the first time they
are needed, so that a cold start pays for few of them.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from nlp import memos
from nlp.rules.nodes import NONE, Words
from nlp.rules.patterns import MOST_NEEDS, Compiled

Search = Callable[..., "re.Match[str] | None"]
_MEMO_LIMIT = 200_000
_SLOTS = 1 + MOST_NEEDS  # the first word, and each set of needed words
_MOST_HITS = 4  # of one pattern in one passage


class Hit(NamedTuple):
    """A match: the key of the pattern and the token range [first, last) in the passage."""

    key: int
    first: int
    last: int


class Line:
    """One passage as the matcher reads it: its norms, the string of them that expressions run over, and its words."""

    __slots__ = ("_pairs", "found", "norms", "text", "words")

    def __init__(self, norms: Sequence[str]) -> None:
        self.norms = norms
        self.text = f" {' '.join(norms)} "
        self.words = set(norms)
        self._pairs: set[tuple[str, str]] | None = None
        self.found: tuple[object, Sequence[Any]] | None = None
        """What a book of rules found in it whatever stands beside it, kept for passages of the same words."""

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """Every two neighbouring words."""
        if self._pairs is None:
            self._pairs = set(pairwise(self.norms))
        return self._pairs


def lines_of(norms: Sequence[str], ranges: Iterable[tuple[int, int]]) -> list[Line]:
    """Return the passages at `ranges`; those of the same words are one line, so that what is found in it is looked for once.

    Forms and lists of contacts repeat themselves.
    """
    known: dict[tuple[str, ...], Line] = {}
    lines = []
    for first, last in ranges:
        words = tuple(norms[first:last])
        line = known.get(words)
        if line is None:
            line = known[words] = Line(words)
        lines.append(line)
    return lines


class Pattern:
    """One pattern on its own, compiled when first used; tried only where its words stand."""

    __slots__ = ("_pairs", "_search", "compiled", "words")

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.words = next((words for words in compiled.needs if not any(_grows(w) for w in words)), NONE)
        self._pairs = frozenset(map(_pair, compiled.pairs))
        self._search: Search | None = None

    def found_in(self, line: Line) -> bool:
        """Whether the pattern matches anywhere in `line`."""
        if self._pairs and self._pairs.isdisjoint(line.pairs):
            return False
        if self._search is None:
            self._search = re.compile(self.compiled.regex).search
        return self._search(line.text) is not None


class AnyOf:
    """Several patterns of which one must be found; only those are tried whose words stand in the passage."""

    __slots__ = ("_always", "_by_word", "_words", "patterns")

    def __init__(self, compiled: Iterable[Compiled]) -> None:
        self.patterns = tuple(Pattern(c) for c in compiled)
        self._always = tuple(p for p in self.patterns if not p.words)
        self._by_word: dict[str, list[Pattern]] = {}
        for pattern in self.patterns:
            for word in pattern.words:
                self._by_word.setdefault(word, []).append(pattern)
        self._words = frozenset(self._by_word)

    def __bool__(self) -> bool:
        return bool(self.patterns)

    def found_in(self, line: Line) -> bool:
        """Whether one of the patterns matches anywhere in `line`."""
        for word in self._words & line.words:
            for pattern in self._by_word[word]:
                if pattern.found_in(line):
                    return True
        return any(pattern.found_in(line) for pattern in self._always)


def _grows(word: str) -> bool:
    """Whether `word` stands for more words than itself: a prefix, or any number."""
    return word.endswith("*") or word == "#"


def _pair(two: str) -> tuple[str, str]:
    before, _, after = two.partition(" ")
    return before, after


def _joined(met: Iterable[tuple[int, int]], masks: Sequence[int]) -> tuple[int, ...]:
    """Return `masks` with the bits of each condition in `met` put in."""
    joined = list(masks)
    for slot, bits in met:
        joined[slot] |= bits
    return tuple(joined)


class _Index:
    """Finds the patterns all of whose conditions a passage meets, with patterns as the bits of whole numbers.

    A condition is a set of words (or pairs) of which one must stand. For each condition of each pattern, words have a
    mask: the patterns whose condition they meet. The masks of a passage's words are joined for each condition, and what
    all conditions leave is tried. Patterns that lack a condition have their bit in its base.
    """

    def __init__(self, compiled: Sequence[Compiled]) -> None:
        groups: dict[tuple[int, Words], int] = {}  # condition and words to the patterns that share them
        base = [0] * _SLOTS
        for number, pattern in enumerate(compiled):
            bit = 1 << number
            conditions = (pattern.first, *pattern.needs, *[NONE] * (MOST_NEEDS - len(pattern.needs)))
            for slot, words in enumerate(conditions):
                if words:
                    groups[slot, words] = groups.get((slot, words), 0) | bit
                else:
                    base[slot] |= bit
        self._base = base
        self._exact: dict[str, list[tuple[int, int]]] = {}
        self._stems: dict[str, list[tuple[int, int]]] = {}
        for (slot, words), bits in groups.items():
            for word in words:
                table = self._stems if word[-1] == "*" else self._exact
                table.setdefault(word.rstrip("*"), []).append((slot, bits))
        self._number = _joined(self._exact.get("#", ()), (0,) * _SLOTS)  # hundreds of patterns, worked out once for all numbers
        self._longest_stem = max(map(len, self._stems), default=0)
        self._pairs: dict[tuple[str, str], int] = {}
        pairs: dict[Words, int] = {}
        for number, pattern in enumerate(compiled):
            pairs[pattern.pairs] = pairs.get(pattern.pairs, 0) | 1 << number
        self._without_pairs = pairs.pop(NONE, 0)
        for twos, bits in pairs.items():
            for two in twos:
                self._pairs[_pair(two)] = self._pairs.get(_pair(two), 0) | bits
        self._known_pairs = frozenset(self._pairs)
        self._masks: dict[str, tuple[int, ...]] = {}
        self._dead: set[str] = set()
        self._new: list[str] = []  # words remembered since the last time
        memos.register(self)

    def forget(self, common: Container[str]) -> None:
        """Forget the words that were remembered since the last time, but for common ones."""
        for word in self._new:
            if word not in common:
                self._masks.pop(word, None)
                self._dead.discard(word)
        self._new = []

    def candidates(self, line: Line) -> list[int]:
        """Return the numbers of the patterns whose conditions are all met."""
        masks = self._masks
        begin, one, two, three = self._base
        for word in line.words - self._dead:
            met = masks.get(word) or self._mask(word)
            if met:
                a, b, c, d = met
                if a:
                    begin |= a
                if b:
                    one |= b
                if c:
                    two |= c
                if d:
                    three |= d
        left = self._without_pairs
        for pair in line.pairs & self._known_pairs:
            left |= self._pairs[pair]
        left &= one & two & three & begin
        found = list[int]()
        while left:
            low = left & -left
            left ^= low
            found.append(low.bit_length() - 1)
        return found

    def _mask(self, word: str) -> tuple[int, ...]:
        """Work out the masks of a word, one for each condition, and keep them."""
        if len(self._masks) + len(self._dead) > _MEMO_LIMIT:
            self._masks.clear()
            self._dead.clear()
            self._new = []
        self._new.append(word)
        met = list(self._exact.get(word, ()))
        number = word.strip("£")[:1].isdigit()
        for length in range(3, min(len(word), self._longest_stem) + 1):
            met += self._stems.get(word[:length], ())
        if not met and not (number and any(self._number)):
            self._dead.add(word)
            return ()
        self._masks[word] = _joined(met, self._number if number else (0,) * _SLOTS)
        return self._masks[word]


class Matcher:
    """Finds all of its patterns in a passage."""

    def __init__(self, patterns: Iterable[tuple[int, Compiled]]) -> None:
        pairs = list(patterns)
        self._keys = [key for key, _ in pairs]
        self._regexes = [compiled.regex for _, compiled in pairs]
        self._searches: list[Search | None] = [None] * len(pairs)
        self._index = _Index([compiled for _, compiled in pairs])

    def find(self, line: Line) -> list[Hit]:
        """Return the hits of all patterns in `line`, in order of key, then place."""
        hits, text, searches, keys, count = list[Hit](), line.text, self._searches, self._keys, line.text.count
        for number in self._index.candidates(line):
            search = searches[number] or self._compiled(number)
            match = search(text)
            if match is not None:
                start, end = match.span()
                hits.append(Hit(keys[number], count(" ", 0, start), count(" ", 0, end) - 1))
                match = search(text, end - 1)
                if match is not None:
                    hits += self._more(number, line, match)
        if len(hits) > 1:
            hits.sort()
        return hits

    def _compiled(self, number: int) -> Search:
        search = self._searches[number] = re.compile(self._regexes[number]).search
        return search

    def _more(self, number: int, line: Line, match: re.Match[str] | None) -> Iterator[Hit]:
        """Yield the second match of a pattern and those after it."""
        search, key, count = self._compiled(number), self._keys[number], line.text.count
        for _ in range(1, _MOST_HITS):
            if match is None:
                return
            start, end = match.span()
            yield Hit(key, count(" ", 0, start), count(" ", 0, end) - 1)
            match = search(line.text, end - 1)
