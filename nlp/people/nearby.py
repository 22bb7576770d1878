"""The single words round a mention as traits of the person: "+1 toddles", "~ nursery", "passage fostered".

The classes of `cues.yaml` say what kind of word stands beside a name; the words themselves say more where many notes use them of
one kind of person. Names are no words here: each is read as `<name>`, `<aged>`, `<grown>` or `<titled>`, so that no trait can
tell one name from another. Only words that have a weight are written down, save where weights are being fitted.
"""

from collections.abc import Sequence
from functools import cache

from nlp.people.mentions import NAME, Mention
from nlp.people.page import Page
from nlp.people.vocabulary import clip
from nlp.records import Passage
from nlp.rules.data import read_yaml

NEAR = 6
"""Tokens on either side of a mention that count as near."""

EDGE = "^"
"""What stands for the word beyond the edge of a line or of the note."""

_MEMO_LIMIT = 200_000
_SHORT = 3
"""Letters of the longest word that says nothing by standing near ("the", "has")."""
_PREFIXES = ("-1 ", "+1 ", "'s +1 ", "-2 ", "+2 ", "'s +2 ", "~ ", "~> ", "his +1 ", "his ~ ", "passage ")


def is_word(trait: str) -> bool:
    """Whether a trait is a single word beside a mention."""
    return trait.startswith(_PREFIXES)


class Family(dict[str, str]):
    """Word to the trait that it gives in one place, empty for a word without a weight.

    A plain one reads no stops, numbers, names or short words.
    """

    def __init__(self, prefix: str, known: frozenset[str] | None, *, plain: bool = False) -> None:
        super().__init__()
        self._prefix, self._known, self._plain = prefix, known, plain

    def __missing__(self, word: str) -> str:
        trait = self._prefix + word
        if (self._plain and not (word.isalpha() and len(word) > _SHORT)) or (self._known is not None and trait not in self._known):
            trait = ""
        if len(self) < _MEMO_LIMIT:
            self[word] = trait
        return trait


class Families:
    """The tables of all places; `known` are the traits that have a weight, None for every trait."""

    def __init__(self, known: frozenset[str] | None) -> None:
        self.known = known
        self.before, self.after, self.owned = Family("-1 ", known), Family("+1 ", known), Family("'s +1 ", known)
        self.pair_before, self.pair_after, self.pair_owned = Family("-2 ", known), Family("+2 ", known), Family("'s +2 ", known)
        self.near, self.near_after = Family("~ ", known, plain=True), Family("~> ", known, plain=True)
        self.his, self.his_near = Family("his +1 ", known), Family("his ~ ", known, plain=True)
        self.passage = Family("passage ", known, plain=True)


@cache
def families(*, every: bool = False) -> Families:
    """Return the tables of words with a weight, or of every word."""
    if every:
        return Families(None)
    scales: dict[str, dict[str, float]] = read_yaml("people/weights.yaml")["scales"]
    return Families(frozenset(trait for row in scales.values() for trait in row))


def _word(norm: str) -> str:
    return "#" if norm[0].isdigit() else clip(norm)


def _told(m: Mention) -> str:
    if m.age is not None:
        return "<aged>" if m.age.child else "<grown>"
    return "<titled>" if m.title else "<name>"


class Nearby:
    """The words of one note, with a mark in place of each name."""

    def __init__(self, page: Page, mentions: Sequence[Mention], passages: Sequence[Passage], tables: Families) -> None:
        self.page, self.passages, self.tables = page, passages, tables
        self.words = list(map(_word, page.tokens.norms))
        for m in mentions:
            if m.sort == NAME:
                self.words[m.first : m.last] = [_told(m)] * (m.last - m.first)
        self._in_passage: dict[int, frozenset[str]] = {}

    def _at(self, token: int) -> str:
        return self.words[token] if 0 <= token < len(self.words) else EDGE

    def around(self, m: Mention, found: set[str]) -> None:
        """Add to `found` the words round a mention."""
        first, last, page, tables = m.lead, m.last, self.page, self.tables
        if first == 0 or "\n" in page.gap(first - 1):
            before, further = EDGE, EDGE
        else:
            before, further = self._at(first - 1), self._at(first - 2)
        after = EDGE if last >= len(self.words) or "\n" in page.gap(last - 1) else self.words[last]
        one, two = (tables.owned, tables.pair_owned) if m.owned else (tables.after, tables.pair_after)
        found.update((tables.before[before], one[after], tables.pair_before[f"{further} {before}"], two[f"{after} {self._at(last + 1)}"]))
        following = self.words[last : last + NEAR]
        found.update(map(tables.near.__getitem__, self.words[max(0, first - NEAR) : first]))
        found.update(map(tables.near.__getitem__, following))
        found.update(map(tables.near_after.__getitem__, following))
        found.update(self._passage(m.passage))

    def after_pronoun(self, m: Mention, found: set[str]) -> None:
        """Add to `found` what stands after a pronoun that speaks of the person."""
        found.add(self.tables.his[self._at(m.last)])
        found.update(map(self.tables.his_near.__getitem__, self.words[m.last : m.last + NEAR]))

    def _passage(self, number: int) -> frozenset[str]:
        """Return the words of a passage as traits."""
        if number not in self._in_passage:
            passage = self.passages[number] if number < len(self.passages) else None
            first, last = self.page.tokens.between(passage.start, passage.end) if passage is not None else (0, 0)
            self._in_passage[number] = frozenset(map(self.tables.passage.__getitem__, self.words[first:last]))
        return self._in_passage[number]
