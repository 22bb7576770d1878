"""Writing to SQLite by many threads: each takes its turn, and those who come close together share one wait for the disk.

A turn is a savepoint in a transaction that is shared. Whoever comes next after the turns are over commits for all of them. Each
returns only when its changes are on the disk; where that fails, each is told.
"""

import contextlib
import threading
from collections.abc import Iterator

import sqlalchemy as sa

from api.store.errors import DownError

_MOST = 32
"""Turns that one transaction holds at most."""


class _Shared:
    """A transaction that is shared; `over` once it was committed or given up, `error` where its changes are not kept."""

    def __init__(self, engine: sa.Engine, *, durable: bool) -> None:
        self.connection = engine.connect().execution_options(writes=durable)
        self.durable = durable
        self.turns = 0
        self.over = False
        self.error: Exception | None = None
        try:
            self._transaction = self.connection.begin()
        except BaseException:
            self.connection.close()
            raise

    @property
    def alive(self) -> bool:
        """Whether SQLite has not given it up by itself, such as when the disk is full."""
        driver = self.connection.connection.driver_connection
        return driver is not None and bool(driver.in_transaction)

    def commit(self) -> None:
        """Keep the changes of all turns."""
        self.over = True
        try:
            if not self.alive:
                raise DownError("the database could not keep what was written; is its disk full? Nothing was recorded")
            self._transaction.commit()
        except Exception as error:
            self.error = error
        finally:
            self.connection.close()

    def give_up(self) -> None:
        """Forget it; there was no turn whose changes it held."""
        self.over = True
        try:
            self._transaction.rollback()
        finally:
            self.connection.close()


class Turns:
    """The turns of one database file."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._shared: _Shared | None = None

    @contextlib.contextmanager
    def turn(self, *, durable: bool) -> Iterator[sa.Connection]:
        """Give the connection for one turn; its changes are kept when this returns, or none of them where an exception leaves it."""
        with self._lock:
            shared = self._place(durable)
            try:
                with shared.connection.begin_nested():
                    yield shared.connection
            except BaseException:
                if not shared.turns:
                    self._shared = None
                    shared.give_up()
                raise
            shared.turns += 1
        with self._lock:
            if not shared.over:
                self._close(shared)
        if shared.error:
            raise shared.error

    @contextlib.contextmanager
    def nobody_else(self) -> Iterator[None]:
        """Keep everybody out, with nothing left open."""
        with self._lock:
            if self._shared:
                self._close(self._shared)
            yield

    def _place(self, durable: bool) -> _Shared:
        """Return the transaction that a turn can share: one that waits for the disk if the turn must."""
        shared = self._shared
        if shared and (shared.turns >= _MOST or (durable and not shared.durable) or not shared.alive):
            self._close(shared)
        if self._shared is None:
            self._shared = _Shared(self._engine, durable=durable)
        return self._shared

    def _close(self, shared: _Shared) -> None:
        self._shared = None
        shared.commit()
