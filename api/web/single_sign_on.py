"""The way to the organisation's identity provider and back."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from api.auth.caller import review_of, said, settings_of
from api.auth.sessions import SIGN_ON_COOKIE, SIGN_ON_SECONDS
from api.auth.signing_in import begin, given, put, set_cookies, take_away
from api.auth.single_sign_on import Begun, SingleSignOn
from api.problems import ApiError
from api.store import identities
from api.store.people import Person
from api.web.answer import answer
from api.web.menu import begins_at

router = APIRouter(prefix="/sign-in/organisation", include_in_schema=False)
_OFF = "this server does not sign people in with accounts of their organisation"
_UNKNOWN = "There is no account for you here yet. Give your administrator this, which says who you are there: {subject}"
_STOPPED = "Your organisation did not sign you in. Try again, or ask those who run its accounts."
_LOST = "What was begun here is not known any more. Begin again, in the same browser and within ten minutes."


@router.get("")
async def away(request: Request) -> Response:
    """Lead to the identity provider."""
    address, begun = await run_in_threadpool(_provider(request).begin)
    made = RedirectResponse(address, 303)
    put(request, made, SIGN_ON_COOKIE, review_of(request).sessions.signed(SIGN_ON_COOKIE, begun.kept()), SIGN_ON_SECONDS, lax=True)
    return made


@router.get("/back")
async def back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    """Sign in whoever comes back, or say why not. It is a page and no redirect: a browser sends the new cookie only from a page of ours."""
    provider, review = _provider(request), review_of(request)
    kept = review.sessions.content(SIGN_ON_COOKIE, given(request, SIGN_ON_COOKIE), SIGN_ON_SECONDS)
    if not isinstance(kept, dict):
        return _refused(request, _LOST)
    if error:
        return _refused(request, _STOPPED)

    def signed_in() -> tuple[Person, str] | str:
        known = provider.finish(Begun(**kept), state=state, code=code)
        role = settings_of(request).oidc_new_role
        with said():
            person = identities.person_of(review.store, provider.issuer, known.subject)
            if person is None and role:
                person = identities.create(review.store, issuer=provider.issuer, subject=known.subject, wanted=known.name, role=role)
        if person is None:
            return _UNKNOWN.format(subject=known.subject)
        return person, begin(request, person, how="organisation")[0]

    try:
        found = await run_in_threadpool(signed_in)
    except ApiError as problem:
        if problem.kind != "not-signed-in":
            raise
        found = problem.detail[:1].upper() + problem.detail[1:]
    if isinstance(found, str):
        return _refused(request, found)
    made = answer(request, "signed_in", title="Signed in", here="/sign-in", onwards=begins_at(found[0].role), person=found[0])
    set_cookies(request, made, *found)
    _forget(request, made)
    return made


def _provider(request: Request) -> SingleSignOn:
    provider: SingleSignOn | None = request.app.state.single_sign_on
    if provider is None:
        raise ApiError("not-found", _OFF)
    return provider


def _refused(request: Request, problem: str) -> Response:
    shown = {"problem": problem, "organisation": True, "all_accounts": True}
    made = answer(request, "signin", title="There is a problem", status=401, here="/sign-in", **shown)
    _forget(request, made)
    return made


def _forget(request: Request, response: Response) -> None:
    take_away(request, response, SIGN_ON_COOKIE, lax=True)
