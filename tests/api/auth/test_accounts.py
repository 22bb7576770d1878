"""Accounts over HTTP as a browser without script sees them: the first one, one-time codes, second factor, sessions, keys, and the audit."""

import json
import re

import lxml.html
import pyotp
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.auth.sessions import COOKIE, SAME_PLACE
from api.settings import Settings
from api.store import api_keys, people, second_factors, tables
from api.store.audit import audit
from api.store.errors import NoSuchError, StoreError
from api.store.one_time_codes import issue
from api.store.sessions import begin as begun
from api.store.store import Store
from api.store.tables import events, one_time_codes, sessions
from api.store.times import later
from tests.api.auth.conftest import PAGE, SignIn
from tests.api.http.conftest import URL
from tests.api.store.conftest import PASSWORD

OTHER = "another small word"


@pytest.fixture
def browser(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=URL, headers=PAGE)


def words(answer: object) -> str:
    return " ".join(lxml.html.fromstring(answer.text).text_content().split())  # type: ignore[attr-defined]


def csrf(client: TestClient, path: str = "/account") -> str:
    return str(lxml.html.fromstring(client.get(path).text).xpath("string(//input[@name='csrf']/@value)"))


def recovery_codes(html: str) -> list[str]:
    return re.findall(r"<li><code>([^<]+)</code></li>", html)


def choose(client: TestClient, name: str, code: str, password: str = PASSWORD, again: str = "") -> str:
    return words(client.post("/set-up", data={"name": name, "code": code, "password": password, "again": again or password}))


def enter(client: TestClient, name: str, password: str = PASSWORD, **fields: str) -> str:
    return words(client.post("/sign-in", data={"name": name, "password": password, **fields}))


def test_the_first_account_needs_the_code_of_the_terminal(app: FastAPI, browser: TestClient, store: Store) -> None:
    assert "There is no administrator yet" in words(browser.get("/"))
    code = app.state.review.first_run.begin(store)
    assert "do not belong together" in choose(browser, "Ada", "aaaaa-bbbbb-ccccc-ddddd")
    assert "not the same" in choose(browser, "Ada", code, again="something else")
    assert "12 to 200 characters" in choose(browser, "Ada", code, "short")
    assert people.everybody(store) == []
    assert "Your password is set" in choose(browser, "Ada", code.upper().replace("-", " "))
    assert "do not belong together" in choose(browser, "Eve", code), "good once"
    assert [(p.name, p.role) for p in people.everybody(store)] == [("Ada", "administrator")]
    assert app.state.review.first_run.begin(store) == ""
    page = enter(browser, "Ada")
    assert "Add somebody" in page, "an administrator begins at the accounts"
    assert "There is no administrator yet" not in words(TestClient(app, base_url=URL, headers=PAGE).get("/sign-in"))


def test_somebody_is_added_chooses_a_password_and_begins_at_their_own_page(sign_in: SignIn, browser: TestClient) -> None:
    ada = sign_in("Ada", "administrator", page=True)
    answer = ada.post("/accounts", data={"name": "Ann", "role": "practitioner", "csrf": csrf(ada, "/accounts")})
    code = str(lxml.html.fromstring(answer.text).xpath("string(//code[@id='one-time-code'])"))
    assert re.fullmatch(r"([2-9a-z]{5}-){3}[2-9a-z]{5}", code)
    assert "do not belong together" in enter(browser, "Ann", code), "a code is no password"
    assert "Your password is set" in choose(browser, "ann", code)
    assert "do not belong together" in choose(browser, "Ann", code, OTHER)
    assert "Take a second look at a note" in enter(browser, "Ann")
    links = lxml.html.fromstring(browser.get("/").text).xpath("//nav//a/@href")
    assert links == ["/", "/indicators", "/about", "/help", "/account"]
    for data, says in (
        ({"name": "Ann", "role": "practitioner"}, "already"), ({"name": "Bob", "role": "king"}, "no such role"),
        ({"name": "<b>", "role": "quality"}, "begins with a letter"),
    ):  # fmt: skip
        answer = ada.post("/accounts", data={**data, "csrf": csrf(ada, "/accounts")})
        assert (answer.status_code, says in words(answer)) == (422, True)
    assert ada.post("/accounts", data={"name": "Bob", "role": "reviewer"}).status_code == 403, "without the token"


