"""Where the reach of a cue ends: breaks between the words of a passage, each with a level.

    LIST     a comma of a list that an "and" or "or" closes: "fever, chills or cough"
    RUN      a comma before a short item with no such word: "no fever, cough"
    COMMA    any other comma
    CLAUSE   a new clause begins: "and he", "because", a colon, a free-standing dash
    TURN     a new thought: "but", a semicolon, the end of a sentence

A cue of scope `run` stops at COMMA and whatever is above it, and so on; see `cues.SCOPES`.
"""

from collections.abc import Sequence

from nlp.context.words import CLAUSE, COMMA, JOIN, OPENER, PERSON, QUESTION, STARTER, STOP, TURN, Words
from nlp.text.tokens import Tokens

LIST_LEVEL, RUN_LEVEL, COMMA_LEVEL, CLAUSE_LEVEL, TURN_LEVEL = range(1, 6)
_LONGEST_ITEM, _SHORT_ITEM = 6, 3
_OPENS_CLAUSE = frozenset({STARTER, PERSON, CLAUSE})


class Breaks:
    """The breaks of one passage, worked out when first asked for.

    `base` is its first token's number in the note; `extra` are breaks that cues make ("apart from"), with their levels.
    """

    __slots__ = ("_at", "_base", "_extra", "_norms", "_tokens", "_words")

    def __init__(
        self, tokens: Tokens, base: int, norms: Sequence[str], words: Words, extra: Sequence[tuple[int, int]] = ()
    ) -> None:
        self._tokens, self._base, self._norms, self._words, self._extra = tokens, base, norms, words, extra
        self._at: list[tuple[int, int]] | None = None

    def level(self, first: int, last: int) -> int:
        """Return the highest level among the tokens [first, last) of the passage."""
        at = self._at
        if at is None:
            if not self._extra and self._words.breaks.keys().isdisjoint(self._norms[first:last]):
                return 0
            at = self._at = [*self._find(), *self._extra]
        highest = 0
        for place, level in at:
            if first <= place < last and level > highest:
                highest = level
        return highest

    def _find(self) -> list[tuple[int, int]]:
        norms, breaking = self._norms, self._words.breaks
        at: list[tuple[int, int]] = []
        following, joined = len(norms), False  # the separator after this one; whether an "and" or "or" lies ahead
        for place in [p for p, norm in enumerate(norms) if norm in breaking][::-1]:
            kind = breaking[norms[place]]
            if kind == COMMA:
                level = CLAUSE_LEVEL if self._opens_clause(place + 1) else _comma(following - place - 1, joined)
            elif kind == JOIN:
                level = CLAUSE_LEVEL if norms[place] == "and" and self._opens_clause(place + 1) else 0
                joined = joined or not level
            else:
                level = self._other(kind, place)
            if level:
                at.append((place, level))
            if level >= CLAUSE_LEVEL:
                joined = False
            if level or kind == JOIN:
                following = place
        return at

    def _opens_clause(self, place: int) -> bool:
        """Whether the words from `place` begin a clause: a starter, or one after an opener ("and then she")."""
        kinds = self._words.kinds
        for norm in self._norms[place : place + 3]:
            kind = kinds.get(norm)
            if kind in _OPENS_CLAUSE:
                return True
            if kind != OPENER:
                return False
        return False

    def _other(self, kind: int, place: int) -> int:
        if kind == CLAUSE:
            return CLAUSE_LEVEL
        if kind == STOP:
            return TURN_LEVEL if self._ends_sentence(place) else 0
        if kind == QUESTION:
            return CLAUSE_LEVEL if is_query(self._tokens, self._base + place) else TURN_LEVEL
        return TURN_LEVEL if kind == TURN else 0

    def _ends_sentence(self, place: int) -> bool:
        """Whether the stop at `place` ends a sentence rather than an abbreviation ("b.i.d.", "Dr. Low")."""
        if place + 1 == len(self._norms):
            return True
        number = self._base + place
        if self._tokens.starts[number + 1] == self._tokens.ends[number]:
            return False
        return place == 0 or self._norms[place - 1] not in self._words.abbreviations


def _comma(item: int, joined: bool) -> int:
    if joined and item <= _LONGEST_ITEM:
        return LIST_LEVEL
    return RUN_LEVEL if item <= _SHORT_ITEM else COMMA_LEVEL


def is_query(tokens: Tokens, number: int) -> bool:
    """Whether a question mark stands right before a word and not right after one."""
    starts, ends = tokens.starts, tokens.ends
    if number + 1 >= len(starts) or starts[number + 1] != ends[number]:
        return False
    return number == 0 or starts[number] > ends[number - 1] or tokens.norms[number - 1] == "?"
