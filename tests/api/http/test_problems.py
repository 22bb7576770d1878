"""Every kind of bad request: a problem document, and no word of the request in it or in the log."""

import gzip
import json
import logging
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.logs import Lines
from api.problems import KINDS, MEDIA_TYPE
from api.routes.answers import Problem
from tests.api.http.conftest import CANARY, JSON

C = CANARY.encode()
NOTE = f'{{"text": "{CANARY}"}}'.encode()
LONG = json.dumps({"text": f"{CANARY} " * 2000}).encode()


def chunks() -> Any:
    for _ in range(200):
        yield C * 100


BAD: list[tuple[str, int, str, str, dict[str, Any]]] = [
    ("no such address", 404, "GET", f"/{CANARY}", {}),
    ("no such indicator", 404, "GET", f"/v1/indicators/{CANARY}", {}),
    ("a slash too many", 404, "GET", f"/v1/about/?q={CANARY}", {}),
    ("the wrong method", 405, "DELETE", f"/v1/reviews?q={CANARY}", {}),
    ("a method of its own", 405, CANARY.upper(), "/v1/reviews", {}),
    ("a query that is no number", 422, "GET", f"/v1/rules?page={CANARY}", {}),
    ("a query out of range", 422, "GET", f"/v1/rules?size=0&x={CANARY}", {}),
    ("a filter that is not known", 422, "GET", f"/v1/rules?indicator={CANARY}", {}),
    ("a foreign host", 400, "GET", "/v1/about", {"headers": {"Host": CANARY}}),
    ("a form of another site", 403, "POST", "/v1/reviews", {"content": NOTE, "headers": {**JSON, "Sec-Fetch-Site": "cross-site"}}),
    ("no type", 415, "POST", "/v1/reviews", {"content": NOTE}),
    ("a form", 415, "POST", "/v1/reviews", {"data": {"text": CANARY}}),
    ("plain text", 415, "POST", "/v1/reviews", {"content": NOTE, "headers": {"Content-Type": f"text/{CANARY}"}}),
    ("another charset", 415, "POST", "/v1/reviews", {"content": NOTE, "headers": {"Content-Type": f"application/json; charset={CANARY}"}}),
    ("packed", 415, "POST", "/v1/reviews", {"content": gzip.compress(NOTE), "headers": {**JSON, "Content-Encoding": "gzip"}}),
    ("large by its header", 413, "POST", "/v1/reviews", {"content": C * 20_000, "headers": JSON}),
    ("large in chunks", 413, "POST", "/v1/reviews", {"content": chunks(), "headers": JSON}),
    ("nothing", 400, "POST", "/v1/reviews", {"content": b"", "headers": JSON}),
    ("broken JSON", 400, "POST", "/v1/reviews", {"content": NOTE[:-1], "headers": JSON}),
    ("bytes that are no text", 400, "POST", "/v1/reviews", {"content": b'{"text": "\xff' + C + b'"}', "headers": JSON}),
    ("half a character", 400, "POST", "/v1/reviews", {"content": b'{"text": "\\ud800 ' + C + b'"}', "headers": JSON}),
    ("deep JSON", 400, "POST", "/v1/reviews", {"content": b'{"' + C + b'":' + b"[" * 40_000, "headers": JSON}),
    ("not an object", 422, "POST", "/v1/reviews", {"json": [CANARY]}),
    ("neither text nor notes", 422, "POST", "/v1/reviews", {"json": {"id": CANARY}}),
    ("text that is no string", 422, "POST", "/v1/reviews", {"json": {"text": [CANARY]}}),
    ("an unknown key", 422, "POST", "/v1/reviews", {"json": {"text": CANARY, CANARY: CANARY}}),
    ("an unknown key in a case", 422, "POST", "/v1/reviews", {"json": {"notes": [{"text": "a"}, {"text": "b", CANARY: 1}]}}),
    ("an id that is no string", 422, "POST", "/v1/reviews", {"json": {"text": CANARY, "id": 7}}),
    ("a date that is too long", 422, "POST", "/v1/reviews", {"json": {"text": "a", "date": CANARY * 30}}),
    ("a profile that is not known", 422, "POST", "/v1/reviews", {"json": {"text": "a", "profile": CANARY}}),
    ("text beside notes", 422, "POST", "/v1/reviews", {"json": {"text": CANARY, "notes": [{"text": CANARY}]}}),
    ("no notes", 422, "POST", "/v1/reviews", {"json": {"notes": []}}),
    ("too many notes", 422, "POST", "/v1/reviews", {"json": {"notes": [{"text": CANARY}] * 6}}),
    ("two cases", 422, "POST", "/v1/reviews", {"json": {"notes": [{"text": "a", "case_id": CANARY}, {"text": "b", "case_id": "c"}]}}),
    ("an empty note", 422, "POST", "/v1/reviews", {"json": {"text": " ", "id": CANARY}}),
    ("a long note", 422, "POST", "/v1/reviews", {"content": LONG, "headers": JSON}),
]


