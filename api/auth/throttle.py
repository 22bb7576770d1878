"""Slows down whoever guesses passwords: after five wrong ones for a name, each further try has to wait."""

import threading
import time
from collections import OrderedDict

_FREE, _MOST_NAMES = 5, 10_000
_LONGEST = 300.0


class Throttle:
    """Counts wrong passwords for each name, in memory; a right one clears the count."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, name: str) -> int:
        """Return how many seconds this name has to wait before the next try."""
        with self._lock:
            _, until = self._wrong.get(name, (0, 0.0))
        return max(0, int(until - time.monotonic() + 0.999))

    def count(self, name: str, *, right: bool) -> None:
        """Remember how a try went."""
        with self._lock:
            times, _ = self._wrong.pop(name, (0, 0.0))
            if right:
                return
            times += 1
            rest = 0.0 if times < _FREE else min(_LONGEST, 2.0 ** (times - _FREE + 1))
            self._wrong[name] = (times, time.monotonic() + rest)
            while len(self._wrong) > _MOST_NAMES:
                self._wrong.popitem(last=False)
