"""Bare headings: lines that name what follows and tell nothing themselves ("PLAN", "Home conditions", "## Views:").

A heading that carries a fact on its line ("Attendance: 58%") is no heading here, because everything after this step
passes headings over: a heading read as a line costs little, a fact read as a heading is lost.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from nlp.rules.data import read_yaml

LONGEST: Final = 80
"""Code points beyond which no line is looked at as a heading."""
_MOST_WORDS: Final = 12
_SHORT_WORD: Final = 3
_INITIALS: Final = 2
_HALF: Final = 0.5
_VERB_ENDINGS: Final = ("ed", "ing")
"""Endings by which an unknown word may be a verb, and the line a statement ("FATHER ASSAULTED MOTHER")."""

_WORD = re.compile(r"[^\s/&,()–—:?*#+]+")
_SET_OUT = re.compile(r"\s*(?:#{1,6}\s*|\*\*|__|={2,}\s*)")
_TRIM = " \t*_#=:–—-"
_PLAIN = re.compile(r"[^\W\d_][^\d:;!.|\"“”£%=<>\[\]]*(?:\ \d{1,2})?")
_CURLY = str.maketrans("’", "'")


@dataclass(frozen=True, slots=True)
class _Words:
    """The word lists of `headings.yaml`, joined as they are asked for."""

    plain: frozenset[str]
    known: frozenset[str]
    asked: frozenset[str]
    openers: frozenset[str]
    alone: frozenset[str]
    facts: frozenset[str]


@cache
def _words() -> _Words:
    data: dict[str, list[str]] = read_yaml("text/headings.yaml")
    words, guarded, asked = (frozenset(data[key]) for key in ("words", "guarded", "asked"))
    return _Words(
        plain=words,
        known=words | guarded,
        asked=words | guarded | asked,
        openers=frozenset(data["openers"]),
        alone=frozenset(data["alone"]),
        facts=frozenset(data["facts"]),
    )


def is_heading(line: str, *, following: str, apart: bool, numbered: bool) -> bool:
    """Say whether a line is a bare heading.

    `following` is the next line (a heading needs one), `apart` whether blank lines stand around this one, `numbered`
    whether a number was taken off its front.
    """
    core = line.strip(_TRIM)
    if not following or len(line) > LONGEST or _PLAIN.fullmatch(core.rstrip("?")) is None:
        return False
    lists = _words()
    words = _parts(_WORD.findall(core.translate(_CURLY).lower()), lists.asked)
    if not words or len(words) > _MOST_WORDS:
        return False
    if not lists.facts.isdisjoint(words):
        return words[0] in lists.openers and lists.asked.union(lists.facts).issuperset(words)
    if words[0] in lists.openers:
        return lists.asked.issuperset(words)
    if core.endswith("?"):
        return False
    if lists.plain.issuperset(words) or (len(words) == 1 and words[0] in lists.alone):
        return True
    return _is_set_out(line, core, words, following=following, apart=apart, numbered=numbered)


def _parts(words: list[str], known: frozenset[str]) -> list[str]:
    """Return the words with unknown compounds taken apart ("professional-family")."""
    return [part for word in words for part in ((word,) if word in known else word.split("-")) if part]


def _is_set_out(line: str, core: str, words: list[str], *, following: str, apart: bool, numbered: bool) -> bool:
    """Say whether a line that holds no fact is marked as a heading by the way it stands on the page."""
    if _SET_OUT.match(line):
        return True
    lists = _words()
    unknown = [word for word in words if word not in lists.known]
    if any(word in lists.asked or word.endswith(_VERB_ENDINGS) for word in unknown):
        return False
    if not unknown and (apart or line.endswith(":")):
        return True
    shared = 1 - len(unknown) / len(words)
    if core.isupper() and not following.isupper():
        return len(core) > _INITIALS and (len(words) == 1 or (shared >= _HALF and words[-1] in lists.known))
    if numbered or line.endswith(":"):
        return shared > _HALF or (numbered and len(words) == 1)
    long = [word for word in _WORD.findall(core) if len(word) > _SHORT_WORD]
    small = [word for word in long if word[0].islower()]
    return apart and shared >= _HALF and len(long) - len(small) > 1 and lists.known.issuperset(small)
