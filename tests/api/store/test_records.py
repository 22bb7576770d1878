"""The database refuses to change or remove a record; and the audit finds whatever was done to a copy with the triggers off."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import DatabaseError

from api.store import triggers
from api.store.audit import audit
from api.store.deciding import Decided, decide
from api.store.errors import KeysError, StoreError
from api.store.ledger import Head
from api.store.people import change
from api.store.reserving import next_item
from api.store.store import Place, Store, open_store
from api.store.tables import metadata
from api.store.vault import new_vault, save
from tests.api.store.conftest import Add, Fill


@pytest.fixture
def read(store: Store, fill: Fill, person: Add) -> Store:
    """A store in which two readers have decided, one with a comment and a change of mind, and an adjudicator has settled."""
    queue, ann, bob, eve = fill(2), person("Ann"), person("Bob"), person("Eve", "adjudicator")
    for reader, verdict in ((ann, "agree"), (bob, "disagree"), (ann, "agree"), (bob, "agree"), (eve, "agree")):
        held = next_item(store, queue, reader)
        assert held
        decide(store, held.item, reader, Decided(verdict=verdict, comment="Is this Leo's coat?" if reader == bob else ""))
        if reader == ann:
            decide(store, held.item, ann, Decided(verdict=verdict, reason="template"))
    change(store, "Ann", by="tester", role="reviewer")
    return store


def test_the_migration_makes_the_tables_that_the_code_knows(store: Store) -> None:
    with store.reading() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    assert [entry for entry in found if "alembic_version" not in str(entry)] == []


REFUSED = [
    *(f"UPDATE {table} SET {keys[0][0]} = {keys[0][0]}" for table, keys in triggers.KEYS.items()),
    *(f"DELETE FROM {table}" for table in (*triggers.KEYS, "texts", "people")),
    "UPDATE decisions SET verdict = 'agree'", "UPDATE decisions SET comment_id = NULL", "UPDATE flags SET confidence = 1",
    "UPDATE items SET inclusion_probability = 1", "UPDATE texts SET sealed = NULL", "UPDATE texts SET keep_until = '2999-01-01'",
    "UPDATE people SET name = 'Mallory' WHERE name = 'Ann'",
]  # fmt: skip


def test_direct_changes_are_refused(read: Store) -> None:
    for statement in REFUSED:
        with pytest.raises(DatabaseError, match=r"only ever added|nothing else|never removed"), read.database.writing() as connection:
            connection.exec_driver_sql(statement)
    if read.database.dialect == "sqlite":
        for table in triggers.KEYS:
            with pytest.raises(DatabaseError, match="only ever added"), read.database.writing() as connection:
                connection.exec_driver_sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    else:
        for table in (*triggers.KEYS, "texts", "people"):
            with pytest.raises(DatabaseError, match=r"added|destroyed|removed"), read.database.writing() as connection:
                connection.exec_driver_sql(f"TRUNCATE {table} CASCADE")
    assert audit(read).faults == ()


def test_a_decision_beyond_the_wanted_readers_has_no_place(read: Store) -> None:
    made = ("INSERT INTO decisions SELECT 'x', item_id, 3, 1, NULL, stage, reader_id, verdict, NULL, NULL, NULL, missed, wrong_assertion, "
            "NULL, blind, NULL, 'y', decided FROM decisions LIMIT 1")  # fmt: skip
    with pytest.raises(DatabaseError), read.database.writing() as connection:
        connection.exec_driver_sql(made)


TAMPERED = {
    "a verdict turned": ("UPDATE decisions SET verdict = 'disagree' WHERE verdict = 'agree' AND slot = 0", "changed after it was written"),
    "a reason taken away": ("UPDATE decisions SET reason = NULL", "changed after it was written"),
    "another reader's name on it": ("UPDATE people SET name = 'Mallory' WHERE name = 'Bob'", "person"),
    "a confidence mended": ("UPDATE flags SET confidence = 0.99", "changed after it was written"),
    "a chance mended": ("UPDATE items SET inclusion_probability = 1", "changed after it was written"),
    "a queue made blind": ("UPDATE queues SET blind = NOT blind", "changed after it was written"),
    "the first decision removed": (
        "DELETE FROM decisions WHERE slot = 0", "it was written, and is gone"),
    "a decision and its line removed": (
        "DELETE FROM ledger WHERE record IN (SELECT id FROM decisions WHERE slot = 0); DELETE FROM decisions WHERE slot = 0",
        "ledger: line"),
    "a decision added": (
        "INSERT INTO decisions SELECT 'x', item_id, slot, version + 9, id, stage, reader_id, verdict, NULL, NULL, NULL, missed, "
        "wrong_assertion, NULL, blind, NULL, 'y', decided FROM decisions WHERE slot = 0", "never written by Second Look"),
    "a line of the ledger mended": ("UPDATE ledger SET digest = '0' WHERE seq = 2", "ledger: line 2"),
    "words exchanged": (
        "UPDATE texts SET sealed = (SELECT b.sealed FROM texts b WHERE b.id <> texts.id LIMIT 1)", "does not open"),
    "words removed": ("UPDATE decisions SET comment_id = NULL; DELETE FROM texts WHERE id NOT IN (SELECT text_id FROM items)", "gone"),
    "a role given": ("UPDATE people SET role = 'administrator' WHERE name = 'Ann'", "behind Second Look's back"),
    "a state mended": ("UPDATE slots SET verdict = 'disagree' WHERE number = 1", "its state is not"),
    "an event removed": ("DELETE FROM events WHERE what = 'sample imported'", "it was written, and is gone"),
}  # fmt: skip


def tamper(store: Store, statements: str) -> None:
    """Change the database as somebody who owns it could: with triggers and references switched off."""
    if store.database.dialect == "sqlite":
        with closing(sqlite3.connect(str(store.database.file), isolation_level=None)) as raw:
            kept = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in kept:
                raw.execute(f"DROP TRIGGER {name}")
            raw.executescript(statements)
            for _, made in kept:
                raw.execute(made)
    else:
        with store.database.engine.begin() as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")
            for statement in statements.split("; "):
                connection.exec_driver_sql(statement)


@pytest.fixture
def copied(read: Store, place: Place, tmp_path: Path) -> Callable[[], Store]:
    """A way to a fresh copy of the store, with a copy of its keys and anchor."""
    numbers = iter(range(100))

    def copy() -> Store:
        folder = tmp_path / f"copy{next(numbers)}"
        folder.mkdir()
        for path in tmp_path.glob("keys*"):
            shutil.copy2(path, folder / path.name)
        if read.database.dialect == "sqlite":
            with closing(sqlite3.connect(place.database)) as raw, closing(sqlite3.connect(folder / "review.db")) as to:
                raw.backup(to)
            return open_store(Place(str(folder / "review.db"), folder / "keys.json"))
        name = f"{folder.name}_{id(read)}"
        with read.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            source = connection.exec_driver_sql("SELECT current_database()").scalar_one()
        read.close()
        admin = sa.create_engine(read.database.engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {source}")
        admin.dispose()
        return open_store(Place(place.database.replace(source, name), folder / "keys.json"))

    return copy


def test_the_audit_finds_all_tampering_on_a_copy(copied: Callable[[], Store]) -> None:
    for what, (statements, says) in TAMPERED.items():
        with copied() as copy:
            assert audit(copy).faults == (), what
            tamper(copy, statements)
            faults = audit(copy).faults
            assert any(says in fault for fault in faults), (what, faults)
            assert not any("coat" in fault or "food" in fault for fault in faults)


def test_the_audit_finds_that_the_end_was_cut_off(copied: Callable[[], Store]) -> None:
    """Somebody removes the last decision and its line, and sets the end back: inside the database nothing is wrong any more."""
    cut = (
        "UPDATE slots SET verdict = NULL, until = '2999' WHERE number = 0; DELETE FROM decisions WHERE slot = 0; "
        "DELETE FROM events WHERE what = 'person changed'; DELETE FROM ledger WHERE seq > (SELECT MAX(seq) - 2 FROM ledger); "
        "UPDATE head SET seq = (SELECT MAX(seq) FROM ledger); UPDATE head SET mac = (SELECT mac FROM ledger WHERE ledger.seq = head.seq)"
    )
    with copied() as copy:
        before = audit(copy).last
        tamper(copy, cut)
        (fault,) = [f for f in audit(copy).faults if "text" not in f]
        assert "which the anchor beside the keys names" in fault
        copy.anchor = None
        assert [f for f in audit(copy).faults if "text" not in f] == []
        assert any("audit before" in f for f in audit(copy, expected=before).faults)
        assert any("audit before" in f for f in audit(copy, expected=Head(1, "0" * 64)).faults)


def test_the_audit_says_which_triggers_are_gone(read: Store) -> None:
    if read.database.dialect == "sqlite":
        with read.database.writing() as connection:
            connection.exec_driver_sql("DROP TRIGGER decisions_no_update")
    else:
        with read.database.writing() as connection:
            connection.exec_driver_sql("ALTER TABLE decisions DISABLE TRIGGER decisions_no_update")
    assert [f for f in audit(read).faults if "trigger decisions_no_update" in f]


def test_no_word_of_a_note_or_a_comment_lies_open_in_the_database(read: Store) -> None:
    with read.reading() as connection:
        content = " ".join(str(row) for table in metadata.sorted_tables for row in connection.execute(sa.select(table)))
    if read.database.file:
        content += "".join(p.read_bytes().decode("latin-1") for p in read.database.file.parent.glob("review.db*"))
    assert "ne.food" in content, "names of rules are no words of a note"
    for word in ("no food in", "Home visit", "asleep", "cupboard", "coat"):
        assert word not in content


@pytest.mark.usefixtures("read")
def test_other_keys_are_refused(place: Place, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    with pytest.raises(KeysError, match="there is no key file"):
        open_store(Place(place.database, other))
    assert not other.exists()
    save(new_vault(), other)
    with pytest.raises(KeysError, match="not the keys of this database"):
        open_store(Place(place.database, other))
    other.chmod(0o644)
    with pytest.raises(KeysError, match="chmod 600"):
        open_store(Place(place.database, other))


def test_a_database_of_a_later_version_is_refused(place: Place) -> None:
    with open_store(place) as made, made.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="later version"):
        open_store(place)


@pytest.mark.parametrize(("place_", "says"), [("mysql://x/y", "postgresql://"), ("postgresql://", "does not answer|must be")])
def test_a_place_that_is_none_gets_a_clear_error(place_: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", str(tmp_path))
    with pytest.raises(StoreError, match=says):
        open_store(Place(place_, tmp_path / "k"))
