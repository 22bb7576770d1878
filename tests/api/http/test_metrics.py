"""Counts for Prometheus: what is counted, where, and that no word of a note or an address is among them."""

import socket
import urllib.request

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from api.http import create_app
from api.metrics import Metrics
from api.settings import Settings, SettingsError
from tests.api.http.conftest import CANARY
from tests.api.web.conftest import NONE

LABELS = {"method", "route", "status", "le", "state", "code"}


def counts(client: TestClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Return the counts as Prometheus reads them, over HTTP."""
    metrics: Metrics = client.app.state.metrics  # type: ignore[attr-defined]
    metrics.listen("127.0.0.1:0")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{metrics.port}/metrics") as answer:
            text = answer.read().decode()
    finally:
        metrics.close()
    assert CANARY not in text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text) for sample in family.samples
    }  # fmt: skip


def test_what_is_asked_and_read_is_counted_by_route_and_never_by_a_word(client: TestClient) -> None:
    before = counts(client)
    one = client.post("/v1/reviews", json={"text": f"Dad smokes cannabis. {CANARY}", "id": CANARY}).json()
    case = client.post("/v1/reviews", json={"notes": [{"text": "One two three."}, {"text": "Four five."}]}).json()
    client.post("/look", data={"text": "Six seven."}, files=NONE)
    words = one["words"] + sum(review["words"] for review in case["reviews"])
    client.get(f"/{CANARY}?{CANARY}={CANARY}")
    client.get(f"/v1/indicators/{CANARY}")
    client.request(CANARY.upper(), "/v1/about")
    after = counts(client)

    def more(name: str, **labels: str) -> float:
        key = (name, frozenset(labels.items()))
        return after[key] - before.get(key, 0)

    assert more("secondlook_notes_total") == 4
    assert more("secondlook_words_total") == words + 3  # a full stop counts as a word
    assert more("secondlook_requests_total", method="POST", route="/v1/reviews", status="200") == 2
    assert more("secondlook_requests_total", method="GET", route="/v1/indicators/{id}", status="404") == 1
    assert more("secondlook_requests_total", method="GET", route="none", status="404") == 1
    assert more("secondlook_requests_total", method="other", route="/v1/about", status="405") == 1
    assert more("secondlook_request_seconds_count", route="/v1/reviews") == 2
    assert after["secondlook_ready", frozenset()] == after["secondlook_workers", frozenset()] == 1
    assert after["secondlook_requests_taken", frozenset()] == after["secondlook_requests_waiting", frozenset()] == 0
    assert {label for _, labels in after for label, _ in labels} == LABELS


def test_counts_are_at_no_address_of_the_server_itself(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 404


def test_an_address_that_is_taken_is_named() -> None:
    app = create_app(Settings(workers=1))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(SettingsError, match=f"cannot be offered at {where} .it is taken already.; set SECONDLOOK_METRICS"):
            app.state.metrics.listen(where)
    assert app.state.metrics.port == 0
    app.state.metrics.listen("off")
    assert app.state.metrics.port == 0
