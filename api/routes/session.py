"""Signing in and out: a cookie for the session, and a token that every change must carry."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from api.auth.gate import Asking, asking, drop_cookie, review_of, set_cookie, sign_in
from api.auth.sessions import HOURS
from api.routes.described import answer
from api.routes.review_body import body_of, versions
from api.routes.review_shapes import SessionShape, SignedOut, SignInBody
from api.store.people import Person
from api.store.reserving import release

router = APIRouter(prefix="/v1", tags=["review"])


@router.post("/session", summary="Sign in", responses=answer(SessionShape, 400, 401, 413, 415, 422, 429, 503))
async def begin(request: Request) -> Response:
    """Sign in with a name and a password."""
    body = await body_of(request, SignInBody)
    person, cookie, session = await run_in_threadpool(sign_in, request, body.name, body.password)
    made = JSONResponse(_session(request, person, review_of(request).sessions.token(session)))
    set_cookie(request, made, cookie)
    return made


@router.get("/session", summary="Who is signed in?", responses=answer(SessionShape, 400, 401, 503))
async def look(request: Request) -> dict[str, Any]:
    """Return who is signed in, and the token of the session."""
    return await asking(request, "", lambda who: _session(request, who.person, who.token))


@router.delete("/session", summary="Sign out", responses=answer(SignedOut, 400, 401, 403, 503))
async def end(request: Request) -> Response:
    """Sign out; what was in hand without a decision goes back to its queue."""
    await asking(request, "", _leave)
    made = JSONResponse({"signed_out": True})
    drop_cookie(made)
    return made


def _leave(who: Asking) -> None:
    release(who.store, who.person)


def _session(request: Request, person: Person, token: str) -> dict[str, Any]:
    return {"person": {"name": person.name, "role": person.role}, "token": token, "hours": HOURS, "versions": versions(request)}
