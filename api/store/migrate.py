"""Brings a database to the tables of this version, or back to those of an earlier one, with Alembic.

A database of a later version is refused.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from api.store.engine import Database
from api.store.errors import StoreError

_FOLDER = Path(__file__).parent / "migrations"


def config() -> Config:
    """Return the configuration, which needs no file."""
    made = Config()
    made.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


def migrate(database: Database) -> None:
    """Upgrade to the newest tables; two servers that start at once wait for each other."""
    newest = ScriptDirectory.from_config(config())
    with database.reading() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found == newest.get_current_head():
        return
    if found is not None and found not in {script.revision for script in newest.walk_revisions()}:
        raise StoreError(
            f"this database was made by a later version of Second Look (its tables are of version {found}, this program knows up to "
            f"{newest.get_current_head()}); install that version, or put back a backup that this version made"
        )
    _move(database, "head", up=True)


def downgrade(database: Database, revision: str) -> None:
    """Go back to the tables of an earlier version; raises StoreError where there is no such version, or no way back to it."""
    if revision not in revisions():
        raise StoreError(f"there are no tables of version '{revision}'; choose one of: {', '.join(sorted(revisions()))}")
    try:
        _move(database, revision, up=False)
    except NotImplementedError:
        raise StoreError("there is no way back to that version; put back a backup that it made") from None


def revisions() -> frozenset[str]:
    """Return the versions of the tables that this program knows."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(config()).walk_revisions())


def _move(database: Database, to: str, *, up: bool) -> None:
    with database.writing() as connection:
        if database.dialect == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")  # another server may take long over the same
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7210431)")
        made = config()
        made.attributes["connection"] = connection
        (command.upgrade if up else command.downgrade)(made, to)
