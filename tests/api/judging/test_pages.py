"""The pages that judge the software: for those who may see them, with the numbers behind every picture."""

import re
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api.settings import Settings
from api.store.rows import drawn
from api.store.store import Store
from tests.api.http.conftest import URL
from tests.api.judging.made import PASSWORD
from tests.api.web.conftest import page_app


def signed_in(store: Store, name: str) -> TestClient:
    client = TestClient(page_app(Settings(workers=1, profile="rules"), store=store), base_url=URL, headers={"Accept": "text/html"})
    assert client.post("/v1/session", json={"name": name, "password": PASSWORD}).status_code == 200
    return client


@pytest.fixture
def cleo(store: Store) -> TestClient:
    """An adjudicator."""
    return signed_in(store, "Cleo")


def test_the_overview_has_a_picture_and_a_table_for_each_question(cleo: TestClient) -> None:
    page = cleo.get("/review/measures")
    assert page.status_code == 200
    for part in ("precision", "recall", "agreement", "rules", "kinds", "periods", "group-age_band"):
        assert f'id="{part}"' in page.text
        assert cleo.get(f"/review/measures/tables/{part}.csv").text.startswith("\N{BYTE ORDER MARK}")
    for source in re.findall(r'src="(/review/measures/pictures/[^"]+)"', page.text):
        picture = cleo.get(source)
        assert picture.headers["content-type"] == "image/svg+xml"
        assert "<svg" in picture.text
    assert 'alt=""' not in page.text


def test_every_link_of_the_overview_leads_somewhere(cleo: TestClient) -> None:
    page = cleo.get("/review/measures").text
    links = sorted(set(re.findall(r'href="(/review/measures/[^"]+)"', page)))
    assert len(links) > 20
    chosen = [*[link for link in links if "/rules/" in link][:2], *[link for link in links if "/indicators/" in link][:2]]
    for link in [*chosen, *[link for link in links if "/rules/" not in link and "/indicators/" not in link and "/tables/" not in link]]:
        assert cleo.get(link).status_code == 200, link


def test_readers_and_strangers_do_not_see_them(store: Store) -> None:
    ann = signed_in(store, "Ann")
    stranger = TestClient(page_app(Settings(workers=1, profile="rules"), store=store), base_url=URL)
    for address in ("", "/indicators/neglect", "/rules/x", "/sizes", "/pictures/precision.svg", "/tables/precision.csv", "/report/word"):
        assert ann.get(f"/review/measures{address}").status_code == 403
        assert stranger.get(f"/review/measures{address}", follow_redirects=False).status_code in (303, 401)


def test_no_words_of_a_note_are_on_any_page(cleo: TestClient, store: Store) -> None:
    pages = cleo.get("/review/measures").text + cleo.get("/review/measures/report/html").text
    words = [i for i in drawn(store) if len(i.text) > 25]
    assert words
    assert not [i.id for i in words if i.text in pages or i.case_id in pages]


def test_a_page_of_a_rule_says_what_would_happen_without_it(cleo: TestClient) -> None:
    page = cleo.get("/review/measures").text
    link = re.findall(r'href="(/review/measures/rules/[^"]+)"', page)[0]
    shown = cleo.get(link).text
    assert "What would happen without it?" in shown
    assert "Nothing is changed here." in shown
    assert cleo.get("/review/measures/rules/" + quote("rule:none.such")).status_code == 404


def test_the_calculator_answers_and_names_what_is_wrong(cleo: TestClient) -> None:
    assert "381 shown passages" in cleo.get("/review/measures/sizes?width=0.1").text
    both = cleo.get("/review/measures/sizes?width=0.1&bound=0.002&unflagged=50,000").text
    assert "1,460 passages without a flag" in both
    for query, named in (
        ("width=wide", "width"),
        ("width=2", "width"),
        ("bound=0.01", "unflagged"),
        ("shown=0", "width"),
        ("bound=9&unflagged=5", "bound"),
    ):
        wrong = cleo.get(f"/review/measures/sizes?{query}")
        assert wrong.status_code == 422
        assert f'href="#{named}"' in wrong.text


def test_what_is_not_there_is_not_found(cleo: TestClient) -> None:
    for address in ("/indicators/nonsense", "/pictures/nonsense.svg", "/tables/nonsense.csv", "/tables/threshold-nonsense.csv"):
        assert cleo.get(f"/review/measures{address}").status_code == 404
