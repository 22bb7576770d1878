"""The pages of the review as a browser without script sees them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import lxml.html
import pytest
from fastapi import FastAPI
from lxml.html import HtmlElement
from starlette.testclient import TestClient

from api.store.audit import audit
from api.store.people import change
from api.store.rows import standing
from api.store.store import Place, Store
from api.store.times import later
from tests.api.http.conftest import URL
from tests.api.store.conftest import ITEM, PASSWORD, Add, Fill

Browser = Callable[..., TestClient]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """On SQLite only: the pages do nothing that the tests of store and API do not do on both."""
    return Place(str(tmp_path / "review.db"), tmp_path / "keys.json")


@pytest.fixture
def browser(app: FastAPI, person: Add) -> Browser:
    """Sign in by the form, and return a client that asks as a browser does."""

    def made(name: str, role: str = "reviewer") -> TestClient:
        person(name, role)
        client = TestClient(app, base_url=URL, headers={"Accept": "text/html"})
        answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert f"signed in as <strong>{name}</strong>" in answer.text
        return client

    return made


def tree(html: str) -> HtmlElement:
    return lxml.html.fromstring(html)


def fields(html: str) -> dict[str, str]:
    """The hidden fields of the form of a passage."""
    return {str(e.get("name")): str(e.get("value")) for e in tree(html).xpath("//form[@id='decide']//input[@type='hidden']")}


def words(html: str) -> str:
    return " ".join(tree(html).text_content().split())


def test_reading_deciding_going_back_and_changing(browser: Browser, fill: Fill, store: Store) -> None:
    queue, ann = fill(2, readers=1), browser("Ann")
    assert "2 left for you" in words(ann.get("/review").text)
    page = ann.get(f"/review/queues/{queue}")
    first = page.url.path
    told = words(page.text)
    for part in (ITEM.text, ITEM.before, ITEM.after, "Health visitor, 2021-03-04", "Counts:", ITEM.explanation, "75 of 100"):
        assert part in told
    assert tree(page.text).xpath("string(//mark)") == "no food in"
    sent = {**fields(page.text), "verdict": "disagree", "reason": "template", "missed": ["hardship", "delay"], "comment": "a\r\nb",
            "wrong_assertion": "yes", "assertion": "negated"}  # fmt: skip
    page = ann.post(first, data=sent)
    second = page.url.path
    assert (second != first, "1 decided, 1 left" in words(page.text)) == (True, True)
    back = tree(page.text).xpath("//a[@id='back']/@href")
    assert back == [first]
    page = ann.get(first)
    assert "You said: not for this" in words(page.text)
    assert tree(page.text).xpath("//input[@name='reason'][@checked]/@value") == ["template"]
    assert tree(page.text).xpath("//input[@name='missed'][@checked]/@value") == ["hardship", "delay"]
    assert tree(page.text).xpath("//option[@selected]/@value") == ["negated"]
    assert tree(page.text).xpath("//a[@id='forth']/@href") == [second]
    page = ann.post(first, data={**fields(page.text), "verdict": "withdrawn", "reason": "template"})
    assert page.url.path == first
    assert list(standing(store)) == []
    ann.post(first, data={**fields(page.text), "verdict": "agree"})
    page = ann.post(second, data={**fields(ann.get(second).text), "verdict": "unsure"})
    assert "Nothing is left for you here" in page.text
    assert [d.verdict for d in standing(store)] == ["agree", "unsure"]
    assert "What you decided before 3" in words(ann.get(first).text)
    assert audit(store).faults == ()


def test_the_same_form_sent_twice_is_recorded_once(browser: Browser, fill: Fill, store: Store) -> None:
    queue, ann = fill(2, readers=1), browser("Ann")
    page = ann.get(f"/review/queues/{queue}")
    sent = {**fields(page.text), "verdict": "agree"}
    for _ in range(2):
        ann.post(page.url.path, data=sent)
    assert len(list(standing(store))) == 1


def test_a_blind_page_shows_nothing_of_the_software(browser: Browser, fill: Fill) -> None:
    queue, ann = fill(1, blind=True), browser("Ann")
    page = ann.get(f"/review/queues/{queue}").text
    assert "Blind: what the software said is hidden" in words(page)
    for hidden in (ITEM.explanation, "75 of 100", "<mark", "What the software says", "wrong_assertion", "ne.food"):
        assert hidden not in page.replace("\n", " "), hidden


def test_without_an_indicator_what_was_missed_must_be_said(browser: Browser, fill: Fill, store: Store) -> None:
    queue, ann = fill(1, readers=1, indicator=None, queue="unflagged"), browser("Ann")
    page = ann.get(f"/review/queues/{queue}")
    assert "Is anything here worth a second look?" in page.text
    assert not tree(page.text).xpath("//input[@name='reason']")
    sent = {**fields(page.text), "verdict": "disagree", "comment": "look at this"}
    wrong = ann.post(page.url.path, data=sent)
    assert (wrong.status_code, "choose at least one thing" in wrong.text, "look at this" in wrong.text) == (422, True, True)
    both = ann.post(page.url.path, data={**sent, "verdict": "agree", "missed": "delay"})
    assert (both.status_code, "nothing was missed" in both.text) == (422, True)
    ann.post(page.url.path, data={**sent, "missed": "delay"})
    assert [d.missed for d in standing(store)] == [("delay",)]


def test_settling_shows_both_readers_without_names(browser: Browser, fill: Fill, store: Store) -> None:
    queue, ann, bob, eve = fill(1), browser("Ann"), browser("Bob"), browser("Eve", "adjudicator")
    for reader, verdict in ((ann, "agree"), (bob, "disagree")):
        page = reader.get(f"/review/queues/{queue}")
        reader.post(page.url.path, data={**fields(page.text), "verdict": verdict, "comment": f"says {verdict}"})
    page = eve.get(f"/review/queues/{queue}")
    told = words(page.text)
    assert "Worth reading again says agree" in told
    assert "Not for this says disagree" in told
    assert "Ann" not in told
    assert "Bob" not in told
    assert "What the readers decided" not in ann.get(page.url.path).text
    eve.post(page.url.path, data={**fields(page.text), "verdict": "disagree"})
    assert "The adjudicator has settled this passage" in ann.get(page.url.path).text
    assert [d.stage for d in standing(store)] == ["adjudicator", "reader", "reader"]


def test_a_break_is_suggested(browser: Browser, fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    queue, ann = fill(2, readers=1), browser("Ann")
    page = ann.get(f"/review/queues/{queue}")
    page = ann.post(page.url.path, data={**fields(page.text), "verdict": "agree"})
    assert "without a break" not in page.text
    monkeypatch.setattr("api.store.progress.later", lambda seconds: later(seconds + (7 * 60 if seconds == 0 else 0)))
    assert "without a break" not in ann.get(page.url.path).text
    monkeypatch.setattr("api.store.progress._PAUSE", timedelta(hours=2))
    monkeypatch.setattr("api.store.progress.later", lambda seconds: later(seconds + (50 * 60 if seconds == 0 else 0)))
    assert "You have been reading for 50 minutes without a break" in words(ann.get(page.url.path).text)


def test_whoever_is_not_signed_in_is_led_to_the_form(app: FastAPI, browser: Browser, fill: Fill, store: Store) -> None:
    queue, ann = fill(1), browser("Ann")
    page = ann.get(f"/review/queues/{queue}")
    nobody = TestClient(app, base_url=URL, headers={"Accept": "text/html"})
    for path in (f"/review/queues/{queue}", page.url.path):
        assert "Sign in to the review" in nobody.get(path).text
    wrong = nobody.post("/sign-in", data={"name": "Ann", "password": "x"})
    assert (wrong.status_code, "do not belong together" in wrong.text, 'value="Ann"' in wrong.text) == (401, True, True)
    change(store, "Ann", by="x", password="another small word")
    answer = ann.post(page.url.path, data={**fields(page.text), "verdict": "agree"})
    assert "You were signed out, or too much time went by. Nothing was recorded" in answer.text
    assert list(standing(store)) == []


def test_a_form_without_the_token_or_of_another_kind_is_refused(browser: Browser, fill: Fill, store: Store) -> None:
    queue, ann = fill(1), browser("Ann")
    page = ann.get(f"/review/queues/{queue}")
    for data in ({"verdict": "agree"}, {"verdict": "agree", "csrf": "0" * 64}):
        assert ann.post(page.url.path, data=data).status_code == 403
    assert ann.post(page.url.path, json={"verdict": "agree"}).status_code == 415
    assert ann.post("/sign-out", data={"csrf": ""}).status_code == 403
    assert ann.get("/review/items/none").status_code == 404
    assert ann.get("/review/queues/none").status_code == 404
    cross = {**fields(page.text), "verdict": "agree"}
    assert ann.post(page.url.path, data=cross, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert list(standing(store)) == []
    token = tree(ann.get("/review").text).xpath("string(//input[@name='csrf']/@value)")
    assert "You are signed out." in ann.post("/sign-out", data={"csrf": token}).text


def test_each_role_finds_its_own_page(browser: Browser, fill: Fill) -> None:
    queue = fill(1)
    pages = {"practitioner": "no part in reading", "administrator": "How far the review is", "adjudicator": "Where readers differ"}
    for role, says in pages.items():
        client = browser(f"A {role}", role)
        assert says in client.get("/review").text
        wanted = 403 if role in ("practitioner", "administrator") else 200
        assert client.get(f"/review/queues/{queue}").status_code == wanted
