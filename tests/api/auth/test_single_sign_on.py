"""Signing in with the organisation's account, against a provider that answers over HTTP on this computer."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx2
import pytest
import requests
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.auth.sessions import COOKIE
from api.http import create_app
from api.settings import Settings
from api.store import identities, people, tables
from api.store.audit import audit
from api.store.store import Store
from tests.api.auth.conftest import PAGE
from tests.api.auth.provider import CLIENT, SECRET, Provider, running
from tests.api.http.conftest import URL

BACK = f"{URL}/sign-in/organisation/back"


@pytest.fixture(scope="module")
def one_provider() -> Iterator[Provider]:
    with running() as made:
        yield made


@pytest.fixture
def provider(one_provider: Provider) -> Provider:
    """The provider, well-behaved and with nobody in it but Ann."""
    one_provider.fault, one_provider.subject, one_provider.name, one_provider.back = "", "subject-1", "Ann Smith", BACK
    one_provider.asked.clear()
    return one_provider


@pytest.fixture
def settings(provider: Provider) -> Settings:
    who = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    return Settings(workers=1, profile="rules", accounts="on", **who)  # type: ignore[arg-type]  # words only


@pytest.fixture
def ann(store: Store, provider: Provider) -> people.Person:
    """Somebody with an account that belongs to a subject of the provider."""
    made = people.add(store, name="Ann", role="practitioner", password="", by="x")
    identities.link(store, "Ann", issuer=provider.issuer, subject="subject-1", by="x")
    return made


@pytest.fixture
def browser(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=URL, follow_redirects=False, headers=PAGE)


def there_and_back(browser: TestClient, *, change: Callable[[str], str] = str) -> httpx2.Response:
    """Go to the provider and come back, as a browser does."""
    away = browser.get("/sign-in/organisation")
    assert away.status_code == 303, away.text
    answer = requests.get(away.headers["location"], allow_redirects=False, timeout=10)
    assert answer.status_code == 303
    return browser.get(change(answer.headers["location"]).removeprefix(URL))


def test_somebody_who_is_known_signs_in(browser: TestClient, ann: people.Person, store: Store, provider: Provider) -> None:
    answer = there_and_back(browser)
    assert (answer.status_code, "Welcome, Ann" in answer.text) == (200, True)
    assert browser.get("/v1/session").json()["person"] == {"name": ann.name, "role": "practitioner"}
    cookies = [c for c in answer.headers.get_list("set-cookie") if c.startswith(COOKIE)]
    assert len(cookies) == 1
    assert "SameSite=strict" in cookies[0]
    assert provider.asked == ["/.well-known/openid-configuration", "/authorise", "/token", "/keys"]
    assert audit(store).faults == ()


FAULTS = (
    "audience", "audiences", "party", "nonce", "no nonce", "expired", "future", "issuer", "no subject", "none", "shared secret", "key",
    "unknown key", "changed", "no token", "state",
)  # fmt: skip


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_believed_signs_nobody_in(browser: TestClient, provider: Provider, fault: str) -> None:
    provider.fault = fault
    answer = there_and_back(browser)
    assert (answer.status_code, "cannot be believed" in answer.text) == (401, True)
    assert COOKIE not in browser.cookies
    assert browser.get("/v1/session").status_code == 401


@pytest.mark.usefixtures("ann")
def test_an_answer_that_was_not_begun_here_or_comes_twice_signs_nobody_in(app: FastAPI, browser: TestClient) -> None:
    seen: list[str] = []

    def noted(address: str) -> str:
        seen.append(address)
        return address

    there_and_back(browser, change=noted)
    other = TestClient(app, base_url=URL, follow_redirects=False, headers=PAGE)
    for client in (other, browser):  # another browser; and the same one once more
        answer = client.get(seen[0].removeprefix(URL))
        assert (answer.status_code, "not known any more" in answer.text) == (401, True)
    stopped = other.get("/sign-in/organisation") and other.get("/sign-in/organisation/back?error=access_denied")
    assert (stopped.status_code, "did not sign you in" in stopped.text) == (401, True)
    forged = there_and_back(other, change=lambda address: address.replace("code=", "code=x"))
    assert (forged.status_code, "cannot be believed" in forged.text) == (401, True)


def test_somebody_unknown_gets_no_account_unless_a_setting_says_so(
    browser: TestClient, store: Store, provider: Provider, settings: Settings
) -> None:
    answer = there_and_back(browser)
    assert (answer.status_code, "no account for you" in answer.text, "subject-1" in answer.text) == (401, True, True)
    assert people.everybody(store) == []
    open_to_all = TestClient(create_app(replace(settings, oidc_new_role="practitioner"), store=store), base_url=URL, headers=PAGE)
    people.add(store, name="Ann Smith", role="administrator", password="", by="x")
    open_to_all.follow_redirects = False
    assert "Welcome, Ann Smith 2" in there_and_back(open_to_all).text, "the same name is not the same person"
    assert [(p.name, p.role) for p in people.everybody(store)] == [("Ann Smith", "administrator"), ("Ann Smith 2", "practitioner")]
    provider.name = "<script>alert(1)</script>"
    assert "Welcome, Ann Smith 2" in there_and_back(open_to_all).text, "a name never decides who somebody is"
    assert audit(store).faults == ()


def test_an_account_that_was_ended_stays_out(browser: TestClient, ann: people.Person, store: Store) -> None:
    people.change(store, ann.name, by="x", active=False)
    assert there_and_back(browser).status_code == 401


@pytest.mark.usefixtures("ann")
def test_a_provider_that_changes_its_key_or_calls_itself_otherwise(browser: TestClient, provider: Provider, app: FastAPI) -> None:
    from joserfc.jwk import RSAKey

    assert there_and_back(browser).status_code == 200
    provider.key = RSAKey.generate_key(2048, {"kid": "two"})
    assert there_and_back(browser).status_code == 200
    provider.key = RSAKey.generate_key(2048, {"kid": "one"})
    provider.fault = "calls itself otherwise"
    app.state.single_sign_on._described = (0.0, {})
    answer = browser.get("/sign-in/organisation")
    assert (answer.status_code, "SECONDLOOK_OIDC_ISSUER" in answer.text or "starting" in answer.text) == (503, True)


def test_a_provider_that_is_not_there_is_said_without_a_fault(store: Store, settings: Settings) -> None:
    client = TestClient(create_app(replace(settings, oidc_issuer="http://127.0.0.1:9"), store=store), base_url=URL)
    answer = client.get("/sign-in/organisation")
    assert (answer.status_code, "identity provider does not answer" in answer.text) == (503, True)


def test_an_identity_that_was_linked_by_hand_is_found(ann: people.Person, store: Store, provider: Provider) -> None:
    assert audit(store).faults == ()
    with store.writing() as writing:
        row = {"issuer": provider.issuer, "subject": "mallory", "person_id": ann.id, "made": "2026-01-01T00:00:00.000Z"}
        writing.connection.execute(tables.identities.insert(), row)
    assert audit(store).faults == ("identity of Ann: it was linked or removed behind Second Look's back",)