def test_an_administrator_changes_an_account_and_its_sessions_end(sign_in: SignIn, store: Store) -> None:
    ada, ann = sign_in("Ada", "administrator", page=True), sign_in("Ann")
    number = next(p.id for p in people.everybody(store) if p.name == "Ann")
    token = csrf(ada, "/accounts")
    answer = ada.post(f"/accounts/{number}", data={"do": "save", "role": "quality", "active": "yes", "csrf": token})
    assert "Ann is changed" in words(answer)
    assert ann.get("/v1/session").status_code == 401
    assert "no such account" in words(ada.post("/accounts/999", data={"do": "code", "csrf": token}))
    assert "choose what" in words(ada.post(f"/accounts/{number}", data={"do": "", "csrf": token})).lower()
    me = next(p.id for p in people.everybody(store) if p.name == "Ada")
    answer = ada.post(f"/accounts/{me}", data={"do": "save", "role": "quality", "active": "yes", "csrf": token})
    assert "only administrator" in words(answer)
    code = lxml.html.fromstring(ada.post(f"/accounts/{number}", data={"do": "code", "csrf": token}).text).xpath("string(//code[@id])")
    assert "Your password is set" in choose(TestClient(ada.app, base_url=URL, headers=PAGE), "Ann", str(code), OTHER)


def test_a_one_time_code_ends_by_time_and_by_the_next_one(browser: TestClient, store: Store) -> None:
    people.add(store, name="Ann", role="practitioner", password="", by="x")
    first, second = issue(store, "Ann", by="x"), issue(store, "Ann", by="x")
    assert "do not belong together" in choose(browser, "Ann", first)
    with store.writing() as writing:
        writing.connection.execute(one_time_codes.update().values(until=later(-1)))
    assert "do not belong together" in choose(browser, "Ann", second)
    with pytest.raises(NoSuchError):
        issue(store, "Zoe", by="x")


def test_codes_cannot_be_guessed_for_long(browser: TestClient, store: Store) -> None:
    people.add(store, name="Ann", role="practitioner", password="", by="x")
    issue(store, "Ann", by="x")
    said = [choose(browser, "Ann", f"guess-{n}") for n in range(6)]
    assert "too many wrong tries" in said[-1]


def test_a_second_factor_from_the_picture_to_the_last_recovery_code(app: FastAPI, sign_in: SignIn, browser: TestClient) -> None:
    ann, elsewhere = sign_in("Ann", page=True), browser
    enter(elsewhere, "Ann")
    page = ann.get("/account/second-factor")
    root = lxml.html.fromstring(page.text)
    secret = str(root.xpath("string(//main//p/code)")).replace(" ", "")
    sent = {"csrf": csrf(ann), "secret": str(root.xpath("string(//input[@name='secret']/@value)")), "password": PASSWORD}
    assert root.xpath("//*[local-name()='svg']")
    assert "style=" not in page.text, "the policy of the page forbids it"
    assert "code is not right" in words(ann.post("/account/second-factor", data={**sent, "code": "000000"}))
    assert "do not belong together" in words(ann.post("/account/second-factor", data={**sent, "password": "x", "code": "000000"}))
    assert "too much time" in words(ann.post("/account/second-factor", data={**sent, "secret": "x"})).lower()
    code = pyotp.TOTP(secret).now()
    page = ann.post("/account/second-factor", data={**sent, "code": code})
    recovery = recovery_codes(page.text)
    assert len(recovery) == 10
    assert elsewhere.get("/account").url.path == "/sign-in", "sessions elsewhere have ended"
    assert "Your code" in enter(browser, "Ann", next="/about")
    assert browser.get("/v1/session").status_code == 401, "the password alone is not enough"
    for typed in (code, "000000", "", "x" * 39):  # the code that turned it on was used
        assert "code is not right" in words(browser.post("/sign-in/code", data={"code": typed}))
    page = browser.post("/sign-in/code", data={"code": recovery[0].upper(), "next": "/account"})
    assert "It is on" in words(page)
    assert "9 recovery codes left" in words(page)
    api = {"name": "Ann", "password": PASSWORD}
    assert "send its code" in browser.post("/v1/session", json=api).json()["detail"]
    assert browser.post("/v1/session", json={**api, "code": recovery[0]}).status_code == 401, "good once"
    assert browser.post("/v1/session", json={**api, "code": recovery[1]}).status_code == 200
    wrong = browser.post("/account/second-factor/off", data={"csrf": csrf(browser), "code": recovery[1]})
    assert (wrong.status_code, "code is not right" in words(wrong)) == (401, True)
    off = browser.post("/account/second-factor/off", data={"csrf": csrf(browser), "code": recovery[2]})
    assert "The second factor is off" in words(off)
    assert browser.post("/v1/session", json=api).status_code == 200
    assert "Begin again with your password" in words(TestClient(app, base_url=URL, headers=PAGE).post("/sign-in/code", data={"code": code}))


