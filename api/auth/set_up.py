"""The first run: where nobody can look after the accounts, the terminal shows a code with which the first administrator is made.

The code is in the memory of this server only, is good once and ends with the server. There is never a password that somebody else knew.
"""

import hmac
import threading

from api.store import people
from api.store.errors import StoreError
from api.store.one_time_codes import new_code, plain
from api.store.people import Person
from api.store.store import Store


class FirstRun:
    """Holds the code until it is used."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._code = ""

    def begin(self, store: Store) -> str:
        """Return a new code to be shown, "" where there is an administrator already."""
        with self._lock:
            self._code = "" if people.has_administrator(store) else new_code()
            return self._code

    def fits(self, code: str) -> bool:
        """Return whether `code` is the one that was shown and not used."""
        return bool(self._code) and hmac.compare_digest(plain(self._code).encode(), plain(code).encode())

    def make(self, store: Store, name: str, code: str, password: str) -> Person:
        """Make the first administrator; raises StoreError where the code does not fit, or name or password will not do."""
        with self._lock:
            if not self.fits(code) or people.has_administrator(store):
                raise StoreError("this code was used already; sign in, or ask an administrator for a code of your own")
            made = people.add(store, name=name, role="administrator", password=password, by="first run")
            self._code = ""
            return made
