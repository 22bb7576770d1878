"""The application as its clients see it: one with real workers for all tests, and small ones with slow jobs."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from starlette.testclient import TestClient

from api.http import create_app
from api.settings import Settings
from api.work import Work
from tests.api.http.slow_jobs import slow_note

URL = "http://127.0.0.1:8000"
CANARY = "zyxcanaryqv"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A client of a ready server with low limits."""
    settings = Settings(workers=1, profile="rules", most_characters=20_000, most_notes=5, most_body_bytes=100_000)
    with TestClient(create_app(settings), base_url=URL) as made:
        end = time.monotonic() + 120  # a busy machine starts workers slowly
        while made.get("/health/ready").status_code != 200:
            assert time.monotonic() < end
            time.sleep(0.05)
        yield made


@asynccontextmanager
async def slow_server(**settings: int) -> AsyncIterator[httpx2.AsyncClient]:
    """A client in this event loop, of a ready server whose job is `slow_note`."""
    chosen = Settings(**{"workers": 1, **settings})  # type: ignore[arg-type]  # whole numbers only
    app = create_app(chosen, work=Work(chosen, note=slow_note))
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url=URL, timeout=60) as made:
            await ready(made)
            yield made


async def ready(made: httpx2.AsyncClient) -> None:
    """Wait until the workers have answered."""
    async with asyncio.timeout(40):
        while (await made.get("/health/ready")).status_code != 200:
            await asyncio.sleep(0.05)
