"""Brings a database to the tables of this version, with Alembic; a database of a later version is refused."""

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
        raise StoreError("this database was made by a later version of Second Look; install that version")
    with database.writing() as connection:
        if database.dialect == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7210431)")
        made = config()
        made.attributes["connection"] = connection
        command.upgrade(made, "head")
