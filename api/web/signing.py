"""The first page of the review: signing in, the queues, signing out."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from api.auth.gate import Asking, asking, drop_cookie, said, set_cookie, sign_in, signed_in
from api.auth.roles import IN_WORDS, may
from api.problems import ApiError
from api.store.progress import minutes_without_pause, overview, progress
from api.store.reserving import release
from api.web.answer import answer
from api.web.forms import fields_of, or_sign_in

router = APIRouter(include_in_schema=False)


@router.get("/review")
async def first(request: Request) -> Response:
    """Show the queues of whoever is signed in, or the form to sign in."""

    def found() -> dict[str, Any] | None:
        with said():
            who = signed_in(request)
            return _queues(who) if who else None

    known = await run_in_threadpool(found)
    if known is None:
        note = "You were signed out, or too much time went by. Nothing was recorded since." if "ended" in request.query_params else ""
        note = "You are signed out." if "out" in request.query_params else note
        return answer(request, "review_signin", title="Sign in", here="/review", note=note)
    return answer(request, "review_queues", title="Review", here="/review", **known)


@router.post("/review/sign-in")
async def begin(request: Request) -> Response:
    """Sign in, or show the form again."""
    fields = await fields_of(request)
    try:
        _, cookie, _ = await run_in_threadpool(sign_in, request, fields.one("name"), fields.one("password"))
    except ApiError as error:
        if error.kind not in ("not-signed-in", "full"):
            raise
        words = error.detail[:1].upper() + error.detail[1:]
        return answer(request, "review_signin", title="There is a problem", status=error.status, here="/review", problem=words,
                      typed=fields.one("name")[:80])  # fmt: skip
    made = RedirectResponse("/review", 303)
    set_cookie(request, made, cookie)
    return made


@router.post("/review/sign-out")
async def end(request: Request) -> Response:
    """Sign out; what was in hand goes back to its queue."""
    fields = await fields_of(request)

    async def left() -> Response:
        await asking(request, "", lambda who: release(who.store, who.person), token=fields.one("csrf"))
        made = RedirectResponse("/review?out", 303)
        drop_cookie(made)
        return made

    return await or_sign_in(left)


def _queues(who: Asking) -> dict[str, Any]:
    decides = may(who.person.role, "read") or may(who.person.role, "settle")
    return {
        "person": who.person, "role_in_words": IN_WORDS[who.person.role], "csrf": who.token, "decides": decides,
        "settles": may(who.person.role, "settle"), "queues": progress(who.store, who.person) if decides else [],
        "overview": overview(who.store) if may(who.person.role, "measure") else [],
        "minutes": minutes_without_pause(who.store, who.person),
    }  # fmt: skip
