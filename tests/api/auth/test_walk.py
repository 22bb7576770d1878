"""A walk over every route of the application, for everybody who may ask: exactly what docs/roles.md says."""

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient

from api.auth.roles import ROLES, SCOPES
from api.auth.sessions import COOKIE, SAME_PLACE
from api.auth.table import TABLE, Need, Needs, TableError, flat, methods
from api.http import create_app
from api.settings import Settings
from api.store import api_keys, people, tables
from api.store.store import Store
from tests.api.auth.conftest import SignIn
from tests.api.auth.roles_page import addresses, who_may
from tests.api.http.conftest import URL

LAST = "DELETE /v1/session"
"""It ends the session of whoever walks."""
Answers = dict[str, httpx2.Response]


def routes(app: FastAPI) -> list[str]:
    found = [f"{method} {route.path}" for route in flat(app) for method in methods(route)]
    return sorted(found, key=lambda route: route == LAST)


def walk(client: TestClient, app: FastAPI) -> Answers:
    """Ask every route. A body that no route takes comes along, so that nothing is changed where a request is let through."""
    answers = {}
    for route in routes(app):
        method, path = route.split(" ")
        for name, value in (("{name:path}", "look.css"), ("{rest:path}", "x"), ("{form}", "word"), ("/accounts/{id}", "/accounts/999999")):
            path = path.replace(name, value)
        for name in ("{id}", "{name}", "{queue}", "{item}"):
            path = path.replace(name, "none")
        body = {"content": b"x", "headers": {"Content-Type": "text/plain"}} if method == "POST" else {}
        answers[route] = client.request(method, path, **body)  # type: ignore[arg-type]
    return answers


def refusal(answer: httpx2.Response) -> str:
    """What the guard said: "sign in", "not allowed", or "" where it let the request through."""
    if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in"):
        return "sign in"
    if answer.status_code in (401, 403):
        kind = answer.json()["type"].rpartition(":")[2]
        return {"not-signed-in": "sign in", "not-allowed": "not allowed"}[kind]
    return ""


def wrong(answers: Answers, who: str, *, otherwise: str) -> list[str]:
    """Every route that answered otherwise than the document says."""
    has, needs, found = who_may()[who], addresses(), []
    for route, answer in answers.items():
        let = any(has[need] for need in needs[route])
        if refusal(answer) != ("" if let else otherwise) or answer.status_code == 500:
            found.append(f"{who}: {route} answered {answer.status_code}, where {'yes' if let else 'no'} was expected")
    return found


def test_the_document_names_every_address_and_what_it_needs(app: FastAPI) -> None:
    assert addresses() == {route: need.any_of for route, need in TABLE.items()}
    assert set(routes(app)) == set(TABLE), "each row is a route, and each route is a row"
    assert list(who_may()) == ["nobody", *ROLES, *(f"key: {scope}" for scope in SCOPES)]


def test_nobody_and_bad_credentials_reach_only_what_is_for_everybody(
    app: FastAPI, nobody: TestClient, store: Store, sign_in: SignIn
) -> None:
    assert wrong(walk(nobody, app), "nobody", otherwise="sign in") == []
    revoked, kept = api_keys.make(store, name="revoked", scopes=list(SCOPES), days=9, by="x")
    api_keys.revoke(store, kept.id, by="x")
    expired, kept = api_keys.make(store, name="expired", scopes=list(SCOPES), days=9, by="x")
    with store.writing() as writing:
        writing.connection.execute(tables.api_keys.update().where(tables.api_keys.c.id == kept.id).values(expires="2020-01-31"))
    good, _ = api_keys.make(store, name="good", scopes=list(SCOPES), days=9, by="x")
    for key in (revoked, expired, good[:-1] + ("A" if good[-1] != "A" else "B"), "sl_", ""):
        client = TestClient(app, base_url=URL, follow_redirects=False, headers={"Authorization": f"Bearer {key}"})
        assert wrong(walk(client, app), "nobody", otherwise="sign in") == [], key
    ended = sign_in("Zoe", "administrator")
    people.add(store, name="Other", role="administrator", password="", by="x")
    people.change(store, "Zoe", by="x", role="quality")
    assert wrong(walk(ended, app), "nobody", otherwise="sign in") == []
    forged = TestClient(app, base_url=URL, follow_redirects=False, cookies={COOKIE: "x" * 43})
    assert wrong(walk(forged, app), "nobody", otherwise="sign in") == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_the_document_says(app: FastAPI, sign_in: SignIn, role: str) -> None:
    assert wrong(walk(sign_in("Ann", role), app), role, otherwise="not allowed") == []


