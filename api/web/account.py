"""One's own account: another password, a second factor, the end of sessions elsewhere, signing out."""

from typing import Any

import pyotp
import segno
from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from api.auth.caller import review_of, settings_of
from api.auth.gate import Asking, asking
from api.auth.roles import IN_WORDS
from api.auth.signing_in import begin, check_code, check_password, set_cookies
from api.problems import ApiError
from api.store import people, second_factors, sessions
from api.web.answer import answer
from api.web.forms import fields_of

router = APIRouter(prefix="/account", include_in_schema=False)
HERE = "/account"
_PURPOSE, _SECONDS = "second factor", 900
_CHANGED = "Your password is changed. Sessions elsewhere have ended."
_OLD = "too much time went by; begin again with a new picture"
_STAYS = "this server asks everybody for a second factor; it can be moved to another telephone, and not turned off"
_SHOWN = ("not-signed-in", "full", "not-valid")


@router.get("")
async def account(request: Request) -> Response:
    """Show the account."""
    return answer(request, "account", title="Your account", here=HERE, **await asking(request, "", lambda who: _known(request, who)))


@router.post("/password")
async def password(request: Request) -> Response:
    """Change the password; all other sessions end, and this one goes on as a new one."""
    fields, wrong = await fields_of(request), {"at": "again"}

    def changed(who: Asking) -> tuple[dict[str, Any], str]:
        if fields.one("password") != fields.one("again"):
            raise ApiError("not-valid", "the two new passwords are not the same; type the same one twice")
        wrong["at"] = "current"
        check_password(request, who.person.name, fields.one("current"))
        wrong["at"] = "password"
        person = people.change(who.store, who.person.name, by=who.person.name, password=fields.one("password"))
        cookie, session = begin(request, person, how="new password")
        return {**_known(request, who), "csrf": who.review.sessions.token(session)}, cookie

    try:
        known, cookie = await asking(request, "", changed, token=fields.one("csrf"))
    except ApiError as error:
        return await _again(request, error, at=wrong["at"])
    made = answer(request, "account", title="Your account", here=HERE, note=_CHANGED, **known)
    set_cookies(request, made, known["person"], cookie)
    return made


@router.post("/sessions")
async def end_sessions(request: Request) -> Response:
    """End all other sessions."""
    fields = await fields_of(request)

    def ended(who: Asking) -> dict[str, Any]:
        done = sessions.end_others(who.store, who.session, by=who.person.name)
        return {**_known(request, who), "note": f"Sessions elsewhere that have ended: {done}."}

    return answer(request, "account", title="Your account", here=HERE, **await asking(request, "", ended, token=fields.one("csrf")))


@router.get("/second-factor")
async def second_factor_page(request: Request) -> Response:
    """Show a new secret as a picture for the app, and as letters."""
    offered = await asking(request, "", lambda who: _offered(request, who))
    return answer(request, "second_factor", title="Second factor", here=HERE, **offered)


@router.post("/second-factor")
async def second_factor(request: Request) -> Response:
    """Turn the second factor on, and show the recovery codes this once."""
    fields = await fields_of(request)

    def turned_on(who: Asking) -> dict[str, Any]:
        kept = who.review.sessions.content(_PURPOSE, fields.one("secret"), _SECONDS)
        if not isinstance(kept, list) or kept[0] != who.person.id:
            return _offered(request, who, problem=_OLD)
        secret = str(kept[1])
        try:
            check_password(request, who.person.name, fields.one("password"))
        except ApiError as error:
            return _offered(request, who, problem=_words(error), secret=secret, at="password")
        codes = second_factors.turn_on(who.store, who.person, secret, fields.one("code"))
        if codes is None:
            return _offered(request, who, problem="the code is not right; is the time of the telephone right?", secret=secret)
        sessions.end_others(who.store, who.session, by=who.person.name)
        return {"codes": codes}

    known = await asking(request, "", turned_on, token=fields.one("csrf"))
    title = "There is a problem" if known.get("problem") else "Second factor"
    return answer(request, "second_factor", title=title, here=HERE, status=422 if known.get("problem") else 200, **known)


@router.post("/second-factor/off")
async def second_factor_off(request: Request) -> Response:
    """Turn the second factor off, with one of its codes."""
    fields = await fields_of(request)

    def turned_off(who: Asking) -> dict[str, Any]:
        if settings_of(request).second_factor == "required":
            raise ApiError("not-valid", _STAYS)
        check_code(request, who.person, fields.one("code"))
        second_factors.turn_off(who.store, who.person, by=who.person.name)
        return {**_known(request, who), "note": "The second factor is off."}

    try:
        known = await asking(request, "", turned_off, token=fields.one("csrf"))
    except ApiError as error:
        return await _again(request, error, at="code")
    return answer(request, "account", title="Your account", here=HERE, **known)


def _known(request: Request, who: Asking) -> dict[str, Any]:
    on = second_factors.is_on(who.store, who.person)
    return {
        "required": settings_of(request).second_factor == "required", "person": who.person,
        "role_in_words": IN_WORDS[who.person.role], "csrf": who.token, "second_factor": on,
        "left": second_factors.left(who.store, who.person) if on else 0, "has_password": people.has_password(who.store, who.person),
    }  # fmt: skip


def _offered(request: Request, who: Asking, *, problem: str = "", secret: str = "", at: str = "code") -> dict[str, Any]:
    secret = secret or pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=who.person.name, issuer_name="Second Look")
    picture = segno.make(address).svg_inline(scale=5, border=4, light="#fff", title="Picture for the app that makes codes")
    return {
        "csrf": who.token, "picture": Markup(picture), "letters": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),  # noqa: S704  # drawn here
        "secret": review_of(request).sessions.signed(_PURPOSE, [who.person.id, secret]), "problem": problem[:1].upper() + problem[1:],
        "at": at, "required": settings_of(request).second_factor == "required",
        "already": second_factors.is_on(who.store, who.person), "signed_in_as": who.person.name,
    }  # fmt: skip


async def _again(request: Request, error: ApiError, *, at: str) -> Response:
    """Return the account with what is wrong, and in which field; raises what is no matter of typing."""
    words = _words(error)
    known = await asking(request, "", lambda who: _known(request, who), token=(await fields_of(request)).one("csrf"))
    return answer(request, "account", title="There is a problem", here=HERE, status=error.status, problem=words, at=at, **known)


def _words(error: ApiError) -> str:
    if error.kind not in _SHOWN:
        raise error
    return error.detail[:1].upper() + error.detail[1:]
