"""A store on SQLite, and the same on PostgreSQL where its programs are there; and samples to read."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.store.importing import import_sample
from api.store.people import Person, add
from api.store.store import Place, Store, open_store
from evaluation.review.rows import SampleItem
from evaluation.review.sample_file import write_sample
from tests.api.store import postgres

PASSWORD = "seven small words"
ITEM = SampleItem(
    id="n:0:neglect", note_id="n", case_id="c", date="2021-03-04", role="health visitor", text="There was no food in.",
    before="Home visit.", after="Mum was asleep.", indicator="neglect", confidence=0.75, explanation="A cupboard without food.",
    stratum="flagged/neglect", inclusion_probability=0.25, seed=7, versions={"rules": "abc"}, queue="flagged", quote="no food in",
    assertion="affirmed", start=11, end=32, flags=("neglect",), near=("hardship",), rules=("ne.food",), groups={"age_band": "0-4"},
)  # fmt: skip
_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server; skips where there is none."""
    if postgres.binaries() is None:
        pytest.skip(postgres.WHY_NOT)
    with postgres.server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a new review can be kept, on each database."""
    if request.param == "sqlite":
        return Place(str(tmp_path / "review.db"), tmp_path / "keys.json")
    return Place(new_database(request.getfixturevalue("postgres_server")), tmp_path / "keys.json")


def new_database(address: str) -> str:
    """Return the address of a new empty database."""
    name = f"review_{next(_NUMBERS)}"
    with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return address.format(name)


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """An empty store."""
    with open_store(place) as made:
        yield made


def write(path: Path, drawn: list[SampleItem]) -> Path:
    """Write a sample file."""
    with path.open("w", encoding="utf-8") as out:
        write_sample(drawn, out)
    return path


Fill = Callable[..., str]


@pytest.fixture
def fill(store: Store, tmp_path: Path) -> Fill:
    """Import a sample of so many passages; return the name of its queue."""

    def filled(count: int = 3, *, readers: int = 2, blind: bool = False, keep_days: int = 30, **changes: Any) -> str:
        path = tmp_path / f"sample{next(_NUMBERS)}.jsonl"
        write(path, [replace(ITEM, id=f"n{k}:{path.stem}", note_id=f"n{k}", case_id=f"c{k // 3}", **changes) for k in range(count)])
        return import_sample(store, path, by="tester", readers=readers, blind=blind, keep_days=keep_days)[0].queue

    return filled


Add = Callable[..., Person]


@pytest.fixture
def person(store: Store) -> Add:
    """Add a person of a role."""

    def added(name: str, role: str = "reviewer") -> Person:
        return add(store, name=name, role=role, password=PASSWORD, by="tester")

    return added
