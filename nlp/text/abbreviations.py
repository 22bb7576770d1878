"""Full stops that end no sentence: after titles, shortened words, initials and the numbers of a list.

The words are data (`nlp/rules/text/abbreviations.yaml`); only what a stop means after each kind of word is decided here.
"""

import re
from functools import cache
from typing import Final

from nlp.rules.data import read_yaml

_REACH: Final = 24
"""Code points before a stop within which the word that carries it is looked for."""

_NEXT_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_EDGES = "([{\"'“‘’”-–—/*_<>|•+"


@cache
def _listed(key: str) -> frozenset[str]:
    """Return one list of `abbreviations.yaml` as a set."""
    return frozenset(read_yaml("text/abbreviations.yaml")[key])


@cache
def shortened() -> frozenset[str]:
    """Return every word that can carry a stop inside a sentence, for the quick look that settles most stops."""
    return _listed("titles") | _listed("numbered") | _listed("shortened")


def holds_on(text: str, start: int, stop: int, after: int) -> bool:
    """Say whether the sentence from `start` goes on past the full stop at `stop`; `after` is where the next word begins."""
    before = text[max(start, stop - _REACH) : stop].rsplit(None, 2)
    if not before:
        return True
    word = before[-1].lstrip(_EDGES)
    following = text[after]
    if following.islower():
        return _is_short(word) or (len(word) <= 2 and word.isdecimal())
    low = word.lower()
    if low in _listed("titles"):
        return True
    if low in _listed("numbered"):
        return following.isdecimal()
    if len(word) == 1 and word.isupper() or (len(word) < 8 and "." in word and _INITIALS.fullmatch(word) and word.isupper()):
        return _is_initial(text, after)
    return False


def _is_short(word: str) -> bool:
    """Say whether a word is an abbreviation, an initial or a run of initials, or nothing at all."""
    low = word.lower()
    return not low or low in shortened() or _INITIALS.fullmatch(word) is not None


def _is_initial(text: str, after: int) -> bool:
    """Say whether a capital with a stop belongs to the name that follows it, and not to the end of a sentence."""
    following = _NEXT_WORD.match(text, after)
    return following is not None and text[after].isupper() and following.group().lower() not in _listed("openers")
