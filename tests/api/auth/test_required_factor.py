"""Where a second factor is required nobody gets anywhere with a password alone: neither by the pages nor by the API."""

from typing import Any

import lxml.html
import pyotp
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.settings import Settings, SettingsError
from api.store import identities, people, second_factors
from api.store.one_time_codes import issue
from api.store.store import Store
from tests.api.auth.conftest import PAGE, SignIn
from tests.api.auth.test_accounts import csrf
from tests.api.http.conftest import URL
from tests.api.store.conftest import PASSWORD


@pytest.fixture
def settings() -> Settings:
    return Settings(workers=1, profile="rules", accounts="on", second_factor="required")


def turn_on(client: TestClient) -> str:
    page: Any = lxml.html.fromstring(client.get("/account/second-factor").text)
    form, letters = page.forms[-1], str(page.xpath("string(//p/code)")).replace(" ", "")
    return client.post("/account/second-factor", data={
        **dict(form.form_values()), "password": PASSWORD, "code": pyotp.TOTP(letters).now(),
    }).text  # fmt: skip


def test_a_page_leads_to_it_and_everything_is_open_once_it_is_on(sign_in: SignIn) -> None:
    ann = sign_in("Ann", page=True)
    for path in ("/", "/account", "/indicators", "/no/such/page"):
        answer = ann.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/account/second-factor"), path
    page = ann.get("/account/second-factor").text
    assert "asks everybody for a second factor" in page
    assert "Leave it as it is" not in page
    assert ann.post("/look", data={"text": "Mum was asleep."}).status_code == 403
    assert "recovery codes" in turn_on(ann)
    assert ann.get("/").status_code == 200
    assert 'action="/account/second-factor/off"' not in ann.get("/account").text
    assert "Leave it as it is" in ann.get("/account/second-factor").text
    refused = ann.post("/account/second-factor/off", data={"code": "000000", "csrf": csrf(ann)})
    assert (refused.status_code, "not turned off" in refused.text) == (422, True)


@pytest.mark.parametrize("role", ["practitioner", "administrator", "reviewer"])
def test_a_program_with_a_password_alone_is_refused_everything_but_signing_out(sign_in: SignIn, role: str) -> None:
    client = sign_in("Ann", role)
    for method, path in (("GET", "/v1/about"), ("POST", "/v1/reviews"), ("GET", "/v1/queues"), ("GET", "/v1/measures")):
        answer = client.request(method, path, json={"text": "Mum was asleep."} if method == "POST" else None)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:secondlook:problem:no-second-factor"), path
    assert client.get("/v1/session").status_code == 200
    assert client.delete("/v1/session").status_code < 300


def test_an_administrator_who_takes_it_away_takes_the_way_in_with_it(sign_in: SignIn, store: Store) -> None:
    ann = sign_in("Ann", page=True)
    turn_on(ann)
    second_factors.turn_off(store, next(p for p in people.everybody(store) if p.name == "Ann"), by="Ada")
    assert ann.get("/").status_code in (303, 401)
    assert ann.get("/v1/about", headers={"Accept": "application/json"}).status_code in (401, 403)


def test_a_new_password_does_not_go_round_the_second_factor(sign_in: SignIn, app: FastAPI, store: Store) -> None:
    ann = sign_in("Ann", page=True)
    assert "recovery codes" in turn_on(ann)
    code, new = issue(store, "Ann", by="Ada"), "another small word"
    browser = TestClient(app, base_url=URL, headers=PAGE)
    browser.post("/set-up", data={"name": "Ann", "code": code, "password": new, "again": new})
    page = browser.post("/sign-in", data={"name": "Ann", "password": new})
    assert page.url.path == "/sign-in/code"
    assert browser.get("/v1/session").status_code == 401
    assert browser.post("/v1/session", json={"name": "Ann", "password": new}).status_code == 401


def test_whoever_signs_in_at_the_organisation_is_asked_there(app: FastAPI, store: Store) -> None:
    from api.auth.sessions import COOKIE
    from api.store import sessions

    eve = identities.create(store, issuer="https://login.example", subject="s-1", wanted="Eve", role="practitioner")
    cookie, _ = sessions.begin(store, eve, hours=1, how="organisation")
    client = TestClient(app, base_url=URL, headers=PAGE, cookies={COOKIE: cookie}, follow_redirects=False)
    assert client.get("/").status_code == 200


def test_another_word_is_refused() -> None:
    with pytest.raises(SettingsError, match="offered or required"):
        Settings(second_factor="yes")
