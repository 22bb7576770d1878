"""The administrator's pages: everybody's accounts, and the keys of programs. A code or key that is made here is shown once."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from api.auth.caller import settings_of
from api.auth.gate import Asking, asking
from api.auth.roles import IN_WORDS, ROLES, SCOPES
from api.problems import ApiError
from api.store import api_keys, identities, one_time_codes, people, second_factors
from api.web.answer import answer
from api.web.forms import Fields, fields_of

router = APIRouter(prefix="/accounts", include_in_schema=False)
HERE = "/accounts"


@router.get("")
async def accounts(request: Request) -> Response:
    """Show everybody."""
    return answer(request, "accounts", title="Accounts", here=HERE, **await asking(request, "manage", lambda who: _people(request, who)))


@router.post("")
async def add(request: Request) -> Response:
    """Add somebody, and show the one-time code with which they choose a password."""
    fields = await fields_of(request)

    def added(who: Asking) -> dict[str, Any]:
        made = people.add(who.store, name=fields.one("name").strip(), role=fields.one("role"), password="", by=who.person.name)
        return {"code": one_time_codes.issue(who.store, made.name, by=who.person.name), "code_of": made.name}

    return await _changed(request, fields, added)


@router.get("/keys")
async def keys(request: Request) -> Response:
    """Show the keys of programs."""
    return answer(request, "api_keys", title="API keys", here=HERE, **await asking(request, "manage", _keys))


@router.post("/keys")
async def make_key(request: Request) -> Response:
    """Make a key, and show it this once."""
    fields = await fields_of(request)

    def made(who: Asking) -> dict[str, Any]:
        typed = fields.one("days")
        days = int(typed) if typed.isdecimal() and len(typed) < 5 else 0
        name, scopes = fields.one("name").strip(), fields.all("scopes")
        key, kept = api_keys.make(who.store, name=name, scopes=scopes, days=days, by=who.person.name)
        return {"key": key, "key_of": kept.name}

    at = "days" if fields.all("scopes") and fields.one("name").strip() else "scopes" if fields.one("name").strip() else "name"
    return await _changed(request, fields, made, page="api_keys", at=at)


@router.post("/keys/{id}/revoke")
async def revoke_key(request: Request, id: str) -> Response:  # noqa: A002
    """End a key now."""
    fields = await fields_of(request)

    def revoked(who: Asking) -> dict[str, Any]:
        return {"note": f"The key “{api_keys.revoke(who.store, id, by=who.person.name).name}” is revoked."}

    return await _changed(request, fields, revoked, page="api_keys")


@router.post("/{id}")
async def change(request: Request, id: int) -> Response:  # noqa: A002  # the name in the address
    """Change an account: its role and state, its code, its second factor, or who it is at the organisation."""
    fields = await fields_of(request)

    def changed(who: Asking) -> dict[str, Any]:
        person, by = people.by_id(who.store, id), who.person.name
        if person is None:
            raise ApiError("not-found", "there is no such account")
        match fields.one("do"):
            case "code":
                return {"code": one_time_codes.issue(who.store, person.name, by=by), "code_of": person.name}
            case "no-second-factor":
                second_factors.turn_off(who.store, person, by=by)
                return {"note": f"{person.name} signs in without a second factor now."}
            case "link":
                issuer, subject = settings_of(request).oidc_issuer, fields.one("subject").strip()
                identities.link(who.store, person.name, issuer=issuer, subject=subject, by=by)
                return {"note": f"{person.name} can sign in with the organisation’s account now."}
            case "save":
                active = fields.one("active") == "yes"
                people.change(who.store, person.name, by=by, role=fields.one("role"), active=active)
                return {"note": f"{person.name} is changed. Every session of theirs has ended."}
        raise ApiError("not-valid", "choose what is to be changed")

    return await _changed(request, fields, changed)


async def _changed(
    request: Request, fields: Fields, do: Callable[[Asking], dict[str, Any]], *, page: str = "accounts", at: str = ""
) -> Response:
    """Do something, and show the page with what came of it, or with what is wrong, and in which field (`at`)."""
    token = fields.one("csrf")

    def shown(who: Asking) -> dict[str, Any]:
        return _people(request, who) if page == "accounts" else _keys(who)

    try:
        told, status = await asking(request, "manage", do, token=token), 200
    except ApiError as error:
        if error.kind not in ("not-valid", "not-found"):
            raise
        told, status = {"problem": error.detail[:1].upper() + error.detail[1:], "typed": fields.one("name")[:80], "at": at}, error.status
    title = "There is a problem" if "problem" in told else "Accounts" if page == "accounts" else "API keys"
    return answer(request, page, title=title, here=HERE, status=status, **await asking(request, "manage", shown, token=token), **told)


def _people(request: Request, who: Asking) -> dict[str, Any]:
    issuer, factors = settings_of(request).oidc_issuer, second_factors.with_one(who.store)
    subjects = identities.subjects(who.store, issuer) if issuer else {}
    rows = [{"person": p, "second_factor": p.id in factors, "subject": subjects.get(p.id, "")} for p in people.everybody(who.store)]
    return {"csrf": who.token, "rows": rows, "roles": [(role, IN_WORDS[role]) for role in ROLES], "organisation": bool(issuer),
            "hours": one_time_codes.HOURS, "set_up": _set_up(request)}  # fmt: skip


def _set_up(request: Request) -> str:
    """Return the address at which somebody uses a code, as an administrator can tell it by telephone."""
    return (settings_of(request).public_url or str(request.base_url)).rstrip("/") + "/set-up"


def _keys(who: Asking) -> dict[str, Any]:
    return {"csrf": who.token, "keys": api_keys.every(who.store), "scopes": list(SCOPES.items()), "days": api_keys.DAYS,
            "most_days": api_keys.MOST_DAYS}  # fmt: skip
