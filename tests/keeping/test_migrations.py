"""Old data goes up to the tables of this version, back down and up again, row for row; also from and to a version made up here."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from api.keeping.rows import Table, columns_of, differences, tables_of
from api.store import migrate
from api.store.audit import audit
from api.store.engine import Database
from api.store.errors import StoreError
from api.store.migrate import downgrade, revisions
from api.store.rows import drawn, standing
from api.store.store import Place, Store, open_store
from tests.api.store.conftest import ITEM, new_database
from tests.keeping.conftest import COMMENT, KINDS, rows

OLD = Path(__file__).parent / "old"
VERSIONS = sorted(path.stem for path in OLD.glob("*.sql"))
NEXT = '''
"""A version that is yet to come: a column and a table more, and a way back."""
import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{before}"


def upgrade() -> None:
    op.add_column("slots", sa.Column("colour", sa.String(length=10), nullable=True))
    op.create_table("colours", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Text(), nullable=False))
    op.execute("INSERT INTO colours (id, name) VALUES (1, 'blue')")


def downgrade() -> None:
    op.drop_table("colours")
    op.drop_column("slots", "colour")
'''
"""The text of a migration."""


@pytest.fixture(params=[(version, kind) for version in VERSIONS for kind in KINDS], ids="-".join)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Place]:
    """A database as an earlier version left it, and that version."""
    version, kind = request.param
    shutil.copy2(OLD / f"{version}.keys.json", tmp_path / "keys.json")
    (tmp_path / "keys.json").chmod(0o600)
    with closing(sqlite3.connect(tmp_path / "review.db")) as raw:
        raw.executescript((OLD / f"{version}.sql").read_text(encoding="utf-8"))
    place = Place(str(tmp_path / "review.db"), tmp_path / "keys.json")
    if kind == "postgresql":
        place = Place(new_database(request.getfixturevalue("postgres_server")), place.keys)
        _pour(tmp_path / "review.db", place, version)
    return version, place


def _pour(file: Path, place: Place, version: str) -> None:
    """Put the rows of a SQLite file into a PostgreSQL database with the tables of the same version."""
    to = Database(place.database)
    migrate._move(to, version, up=True)
    source = sa.create_engine(f"sqlite:///{file}")
    known = sa.MetaData()
    known.reflect(to.engine)
    with source.connect() as reading, to.writing() as writing:
        for table in known.sorted_tables:
            content = [dict(row) for row in reading.execute(sa.select(table)).mappings()]
            if content and table.name != "alembic_version":
                writing.execute(table.insert(), content)
    source.dispose()
    to.close()


def seen(place: Place, columns: dict[str, list[str]] | None = None) -> tuple[dict[str, Table], dict[str, list[str]]]:
    """The rows of a database, by the given columns or by all, and its columns; the mark of the version left out."""
    database = Database(place.database)
    with database.reading() as connection:
        found, all_columns = tables_of(connection, columns=columns), columns_of(connection)
    database.close()
    return {name: table for name, table in found.items() if name != "alembic_version"}, all_columns


def test_every_earlier_version_has_old_data() -> None:
    newest = ScriptDirectory.from_config(migrate.config()).get_current_head()
    assert revisions() - {newest} <= set(VERSIONS), "make data with the version before: python -m tests.keeping.make_old"


def test_old_data_goes_up_down_and_up_again_row_for_row(old: tuple[str, Place]) -> None:
    version, place = old
    before, columns = seen(place)
    assert {name: table["rows"] for name, table in before.items()}["decisions"] > 5
    for _ in range(2):
        with open_store(place, create=False) as store:
            assert audit(store).faults == ()
            assert [item.text for item in drawn(store)] == [ITEM.text] * 3
            assert len(list(standing(store))) > 3
        assert differences(before, seen(place, columns)[0]) == []
        database = Database(place.database)
        downgrade(database, version)
        database.close()
        assert differences(before, seen(place)[0]) == []


def test_a_version_to_come_goes_up_down_and_up_again(
    full: Store, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {name: table for name, table in rows(full).items() if name != "alembic_version"}
    with full.reading() as connection:
        columns = columns_of(connection)
    full.close()
    newest = ScriptDirectory.from_config(migrate.config()).get_current_head()
    folder = tmp_path / "migrations"
    shutil.copytree(migrate._FOLDER, folder)
    (folder / "versions" / "9000_to_come.py").write_text(NEXT.format(before=newest), encoding="utf-8")
    here = migrate._FOLDER
    for _ in range(2):
        monkeypatch.setattr(migrate, "_FOLDER", folder)
        open_store(place, create=False).close()
        after, _ = seen(place, columns)
        assert differences(before, after) == []
        assert "colours" in seen(place)[0]
        monkeypatch.setattr(migrate, "_FOLDER", here)
        with pytest.raises(StoreError, match=f"of version 9000, this program knows up to {newest}"):
            open_store(place, create=False)
        monkeypatch.setattr(migrate, "_FOLDER", folder)
        database = Database(place.database)
        downgrade(database, str(newest))
        database.close()
        assert differences(before, seen(place)[0]) == []
    monkeypatch.setattr(migrate, "_FOLDER", here)
    with open_store(place, create=False) as store:
        assert audit(store).faults == ()


def test_a_version_that_is_none_or_has_no_way_back_is_refused(full: Store) -> None:
    before = rows(full)
    with pytest.raises(StoreError, match="no tables of version '7'"):
        downgrade(full.database, "7")
    assert rows(full) == before


def test_the_old_data_holds_words_only_sealed() -> None:
    for version in VERSIONS:
        content = (OLD / f"{version}.sql").read_text(encoding="utf-8")
        for word in (ITEM.text, ITEM.explanation, COMMENT):
            assert word not in content
            assert word.encode().hex().upper() not in content
        assert len(json.loads((OLD / f"{version}.keys.json").read_text(encoding="utf-8"))["keys"]) == 1
