"""What a file may cost, in one place, so that a hostile one ends in a message and not in a full memory."""

import time
from typing import Final

from nlp.errors import InputError
from nlp.pipeline import MOST_CHARACTERS

MOST_BYTES: Final = 25_000_000
MOST_PARTS: Final = 5_000
"""Parts of a zip container, streams of a compound file, parts of an e-mail."""
MOST_UNPACKED: Final = 100_000_000
MOST_RATIO: Final = 300
"""Times that a part of a zip may grow; parts under `SMALL_PART` bytes may grow more, being harmless."""
SMALL_PART: Final = 1_000_000
MOST_XML: Final = 40_000_000
"""Bytes of one XML part, which takes several times that in memory."""
MOST_TAGS: Final = 3_000_000
"""Opening and closing tags of one XML part."""
MOST_PAGES: Final = 2_000
MOST_PAGE_WORK: Final = 1_000_000
"""Operands and operators of one PDF page."""
MOST_DEPTH: Final = 200
MOST_LOOSE_DEPTH: Final = 1_000
"""Groups within groups where no call is nested for them (RTF)."""
MOST_BOUNDARIES: Final = 100
MOST_LINE_WORK: Final = 20_000_000
"""Lines of an e-mail times its boundaries, each of which the parser looks for in each line."""
MOST_HEADER: Final = 256_000
MOST_SECONDS: Final = 20.0
MOST_NAME: Final = 80

__all__ = ["MOST_CHARACTERS", "Clock", "too_long"]


class Clock:
    """The time that one file may take, from when the clock is made."""

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        """Raise InputError once the time is over."""
        if time.monotonic() > self._end:
            raise InputError(
                f"reading it took more than {MOST_SECONDS:.0f} seconds, so it was stopped; "
                "save it again from the program that made it, or paste the text"
            )


def too_long() -> InputError:
    """Return the error for a file with more text than a note may have."""
    return InputError(
        f"it holds more than {MOST_CHARACTERS:,} characters of text; "
        "split it into its records, one a file, and read each on its own"
    )
