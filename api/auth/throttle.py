"""Slows down whoever guesses passwords or codes, without letting them lock anybody out.

Wrong tries are counted for a name at one address, for a name at all addresses, and for an address with all names; after some free ones
each further try has to wait, at most five minutes. A browser from which somebody signed in before carries a cookie that says so: its
tries are counted for themselves, so whoever guesses elsewhere does not make that person wait. All is in memory and forgotten after an hour.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

_FREE = {"name here": 5, "name": 100, "address": 50, "device": 5, "code": 5}
_MOST = 20_000
_LONGEST, _FORGOTTEN = 300.0, 3600.0


class Key(NamedTuple):
    """What wrong tries are counted for: a kind (a key of `_FREE`), and who."""

    kind: str
    who: str


def keys_of(name: str, address: str, *, known_device: bool) -> list[Key]:
    """Return what a try for a name counts for; `known_device` says that its owner signed in there before."""
    name = name.strip().lower()[:80]
    if known_device:
        return [Key("device", name)]
    return [Key("name here", f"{name}\n{address}"), Key("name", name), Key("address", address)]


class Throttle:
    """Counts wrong tries in memory; a right one clears the counts that are about the name at that place."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrong: OrderedDict[Key, tuple[int, float]] = OrderedDict()

    def wait(self, keys: Sequence[Key]) -> int:
        """Return how many seconds the next try has to wait."""
        with self._lock:
            until = max(self._wrong.get(key, (0, 0.0))[1] for key in keys)
        return max(0, int(until - time.monotonic() + 0.999))

    def count(self, keys: Sequence[Key], *, right: bool) -> None:
        """Remember how a try went."""
        with self._lock:
            for key in keys:
                times, until = self._wrong.pop(key, (0, 0.0))
                if right and key.kind not in ("name", "address"):
                    continue
                if time.monotonic() > until + _FORGOTTEN:
                    times = 0
                times += not right
                rest = 0.0 if times < _FREE[key.kind] else min(_LONGEST, 2.0 ** min(times - _FREE[key.kind] + 1, 9))
                self._wrong[key] = (times, until if right else time.monotonic() + rest)
            while len(self._wrong) > _MOST:
                self._wrong.popitem(last=False)
