"""`secondlook restore`: a backup is put back, checked first as far as that can be done beside the database that is there.

On SQLite everything is checked in a copy, and the copy then takes the place of the file in one step. On PostgreSQL the dump is put
in within one transaction and held against the manifest afterwards. Words that were destroyed after the backup was made are
destroyed again.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from api.keeping import archive, postgres
from api.keeping.archive import BackupError, Manifest
from api.keeping.backup import DATABASE
from api.keeping.rows import differences, tables_of
from api.store import vault
from api.store.audit import audit_on
from api.store.engine import Database, is_address
from api.store.errors import KeysError
from api.store.ledger import Anchor, Head
from api.store.migrate import migrate, revisions
from api.store.retention import destroy_again
from api.store.store import Place, Store, beside, check_keys, open_store
from api.store.tables import people

_IN_USE = "the database is in use: stop the servers that use it, and say this again. Nothing was changed"

_LONG_AGO = 1_000_000  # more than a session's stamp can have grown since the backup: no session of that time fits any more


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: its manifest, what the audit found, texts that were destroyed again, and screenings."""

    manifest: Manifest
    faults: tuple[str, ...]
    destroyed: int
    screenings: int


def restore(place: Place, source: Path, *, by: str, overwrite: bool, with_faults: bool, screenings: Path | None) -> Restored:
    """Put `source` back to `place`, and its screenings into a folder; raises BackupError or StoreError with nothing changed."""
    manifest = archive.check(source)
    _check(manifest, place, source)
    if screenings and not overwrite:
        _check_free(screenings, manifest)
    near = place.keys if is_address(place.database) else Path(place.database)
    with archive.work_folder(near) as folder:
        archive.unpack(source, manifest, folder, below=DATABASE[manifest.dialect])
        archive.unpack(source, manifest, folder, below="keys/")
        keys = _keys(place, folder, manifest)
        copy = folder / DATABASE[manifest.dialect]
        if manifest.dialect == "sqlite":
            faults = _checked_file(copy, keys, manifest)
            _stop_at(faults, with_faults=with_faults)
            _put_file(copy, Path(place.database), overwrite=overwrite)
        else:
            faults = _put_dump(copy, place, keys, manifest, overwrite=overwrite)
        _put_keys(folder / "keys", place, manifest)
        put = _put_screenings(source, manifest, folder, screenings) if screenings else 0
    with open_store(place, create=False) as store:
        before = store.anchor.read() if store.anchor else None
        with store.writing() as writing:
            writing.connection.execute(people.update().values(stamp=people.c.stamp + _LONG_AGO))
            writing.event(by, "restored", backup=manifest.made, last=manifest.last, anchor=str(before or ""))
        again = destroy_again(store, by=by)
    return Restored(manifest, faults, again, put)


def _check(manifest: Manifest, place: Place, source: Path) -> None:
    wanted = "postgresql" if is_address(place.database) else "sqlite"
    if manifest.dialect != wanted:
        raise BackupError(f"{source} is a backup of {manifest.dialect}, and --database names {wanted}; name a database of the same kind")
    if manifest.revision not in revisions():
        raise BackupError(
            f"{source} was made by a later version of Second Look ({manifest.code}, tables {manifest.revision}); install that version first"
        )


def _check_free(root: Path, manifest: Manifest) -> None:
    there = [name for name in manifest.screenings if (root / name).exists()]
    if there:
        raise BackupError(f"{len(there):,} screenings of this backup are in {root} already; say --overwrite if those may be replaced")


def _keys(place: Place, folder: Path, manifest: Manifest) -> vault.Vault:
    """Return the keys that fit: those that are there, or else those in the backup; raises KeysError that says what is missing."""
    inside = folder / "keys" / "keys.json"
    if not os.environ.get(vault.VARIABLE, "").strip() and not place.keys.exists() and not inside.exists():
        raise KeysError(f"the keys are not in this backup, and there is no key file {place.keys}; put the copy of the keys there first")
    there = bool(os.environ.get(vault.VARIABLE, "").strip()) or place.keys.exists()
    keys = vault.load(place.keys if there else inside, create=False)
    check_keys(keys, manifest.store, manifest.check)
    return keys


