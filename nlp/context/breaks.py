"""Where the reach of a cue ends: breaks between the words of a passage, each with a level.

    LIST     a comma of a list that an "and" or "or" closes: "fever, chills or cough"
    RUN      a comma before a short item with no such word: "no fever, cough"
    COMMA    any other comma
    CLAUSE   a new clause begins: "and he", "because", a colon, a free-standing dash
    TURN     a new thought: "but", a semicolon, the end of a sentence

A cue of scope `run` stops at COMMA and whatever is above it, and so on; see `cues.SCOPES`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from nlp.context.words import CLAUSE, COMMA, JOIN, OPENER, PERSON, QUESTION, STARTER, STOP, TURN, Words
from nlp.text.tokens import Tokens

LIST_LEVEL, RUN_LEVEL, COMMA_LEVEL, CLAUSE_LEVEL, TURN_LEVEL = range(1, 6)
_LONGEST_ITEM, _SHORT_ITEM = 6, 3
_OPENS_CLAUSE = frozenset({STARTER, PERSON, CLAUSE})


class Breaks(NamedTuple):
    """The breaks of one passage: (token, level) in order, and the tokens that query ("?DV") or ask ("drunk?")."""

    at: list[tuple[int, int]]
    queries: list[int]
    questions: list[int]

    def level(self, first: int, last: int) -> int:
        """Return the highest level among the tokens [first, last)."""
        highest = 0
        for place, level in self.at:
            if first <= place < last and level > highest:
                highest = level
        return highest


def find_breaks(norms: Sequence[str], kinds: Sequence[int | None], tokens: Tokens, base: int, words: Words) -> Breaks:
    """Return the breaks of the passage whose first token is number `base` of the note; `kinds` are its words' kinds."""
    at: list[tuple[int, int]] = []
    queries: list[int] = []
    questions: list[int] = []
    following, joined = len(norms), False  # the separator after this one; whether an "and" or "or" lies ahead
    for place in range(len(norms) - 1, -1, -1):
        kind = kinds[place]
        if kind is None or kind in (OPENER, STARTER, PERSON):
            continue
        level = 0
        if kind == COMMA:
            level = CLAUSE_LEVEL if _opens_clause(kinds, place + 1) else _comma(following - place - 1, joined=joined)
        elif kind == JOIN:
            level = CLAUSE_LEVEL if norms[place] == "and" and _opens_clause(kinds, place + 1) else 0
            joined = joined or not level
        elif kind == CLAUSE:
            level = CLAUSE_LEVEL
        elif kind == TURN:
            level = TURN_LEVEL
        elif kind == STOP:
            level = TURN_LEVEL if _ends_sentence(norms, tokens, base, place, words) else 0
        elif kind == QUESTION:
            query = _abuts(tokens, base + place)
            (queries if query else questions).append(place)
            level = CLAUSE_LEVEL if query else TURN_LEVEL
        if level:
            at.append((place, level))
        if level >= CLAUSE_LEVEL:
            joined = False
        if level or kind == JOIN:
            following = place
    at.reverse()
    return Breaks(at, queries, questions)


def _comma(item: int, *, joined: bool) -> int:
    if joined and item <= _LONGEST_ITEM:
        return LIST_LEVEL
    return RUN_LEVEL if item <= _SHORT_ITEM else COMMA_LEVEL


def _opens_clause(kinds: Sequence[int | None], place: int) -> bool:
    """Whether the words from `place` begin a clause: a starter, or one after an opener ("and then she")."""
    for step in range(place, min(place + 3, len(kinds))):
        if kinds[step] in _OPENS_CLAUSE:
            return True
        if kinds[step] != OPENER:
            return False
    return False


def _ends_sentence(norms: Sequence[str], tokens: Tokens, base: int, place: int, words: Words) -> bool:
    """Whether the stop at `place` ends a sentence rather than an abbreviation ("b.i.d.", "Dr. Low")."""
    if place + 1 == len(norms):
        return True
    if tokens.starts[base + place + 1] == tokens.ends[base + place]:
        return False
    return place == 0 or norms[place - 1] not in words.abbreviations


def _abuts(tokens: Tokens, number: int) -> bool:
    """Whether a question mark stands right before a word and not right after one."""
    starts, ends = tokens.starts, tokens.ends
    if number + 1 >= len(starts) or starts[number + 1] != ends[number]:
        return False
    return number == 0 or starts[number] > ends[number - 1] or tokens.norms[number - 1] == "?"
