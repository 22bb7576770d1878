"""Words as numbers of table rows: hashed words, groups of their letters, pairs, and words that stand near.

No list of words is kept: a hash tells where a word's weights stand, so a table of fixed size serves every text, and what training and
reading make of a text is the same by construction.
"""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.text.tokens import tokenise

FORM = "words, groups of 3 to 5 letters, pairs and pairs with one between, words beside; 17 bits"
"""What the features are: other ones need other weights, and another text here."""
ROWS = 1 << 17
_LETTERS = range(3, 6)  # how many letters a group has
_LONGEST = 24  # letters of a word that are looked at
_STOPS = frozenset(".,;:?!-")
_DIGITS = str.maketrans("123456789", "000000000")
_SALTS = {1: np.uint32(2654435761), 2: np.uint32(2246822519)}
_TURN = np.uint32(15)
STEPS = (1, 2)
"""How far the words of a pair are apart."""
Rows = NDArray[np.uint32]


def words(passage: str) -> list[str]:
    """Return the words of a passage in their normal form, stops left out."""
    return [norm for norm in tokenise(passage).norms if norm not in _STOPS]


def own(word: str) -> list[int]:
    """Return the rows of a word by itself: the word and its groups of letters; all digits are alike."""
    word = word.translate(_DIGITS)
    framed = f"<{word[:_LONGEST]}>"
    groups = {framed[at : at + size] for size in _LETTERS for at in range(len(framed) - size + 1)} - {framed}
    return [_row(f"w {word}"), *(_row(f"g {group}") for group in sorted(groups))]


def near(word: str) -> int:
    """Return the row of a word that stands in a passage beside the one that is read."""
    return _row(f"n {word.translate(_DIGITS)}")


def sign(word: str) -> int:
    """Return the number of a word of which pairs are made."""
    return crc32(word.translate(_DIGITS).encode())


def pairs(first: Rows, second: Rows, step: int) -> Rows:
    """Return the rows of pairs of words by their numbers; `step` tells neighbours (1) from words with one between (2)."""
    salt = _SALTS[step]
    mixed = (first * salt) ^ (second + salt)
    mixed = (mixed ^ (mixed >> _TURN)) * _SALTS[1]
    rows: Rows = (mixed ^ (mixed >> _TURN)) & np.uint32(ROWS - 1)
    return rows


def _row(feature: str) -> int:
    return crc32(feature.encode()) & (ROWS - 1)
