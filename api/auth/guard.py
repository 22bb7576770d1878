"""The guard before every route: nobody gets past it without what the table of routes says (`table.py`).

With accounts on, that holds for all addresses, known or not. Without them the server is on this computer only, and what one person may do
there alone is open; the review of flags, where it is turned on, still needs a sign-in.
"""

from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.auth.exposure import is_encrypted
from api.auth.sessions import COOKIE, SAME_PLACE, named
from api.auth.table import ANY_ACCOUNT, ANYONE, PERSON, UNKNOWN, Need, Needs
from api.problems import ApiError, response_of

if TYPE_CHECKING:
    from api.auth.caller import Caller

SIGN_IN, FACTOR = "/sign-in", "/account/second-factor"
_FACTOR_FIRST = f"this server asks for a second factor: turn yours on at {FACTOR}, with an app that makes codes"
_NO_PAGES = ("/v1", "/health", "/static")
_NOBODY_ASKS = ("/health", "/static")
_OTHER_PLACE = (
    f"send the token of your session in the header {SAME_PLACE}; GET /v1/session returns it. "
    "On a page: open it again, in a browser that is kept up to date"
)


class Guard:
    """Lets a request through with whoever asks in `request.state.caller`, or answers it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        needs: Needs = request.app.state.needs
        need, caller = needs.of(scope), None
        try:
            caller = await _admitted(request, need)
        except ApiError as error:
            await _refusal(request, need, error)(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = caller
        await self.app(scope, receive, send)


async def _admitted(request: Request, need: Need | None) -> "Caller | None":
    """Return who asks; raises ApiError where they may not."""
    accounts = request.app.state.settings.accounts == "on"
    open_here = (need is None or need.alone) if not accounts else need is not None and need.any_of == (ANYONE,)
    if open_here and (request.app.state.review is None or request.url.path.startswith(_NOBODY_ASKS)):
        return None
    from api.auth.caller import NOT_SIGNED_IN, find_caller, not_allowed

    if request.app.state.review is None:
        raise ApiError("not-signed-in", NOT_SIGNED_IN)

    try:
        caller = await run_in_threadpool(find_caller, request)
    except ApiError:
        if open_here:
            return None
        raise
    if open_here:
        return caller
    if caller is None:
        raise ApiError("not-signed-in", NOT_SIGNED_IN)
    request.state.caller = caller  # a page that refuses them still shows where they may go, and the log whom it refused
    if caller.lacks_factor and request.url.path not in (FACTOR, "/sign-out", "/v1/session"):
        raise ApiError("no-second-factor", _FACTOR_FIRST)
    need = need or UNKNOWN
    has = caller.may | {ANY_ACCOUNT} | ({PERSON} if caller.person else set())
    if not has.intersection(need.any_of):
        raise ApiError("not-allowed", not_allowed(caller))
    if not _from_own_page(request, caller, need):
        raise ApiError("other-site", _OTHER_PLACE)
    return caller


def _from_own_page(request: Request, caller: "Caller", need: Need) -> bool:
    """Return whether a change does not come from a page of another site, for which the browser would send the cookie along."""
    if request.method in ("GET", "HEAD") or caller.session is None or need.field:
        return True
    if request.app.state.review.sessions.fits(caller.session, request.headers.get(SAME_PLACE, "")):
        return True
    return not request.url.path.startswith(_NO_PAGES) and request.headers.get("sec-fetch-site") == "same-origin"


def is_part(request: Request) -> bool:
    """Return whether htmx asks, which puts the answer into the page that is there."""
    return request.headers.get("hx-request") == "true"


def _refusal(request: Request, need: Need | None, error: ApiError) -> Response:
    """Return the answer: a problem document, or the way to the sign-in for a page that can be opened again afterwards."""
    path = request.url.path
    if error.kind == "no-second-factor" and request.method == "GET" and not path.startswith(_NO_PAGES) and not is_part(request):
        return RedirectResponse(FACTOR, 303)
    if error.kind != "not-signed-in":
        return response_of(error)
    typed = request.method not in ("GET", "HEAD") and need is not None and not need.field
    if path.startswith(_NO_PAGES) or is_part(request) or typed:
        return response_of(error, {"WWW-Authenticate": "Bearer"})
    if named(COOKIE, encrypted=is_encrypted(request.app.state.settings)) in request.cookies:
        return RedirectResponse(f"{SIGN_IN}?ended", 303)
    return RedirectResponse(SIGN_IN if path == "/" or need is None else f"{SIGN_IN}?next={quote(path)}", 303)
