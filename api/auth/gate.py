"""How a route of the review and of accounts asks: what it does runs in a thread, for whom the guard has found, with the token checked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.auth.caller import NOT_SIGNED_IN, Caller, Review, caller_of, not_allowed, review_of, said
from api.auth.sessions import SAME_PLACE
from api.problems import ApiError
from api.store.people import Person
from api.store.sessions import Session
from api.store.store import Store

T = TypeVar("T")
_FOR_PEOPLE = "this is for a person who signs in, not for an API key"


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who may ask, in one request."""

    review: Review
    caller: Caller

    @property
    def store(self) -> Store:
        """The store."""
        return self.review.store

    @property
    def person(self) -> Person:
        """Who is signed in; raises ApiError for an API key."""
        if self.caller.person is None:
            raise ApiError("not-allowed", _FOR_PEOPLE)
        return self.caller.person

    @property
    def session(self) -> Session:
        """The session; raises ApiError for an API key."""
        if self.caller.session is None:
            raise ApiError("not-allowed", _FOR_PEOPLE)
        return self.caller.session

    @property
    def token(self) -> str:
        """The token that a change must carry."""
        return self.review.sessions.token(self.session)


async def asking(request: Request, what: str, do: Callable[[Asking], T], *, token: str | None = None) -> T:
    """Run `do` in a thread for whoever asks, if they may do `what` ("" is: any person who is signed in).

    A change carries its `token`: from the field of a form, or None for that in the header.
    """

    def gated() -> T:
        caller = caller_of(request)
        if caller is None:
            raise ApiError("not-signed-in", NOT_SIGNED_IN)
        found = Asking(review_of(request), caller)
        with said():
            if what and what not in caller.may:
                raise ApiError("not-allowed", not_allowed(caller))
            if request.method not in ("GET", "HEAD") and caller.session is not None:
                given = request.headers.get(SAME_PLACE, "") if token is None else token
                if not found.review.sessions.fits(caller.session, given):
                    raise ApiError("other-site", f"send the token of your session in the header {SAME_PLACE}, or open the page again")
            return do(found)

    return await run_in_threadpool(gated)
