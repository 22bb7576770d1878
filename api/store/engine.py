"""The database behind the store: a SQLite file (WAL), or PostgreSQL for teams; and how a transaction is made on each.

SQLite lets one connection write at a time. Writers of this process take turns (`group.py`); only other processes meet SQLite's
own waiting.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from api.store.errors import DownError, StoreError
from api.store.group import Turns

_WAIT_MS = 10_000
_CONNECTIONS = 10
_SQLITE_SAYS = {
    "SQLITE_BUSY": "another program keeps the database locked; try again when it is done",
    "SQLITE_FULL": "the disk is full, or as much is written as is allowed there; make room, then try again",
    "SQLITE_READONLY": "the database can be read but not written; check your rights to its file and folder, and how the disk is mounted",
    "SQLITE_CANTOPEN": "the database cannot be opened; check your rights to the file and its folder, and whether the disk is full",
    "SQLITE_IOERR": "the disk did not read or write as it should; check whether it is full or faulty",
    "SQLITE_CORRUPT": "the file of the database is damaged; put a backup back ('secondlook restore'), and keep this file as it is",
    "SQLITE_NOTADB": "this file is not a database of Second Look; name the right one, or put a backup back ('secondlook restore')",
}
"""What the beginnings of SQLite's names of errors mean to the person who runs it."""
_POSTGRESQL_SAYS = {
    "53": "the database server has no room left, on its disk or for connections; make room, then try again",
    "55P03": "another program keeps the database locked; try again when it is done",
    "25006": "the database server takes no changes at the moment: it is a copy that is only read; name the one that is written to",
    "58": "the disk of the database server did not read or write as it should; look at its log",
}
"""What the beginnings of PostgreSQL's codes of errors mean."""


class Database:
    """An engine, and its two ways in: `reading` and `writing`."""

    def __init__(self, place: str) -> None:
        """Open `place`, a file or a PostgreSQL address; nothing is made yet but the folder of a file."""
        self.engine = _postgresql(place) if is_address(place) else _sqlite(Path(place))
        self.dialect = self.engine.dialect.name
        self.file = None if is_address(place) else Path(place)
        self._turns = Turns(self.engine) if self.dialect == "sqlite" else None

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that reads one state of the database."""
        with _said(), self.engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[sa.Connection]:
        """Give a connection whose changes are all kept at the end, or none where an exception leaves it.

        Changes that are not `durable` may be forgotten when the power fails (never when the program is killed): reservations.
        """
        with _said():
            if self._turns:
                with self._turns.turn(durable=durable) as connection:
                    yield connection
                return
            with self.engine.begin() as connection:
                if not durable:
                    connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
                yield connection

    def alone(self, *statements: str) -> None:
        """Run statements that no transaction may hold, such as VACUUM."""
        alone = self._turns.nobody_else() if self._turns else contextlib.nullcontext()
        with _said(), alone, contextlib.closing(self.engine.raw_connection()) as connection:
            if self._turns:
                for statement in statements:
                    connection.cursor().execute(statement)
                return
            driver: Any = connection.driver_connection
            driver.autocommit = True
            try:
                for statement in statements:
                    driver.execute(statement)
            finally:
                driver.autocommit = False

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def is_address(place: str) -> bool:
    """Return whether `place` names a PostgreSQL server rather than a file."""
    return "://" in place


def _sqlite(path: Path) -> sa.Engine:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        raise StoreError(f"the database {path} cannot be made ({error.strerror}); check the folder") from None
    engine = sa.create_engine(
        f"sqlite:///{path}", pool_size=_CONNECTIONS, max_overflow=30, hide_parameters=True,
        connect_args={"timeout": _WAIT_MS / 1000, "check_same_thread": False},
    )  # fmt: skip

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # transactions begin where we say so
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", f"busy_timeout={_WAIT_MS}", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        durable = connection.get_execution_options().get("writes")
        if durable is None:
            connection.exec_driver_sql("BEGIN")
            return
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgresql(address: str) -> sa.Engine:
    try:
        url = sa.make_url(address)
    except ArgumentError:
        raise StoreError("the database must be a file, or an address such as postgresql://user@host/name") from None
    if url.get_backend_name() != "postgresql":
        raise StoreError("the database must be a file, or an address that begins with postgresql://")
    try:
        url = url.set(drivername="postgresql+psycopg")
        engine = sa.create_engine(url, pool_size=_CONNECTIONS, max_overflow=30, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError:
        raise StoreError("PostgreSQL needs one more package; say: pip install 'secondlook[postgres]'") from None

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.execute(f"SET lock_timeout = {_WAIT_MS}")
        connection.commit()

    return engine


@contextlib.contextmanager
def _said() -> Iterator[None]:
    """Say what a database that does not answer means; the driver's words could hold an address or a value."""
    try:
        yield
    except DatabaseError as error:
        known = _meaning(error.orig)
        if known:
            raise DownError(f"{known}. Nothing was recorded") from error
        if isinstance(error, OperationalError):
            raise DownError(
                f"the database does not answer ({type(error.orig).__name__}); is it running, and are you allowed to use it?"
            ) from error
        raise


def _meaning(error: object) -> str | None:
    """Return what an error of the driver means, where that is known."""
    name, code = getattr(error, "sqlite_errorname", None) or "", getattr(error, "sqlstate", None) or ""
    told = [words for start, words in _SQLITE_SAYS.items() if name.startswith(start)]
    told += [words for start, words in _POSTGRESQL_SAYS.items() if code.startswith(start)]
    return told[0] if told else None
