"""The pages of signing in: password, code of the second factor, choosing a password with a one-time code, signing out."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from api.auth.caller import review_of, said, settings_of
from api.auth.gate import asking
from api.auth.passwords import will_not_do
from api.auth.signing_in import (
    begin,
    check_code,
    check_password,
    choose_password,
    drop_cookie,
    keep_step,
    needs_code,
    person_of_step,
    set_cookies,
)
from api.problems import ApiError
from api.routes.session import leave
from api.store import people
from api.store.people import Person
from api.web.answer import answer
from api.web.forms import fields_of
from api.web.menu import begins_at

router = APIRouter(include_in_schema=False)
HERE = "/sign-in"
_SHOWN = ("not-signed-in", "full", "not-valid")
_NOTES = {
    "ended": "You were signed out, or too much time went by. Nothing was recorded since.", "out": "You are signed out.",
    "chosen": "Your password is set. Sign in with it.",
}  # fmt: skip
_SHORT = "Too much time went by. Begin again with your password."


@router.get("/sign-in")
async def sign_in_page(request: Request) -> Response:
    """Show the form; where nobody can look after the accounts yet, the way to the first account."""

    def first_run() -> bool:
        with said():
            return settings_of(request).accounts == "on" and not people.has_administrator(review_of(request).store)

    note = next((words for name, words in _NOTES.items() if name in request.query_params), "")
    return _form(request, note=note, next=_own(request.query_params.get("next", "")), first_run=await run_in_threadpool(first_run))


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Check the password; go on to the code, or sign in, or show the form again."""
    fields = await fields_of(request)
    onwards = _own(fields.one("next"))

    def checked() -> tuple[Person, str]:
        person = check_password(request, fields.one("name"), fields.one("password"))
        return person, "" if needs_code(request, person) else begin(request, person, how="password")[0]

    try:
        person, cookie = await run_in_threadpool(checked)
    except ApiError as error:
        return _form(request, status=error.status, problem=_words(error), typed=fields.one("name")[:80], next=onwards)
    if cookie:
        return _signed_in(request, person, cookie, onwards)
    made = RedirectResponse(f"{HERE}/code" + (f"?next={onwards}" if onwards else ""), 303)
    keep_step(request, made, person)
    return made


@router.get("/sign-in/code")
async def code_page(request: Request) -> Response:
    """Ask for the code of the second factor."""
    return answer(request, "signin_code", title="Your code", here=HERE, next=_own(request.query_params.get("next", "")))


@router.post("/sign-in/code")
async def code(request: Request) -> Response:
    """Check the code, and sign in."""
    fields = await fields_of(request)
    onwards = _own(fields.one("next"))

    def checked() -> tuple[Person, str] | None:
        person = person_of_step(request)
        if person is None:
            return None
        check_code(request, person, fields.one("code"))
        return person, begin(request, person, how="password and code")[0]

    try:
        found = await run_in_threadpool(checked)
    except ApiError as error:
        shown = {"problem": _words(error), "next": onwards}
        return answer(request, "signin_code", title="There is a problem", status=error.status, here=HERE, **shown)
    return _signed_in(request, *found, onwards) if found else _form(request, status=401, problem=_SHORT, next=onwards)


@router.get("/set-up")
async def set_up_page(request: Request) -> Response:
    """Show the form to choose a password with a one-time code."""
    return answer(request, "set_up", title="Choose your password", here="/set-up")


@router.post("/set-up")
async def set_up(request: Request) -> Response:
    """Set the password, or show the form again; the codes and passwords that were typed are not sent back."""
    fields = await fields_of(request)
    name, password, at = fields.one("name"), fields.one("password"), "again"
    try:
        if password != fields.one("again"):
            raise ApiError("not-valid", "the two passwords are not the same; type the same one twice")
        at = "password" if will_not_do(password, name=name) else "code"
        await run_in_threadpool(choose_password, request, name, fields.one("code"), password)
    except ApiError as error:
        shown = {"problem": _words(error), "typed": name[:80], "at": at}
        return answer(request, "set_up", title="There is a problem", status=error.status, here="/set-up", **shown)
    return RedirectResponse(f"{HERE}?chosen", 303)


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Sign out; what was in hand goes back to its queue."""
    fields = await fields_of(request)
    await asking(request, "", leave, token=fields.one("csrf"))
    made = RedirectResponse(f"{HERE}?out", 303)
    drop_cookie(request, made)
    return made


def _signed_in(request: Request, person: Person, cookie: str, onwards: str) -> Response:
    alone = settings_of(request).accounts != "on"
    made = RedirectResponse(onwards or ("/review" if alone else begins_at(person.role)), 303)
    set_cookies(request, made, person, cookie)
    return made


def _form(request: Request, *, status: int = 200, problem: str = "", **context: Any) -> Response:
    title = "There is a problem" if problem else "Sign in"
    settings = settings_of(request)
    return answer(request, "signin", title=title, status=status, here=HERE, problem=problem, organisation=bool(settings.oidc_issuer),
                  all_accounts=settings.accounts == "on", **context)  # fmt: skip


def _words(error: ApiError) -> str:
    if error.kind not in _SHOWN:
        raise error
    return error.detail[:1].upper() + error.detail[1:]


def _own(address: str) -> str:
    """Return an address of this server that somebody wanted to open, "" for any other."""
    good = address.startswith("/") and not address.startswith("//") and address.isascii() and address.isprintable() and "\\" not in address
    return address if good and len(address) <= 200 and not set(address) & set("?#&<>\"' ") else ""
