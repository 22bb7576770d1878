"""A server with accounts on, and somebody of each role, signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.auth.roles import ROLES
from api.auth.sessions import SAME_PLACE
from api.http import create_app
from api.settings import Settings
from api.store.people import add
from api.store.store import Place, Store, open_store
from tests.api.http.conftest import URL
from tests.api.store.conftest import PASSWORD

PAGE = {"Accept": "text/html"}
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
SignIn = Callable[..., TestClient]


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Passwords are hashed in no time here: the walks sign in often, and how slow a real hash is does not matter to them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.auth.passwords._hasher", lambda: QUICK)
        patch.setattr("api.auth.passwords._nobody", lambda: _NOBODY)
        yield


_NOBODY = QUICK.hash("nobody has this password")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store on SQLite: the store's own tests run on both databases."""
    with open_store(Place(str(tmp_path / "review.db"), tmp_path / "keys.json")) as made:
        yield made


@pytest.fixture
def settings() -> Settings:
    """A server with accounts on, on this computer."""
    return Settings(workers=1, profile="rules", accounts="on")


@pytest.fixture
def app(store: Store, settings: Settings) -> FastAPI:
    """The application, its workers not started."""
    return create_app(settings, store=store)


@pytest.fixture
def nobody(app: FastAPI) -> TestClient:
    """A client that is not signed in."""
    return TestClient(app, base_url=URL, follow_redirects=False)


@pytest.fixture
def sign_in(app: FastAPI, store: Store) -> SignIn:
    """Add a person of a role, sign in, and return a client with cookie and token."""

    def made(name: str, role: str = "practitioner", *, page: bool = False) -> TestClient:
        assert role in ROLES
        add(store, name=name, role=role, password=PASSWORD, by="tester")
        client = TestClient(app, base_url=URL, follow_redirects=False, headers=PAGE if page else {})
        answer = client.post("/v1/session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers[SAME_PLACE] = answer.json()["token"]
        return client

    return made
