"""What can be asked without a note, the headers on every answer, and how the server says that it is there."""

import pytest
from starlette.testclient import TestClient

from api.auth.exposure import own_hosts
from api.http import create_app
from api.routes.answers import About, Indicators, OneIndicator, Rules
from api.routes.guards import HEADERS, host_name
from api.settings import Settings
from nlp.indicators import INDICATORS
from nlp.version import rules_version
from tests.api.http.conftest import URL


def test_all_indicators_with_questions_and_dated_learning(client: TestClient) -> None:
    answer = Indicators.model_validate(client.get("/v1/indicators").json())
    assert [i.id for i in answer.indicators] == list(INDICATORS)
    assert all(i.questions and i.learning and i.meaning for i in answer.indicators)
    assert all(s.title and s.published for i in answer.indicators for s in i.learning)
    assert answer.versions.profile == "rules"


def test_one_indicator(client: TestClient) -> None:
    answer = OneIndicator.model_validate(client.get("/v1/indicators/cannabis_use").json())
    assert answer.indicator.title == "Cannabis use"


def test_rules_are_paged_to_the_last_one(client: TestClient) -> None:
    address: str | None = "/v1/rules?size=100"
    seen: list[str] = []
    while address:
        page = Rules.model_validate(client.get(address).json())
        seen += [rule.id for rule in page.rules]
        address = page.next
    assert len(seen) == len(set(seen)) == page.total
    assert len(seen) > 100


@pytest.mark.parametrize("target", ["cannabis_use", "man_engaged"])
def test_rules_of_one_indicator_or_signal(client: TestClient, target: str) -> None:
    page = Rules.model_validate(client.get("/v1/rules", params={"indicator": target, "size": 2}).json())
    assert page.total
    assert all(target in (rule.indicator, rule.signal) for rule in page.rules)
    assert all(rule.why and rule.sources and rule.owner for rule in page.rules)
    assert page.next is None or f"indicator={target}" in page.next


def test_about_says_what_made_it_and_that_nothing_is_kept(client: TestClient) -> None:
    about = About.model_validate(client.get("/v1/about").json())
    assert about.keeps.startswith("Nothing.")
    assert about.versions.rules
    assert about.limits.characters_per_note == 20_000
    assert "runs on rules alone" in about.model_note
    assert len(rules_version()) == len(about.versions.rules)


def test_before_the_workers_have_answered_only_live_is_well() -> None:
    client = TestClient(create_app(Settings(workers=1)), base_url=URL)  # not entered, so nothing was started
    assert client.get("/health/live").json() == {"status": "live"}
    for address in ("/health/ready", "/v1/about", "/v1/indicators", "/v1/rules"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1"), address
    assert client.post("/v1/reviews", json={"text": "Dad"}).status_code == 503


def test_the_start_page_says_where_the_api_is(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("address", ["/health/live", "/health/ready", "/v1/about", "/v1/openapi.json", "/v1/rules?size=0", "/nowhere"])
def test_security_headers_on_every_answer_and_no_cors(client: TestClient, address: str) -> None:
    answer = client.get(address, headers={"Origin": "http://elsewhere.example"})
    assert {k: answer.headers[k] for k in HEADERS} == HEADERS
    assert not [k for k in answer.headers if k.startswith("access-control")]


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000"])
def test_the_names_of_this_computer_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/health/live", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::2]", "10.0.0.1"])
def test_any_other_host_is_refused_with_the_usual_headers(client: TestClient, host: str) -> None:
    answer = client.get("/v1/about", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("wrong-host")
    assert {k: answer.headers[k] for k in HEADERS} == HEADERS


def test_a_configured_name_is_the_only_one_away_from_loopback() -> None:
    assert own_hosts(Settings(host="notes.example")) == ["notes.example"]
    assert "localhost" in own_hosts(Settings(host="127.0.0.2"))
    assert host_name("[::1]:80") == "::1"