def _audited(database: Database, keys: vault.Vault, manifest: Manifest) -> tuple[str, ...]:
    """Hold a database against the manifest, bring it up to date, and return what the audit finds in it."""
    with database.reading() as connection:
        _hold(connection, manifest)
    migrate(database)
    with database.reading() as connection:
        return audit_on(connection, Store(database, keys), expected=_last(manifest)).faults


def _checked_file(copy: Path, keys: vault.Vault, manifest: Manifest) -> tuple[str, ...]:
    """Hold the copy against the manifest, bring it up to date, and return what the audit finds in it."""
    database = Database(str(copy))
    try:
        return _audited(database, keys, manifest)
    finally:
        database.close()
        with closing(sqlite3.connect(copy)) as raw:
            raw.execute("PRAGMA journal_mode=DELETE")


def _hold(connection: sa.Connection, manifest: Manifest) -> None:
    found = differences(manifest.tables, tables_of(connection))
    if found or MigrationContext.configure(connection).get_current_revision() != manifest.revision:
        raise BackupError(f"what was put back is not what the backup says: {'; '.join(found) or 'another version of the tables'}")


def _stop_at(faults: tuple[str, ...], *, with_faults: bool) -> None:
    if faults and not with_faults:
        raise BackupError(
            f"the audit finds {len(faults):,} faults in this backup, the first: {faults[0]}. Nothing was changed; take another backup, or "
            "say --with-faults if there is none"
        )


def _put_file(copy: Path, target: Path, *, overwrite: bool) -> None:
    if target.exists():
        if not overwrite:
            raise BackupError(f"there is a review at {target} already; say --overwrite if it may be lost, or name another --database")
        with closing(sqlite3.connect(target, timeout=1)) as there:
            try:
                there.execute("PRAGMA journal_mode=DELETE")  # only possible where nobody else has it open; removes what lies beside it
            except sqlite3.OperationalError:
                raise BackupError(_IN_USE) from None
            except sqlite3.DatabaseError:
                _remove_beside(target)  # it is damaged, which is why a backup is put back
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    copy.chmod(0o600)
    copy.replace(target)


def _remove_beside(target: Path) -> None:
    for ending in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + ending).unlink(missing_ok=True)


def _put_dump(dump: Path, place: Place, keys: vault.Vault, manifest: Manifest, *, overwrite: bool) -> tuple[str, ...]:
    database = Database(place.database)
    try:
        with database.reading() as connection:
            there = sa.inspect(connection).get_table_names()
        if there and not overwrite:
            raise BackupError("there is a review in this database already; say --overwrite if it may be lost, or name another --database")
        postgres.restore(database.engine, dump, overwrite=bool(there))
        return _audited(database, keys, manifest)
    finally:
        database.close()


def _put_keys(inside: Path, place: Place, manifest: Manifest) -> None:
    """Put the keys of the backup where there are none; what was destroyed since is remembered, whichever list is longer."""
    if not inside.is_dir():
        return
    if not place.keys.exists() and not os.environ.get(vault.VARIABLE, "").strip():
        vault.save(vault.parsed((inside / "keys.json").read_text(encoding="utf-8"), "the backup"), place.keys)
    anchor = beside(place.keys, manifest.store, "anchor")
    if (inside / "anchor").exists() and not anchor.exists():
        Anchor(anchor).write(_last(manifest))
    listed = beside(place.keys, manifest.store, "destroyed")
    if (inside / "destroyed").exists() and not listed.exists():
        shutil.copyfile(inside / "destroyed", listed)
        listed.chmod(0o600)


def _put_screenings(source: Path, manifest: Manifest, folder: Path, root: Path) -> int:
    archive.unpack(source, manifest, folder, below="screenings/")
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in manifest.screenings:
        (folder / "screenings" / name).chmod(0o700)
        shutil.rmtree(root / name, ignore_errors=True)
        shutil.move(folder / "screenings" / name, root / name)
    return len(manifest.screenings)


def _last(manifest: Manifest) -> Head:
    seq, _, mac = manifest.last.partition(":")
    return Head(int(seq), mac)
