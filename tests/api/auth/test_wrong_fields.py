"""A form that was filled in wrongly says so beside the field that is wrong, and its summary leads there."""

from typing import Any

import lxml.html
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.http import create_app
from api.settings import Settings
from api.store.store import Store
from tests.api.auth.conftest import PAGE, SignIn
from tests.api.auth.test_accounts import csrf
from tests.api.http.conftest import URL
from tests.api.store.conftest import PASSWORD


def document(html: str) -> Any:
    return lxml.html.fromstring(html)


def wrong_field(html: str) -> str:
    """Return the field that the summary leads to; fails where that field does not say the same."""
    page = document(html)
    (link,) = page.xpath("//div[contains(@class, 'govuk-error-summary')]//li/a")
    at = str(link.get("href")).removeprefix("#")
    (beside,) = page.xpath("//p[@class='govuk-error-message']")
    assert link.text in beside.text_content()
    assert beside.get("id", "").startswith(at)
    assert page.get_element_by_id(at) is not None
    return at


@pytest.mark.parametrize(("code", "password", "again", "at"), [
    ("aaaaa-bbbbb-ccccc-ddddd", PASSWORD, PASSWORD, "code"), ("", PASSWORD, "another", "again"), ("", "short", "short", "password"),
])  # fmt: skip
def test_choosing_a_password(app: FastAPI, code: str, password: str, again: str, at: str) -> None:
    answer = TestClient(app, base_url=URL, headers=PAGE).post("/set-up", data={
        "name": "Ann", "code": code, "password": password, "again": again,
    })  # fmt: skip
    assert wrong_field(answer.text) == at


@pytest.mark.parametrize(("current", "password", "again", "at"), [
    ("not this one at all", "another small word", "another small word", "current"), (PASSWORD, "short", "short", "password"),
    (PASSWORD, "another small word", "", "again"),
])  # fmt: skip
def test_changing_a_password(sign_in: SignIn, current: str, password: str, again: str, at: str) -> None:
    ann = sign_in("Ann", page=True)
    answer = ann.post("/account/password", data={"current": current, "password": password, "again": again, "csrf": csrf(ann)})
    assert wrong_field(answer.text) == at


@pytest.mark.parametrize(("password", "at"), [("not this one at all", "password"), (PASSWORD, "code")])
def test_turning_the_second_factor_on(sign_in: SignIn, password: str, at: str) -> None:
    ann = sign_in("Ann", page=True)
    form = document(ann.get("/account/second-factor").text).forms[-1]
    answer = ann.post("/account/second-factor", data={**dict(form.form_values()), "password": password, "code": "000000"})
    assert wrong_field(answer.text) == at


@pytest.mark.parametrize(("name", "scopes", "days", "at"), [
    ("", ["look"], "9", "name"), ("x", [], "9", "scopes"), ("x", ["look"], "0", "days"),
])  # fmt: skip
def test_making_a_key(sign_in: SignIn, name: str, scopes: list[str], days: str, at: str) -> None:
    ada = sign_in("Ada", "administrator", page=True)
    answer = ada.post("/accounts/keys", data={"name": name, "scopes": scopes, "days": days, "csrf": csrf(ada, "/accounts/keys")})
    assert wrong_field(answer.text) == at
    assert "(POST /v1/reviews)" in answer.text


@pytest.mark.parametrize(("public", "asked", "told"), [("", URL, f"{URL}/set-up"), ("https://look.example/", "https://look.example",
                         "https://look.example/set-up")])  # fmt: skip
def test_a_code_comes_with_the_address_to_use_it_at(store: Store, public: str, asked: str, told: str) -> None:
    proxy = "127.0.0.1" if public else ""
    app = create_app(Settings(workers=1, profile="rules", accounts="on", public_url=public, trusted_proxy=proxy), store=store)
    code = app.state.review.first_run.begin(store)
    ada = TestClient(app, base_url=asked, headers=PAGE)
    ada.post("/set-up", data={"name": "Ada", "code": code, "password": PASSWORD, "again": PASSWORD})
    ada.post("/sign-in", data={"name": "Ada", "password": PASSWORD})
    made = ada.post("/accounts", data={"name": "Ann", "role": "quality", "csrf": csrf(ada, "/accounts")})
    assert document(made.text).get_element_by_id("set-up-address").text == told
