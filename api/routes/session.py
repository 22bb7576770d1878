"""Signing in and out over HTTP: a cookie for the session, and a token that every change must carry."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from api.auth.caller import review_of, settings_of
from api.auth.gate import Asking, asking
from api.auth.signing_in import begin, check_code, check_password, drop_cookie, needs_code, set_cookies
from api.problems import ApiError
from api.routes.described import answer
from api.routes.review_body import body_of, versions
from api.routes.review_shapes import SessionShape, SignedOut, SignInBody
from api.store import sessions
from api.store.people import Person
from api.store.reserving import release
from api.store.sessions import Session

router = APIRouter(prefix="/v1", tags=["signing in"])


@router.post("/session", summary="Sign in", responses=answer(SessionShape, 400, 401, 403, 413, 415, 422, 429, 503))
async def sign_in(request: Request) -> Response:
    """Sign in with a name and a password, and the code of the second factor where the account has one."""
    body = await body_of(request, SignInBody)

    def signed_in() -> tuple[Person, str, Session]:
        person = check_password(request, body.name, body.password)
        if needs_code(request, person):
            if not body.code:
                raise ApiError("not-signed-in", "this account has a second factor; send its code as 'code' too")
            check_code(request, person, body.code)
        return person, *begin(request, person, how="password")

    person, cookie, session = await run_in_threadpool(signed_in)
    made = JSONResponse(_session(request, person, review_of(request).sessions.token(session)))
    set_cookies(request, made, person, cookie)
    return made


@router.get("/session", summary="Who is signed in?", responses=answer(SessionShape, 400, 401, 403, 503))
async def look(request: Request) -> dict[str, Any]:
    """Return who is signed in, and the token of the session."""
    return await asking(request, "", lambda who: _session(request, who.person, who.token))


@router.delete("/session", summary="Sign out", responses=answer(SignedOut, 400, 401, 403, 503))
async def sign_out(request: Request) -> Response:
    """Sign out; what was in hand without a decision goes back to its queue."""
    await asking(request, "", leave)
    made = JSONResponse({"signed_out": True})
    drop_cookie(request, made)
    return made


def leave(who: Asking) -> None:
    """End the session, and give back what is in hand."""
    release(who.store, who.person)
    sessions.end(who.store, who.session, by=who.person.name)


def _session(request: Request, person: Person, token: str) -> dict[str, Any]:
    hours = settings_of(request).session_hours
    return {"person": {"name": person.name, "role": person.role}, "token": token, "hours": hours, "versions": versions(request)}
