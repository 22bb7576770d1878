"""`secondlook backup`: one file that holds a review as it was at one moment, checked before it takes its name.

SQLite is copied with its own online backup, PostgreSQL with pg_dump, while servers go on writing. The copy is audited, and its rows
are counted and digested, so that what is put back can be held against what was there.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from api.jobs.folder import folders
from api.keeping import archive, postgres
from api.keeping.archive import BackupError, Manifest
from api.keeping.rows import tables_of
from api.store.audit import audit_on
from api.store.engine import Database
from api.store.ledger import read_head
from api.store.store import Place, Store, open_store
from api.store.tables import head
from api.store.times import now
from nlp.version import code_version

DATABASE = {"sqlite": "review.db", "postgresql": "review.dump"}


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup came to: its manifest, its own digest, what the audit found, and the screenings that were left out."""

    manifest: Manifest
    digest: str
    faults: tuple[str, ...]
    left_out: int


def backup(place: Place, out: Path, *, keys: bool, screenings: Path | None) -> Made:
    """Write a backup to `out`; `screenings` is the folder of those to be put in. Nothing is left of one that does not succeed."""
    with open_store(place, create=False) as store, archive.new_file(out) as part, archive.work_folder(part) as folder:
        copy = folder / DATABASE[store.database.dialect]
        with _copied(store, copy) as connection:
            tables = tables_of(connection)
            faults = audit_on(connection, store).faults
            row = connection.execute(sa.select(head)).one()
            last = str(read_head(connection))
            revision = MigrationContext.configure(connection).get_current_revision() or ""
        if store.database.dialect == "postgresql":
            _check_dump(store, copy, {name: table["rows"] for name, table in tables.items()})
        members = {copy.name: copy}
        if keys:
            members |= _keys(store)
        ids, left_out = _over(screenings, members) if screenings else ([], 0)
        manifest = Manifest(
            made=now(), code=code_version(), dialect=store.database.dialect, revision=revision, store=row.store, check=row.check, last=last,
            faults=len(faults), keys=keys, screenings=ids, tables=tables,
        )  # fmt: skip
        archive.write(part, manifest, members)
        archive.check(part)
        with store.writing() as writing:
            writing.event("backup", "backup made", last=last, keys=keys, screenings=len(ids))
        return Made(manifest, archive.digest_of(part), faults, left_out)


@contextmanager
def _copied(store: Store, copy: Path) -> Iterator[sa.Connection]:
    """Copy the database, and give a connection that sees exactly what was copied."""
    if store.database.file:
        with closing(sqlite3.connect(store.database.file)) as source, closing(sqlite3.connect(copy)) as to:
            try:
                source.backup(to)
                to.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
            except sqlite3.Error as error:
                raise BackupError(f"the database could not be copied ({error.sqlite_errorname}); make room, or look for a fault") from None
        database = Database(str(copy))
        try:
            with database.reading() as connection:
                yield connection
        finally:
            database.close()
            with closing(sqlite3.connect(copy)) as to:
                to.execute("PRAGMA journal_mode=DELETE")
        return
    with store.database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.execute(sa.text("SELECT pg_export_snapshot()")).scalar_one()
        postgres.dump(store.database.engine, snapshot, copy)
        yield connection


def _check_dump(store: Store, dump: Path, wanted: dict[str, int]) -> None:
    found = postgres.rows_in(store.database.engine, dump)
    if found != wanted:
        raise BackupError("what pg_dump wrote does not hold as many rows as the database; nothing was kept of it, try again")


def _keys(store: Store) -> dict[str, Path]:
    path = store.vault.path
    if path is None or store.anchor is None or store.destroyed is None:
        raise BackupError("the keys come from the environment, and cannot be put into the backup; keep a copy of them elsewhere")
    found = {"keys/keys.json": path, "keys/anchor": store.anchor.path, "keys/destroyed": store.destroyed.path}
    return {name: file for name, file in found.items() if file.exists()}


def _over(root: Path, members: dict[str, Path]) -> tuple[list[str], int]:
    """Add the files of all screenings that are over; return their ids, and how many go on or wait and are left out."""
    ids, left_out = [], 0
    for folder in folders(root):
        job = folder.load()
        if job is None or not job.over:
            left_out += 1
            continue
        ids.append(folder.id)
        for file in sorted(folder.path.rglob("*")):
            if file.is_file() and not file.is_symlink():
                members[f"screenings/{folder.id}/{file.relative_to(folder.path).as_posix()}"] = file
    return ids, left_out
