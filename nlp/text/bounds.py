"""How much one note may hold, beside its characters, so that no text takes much longer to read than a long record does.

A million characters of case notes hold some 220,000 words in 16,000 passages and name 1,700 people. Text far beyond that is no one
note: it is a list, a whole export in one field, or made to keep a computer busy. It is refused before it costs time.
"""

from typing import Final

from nlp.errors import TooMuchError

MOST_WORDS: Final = 250_000
"""Words, numbers and stops."""
MOST_PASSAGES: Final = 60_000
MOST_NAMES: Final = 3_000
"""People whom the note names apart."""
MOST_PLACES: Final = 60_000
"""Places where the note speaks of somebody."""
PLACES: Final = "words for people"
MOST_MARKS: Final = 20_000
"""Places that an indicator could be read in."""


def check(count: int, most: int, what: str) -> None:
    """Raise TooMuchError where a note holds more of something, such as "words and signs", than is read at once."""
    if count > most:
        raise TooMuchError(f"the note holds more than {most:,} {what}, which is more than can be read at once. Split it, one record a note")
