"""Slips of the keyboard put right: a letter dropped, doubled, added or swapped with its neighbour, or a wrong vowel.

Only words that rules rest on are restored (`nlp/rules/text/slip_targets.txt`), only from six letters on, never with
another first letter, and never from a word that is English itself (`not_slips.txt` lists those that come near). Both
lists are made by `python -m training.slips`.
"""

from collections.abc import Iterator
from functools import cache

from nlp.rules.data import ROOT

SHORTEST = 6
LONG = 8
_VOWELS = "aeiou"


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset((ROOT / "text" / name).read_text(encoding="utf-8").split())


def is_rule_word(word: str) -> bool:
    """Whether rules rest on this (long) word."""
    return word in _words("slip_targets.txt")


@cache
def _with_one_missing() -> dict[str, str]:
    """Each target with one letter left out, and the target."""
    return {word[:i] + word[i + 1 :]: word for word in sorted(_words("slip_targets.txt")) for i in range(1, len(word))}


@cache
def _longest() -> int:
    """Return the letters of the longest target: no word that is longer by two is a slip of one, however long it goes on."""
    return max(map(len, _words("slip_targets.txt")))


def restore(word: str) -> str:
    """Return the word that `word` (lower case) is a slip of, or the word itself."""
    targets = _words("slip_targets.txt")
    if not SHORTEST - 1 <= len(word) <= _longest() + 1 or word in targets or not word.isalpha() or word in _words("not_slips.txt"):
        return word
    for i in range(1, len(word) - 1):
        swapped = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        if swapped in targets:
            return swapped
    for i in range(1, len(word)):
        shorter = word[:i] + word[i + 1 :]
        if shorter in targets:
            return shorter
    missing = _with_one_missing().get(word)
    return missing or next((other for other in other_vowels(word) if other in targets), word)


def other_vowels(word: str) -> Iterator[str]:
    """Yield `word` with one vowel, not the first letter, changed for another; for words of eight letters and more."""
    if len(word) >= LONG:
        for i in range(1, len(word)):
            if word[i] in _VOWELS:
                yield from (word[:i] + vowel + word[i + 1 :] for vowel in _VOWELS if vowel != word[i])
