"""Texts altered for training, so that a model learns what a passage says and not who is called what or how it is typed.

People get other names, one and the same all through a text; a few passages get a slip of the keyboard. Labels stay.
"""

import random
import re
from functools import cache

from nlp.rules.data import read_yaml

_NAME = re.compile(r"\b[A-Z][a-z]{2,}\b")
_WORD = re.compile(r"\b[a-z]{5,}\b")
_RENAMED = 0.5  # share of texts that get other names
_SLIPPED = 0.08  # share of passages with a slip


def altered(texts: list[str], rng: random.Random, *, rename: bool) -> list[str]:
    """Return the passages of a text with slips in some of them, and with `rename` at times other names.

    The same `rng` gives the same texts.
    """
    if rename and rng.random() < _RENAMED:
        texts = renamed(texts, rng)
    return [_slipped(t, rng) if rng.random() < _SLIPPED else t for t in texts]


def renamed(texts: list[str], rng: random.Random) -> list[str]:
    """Return the texts with every known given name changed for another of the same gender, the same one each time."""
    called = _called()
    chosen: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        name = match[0]
        gender = called.get(name.lower())
        if gender is None:
            return name
        if name not in chosen:
            chosen[name] = rng.choice(_names()[gender]).capitalize()
        return chosen[name]

    return [_NAME.sub(other, text) for text in texts]


@cache
def _names() -> dict[str, list[str]]:
    lists = read_yaml("people/names.yaml")
    ordinary = set(str(read_yaml("people/words.yaml")["ordinary"]).split())
    return {gender: [n for n in str(lists[gender]).split() if n not in ordinary] for gender in ("m", "f")}


@cache
def _called() -> dict[str, str]:
    return {name: gender for gender, names in _names().items() for name in names}


def _slipped(text: str, rng: random.Random) -> str:
    """Return the text with one longer word mistyped: two letters swapped, or one left out."""
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = rng.choice(words)
    at = word.start() + rng.randrange(1, len(word[0]) - 2)
    if rng.random() < 0.5:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :]
