"""The gate before everything of a review: who asks, may they, and does the change come from our own page or program."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from api.auth.roles import may
from api.auth.sessions import COOKIE, HOURS, SAME_PLACE, Session, Sessions
from api.auth.throttle import Throttle
from api.problems import ApiError
from api.settings import is_loopback
from api.store import people
from api.store.errors import DownError, NoSuchError, NotYoursError, StoreError, TextGoneError
from api.store.people import Person
from api.store.store import Store

T = TypeVar("T")
NOT_SIGNED_IN = "sign in first: POST a name and a password to /v1/session"
_WRONG = "this name and password do not belong together, or the account is not active"


@dataclass(frozen=True)
class Review:
    """What a server with review turned on holds."""

    store: Store
    sessions: Sessions
    throttle: Throttle = field(default_factory=Throttle)


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who is signed in, in one request."""

    review: Review
    person: Person
    session: Session

    @property
    def store(self) -> Store:
        """The store."""
        return self.review.store

    @property
    def token(self) -> str:
        """The token that a change must carry."""
        return self.review.sessions.token(self.session)


def new_review(store: Store) -> Review:
    """Return what the server holds for an open store."""
    return Review(store, Sessions(store.vault.derived("sessions")))


def review_of(request: Request) -> Review:
    """Return the review of this server."""
    review: Review = request.app.state.review
    return review


async def asking(request: Request, what: str, do: Callable[[Asking], T], *, token: str | None = None) -> T:
    """Run `do` in a thread for whoever asks, if their role may do `what` ("" is: anybody who is signed in).

    A change carries its `token`: from the field of a form, or None for that in the header.
    """

    def gated() -> T:
        with said():
            found = signed_in(request)
            if found is None:
                raise ApiError("not-signed-in", NOT_SIGNED_IN)
            if what and not may(found.person.role, what):
                raise ApiError("not-allowed", f"the role {found.person.role} does not allow this; ask an administrator for another account")
            if request.method not in ("GET", "HEAD"):
                given = request.headers.get(SAME_PLACE, "") if token is None else token
                if not found.review.sessions.fits(found.session, given):
                    raise ApiError("other-site", f"send the token of your session in the header {SAME_PLACE}, or open the page again")
            return do(found)

    return await run_in_threadpool(gated)


def signed_in(request: Request) -> Asking | None:
    """Return who is signed in; None where nobody is, or the session has ended."""
    review = review_of(request)
    session = review.sessions.read(request.cookies.get(COOKIE, ""))
    if session is None:
        return None
    person = people.by_id(review.store, session.person)
    if person is None or not person.active or person.stamp != session.stamp:
        return None
    return Asking(review, person, session)


def sign_in(request: Request, name: str, password: str) -> tuple[Person, str, Session]:
    """Return the person, a new cookie and its session; raises ApiError where the password is wrong or tries come too fast."""
    review, key = review_of(request), name.strip().lower()[:80]
    rest = review.throttle.wait(key)
    if rest:
        raise ApiError("full", f"there were too many wrong passwords for this name; try again in {rest} seconds", retry=rest)
    with said():
        person = people.signed_in(review.store, name, password)
    review.throttle.count(key, right=person is not None)
    if person is None:
        raise ApiError("not-signed-in", _WRONG)
    cookie, session = review.sessions.cookie(person.id, person.stamp)
    return person, cookie, session


def set_cookie(request: Request, response: Response, cookie: str) -> None:
    """Put the cookie into an answer: for this server only, out of reach of scripts, and never sent from another site."""
    secure = not is_loopback(request.app.state.settings.host)
    response.set_cookie(COOKIE, cookie, max_age=HOURS * 3600, httponly=True, samesite="strict", secure=secure, path="/")


def drop_cookie(response: Response) -> None:
    """Take the cookie away."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", path="/")


@contextlib.contextmanager
def said() -> Iterator[None]:
    """Turn what the store says into a problem document."""
    try:
        yield
    except StoreError as error:
        raise ApiError(_kind(error), str(error), retry=5 if isinstance(error, DownError) else None) from None


def _kind(error: StoreError) -> str:
    match error:
        case NoSuchError():
            return "not-found"
        case NotYoursError():
            return "not-yours"
        case TextGoneError():
            return "gone"
        case DownError():
            return "unavailable"
        case _:
            return "not-valid"
