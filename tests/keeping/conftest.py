"""A review with everything in it: passages, decisions, comments, a change of mind, destroyed words; on SQLite and on PostgreSQL.

It is made once for each database, and copied for each test.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from api.keeping.rows import Table, tables_of
from api.store.deciding import Decided, decide
from api.store.importing import import_sample
from api.store.people import add
from api.store.reserving import next_item
from api.store.retention import destroy
from api.store.store import Place, Store, open_store
from tests.api.store.conftest import ITEM, PASSWORD, new_database, postgres_server, write

__all__ = ["postgres_server"]
COMMENT = "Is this Leo's coat?"
KINDS = ("sqlite", "postgresql")


def make(store: Store, folder: Path) -> None:
    """Let two readers differ, an adjudicator settle, one reader change her mind; and destroy the words of one queue."""
    ann, bob, eve = (add(store, name=n, role=r, password=PASSWORD, by="tester") for n, r in PEOPLE)
    sample(store, folder, "gone", 2, readers=1)
    sample(store, folder, "kept", 3, readers=2)
    for reader, verdict in ((ann, "agree"), (bob, "disagree"), (ann, "agree"), (bob, "agree"), (eve, "agree")):
        held = next_item(store, "kept", reader)
        assert held
        decide(store, held.item, reader, Decided(verdict=verdict, comment=COMMENT if reader == bob else ""))
        if reader == ann:
            decide(store, held.item, ann, Decided(verdict=verdict, reason="template"))
    held = next_item(store, "gone", ann)
    assert held
    decide(store, held.item, ann, Decided(verdict="agree", comment=COMMENT))
    assert destroy(store, by="tester", queue="gone") == 5


PEOPLE = (("Ann", "reviewer"), ("Bob", "reviewer"), ("Eve", "adjudicator"))


def sample(store: Store, folder: Path, name: str, count: int, *, readers: int = 1) -> None:
    """Import a sample of so many passages of case c0 as a queue."""
    drawn = [replace(ITEM, id=f"n{k}:{name}", note_id=f"n{k}", case_id=f"c{k // 3}") for k in range(count)]
    import_sample(store, write(folder / f"{name}.jsonl", drawn), by="tester", name=name, readers=readers, keep_days=30_000)


@pytest.fixture(scope="session", params=KINDS)
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The place of a review that is only copied."""
    folder = tmp_path_factory.mktemp("template")
    database = str(folder / "review.db")
    if request.param == "postgresql":
        database = new_database(request.getfixturevalue("postgres_server"))
    place = Place(database, folder / "keys.json")
    with open_store(place) as store:
        make(store, folder)
    return place


@pytest.fixture
def place(template: Place, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    """The place of a copy of that review."""
    return copied(template, tmp_path, request)


def copied(source: Place, folder: Path, request: pytest.FixtureRequest) -> Place:
    """Copy a review that nobody has open."""
    for path in source.keys.parent.glob("keys*"):
        shutil.copy2(path, folder / path.name)
    if "://" not in source.database:
        shutil.copy2(source.database, folder / "review.db")
        return Place(str(folder / "review.db"), folder / "keys.json")
    server = request.getfixturevalue("postgres_server")
    made = new_database(server)
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        name, of = (address.split("/")[3].split("?")[0] for address in (made, source.database))
        connection.execute(f"DROP DATABASE {name}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {of}")
    return Place(made, folder / "keys.json")


@pytest.fixture
def full(place: Place) -> Iterator[Store]:
    """That copy, open."""
    with open_store(place, create=False) as store:
        yield store


def rows(store: Store) -> dict[str, Table]:
    """Every table of a store, counted and digested."""
    with store.reading() as connection:
        return tables_of(connection)
