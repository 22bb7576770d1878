"""Who asks: a person with a session, a program with an API key, or nobody. The guard finds it out once, and routes read it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from fastapi import Request

from api.auth.exposure import is_encrypted
from api.auth.roles import MAY
from api.auth.sessions import COOKIE, Sessions, named
from api.auth.set_up import FirstRun
from api.auth.throttle import Throttle
from api.problems import ApiError
from api.settings import Settings
from api.store import api_keys, people, second_factors
from api.store import sessions as stored
from api.store.errors import DownError, NoSuchError, NotYoursError, StoreError, TextGoneError
from api.store.people import Person
from api.store.sessions import Session
from api.store.store import Store

NOT_SIGNED_IN = "sign in first: POST a name and a password to /v1/session, or send an API key as 'Authorization: Bearer ...'"
_BAD_KEY = "this API key is not known, or it has expired or was revoked; ask an administrator for a new one"


@dataclass(frozen=True)
class Review:
    """What a server with accounts holds."""

    store: Store
    sessions: Sessions
    throttle: Throttle = field(default_factory=Throttle)
    first_run: FirstRun = field(default_factory=FirstRun)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and what they may do."""

    may: frozenset[str]
    person: Person | None = None
    session: Session | None = None
    key: str = ""
    lacks_factor: bool = False


def new_review(store: Store) -> Review:
    """Return what the server holds for an open store."""
    return Review(store, Sessions(store.vault.derived("sessions")))


def review_of(request: Request) -> Review:
    """Return the accounts of this server, and what belongs to them."""
    review: Review = request.app.state.review
    return review


def settings_of(request: Request) -> Settings:
    """Return the settings of this server."""
    settings: Settings = request.app.state.settings
    return settings


def caller_of(request: Request) -> Caller | None:
    """Return whom the guard has found, None where nobody is signed in."""
    found: Caller | None = getattr(request.state, "caller", None)
    return found


def find_caller(request: Request) -> Caller | None:
    """Look up who asks, in the store; raises ApiError for an API key that is not good."""
    review, header = review_of(request), request.headers.get("authorization", "")
    scheme, _, given = header.partition(" ")
    with said():
        if scheme.lower() == "bearer":
            key = api_keys.find(review.store, given.strip())
            if key is None:
                raise ApiError("not-signed-in", _BAD_KEY)
            return Caller(frozenset(key.scopes), key=key.name)
        cookie = request.cookies.get(named(COOKIE, encrypted=is_encrypted(settings_of(request))), "")
        found = stored.find(review.store, cookie, idle_minutes=settings_of(request).session_idle_minutes) if cookie else None
    if found is None:
        return None
    session, person = found
    if settings_of(request).second_factor == "required" and _lacks_factor(review.store, person):
        return Caller(frozenset(), person, session, lacks_factor=True)
    return Caller(MAY.get(person.role, frozenset()), person, session)


def _lacks_factor(store: Store, person: Person) -> bool:
    """Whether somebody signs in with a password alone; whoever has none signs in at the organisation, which asks for what it asks for."""
    with said():
        return people.has_password(store, person) and not second_factors.is_on(store, person)


def not_allowed(caller: Caller) -> str:
    """Return what is said to whoever may not do this."""
    if caller.person is None:
        return "the scopes of this API key do not allow this; ask an administrator for another key"
    return f"the role {caller.person.role} does not allow this; ask an administrator for another account"


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
