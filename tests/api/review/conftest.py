"""The review over HTTP: people who are signed in, each with a client of their own, on an open store."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.auth.sessions import SAME_PLACE
from api.settings import Settings
from api.store.store import Store
from tests.api.http.conftest import URL
from tests.api.store.conftest import PASSWORD, fill, person, place, postgres_server, store
from tests.api.web.conftest import page_app

__all__ = ["fill", "person", "place", "postgres_server", "store"]
Client = Callable[..., TestClient]


@pytest.fixture
def app(store: Store) -> FastAPI:
    """The application with a review, its workers not started."""
    return page_app(Settings(workers=1, profile="rules"), store=store)


@pytest.fixture
def client(app: FastAPI, person: Callable[..., object]) -> Client:
    """Add a person, sign in, and return a client that carries cookie and token."""

    def made(name: str, role: str = "reviewer", *, accept: str = "application/json") -> TestClient:
        person(name, role)
        client = TestClient(app, base_url=URL, headers={"Accept": accept})
        answer = client.post("/v1/session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers[SAME_PLACE] = answer.json()["token"]
        return client

    return made


@pytest.fixture
def nobody(app: FastAPI) -> TestClient:
    """A client that is not signed in."""
    return TestClient(app, base_url=URL)