def test_the_code_of_the_app_is_good_once_and_outlives_a_rotation_of_keys(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.store.rotating import rotate

    ann = people.add(store, name="Ann", role="practitioner", password="", by="x")
    secret = pyotp.random_base32()
    one, now = pyotp.TOTP(secret), 1_800_000_000
    monkeypatch.setattr("api.store.second_factors.time.time", lambda: now)
    assert second_factors.turn_on(store, ann, secret, one.at(now))
    assert not second_factors.fits(store, ann, one.at(now))
    assert second_factors.fits(store, ann, one.at(now + 30)), "a clock may be half a minute ahead"
    assert not second_factors.fits(store, ann, one.at(now)), "and no earlier code is good after that"
    rotate(store, by="x")
    now += 90
    assert not second_factors.fits(store, ann, one.at(now - 60))
    assert second_factors.fits(store, ann, one.at(now))
    assert second_factors.turn_off(store, ann, by="x")
    assert not second_factors.turn_off(store, ann, by="x")


def test_a_new_password_ends_sessions_elsewhere_and_goes_on_here(sign_in: SignIn, browser: TestClient) -> None:
    ann = sign_in("Ann", page=True)
    enter(browser, "Ann")
    sent = {"csrf": csrf(ann), "current": PASSWORD, "password": OTHER, "again": OTHER}
    for changed, says in (({"current": "x"}, "do not belong together"), ({"again": "x"}, "not the same"),
                          ({"password": "password1234", "again": "password1234"}, "commonest")):  # fmt: skip
        assert says in words(ann.post("/account/password", data={**sent, **changed}))
    assert ann.post("/account/password", data={**sent, "csrf": "x"}).status_code == 403
    before = ann.cookies[COOKIE]
    answer = ann.post("/account/password", data=sent)
    assert "Your password is changed" in words(answer)
    assert ann.cookies[COOKIE] != before
    assert ann.get("/account").status_code == 200
    assert browser.get("/account").url.path == "/sign-in"
    enter(browser, "Ann", OTHER)
    assert "have ended: 1" in words(ann.post("/account/sessions", data={"csrf": csrf(ann)}))
    assert browser.get("/account").url.path == "/sign-in"


def test_a_session_ends_by_signing_out_by_idleness_and_by_age(app: FastAPI, sign_in: SignIn, store: Store) -> None:
    ann = sign_in("Ann")
    stolen = TestClient(app, base_url=URL, cookies={COOKIE: ann.cookies[COOKIE]})
    assert stolen.get("/v1/session").status_code == 200
    assert ann.delete("/v1/session").status_code == 200
    assert stolen.get("/v1/session").status_code == 401, "signing out ends it everywhere"
    minutes = Settings().session_idle_minutes
    idle, too_idle = later(-60 * minutes + 30), later(-60 * minutes - 1)
    for column, value, status in (("seen", idle, 200), ("seen", too_idle, 401), ("until", later(-1), 401)):
        client = sign_in(f"A {column} {status}")
        with store.writing() as writing:
            chosen = sa.select(tables.people.c.id).where(tables.people.c.name == f"A {column} {status}").scalar_subquery()
            writing.connection.execute(sessions.update().where(sessions.c.person_id == chosen).values({column: value}))
        assert client.get("/v1/session").status_code == status, (column, value)
        if status == 200:
            with store.reading() as connection:
                assert connection.execute(sa.select(sa.func.max(sessions.c.seen))).scalar_one() > later(-60), "a request keeps it alive"


def test_of_more_than_ten_sessions_those_that_began_first_end(app: FastAPI, store: Store) -> None:
    ann, eve = (people.add(store, name=name, role="practitioner", password="", by="x") for name in ("Ann", "Eve"))
    kept = [begun(store, eve, hours=1, how="x")[0]]
    with pytest.MonkeyPatch.context() as patch:
        for minute in range(12):
            patch.setattr("api.store.sessions.now", lambda minute=minute: later(60 * minute - 1200))
            kept.append(begun(store, ann, hours=1, how="x")[0])
    good = [TestClient(app, base_url=URL, cookies={COOKIE: cookie}).get("/v1/session").status_code == 200 for cookie in kept]
    assert good == [True, False, False, *[True] * 10]


def test_where_sign_in_leads_is_a_page_of_this_server(browser: TestClient, store: Store) -> None:
    people.add(store, name="Ann", role="practitioner", password=PASSWORD, by="x")
    assert browser.get("/help").url.query == b"next=/help"
    browser.follow_redirects = False
    for wanted in ("/help", "//evil.example", "https://evil.example", "/\\evil.example", "/a?b", ""):
        leads = "/help" if wanted == "/help" else "/"
        answer = browser.post("/sign-in", data={"name": "Ann", "password": PASSWORD, "next": wanted})
        assert (answer.status_code, answer.headers["location"]) == (303, leads)


def test_guessing_does_not_keep_out_a_browser_that_was_here_before(app: FastAPI, sign_in: SignIn) -> None:
    ann = sign_in("Ann")
    mallory = TestClient(app, base_url=URL)
    tries = [mallory.post("/v1/session", json={"name": "Ann", "password": f"guess {n}"}).status_code for n in range(6)]
    assert tries == [401] * 5 + [429]
    assert ann.post("/v1/session", json={"name": "Ann", "password": PASSWORD}).status_code == 200
    assert mallory.post("/v1/session", json={"name": "Ann", "password": PASSWORD}).status_code == 429


def test_an_api_key_is_made_shown_once_used_and_revoked(app: FastAPI, sign_in: SignIn, store: Store) -> None:
    ada = sign_in("Ada", "administrator", page=True)
    sent = {"name": "case system", "scopes": ["look", "measure"], "days": "30", "csrf": csrf(ada, "/accounts/keys")}
    for changed, says in (({"name": ""}, "what the key is for"), ({"scopes": []}, "one scope or more"),
                          ({"scopes": ["manage"]}, "one scope or more"), ({"days": "0"}, "1 to 366"), ({"days": "x"}, "1 to 366"),
                          ({"days": "367"}, "1 to 366")):  # fmt: skip
        answer = ada.post("/accounts/keys", data={**sent, **changed})
        assert (answer.status_code, says in words(answer)) == (422, True), changed
    page = ada.post("/accounts/keys", data=sent)
    key = str(lxml.html.fromstring(page.text).xpath("string(//code[@id='api-key'])"))
    assert key not in ada.get("/accounts/keys").text
    program = TestClient(app, base_url=URL, headers={"Authorization": f"Bearer {key}"})
    assert program.get("/v1/measures").status_code == 200
    assert program.get("/v1/session").status_code == 403, "a key is nobody"
    (kept,) = api_keys.every(store)
    assert (kept.scopes, kept.state, kept.by) == (("look", "measure"), "good", "Ada")
    assert key not in str(kept)
    assert audit(store).faults == ()
    assert "is revoked" in words(ada.post(f"/accounts/keys/{kept.id}/revoke", data={"csrf": sent["csrf"]}))
    assert program.get("/v1/measures").status_code == 401
    assert ada.post("/accounts/keys/none/revoke", data={"csrf": sent["csrf"]}).status_code == 404
    with store.writing() as writing:
        writing.connection.execute(tables.api_keys.update().values(revoked=None))
    assert audit(store).faults == (f"API key {kept.id}: it was added or changed behind Second Look's back",)


def test_every_account_event_is_in_the_audit_log_and_no_secret_is(store: Store, sign_in: SignIn, browser: TestClient) -> None:
    ada = sign_in("Ada", "administrator", page=True)
    token, secrets = csrf(ada, "/accounts"), [PASSWORD, OTHER, "typed into the wrong field", ada.cookies[COOKIE]]
    page = ada.post("/accounts", data={"name": "Ann", "role": "practitioner", "csrf": token})
    secrets.append(str(lxml.html.fromstring(page.text).xpath("string(//code[@id='one-time-code'])")))
    choose(browser, "Ann", secrets[-1])
    enter(browser, "Ann", "wrong wrong wrong")
    enter(browser, "typed into the wrong field", "x")
    enter(browser, "Ann")
    root = lxml.html.fromstring(browser.get("/account/second-factor").text)
    secrets.append(str(root.xpath("string(//main//p/code)")).replace(" ", ""))
    sent = {"csrf": csrf(browser), "secret": str(root.xpath("string(//input[@name='secret']/@value)")), "password": PASSWORD}
    page = browser.post("/account/second-factor", data={**sent, "code": pyotp.TOTP(secrets[-1]).now()})
    secrets += recovery_codes(page.text)
    browser.post("/sign-out", data={"csrf": sent["csrf"]})
    browser.post("/v1/session", json={"name": "Ann", "password": PASSWORD, "code": secrets[-1]})
    number = next(p.id for p in people.everybody(store) if p.name == "Ann")
    ada.post(f"/accounts/{number}", data={"do": "no-second-factor", "csrf": token})
    page = ada.post("/accounts/keys", data={"name": "k", "scopes": "look", "days": "1", "csrf": token})
    secrets.append(str(lxml.html.fromstring(page.text).xpath("string(//code[@id='api-key'])")))
    ada.post(f"/accounts/keys/{api_keys.every(store)[0].id}/revoke", data={"csrf": token})
    with store.reading() as connection:
        rows = connection.execute(sa.select(events.c.by, events.c.what, events.c.about).order_by(events.c.at)).all()
    assert [(row.by, row.what) for row in rows] == [
        ("tester", "person added"), ("Ada", "signed in"), ("Ada", "person added"), ("Ada", "one-time code made"), ("Ann", "person changed"),
        ("nobody", "sign-in refused"), ("nobody", "sign-in refused"),
        ("Ann", "signed in"), ("Ann", "second factor turned on"), ("Ann", "signed out"),
        ("Ann", "recovery code used"), ("Ann", "signed in"), ("Ada", "second factor turned off"), ("Ada", "API key made"),
        ("Ada", "API key revoked"),
    ]  # fmt: skip
    told = json.dumps([dict(row.about) for row in rows])
    assert all(len(secret) > 7 and secret not in told for secret in secrets)
    assert audit(store).faults == ()
    on_disk = b"".join(file.read_bytes() for file in (store.database.file.parent).iterdir() if ".json" not in file.name)  # type: ignore[union-attr]
    assert all(secret.encode() not in on_disk for secret in secrets), "nothing that signs somebody in is kept as it is"


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(store: Store, sign_in: SignIn) -> None:
    ann = sign_in("Ann")
    behind = Settings(workers=1, accounts="on", trusted_proxy="10.0.0.5", public_url="https://second.example")
    from api.http import create_app

    client = TestClient(create_app(behind, store=store), base_url="https://second.example")
    answer = client.post("/v1/session", json={"name": "Ann", "password": PASSWORD})
    made = answer.headers.get_list("set-cookie")
    assert len(made) == 3
    assert all("HttpOnly" in c and "SameSite=strict" in c and "Path=/" in c for c in made)
    assert all("Secure" in c and c.startswith("__Host-second_look") and "Domain" not in c for c in made), "also where one is taken away"
    assert client.get("/v1/session").status_code == 200
    bare = TestClient(client.app, base_url="https://second.example", cookies={COOKIE: client.cookies[f"__Host-{COOKIE}"]})
    assert bare.get("/v1/session").status_code == 401, "a cookie without the prefix could have come from a neighbouring name"
    assert "Secure" not in str(ann.post("/v1/session", json={"name": "Ann", "password": PASSWORD}).headers), "this computer speaks no TLS"
    assert client.get("/v1/session", headers={"Host": "other.example"}).status_code == 400


def test_the_last_administrator_cannot_be_lost(store: Store) -> None:
    people.add(store, name="Ada", role="administrator", password="", by="x")
    for changes in ({"role": "quality"}, {"active": False}):
        with pytest.raises(StoreError, match="only administrator"):
            people.change(store, "Ada", by="x", **changes)
    people.add(store, name="Eve", role="administrator", password="", by="x")
    people.change(store, "Ada", by="x", role="quality")


def test_htmx_is_told_beside_the_form_that_the_session_has_ended(app: FastAPI) -> None:
    client = TestClient(app, base_url=URL, headers={**PAGE, "HX-Request": "true"}, cookies={COOKIE: "old"}, follow_redirects=False)
    answer = client.post("/look", data={"text": "Mum was asleep."}, headers={SAME_PLACE: "x"})
    assert (answer.status_code, answer.headers["HX-Retarget"], "You are signed out" in answer.text) == (401, "#problems", True)
    assert "asleep" not in answer.text
