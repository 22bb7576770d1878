"""One review for the tests of this folder, read once, and copied for those that change it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.store.store import Place, Store, open_store
from tests.api.judging.made import read_review


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a review that was read."""
    folder = tmp_path_factory.mktemp("review")
    with open_store(Place(str(folder / "review.db"), folder / "keys.json")) as store:
        read_review(store, folder, notes=12)
    return folder


@pytest.fixture
def place(read_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A copy of the review, with local settings of its own."""
    for file in read_once.iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path / file.name)
    monkeypatch.setenv("SECONDLOOK_LOCAL", str(tmp_path / "own.yaml"))
    return Place(str(tmp_path / "review.db"), tmp_path / "keys.json")


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """The copy, open."""
    with open_store(place, create=False) as made:
        yield made
