"""What is remembered of single words from one note to the next, so that the next one is read faster.

Words of notes can be names. A server therefore forgets, after each answer, all words but those that are common in notes: these are
nobody's, and they are most of what is read.
"""

import weakref
from collections.abc import Container
from typing import Protocol

from nlp.rules.frequency import frequency_table


class Memo(Protocol):
    """Something that remembers words."""

    def forget(self, common: Container[str]) -> None:
        """Forget what was remembered since the last time, but for common words (in small letters)."""


_memos: list[weakref.ref[Memo]] = []


def register(memo: Memo) -> None:
    """Have a memo cleared with all others."""
    _memos.append(weakref.ref(memo))


def forget() -> None:
    """Forget what notes have left in all memos."""
    common = frequency_table()
    for reference in _memos:
        memo = reference()
        if memo is not None:
            memo.forget(common)
