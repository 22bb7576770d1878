"""Full stops that end no sentence: after titles, shortened words, initials and the numbers of a list.

The words are data (`nlp/rules/text/abbreviations.yaml`); what a stop means after each kind of word is decided here.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from nlp.rules.data import read_yaml

_REACH: Final = 24
"""Code points before a stop within which the word that carries it is looked for."""

_NEXT_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_JOINTS = frozenset("-–—,;:)&/+=")
_CURLY = str.maketrans("’", "'")
_EDGES = "([{\"'“‘’”-–—/*_<>|•+"


@dataclass(frozen=True, slots=True)
class _Words:
    """The word lists of `abbreviations.yaml`, and all words that can carry a stop inside a sentence."""

    titles: frozenset[str]
    numbered: frozenset[str]
    openers: frozenset[str]
    every: frozenset[str]


@cache
def _words() -> _Words:
    data: dict[str, list[str]] = read_yaml("text/abbreviations.yaml")
    titles, numbered, shortened, openers = (
        frozenset(data[key]) for key in ("titles", "numbered", "shortened", "openers")
    )
    return _Words(titles=titles, numbered=numbered, openers=openers, every=titles | numbered | shortened)


def holds_on(text: str, start: int, stop: int, after: int) -> bool:
    """Say whether the sentence from `start` goes on past the full stop at `stop`; the next word begins at `after`."""
    before = text[max(start, stop - _REACH) : stop].rsplit(None, 1)
    if not before:
        return True
    word = before[-1].lstrip(_EDGES)
    low = word.lower()
    words = _words()
    following = text[after]
    if following.islower() or following in _JOINTS:
        return low in words.every or len(low) <= 1 or _INITIALS.fullmatch(low) is not None or _is_list_number(low)
    if len(word) == 1 or word[1:2] == ".":
        return word.isupper() and _INITIALS.fullmatch(word) is not None and _is_initial(text, after)
    if low in words.titles:
        return not word.isupper() or text[after : after + 2].isupper()
    return low in words.numbered and following.isdecimal()


def _is_list_number(word: str) -> bool:
    """Say whether a word can be the number of an item in a running list ("1. ring GP 2. see alone")."""
    return len(word) <= 2 and word.isdecimal()


def _is_initial(text: str, after: int) -> bool:
    """Say whether a capital with a stop belongs to the name that follows it, and not to the end of a sentence."""
    following = _NEXT_WORD.match(text, after)
    return (
        following is not None
        and text[after].isupper()
        and following.group().translate(_CURLY).lower() not in _words().openers
    )
