"""The store of one review: its database, its keys, and the anchor of its ledger.

    with open_store(Place("review.db", Path("keys.json"))) as store: ...

What can be done with it are functions of the modules beside this one; each takes the store first.
"""

import contextlib
import logging
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import platformdirs
import sqlalchemy as sa

from api.settings import Settings
from api.store import ledger, vault
from api.store.destroyed import Destroyed
from api.store.engine import Database, is_address
from api.store.errors import KeysError, StoreError
from api.store.migrate import migrate
from api.store.tables import head
from api.store.times import now

_NOT_ALLOWED = "42501"  # what PostgreSQL calls it
_log = logging.getLogger("secondlook")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a review is kept: a file or a PostgreSQL address, and the file of its keys."""

    database: str
    keys: Path


def usual_place(database: str = "default", keys: str = "default") -> Place:
    """Return the place that settings name; "default" is this user's own folder."""
    folder = platformdirs.user_data_path("secondlook", appauthor=False)
    file = str(folder / "review.db") if database == "default" else database
    return Place(file, folder / "review-keys.json" if keys == "default" else Path(keys))


def place_in(settings: Settings) -> Place:
    """Return the place that the settings of a server name; where they name none, "default"."""
    database = "default" if settings.review_database == "off" else settings.review_database
    return usual_place(database, settings.review_keys)


class Store:
    """An open store; close it, or use it in a `with`."""

    def __init__(
        self, database: Database, keys: vault.Vault, anchor: ledger.Anchor | None = None, destroyed: Destroyed | None = None
    ) -> None:
        self.database = database
        self.vault = keys
        self.anchor = anchor
        self.destroyed = destroyed
        self.counted: dict[tuple[str, int], tuple[float, int]] = {}
        """When the passages left for a person in a large queue were counted, and how many there were."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def reading(self) -> contextlib.AbstractContextManager[sa.Connection]:
        """Give a connection to read with."""
        return self.database.reading()

    @contextlib.contextmanager
    def writing(self, *, durable: bool = True) -> Iterator["Writing"]:
        """Give a transaction; its records reach the ledger, and then the anchor, together with all its changes."""
        with self.database.writing(durable=durable) as connection:
            made = Writing(connection, self.vault)
            yield made
            last = made.close_ledger()
        if last and self.anchor:
            try:
                self.anchor.write(last)
            except OSError as error:  # what was recorded is recorded; the anchor then names an earlier line, which holds as well
                _log.warning("anchor not written", extra={"error": type(error).__name__})


class Writing:
    """A transaction that changes the store."""

    def __init__(self, connection: sa.Connection, keys: vault.Vault) -> None:
        self.connection = connection
        self.vault = keys
        self._records: list[tuple[str, list[tuple[str, Mapping[str, Any]]]]] = []

    def record(self, kind: str, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        """Add records that stay as they are, and remember them for the ledger; each row has every column."""
        self.connection.execute(table.insert(), list(rows))
        key = next(iter(table.primary_key.columns)).name
        self._records.append((kind, [(str(row[key]), row) for row in rows]))

    def event(self, by: str, what: str, **about: Any) -> None:
        """Record who did what; `about` never holds words of a note."""
        from api.store.tables import events

        self.record("event", events, [{"id": token(), "at": now(), "by": by, "what": what, "about": about}])

    def close_ledger(self) -> ledger.Head | None:
        """Write the lines of all records of this transaction."""
        last = None
        for kind, records in self._records:
            last = ledger.append(self.connection, self.vault, kind, records)
        return last


def token() -> str:
    """Return a new id that tells nothing."""
    return secrets.token_hex(8)


def open_store(place: Place, *, create: bool = True) -> Store:
    """Return the store at `place`, made or brought up to date; raises StoreError or KeysError that says what to do."""
    if not create and not is_address(place.database) and not Path(place.database).exists():
        raise StoreError(f"there is no review at {place.database}; draw a sample and import it, or name the right --database")
    database = Database(place.database)
    try:
        migrate(database)
        with database.reading() as connection:
            row = connection.execute(sa.select(head)).one_or_none()
        keys = vault.load(place.keys, create=row is None)
        if row is None:
            _begin(database, keys)
            with database.reading() as connection:
                row = connection.execute(sa.select(head)).one()
        check_keys(keys, row.store, row.check)
    except sa.exc.ProgrammingError as error:
        database.close()
        if getattr(error.orig, "sqlstate", "") != _NOT_ALLOWED:
            raise
        raise StoreError(
            "this role of PostgreSQL may not do that. If Second Look is new here or was upgraded, the owner of the tables must bring them "
            "up to date first; docs/running.md says how"
        ) from None
    except BaseException:
        database.close()
        raise
    if not keys.path:
        return Store(database, keys)
    return Store(
        database, keys, ledger.Anchor(beside(place.keys, row.store, "anchor")), Destroyed(beside(place.keys, row.store, "destroyed"))
    )  # fmt: skip


def check_keys(keys: vault.Vault, store: str, check: str) -> None:
    """Raise KeysError where these are not the keys of the database whose name and check these are."""
    if keys.mac("check", store) != check:
        raise KeysError("these are not the keys of this database; put the right key file back, or set the right variable")


def beside(keys: Path, store: str, what: str) -> Path:
    """Return the file beside the keys that holds the anchor, or the list of what was destroyed, of one database."""
    return keys.with_name(f"{keys.stem}.{store}.{what}")


def _begin(database: Database, keys: vault.Vault) -> None:
    name = token()
    with database.writing() as connection:
        if connection.execute(sa.select(head.c.id)).first() is None:
            connection.execute(head.insert(), {"id": 1, "store": name, "check": keys.mac("check", name), "seq": 0, "mac": ledger.GENESIS})
