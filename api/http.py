"""The HTTP application: routes, guards and the workers behind them, put together.

    uvicorn --factory api.http:from_environment

`secondlook serve` does the same with clear messages. Nothing is stored, and nothing is sent to another machine.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware import Middleware

from api import problems
from api.jobs import Jobs
from api.routes import catalogue, health, off, reviews, screenings
from api.routes.access import AccessLog
from api.routes.described import describe
from api.routes.guards import OwnHost, Shield
from api.routes.limits import BodyLimit
from api.routes.rates import Rates
from api.settings import LOOPBACK, Settings, is_loopback, screenings_folder, settings_from
from api.web.errors import PageErrors
from api.web.pages import router as pages
from api.web.screenings import router as screening_pages
from api.web.uploads import READ_ON
from api.work import Work
from nlp.version import code_version

if TYPE_CHECKING:
    from api.store.store import Store

UPLOADS = ("/v1/screenings", "/screenings")
"""Where exports are sent to."""
SHARED_PER_MINUTE = 600
"""Costly requests of one address in a minute, where others can reach the server and no setting says otherwise."""
FORMS = ("/", "/look", "/more", "/download/word", "/download/html")
"""Where forms of the page are sent to that carry notes."""
_ABOUT = (
    "Reads case notes and shows passages worth reading again, with the reason beside each. No note is stored; a screening is, until it is "
    "deleted. There is no score and no all-clear: what is not marked may still matter."
)


def create_app(settings: Settings, *, work: Work | None = None, store: "Store | None" = None) -> FastAPI:
    """Return the application. `work` stands in for the workers in tests; `store` is an open one in place of that of the settings."""
    app = FastAPI(
        title="Second Look", version=code_version(), description=_ABOUT, openapi_url="/v1/openapi.json", docs_url=None, redoc_url=None,
        lifespan=_lifespan, redirect_slashes=False,
        middleware=[
            Middleware(AccessLog), Middleware(Shield), Middleware(PageErrors), Middleware(OwnHost, hosts=own_hosts(settings.host)),
            Middleware(Rates, a_minute=costly_per_minute(settings)),
            Middleware(BodyLimit, most=settings.most_body_bytes, more=larger(settings), kept=UPLOADS),
        ],
    )  # fmt: skip
    app.state.settings = settings
    app.state.work = work or Work(settings)
    problems.install(app)
    for module in (reviews, catalogue, health):
        app.include_router(module.router)
    app.include_router(pages)
    _add_screenings(app, settings)
    _add_review(app, settings, store)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # the way that FastAPI documents
    return app


def _add_screenings(app: FastAPI, settings: Settings) -> None:
    """Add the screenings, on this computer's own addresses only: what they keep is not behind a sign-in."""
    app.state.jobs = None
    if is_loopback(settings.host):
        app.state.jobs = Jobs(screenings_folder(settings), workers=settings.workers)
        app.include_router(screenings.router)
        app.include_router(screening_pages)


def _add_review(app: FastAPI, settings: Settings, store: "Store | None") -> None:
    """Add the review of flags where it is turned on; nothing of it is imported, and no file made, where it is not."""
    app.state.review = None
    if store is None and settings.review_database == "off":
        app.include_router(off.router)
        return
    from api.auth.gate import new_review
    from api.routes import queues, session
    from api.store.store import open_store, usual_place
    from api.web import judging, reading, signing

    opened = store or open_store(usual_place(settings.review_database, settings.review_keys))
    app.state.review = new_review(opened)
    for module in (session, queues, signing, reading, judging):
        app.include_router(module.router)


def from_environment() -> FastAPI:
    """Return the application with the settings of the environment."""
    return create_app(settings_from(os.environ))


def larger(settings: Settings) -> dict[str, int]:
    """Return the addresses that take larger bodies: exports, and forms of the page.

    A form that is too large is read on for a while and thrown away, so that the text in it can be given back.
    """
    return {
        **dict.fromkeys(UPLOADS, settings.most_upload_bytes), **dict.fromkeys(FORMS, settings.most_form_bytes),
        "/look": READ_ON * settings.most_form_bytes,
    }  # fmt: skip


def costly_per_minute(settings: Settings) -> int:
    """Return how many costly requests one address has in a minute; 0 is no limit, which is for this computer's own addresses only."""
    return settings.costly_per_minute or (0 if is_loopback(settings.host) else SHARED_PER_MINUTE)


def own_hosts(host: str) -> list[str]:
    """Return the names under which the server may be asked: its own, and on loopback all names of this computer."""
    return [*LOOPBACK, host] if is_loopback(host) else [host]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.work.start()
    if app.state.jobs:
        app.state.jobs.start()
    try:
        yield
    finally:
        if app.state.jobs:
            await app.state.jobs.stop()
        await app.state.work.stop()
        if app.state.review:
            app.state.review.store.close()
