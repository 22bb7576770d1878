"""The page as a browser without script sees it."""

import time
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.http import create_app
from api.settings import Settings
from api.web.errors import PageErrors

URL = "http://127.0.0.1:8000"
PAGE = {"Accept": "text/html,application/xhtml+xml"}
NONE = {"files": ("", b"", "application/octet-stream")}  # what a browser sends where no file is chosen


def page_app(settings: Settings, **options: object) -> FastAPI:
    """The application, with errors as pages."""
    app = create_app(settings, **options)  # type: ignore[arg-type]  # passed on as given
    if not any(m.cls is PageErrors for m in app.user_middleware):  # type: ignore[comparison-overlap]  # a class of ours
        app.add_middleware(PageErrors)
    return app


@pytest.fixture(scope="session")
def page() -> Iterator[TestClient]:
    """A client of a ready server with low limits, which asks as a browser does."""
    settings = Settings(workers=1, profile="rules", most_characters=20_000, most_notes=6, most_form_bytes=3_000_000)
    with TestClient(page_app(settings), base_url=URL, headers=PAGE) as made:
        end = time.monotonic() + 90
        while made.get("/health/ready").status_code != 200:
            assert time.monotonic() < end
            time.sleep(0.05)
        yield made