@pytest.mark.parametrize(("name", "status", "method", "address", "sent"), BAD, ids=[b[0] for b in BAD])
def test_a_bad_request_gets_a_problem_document_without_its_own_text(
    client: TestClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
    name: str, status: int, method: str, address: str, sent: dict[str, Any],
) -> None:  # fmt: skip
    with caplog.at_level(logging.INFO, "secondlook"):
        answer = client.request(method, address, **sent)
    assert answer.status_code == status, name
    assert answer.headers["content-type"] == MEDIA_TYPE
    problem = Problem.model_validate(answer.json())
    assert (problem.status, problem.title) == KINDS[problem.type.rpartition(":")[2]]
    own = [r for r in caplog.records if r.name == "secondlook"]
    written = "\n".join([answer.text, str(answer.headers), *map(Lines().format, own), *(str(vars(r)) for r in own), *capfd.readouterr()])
    assert CANARY not in written.lower()
    assert [r for r in own if r.getMessage() == "request"]


def test_wrong_places_are_named_in_our_own_words(client: TestClient) -> None:
    body = {"notes": [{"text": "a"}, {"text": 7}, {"txt": "b"}]}
    errors = client.post("/v1/reviews", json=body).json()["errors"]
    assert {"where": "notes.1.text", "detail": "this must be a string"} in errors
    assert {"where": "notes.2.text", "detail": "this is needed"} in errors
    assert any(e["where"] == "notes.2" and "text, id, case_id, date, role" in e["detail"] for e in errors)


def test_the_wrong_method_says_which_are_right(client: TestClient) -> None:
    assert client.get("/v1/reviews").headers["allow"] == "POST"


def test_the_log_has_one_line_a_request_with_the_template_of_the_route(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "secondlook"):
        client.get("/v1/indicators/delay?why=not")
        client.post("/v1/reviews", json={"text": "Dad smokes cannabis."})
    first, second = [json.loads(Lines().format(r)) for r in caplog.records if r.name == "secondlook"]
    assert (first["method"], first["route"], first["status"]) == ("GET", "/v1/indicators/{id}", 200)
    assert (second["route"], second["bytes_in"]) == ("/v1/reviews", 31)
    assert second["bytes_out"] > 1000
    assert set(first) == {"time", "level", "event", "version", "method", "route", "status", "ms", "bytes_in", "bytes_out"}


def test_a_fault_of_our_own_says_where_and_not_what(
    client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr("api.routes.reviews.parse", broken)
    answer = client.post("/v1/reviews", json={"text": CANARY})
    assert answer.status_code == 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    record = next(r for r in caplog.records if r.getMessage() == "request failed")
    assert CANARY not in answer.text + str(vars(record))
    assert "ValueError at " in vars(record)["where"]
    assert "test_problems.py:" in vars(record)["where"]
