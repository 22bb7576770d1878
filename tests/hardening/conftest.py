"""The application in this process, its work done at once where it is asked for: what is tried here is everything round the work."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.http import create_app
from api.problems import ApiError
from api.settings import Settings
from api.store.store import Place, Store, open_store
from api.work import Work
from api.work.catalogue import catalogue
from api.work.jobs import Outcome
from tests.api.http.conftest import URL


class AtOnce(Work):
    """Work without workers."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.catalogue = json.loads(json.dumps(catalogue("rules")))

    @property
    def ready(self) -> bool:
        """Always."""
        return True

    def start(self) -> None:
        """There is nothing to start."""

    async def stop(self) -> None:
        """There is nothing to stop."""

    async def _run(self, job: Callable[..., Outcome], *arguments: Any) -> bytes:
        outcome = job(*arguments)
        assert not outcome.failed, outcome.failed
        if outcome.refused:
            raise ApiError("not-readable", outcome.refused)
        return outcome.body


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An empty store of reviews."""
    folder = tmp_path_factory.mktemp("review")
    with open_store(Place(str(folder / "review.db"), folder / "keys.json")) as made:
        yield made


def made_app(folder: Path, store: Store | None = None, **settings: Any) -> FastAPI:
    """Return the application with its work done at once."""
    chosen = Settings(**{"workers": 1, "profile": "rules", "screenings": str(folder / "screenings"), **settings})
    return create_app(chosen, work=AtOnce(chosen), store=store)


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory, store: Store) -> Iterator[TestClient]:
    """A client of a server with everything turned on."""
    with TestClient(made_app(tmp_path_factory.mktemp("served"), store), base_url=URL, raise_server_exceptions=False) as made:
        yield made
