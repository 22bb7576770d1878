"""What is remembered of single words from one note to the next, so that the next one is read faster.

Words of notes can be names. A server therefore forgets, after each answer, what was remembered since it was made ready.
"""

import weakref
from typing import Protocol


class Memo(Protocol):
    """Something that remembers words."""

    def settle(self) -> None:
        """Keep for good what is remembered now: nothing of it is anybody's."""

    def forget(self) -> None:
        """Forget what was remembered since."""


_memos: list[weakref.ref[Memo]] = []


def register(memo: Memo) -> None:
    """Have a memo settled and cleared with all others."""
    _memos.append(weakref.ref(memo))


def settle() -> None:
    """Keep what all memos hold now; say this when a process is ready and has read no note."""
    for memo in _alive():
        memo.settle()


def forget() -> None:
    """Forget what notes have left in all memos."""
    for memo in _alive():
        memo.forget()


def _alive() -> list[Memo]:
    return [memo for reference in _memos if (memo := reference()) is not None]