@pytest.mark.parametrize("scope", SCOPES)
def test_each_scope_reaches_what_the_document_says(app: FastAPI, store: Store, scope: str) -> None:
    key, _ = api_keys.make(store, name="a program", scopes=[scope], days=1, by="x")
    client = TestClient(app, base_url=URL, follow_redirects=False, headers={"Authorization": f"Bearer {key}"})
    assert wrong(walk(client, app), f"key: {scope}", otherwise="not allowed") == []
    assert api_keys.every(store)[0].used


def test_an_address_that_is_not_there_needs_a_sign_in_too(nobody: TestClient, sign_in: SignIn) -> None:
    ann = sign_in("Ann")
    for method, path in (("GET", "/nowhere"), ("GET", "/v1/nowhere"), ("POST", "/"), ("PUT", "/v1/reviews"), ("OPTIONS", "/v1/reviews"),
                         ("GET", "/metrics"), ("HEAD", "/"), ("GET", "//v1/about"), ("GET", "/v1/about/")):  # fmt: skip
        refused = nobody.request(method, path)
        assert (refused.status_code, refused.headers.get("location", "").partition("?")[0]) in ((401, ""), (303, "/sign-in")), path
        assert ann.request(method, path).status_code in (200, 404, 405, 415, 422, 503), path


def test_a_change_by_cookie_needs_the_token_or_a_page_of_our_own(sign_in: SignIn) -> None:
    ann = sign_in("Ann", "quality")
    token = ann.headers.pop(SAME_PLACE)
    other: list[dict[str, str]] = [{"Sec-Fetch-Site": place} for place in ("same-site", "none", "cross-site")]
    for headers in ({}, {SAME_PLACE: "0" * 64}, *other):
        for path in ("/look", "/v1/reviews", "/screenings", "/v1/screenings/none/cancel"):
            answer = ann.post(path, headers=headers)
            assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (403, "other-site"), (path, headers)
    assert ann.post("/v1/reviews", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 403, "a program sends the token"
    assert ann.post("/look", headers={"Sec-Fetch-Site": "same-origin"}).status_code != 403
    assert ann.post("/v1/screenings/none/cancel", headers={SAME_PLACE: token}).status_code == 404


def test_without_accounts_what_one_person_does_is_open_and_the_review_is_not(store: Store) -> None:
    alone = create_app(Settings(workers=1, profile="rules"))
    answers = walk(TestClient(alone, base_url=URL, follow_redirects=False), alone)
    assert {route for route, answer in answers.items() if refusal(answer) or answer.status_code == 500} == set()
    review = create_app(Settings(workers=1, profile="rules"), store=store)
    answers = walk(TestClient(review, base_url=URL, follow_redirects=False), review)
    needs = addresses()
    shut = {route for route in answers if not set(needs[route]) & {"anyone", "signed in", "look", "screen"}}
    assert {route for route, answer in answers.items() if refusal(answer) == "sign in"} == shut
    assert len(shut) > 25


def test_a_route_that_is_not_in_the_table_does_not_start(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    router = APIRouter()

    @router.get("/forgotten")
    async def forgotten() -> None:
        """A route that somebody forgot to put into the table."""

    app.include_router(router)
    with pytest.raises(TableError, match="GET /forgotten is not in"):
        Needs(app)
    monkeypatch.setattr("api.http.off.router", router)
    with pytest.raises(TableError, match="GET /forgotten"):
        create_app(Settings(workers=1))
    mounted = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    mounted.mount("/files", FastAPI(openapi_url=None))
    with pytest.raises(TableError, match="Mount at '/files'"):
        Needs(mounted)


def test_no_path_is_open_because_of_how_it_begins(app: FastAPI, nobody: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("/healthy", "/health/more", "/statics", "/static"):
        assert refusal(nobody.get(path)) == "sign in", path
    monkeypatch.setitem(TABLE, "GET /health/live", Need(("manage",)))
    app.state.needs = Needs(app)
    assert refusal(nobody.get("/health/live")) == "sign in"
