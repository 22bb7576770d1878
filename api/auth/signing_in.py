"""Signing in, step by step: the password, the second factor, and the session with its cookies. Every step is slowed down for guessers."""

from fastapi import Request, Response

from api.auth.caller import review_of, said, settings_of
from api.auth.exposure import is_encrypted
from api.auth.passwords import check
from api.auth.sessions import COOKIE, DEVICE_COOKIE, DEVICE_SECONDS, STEP_COOKIE, STEP_SECONDS, named
from api.auth.throttle import Key, keys_of
from api.problems import ApiError, seconds
from api.store import one_time_codes, people, second_factors, sessions
from api.store.errors import StoreError
from api.store.people import Person
from api.store.sessions import Session

_WRONG = "this name and password do not belong together, or the account is not active"
_WRONG_CODE = "this code is not right, or it was used already; wait for the next one"
_DEVICES = 5


def check_password(request: Request, name: str, password: str) -> Person:
    """Return whose name and password these are; raises ApiError where they are wrong, or tries come too fast."""
    review = review_of(request)
    keys = keys_of(name, _address(request), known_device=_mark(request, name) in _marks(request))
    _wait(request, keys)
    with said():
        person = people.signed_in(review.store, name, password)
        review.throttle.count(keys, right=person is not None)
        if person is None:
            people.refused(review.store, name)
            raise ApiError("not-signed-in", _WRONG)
    return person


def needs_code(request: Request, person: Person) -> bool:
    """Return whether a person has a second factor."""
    with said():
        return second_factors.is_on(review_of(request).store, person)


def check_code(request: Request, person: Person, code: str) -> None:
    """Check the code of the second factor; raises ApiError where it is wrong, or tries come too fast."""
    review, keys = review_of(request), [Key("code", str(person.id))]
    _wait(request, keys)
    with said():
        right = second_factors.fits(review.store, person, code)
        review.throttle.count(keys, right=right)
        if not right:
            people.refused(review.store, person.name)
            raise ApiError("not-signed-in", _WRONG_CODE)


def choose_password(request: Request, name: str, code: str, password: str) -> Person:
    """Return whoever chose a password with a one-time code, or the first administrator; raises ApiError that says what is wrong."""
    review, keys = review_of(request), keys_of(f"set-up {name}", _address(request), known_device=False)
    _wait(request, keys)
    with said():
        check(password, name=name)
        try:
            if review.first_run.fits(code):
                return review.first_run.make(review.store, name.strip(), code, password)
            made = one_time_codes.redeem(review.store, name, code, password)
        except StoreError:
            review.throttle.count(keys, right=False)
            raise
    review.throttle.count(keys, right=True)
    return made


def begin(request: Request, person: Person, *, how: str) -> tuple[str, Session]:
    """Begin a session; return what its cookie holds."""
    if not person.active:
        raise ApiError("not-signed-in", _WRONG)
    with said():
        return sessions.begin(review_of(request).store, person, hours=settings_of(request).session_hours, how=how)


def set_cookies(request: Request, response: Response, person: Person, cookie: str) -> None:
    """Put the session into an answer, and a cookie that says who signed in at this browser, so that guessers elsewhere do not slow them."""
    put(request, response, COOKIE, cookie, settings_of(request).session_hours * 3600)
    marks = [_mark(request, person.name), *(mark for mark in _marks(request) if mark != _mark(request, person.name))][:_DEVICES]
    put(request, response, DEVICE_COOKIE, review_of(request).sessions.signed(DEVICE_COOKIE, marks), DEVICE_SECONDS)
    take_away(request, response, STEP_COOKIE)


def drop_cookie(request: Request, response: Response) -> None:
    """Take the cookie of the session away."""
    take_away(request, response, COOKIE)


def keep_step(request: Request, response: Response, person: Person) -> None:
    """Remember in the browser, for five minutes, that the password was right and the code is wanted."""
    cookie = review_of(request).sessions.signed(STEP_COOKIE, [person.id, person.stamp])
    put(request, response, STEP_COOKIE, cookie, STEP_SECONDS)


def person_of_step(request: Request) -> Person | None:
    """Return who is between password and code; None where too much time went by, or the account has changed."""
    review = review_of(request)
    found = review.sessions.content(STEP_COOKIE, given(request, STEP_COOKIE), STEP_SECONDS)
    if not isinstance(found, list):
        return None
    with said():
        person = people.by_id(review.store, found[0])
    return person if person and person.active and person.stamp == found[1] else None


def put(request: Request, response: Response, name: str, value: str, seconds: int, *, lax: bool = False) -> None:
    """Put a cookie into an answer: for this server only, out of reach of scripts, and not sent from other sites.

    `lax`: it comes along where another site leads the person here, as an identity provider does.
    """
    secure = is_encrypted(settings_of(request))
    name, site = named(name, encrypted=secure), "lax" if lax else "strict"
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite=site, secure=secure, path="/")  # type: ignore[arg-type]


def take_away(request: Request, response: Response, name: str, *, lax: bool = False) -> None:
    """Take a cookie away, with all that it was put with: a browser keeps it otherwise."""
    put(request, response, name, "", 0, lax=lax)


def given(request: Request, name: str) -> str:
    """Return what a cookie holds, "" where the browser sent none."""
    return request.cookies.get(named(name, encrypted=is_encrypted(settings_of(request))), "")


def _wait(request: Request, keys: list[Key]) -> None:
    rest = review_of(request).throttle.wait(keys)
    if rest:
        raise ApiError("full", f"there were too many wrong tries; try again in {seconds(rest)}", retry=rest)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _mark(request: Request, name: str) -> str:
    return review_of(request).sessions.mark(name)


def _marks(request: Request) -> list[str]:
    found = review_of(request).sessions.content(DEVICE_COOKIE, given(request, DEVICE_COOKIE), DEVICE_SECONDS)
    return [str(mark) for mark in found] if isinstance(found, list) else []
