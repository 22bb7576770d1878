"""The table of all routes: what each one needs. A route that is not in it does not start, so nothing is open by forgetting.

With accounts, the guard (`guard.py`) lets nobody past who lacks what the table says, and asks for a sign-in at every address that is not
in it. Without accounts the server listens on this computer only, and what a person may do there alone (`ALONE`) is open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from nlp.errors import SecondLookError

ANYONE, ANY_ACCOUNT, PERSON = "anyone", "signed in", "person"
ALONE = frozenset({ANYONE, ANY_ACCOUNT, "look", "screen"})
"""What is open where there are no accounts: the server of one person, on this computer only."""


class TableError(SecondLookError):
    """A route is not in the table; the message names it."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a request needs: any one of `any_of`.

    `field`: a change is a form whose own field carries the token of the session; the page behind it checks that.
    """

    any_of: tuple[str, ...]
    field: bool = False

    @property
    def alone(self) -> bool:
        """Whether it is open where there are no accounts."""
        return ALONE.issuperset(self.any_of)

    def __str__(self) -> str:
        return " or ".join(self.any_of)


_ANYONE, _ANY, _PERSON = Need((ANYONE,)), Need((ANY_ACCOUNT,)), Need((PERSON,))
_LOOK, _SCREEN, _MEASURE = Need(("look",)), Need(("screen",)), Need(("measure",))
_REVIEW = Need(("read", "settle"))
_SIGNING, _OWN, _MANAGE = (Need((what,), field=True) for what in (ANYONE, PERSON, "manage"))
_DECIDE = Need(("read", "settle"), field=True)
UNKNOWN = _ANY
"""What an address needs that is not in the table."""

TABLE: Mapping[str, Need] = {
    # whether the server lives, and what a page is made of
    "GET /health/live": _ANYONE, "GET /health/ready": _ANYONE, "GET /static/{name:path}": _ANYONE, "GET /accessibility": _ANYONE,
    # signing in
    "GET /sign-in": _ANYONE, "POST /sign-in": _SIGNING, "GET /sign-in/code": _ANYONE, "POST /sign-in/code": _SIGNING,
    "GET /sign-in/organisation": _ANYONE, "GET /sign-in/organisation/back": _ANYONE,
    "GET /set-up": _ANYONE, "POST /set-up": _SIGNING, "POST /v1/session": _ANYONE,
    # one's own account
    "GET /v1/session": _PERSON, "DELETE /v1/session": _PERSON, "POST /sign-out": _OWN,
    "GET /account": _PERSON, "POST /account/password": _OWN, "POST /account/sessions": _OWN,
    "GET /account/second-factor": _PERSON, "POST /account/second-factor": _OWN, "POST /account/second-factor/off": _OWN,
    # what is looked for, and what this is
    "GET /v1/openapi.json": _ANY, "GET /v1/indicators": _ANY, "GET /v1/indicators/{id}": _ANY, "GET /v1/rules": _ANY, "GET /v1/about": _ANY,
    "GET /indicators": _ANY, "GET /indicators/{id}": _ANY, "GET /about": _ANY, "GET /help": _ANY,
    # second looks
    "POST /v1/reviews": _LOOK, "GET /": _LOOK, "POST /": _LOOK, "GET /example": _LOOK, "GET /more": _LOOK, "POST /more": _LOOK,
    "GET /look": _LOOK, "POST /look": _LOOK, "POST /download/{form}": _LOOK,
    # screenings
    "GET /v1/screenings": _SCREEN, "POST /v1/screenings": _SCREEN, "GET /v1/screenings/{id}": _SCREEN,
    "POST /v1/screenings/{id}/start": _SCREEN, "GET /v1/screenings/{id}/events": _SCREEN, "GET /v1/screenings/{id}/results": _SCREEN,
    "GET /v1/screenings/{id}/files/{name}": _SCREEN, "POST /v1/screenings/{id}/cancel": _SCREEN, "DELETE /v1/screenings/{id}": _SCREEN,
    "GET /screenings": _SCREEN, "POST /screenings": _SCREEN, "GET /screenings/{id}": _SCREEN, "POST /screenings/{id}/start": _SCREEN,
    "POST /screenings/{id}/cancel": _SCREEN, "POST /screenings/{id}/delete": _SCREEN, "GET /screenings/{id}/flags": _SCREEN,
    "GET /screenings/{id}/files/{name}": _SCREEN,
    # the review of flags
    "GET /v1/queues": _PERSON, "GET /review": _PERSON,
    "GET /v1/queues/{name}/next": _REVIEW, "GET /v1/queues/{name}/items": _REVIEW, "GET /v1/items/{id}": _REVIEW,
    "POST /v1/items/{id}/decisions": _REVIEW, "GET /review/queues/{queue}": _REVIEW, "GET /review/items/{item}": _REVIEW,
    "POST /review/items/{item}": _DECIDE,
    "GET /v1/measures": _MEASURE, "GET /review/measures": _MEASURE, "GET /review/measures/indicators/{id}": _MEASURE,
    "GET /review/measures/rules/{id}": _MEASURE, "GET /review/measures/sizes": _MEASURE,
    "GET /review/measures/pictures/{name}.svg": _MEASURE, "GET /review/measures/tables/{name}.csv": _MEASURE,
    "GET /review/measures/report/{form}": _MEASURE,
    # looking after accounts and keys
    "GET /accounts": Need(("manage",)), "POST /accounts": _MANAGE, "POST /accounts/{id}": _MANAGE,
    "GET /accounts/keys": Need(("manage",)), "POST /accounts/keys": _MANAGE, "POST /accounts/keys/{id}/revoke": _MANAGE,
}  # fmt: skip
_OFF = {
    f"{method} {path}": _ANYONE for method, path in (
        ("GET", "/review"), ("GET", "/review/{rest:path}"), ("GET", "/v1/session"), ("POST", "/v1/session"), ("GET", "/v1/queues"),
        ("GET", "/v1/queues/{rest:path}"), ("GET", "/v1/measures"),
    )
}  # fmt: skip
"""Where neither review nor accounts are turned on, addresses of the review only say how to turn it on."""


class Needs:
    """The table for the routes of one application."""

    def __init__(self, app: FastAPI, *, off: bool = False) -> None:
        """Look every route up; raises TableError for one that is not there. `off`: neither review nor accounts are turned on."""
        table = {**TABLE, **_OFF} if off else TABLE
        self._routes: list[tuple[Route, dict[str, Need]]] = []
        for route in flat(app):
            needs = {}
            for method in methods(route):
                need = table.get(f"{method} {route.path}")
                if need is None:
                    where = f"{method} {route.path}"
                    raise TableError(f"{where} is not in api/auth/table.py; add it there with what it needs, and to docs/roles.md")
                needs[method] = need
            self._routes.append((route, needs))

    def of(self, scope: Scope) -> Need | None:
        """Return what a request needs; None where no route answers it."""
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        for route, needs in self._routes:
            if method in needs and route.matches({**scope, "method": method})[0] == Match.FULL:
                return needs[method]
        return None


def flat(app: FastAPI) -> Iterator[Route]:
    """Yield every route of the application, whatever router it came with; raises TableError for one of a kind that is not checked."""
    left: list[BaseRoute | Any] = list(app.routes)
    while left:
        route = left.pop(0)
        if isinstance(route, Route):
            yield route
            continue
        inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
        if not inner:
            raise TableError(f"a {type(route).__name__} at '{getattr(route, 'path', '')}' cannot be looked up; add plain routes only")
        left[:0] = inner


def methods(route: Route) -> list[str]:
    """Return the methods of a route; HEAD is GET without a body."""
    return sorted((route.methods or set()) - {"HEAD"})
