"""The HTTP application: routes, guards and the workers behind them, put together.

    uvicorn --factory api.http:from_environment

`secondlook serve` does the same with clear messages. Nothing is stored, and nothing is sent to another machine.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware import Middleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import logs, problems
from api.auth.exposure import check_exposure, is_exposed, own_hosts, proxies
from api.auth.guard import Guard
from api.auth.table import Needs
from api.jobs import Jobs
from api.metrics import Measured, Metrics
from api.private import no_core_dumps, own_files_only
from api.routes import catalogue, health, off, reviews, screenings
from api.routes.access import AccessLog
from api.routes.described import describe
from api.routes.guards import OwnHost, Shield
from api.routes.limits import BodyLimit
from api.routes.rates import Rates
from api.routes.stopping import Draining, Stopping
from api.settings import Settings, is_loopback, screenings_folder, settings_from
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
    work = work or Work(settings)
    screens = settings.accounts == "on" or is_loopback(settings.host)  # with accounts, or on this computer's own addresses only
    jobs = Jobs(screenings_folder(settings), workers=settings.workers) if screens else None
    metrics, stopping = Metrics(work, jobs), Stopping(settings.seconds_to_stop)
    app = FastAPI(
        title="Second Look", version=code_version(), description=_ABOUT, openapi_url="/v1/openapi.json", docs_url=None, redoc_url=None,
        lifespan=_lifespan, redirect_slashes=False,
        middleware=[
            *_behind(settings), Middleware(AccessLog), Middleware(Measured, metrics=metrics), Middleware(Shield), Middleware(PageErrors),
            Middleware(Draining, stopping=stopping), Middleware(OwnHost, hosts=own_hosts(settings)), Middleware(Guard),
            Middleware(Rates, a_minute=costly_per_minute(settings)),
            Middleware(BodyLimit, most=settings.most_body_bytes, more=larger(settings), kept=UPLOADS),
        ],
    )  # fmt: skip
    app.state.settings = settings
    app.state.work, app.state.jobs, app.state.metrics, app.state.stopping = work, jobs, metrics, stopping
    problems.install(app)
    for module in (reviews, catalogue, health):
        app.include_router(module.router)
    app.include_router(pages)
    if jobs is not None:
        app.include_router(screenings.router)
        app.include_router(screening_pages)
    _add_review(app, settings, store)
    app.state.needs = Needs(app, off=app.state.review is None)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # the way that FastAPI documents
    return app


def _add_review(app: FastAPI, settings: Settings, store: "Store | None") -> None:
    """Add accounts and the review of flags where they are turned on; nothing of it is imported, and no file made, where they are not."""
    app.state.review = app.state.single_sign_on = None
    if store is None and settings.review_database == "off" and settings.accounts != "on":
        app.include_router(off.router)
        return
    from api.auth.caller import new_review
    from api.auth.single_sign_on import SingleSignOn
    from api.routes import queues, session
    from api.store.store import open_store, place_in
    from api.web import account, accounts, judging, reading, review_home, signing, single_sign_on

    app.state.review = new_review(store or open_store(place_in(settings)))
    app.state.single_sign_on = SingleSignOn(settings) if settings.oidc_issuer else None
    for module in (session, queues, signing, single_sign_on, account, accounts, review_home, reading, judging):
        app.include_router(module.router)


def _behind(settings: Settings) -> list[Middleware]:
    """Return what believes the forwarded headers of the trusted proxy, and of nobody else."""
    trusted = proxies(settings)
    return [Middleware(ProxyHeadersMiddleware, trusted_hosts=trusted)] if trusted else []


def from_environment() -> FastAPI:
    """Return the application with the settings of the environment; raises SettingsError where it would stand open."""
    settings = settings_from(os.environ)
    check_exposure(settings)
    no_core_dumps()
    own_files_only()
    logs.set_up(settings.log_level)
    app = create_app(settings)
    app.state.metrics.listen(settings.metrics)
    return app


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
    return settings.costly_per_minute or (0 if not is_exposed(settings) else SHARED_PER_MINUTE)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.work.start()
    if app.state.jobs:
        app.state.jobs.start()
    tending = _tending(app)
    try:
        yield
    finally:
        if tending:
            tending.cancel()
        if app.state.jobs:
            await app.state.jobs.stop()
        await app.state.work.stop()
        if app.state.review:
            app.state.review.store.close()
        app.state.metrics.close()


def _tending(app: FastAPI) -> "asyncio.Task[None] | None":
    """Begin to look, once a day, whether the time of words of a review is over."""
    if app.state.review is None:
        return None
    from api.store.tending import daily

    return asyncio.create_task(daily(app.state.review.store))
