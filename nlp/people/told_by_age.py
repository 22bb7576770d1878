"""Children whom a note calls by an age alone: "her 3 yr old", "2 yo fell from the window", "M 8 YRS", "22/12 F".

M and F are words for parents in one note and for a boy or a girl in the next; a child's age with its unit right beside the
letter settles it.
"""

import re
from typing import NamedTuple

from nlp.people import ages
from nlp.people.page import Page
from nlp.people.vocabulary import PERSON, Word

_LETTERS = {"M": Word("aged", "child", "m"), "F": Word("aged", "child", "f")}
_SOMEBODY = Word("aged", "child")
_OLDEST_LETTER = 13
"""Years under which M and F are no parents."""
_UNIT_AFTER = re.compile(
    r"(?: aged?)?[ ,(/]{0,2}(\d{1,2}) ?(?:y|yrs?|yo|years?|m|mths?|months?|wks?|weeks?|/12|/52)\b"
    r"(?! ?(?:ago|later|since))", re.I,
)  # fmt: skip
_SLASHED = re.compile(r"/(\d{1,2})\b(?![/:\d]|\.\d)")  # F/15
_UNIT_BEFORE = re.compile(r"(?<![\d/])(\d{1,2}) ?(?:y|yrs?|yo|y/o|m|mths?|wks?|/12|/52) $", re.I)
_PART = re.compile(r"m|w|/12|/52", re.I)
_IN_A_YEAR = {"m": 12, "/12": 12, "w": 52, "/52": 52}


class Head(NamedTuple):
    """An age that stands for a child, from its first token up to `last`."""

    last: int
    word: Word
    age: ages.Age


def alone(page: Page, token: int) -> Head | None:
    """Return the age that begins at `token` and stands for a child without another word ("her 3 yr old"), or None."""
    start, end = page.tokens.starts[token], len(page.tokens.norms)
    age = ages.head(page.text, start)
    if age is None or not age.child:
        return None
    last = token + 1
    while last < end and page.tokens.ends[last - 1] < age.end:
        last += 1
    if last < end and page.vocabulary.codes[page.tokens.norms[last]] == PERSON:
        return None  # 4 year old boy
    return Head(last, _SOMEBODY, age)


def letter(page: Page, token: int) -> Head | None:
    """Return the boy or girl that M or F stands for where a child's age stands beside it ("M 8 YRS", "22/12 F"), or None."""
    text, start, end = page.text, page.tokens.starts[token], page.tokens.ends[token]
    word = _LETTERS.get(text[start:end])
    if word is None:
        return None
    told = _UNIT_AFTER.match(text, end, end + 16) or _SLASHED.match(text, end) or _UNIT_BEFORE.search(text, max(0, start - 8), start)
    if told is None:
        return None
    part = _PART.search(told[0])
    years = int(told[1]) / (_IN_A_YEAR[part[0].lower()] if part else 1)
    words = told[0].strip(" ,(/")
    oldest = ages.ADULT if told[0][0] == "/" else _OLDEST_LETTER
    return Head(token + 1, word, ages.Age(years, words, max(told.end(), end))) if years < oldest else None
