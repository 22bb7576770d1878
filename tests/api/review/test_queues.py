"""The review over HTTP: a passage is taken, decided, changed; who may do what; and what a blind reader is never told."""

from typing import Any

import pytest
from fastapi import FastAPI
from openapi_spec_validator import validate
from starlette.routing import Route
from starlette.testclient import TestClient

from api.auth.sessions import COOKIE, SAME_PLACE
from api.routes.review_shapes import MeasuresShape, Next, OneItem, OwnItems, Queues, Recorded, SessionShape
from api.store.people import change
from api.store.store import Store
from tests.api.http.conftest import URL
from tests.api.review.conftest import Client
from tests.api.store.conftest import ITEM, PASSWORD, Fill

CANARY = "zyxcanaryqv"


def take(client: TestClient, queue: str) -> dict[str, Any]:
    answer = client.get(f"/v1/queues/{queue}/next")
    assert answer.status_code == 200, answer.text
    Next.model_validate(answer.json())
    item: dict[str, Any] = answer.json()["item"]
    return item


def decide(client: TestClient, item: str, verdict: str, **more: Any) -> dict[str, Any]:
    answer = client.post(f"/v1/items/{item}/decisions", json={"verdict": verdict, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    Recorded.model_validate(made)
    return made


def test_the_whole_way_of_two_readers_and_an_adjudicator(client: Client, fill: Fill) -> None:
    queue, ann, bob, eve = fill(2), client("Ann"), client("Bob"), client("Eve", "adjudicator")
    item = take(ann, queue)
    assert item["said"] == {"confidence": 0.75, "explanation": ITEM.explanation, "quote": "no food in", "assertion": "affirmed",
                            "rules": ["ne.food"]}  # fmt: skip
    assert item["passage"] == {"text": ITEM.text, "before": ITEM.before, "after": ITEM.after}
    assert "worth reading again" in item["question"]
    first = decide(ann, item["id"], "disagree", reason="negated", comment="Not so.", missed=["hardship"], wrong_assertion=True,
                   assertion="negated", request="one")  # fmt: skip
    again = ann.post(f"/v1/items/{item['id']}/decisions", json={"verdict": "disagree", "request": "one"})
    assert (again.status_code, again.json()["again"], again.json()["decision"]) == (200, True, first["decision"])
    assert take(bob, queue)["id"] == item["id"]
    decide(bob, item["id"], "agree")
    seen = take(eve, queue)
    assert [r["verdict"] for r in seen["readers"]] == ["disagree", "agree"]
    assert "readers" not in ann.get(f"/v1/items/{item['id']}").json()["item"]
    assert ann.post(f"/v1/items/{item['id']}/decisions", json={"verdict": "agree"}).status_code == 409
    decide(eve, item["id"], "disagree")
    mine = ann.get(f"/v1/queues/{queue}/items").json()
    OwnItems.model_validate(mine)
    assert mine["items"] == [{"id": item["id"], "verdict": "disagree"}]
    OneItem.model_validate(ann.get(f"/v1/items/{item['id']}").json())
    queues = ann.get("/v1/queues").json()
    Queues.model_validate(queues)
    assert queues["queues"] == [
        {"name": queue, "blind": False, "readers": 2, "items": 2, "done": 1, "put_off": 0, "left": 1, "waiting": None}
    ]
    measured = eve.get("/v1/measures")
    assert measured.status_code == 200, measured.text
    MeasuresShape.model_validate(measured.json())
    neglect = next(p for p in measured.json()["precision"] if p["indicator"] == "neglect")
    assert (neglect["agreed"], neglect["disagreed"]) == (0, 1)
    assert measured.json()["queues"][0]["people"] == {"Ann": 1, "Bob": 1, "Eve": 1}


def test_a_blind_reader_is_told_neither_score_nor_explanation_nor_what_others_decided(app: FastAPI, client: Client, fill: Fill) -> None:
    """Every route is walked, in the state in which another reader has decided with a comment and the reader has the passage in hand."""
    hidden = {"confidence": 0.8712345, "explanation": f"{CANARY} explanation", "quote": f"{CANARY} quote", "rules": (f"{CANARY}.rule",),
              "stratum": f"{CANARY}/stratum", "assertion": "hypothetical", "near": ("hardship",), "queue": "near_threshold"}  # fmt: skip
    queue = fill(2, blind=True, **hidden)
    ann, bob, eve = client(f"{CANARY}Ann"), client("Bob", accept="text/html"), client(f"{CANARY}Eve", "adjudicator")
    item = take(ann, queue)["id"]
    decide(ann, item, "disagree", reason="template", comment=f"{CANARY} comment", missed=["no_follow_up"])
    assert take(bob, queue)["id"] == item
    walked = set()
    for _ in range(2):  # the second time after the reader has decided, and with the passage at the adjudicator
        for route in flat(app):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                if (method, route.path) in {("DELETE", "/v1/session"), ("POST", "/sign-out")}:
                    continue
                path = route.path.replace("{name:path}", "look.css").replace("{rest:path}", "x").replace("{queue}", queue)
                path = path.replace("{id}", item).replace("{item}", item).replace("{name}", queue).replace("{form}", "word")
                form = {"verdict": "agree", "csrf": bob.headers[SAME_PLACE]}
                ways: list[dict[str, Any]] = [{"json": {"verdict": "agree"}}, {"data": form}]
                for sent in ways if method != "GET" else [{}]:
                    answer = bob.request(method, path, follow_redirects=False, **sent)
                    assert answer.status_code < 500 or answer.status_code == 503, (method, path, answer.text)
                    for word in (CANARY, "8712345", "0.87", "87 %", "87%", "near_threshold", "near-threshold"):
                        assert word not in f"{answer.text} {answer.headers}", (method, path, word)
                    walked.add((method, route.path))
    assert {("GET", "/v1/items/{id}"), ("POST", "/v1/items/{id}/decisions"), ("GET", "/v1/queues/{name}/next"), ("GET", "/v1/queues"),
            ("GET", "/v1/queues/{name}/items"), ("GET", "/v1/measures"), ("GET", "/v1/session")} <= walked  # fmt: skip
    assert bob.get("/v1/measures").status_code == 403
    seen = take(eve, queue)
    assert CANARY in str(seen["readers"])
    assert "said" not in seen, "the adjudicator of a blind queue is blind to the software too"


def flat(app: FastAPI) -> list[Route]:
    """Every route of the application, whatever router it came with."""
    out: list[Route] = []
    left: list[Any] = list(app.routes)
    while left:
        route = left.pop()
        left += getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None) or []
        if isinstance(route, Route):
            out.append(route)
    return out


MAY: dict[str, set[str]] = {"practitioner": set(), "reviewer": {"next"}, "adjudicator": {"next", "measures"}, "administrator": {"measures"}}


@pytest.mark.parametrize("role", MAY)
def test_each_role_may_do_its_own_part(client: Client, fill: Fill, role: str) -> None:
    queue, who = fill(1), client("Ann", role)
    assert who.get("/v1/queues").status_code == 200
    for name, path in (("next", f"/v1/queues/{queue}/next"), ("measures", "/v1/measures")):
        assert who.get(path).status_code == (200 if name in MAY[role] else 403), name


def test_nothing_is_answered_to_those_who_are_not_signed_in(nobody: TestClient, client: Client, fill: Fill) -> None:
    queue, ann = fill(1), client("Ann")
    item = take(ann, queue)["id"]
    for method, path in (("GET", "/v1/session"), ("GET", "/v1/queues"), ("GET", f"/v1/queues/{queue}/next"), ("GET", f"/v1/items/{item}"),
                         ("GET", f"/v1/queues/{queue}/items"), ("POST", f"/v1/items/{item}/decisions"), ("GET", "/v1/measures"),
                         ("DELETE", "/v1/session")):  # fmt: skip
        answer = nobody.request(method, path, json={"verdict": "agree"} if method == "POST" else None)
        assert answer.status_code == 401, path
        assert answer.json()["type"].endswith("not-signed-in")


def test_passwords_sessions_and_tokens(nobody: TestClient, client: Client, store: Store, app: FastAPI) -> None:
    ann = client("Ann")
    SessionShape.model_validate(ann.get("/v1/session").json())
    kept = ann.cookies[COOKIE]
    for cookie in (kept[:-2] + "xx", "", "x.y.z"):
        assert nobody.get("/v1/queues", headers={"Cookie": f"{COOKIE}={cookie}"}).status_code == 401
    other = TestClient(app, base_url=URL, cookies={COOKIE: kept})
    assert other.delete("/v1/session").status_code == 403, "a change needs the token"
    assert other.delete("/v1/session", headers={SAME_PLACE: "0" * 64}).status_code == 403
    change(store, "Ann", by="x", password="another small word")
    assert ann.get("/v1/session").status_code == 401, "a new password ends every session"
    answer = nobody.post("/v1/session", json={"name": "ann", "password": "another small word"})
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=strict" in answer.headers["set-cookie"]
    change(store, "Ann", by="x", active=False)
    assert nobody.post("/v1/session", json={"name": "Ann", "password": "another small word"}).status_code == 401


def test_guessing_passwords_is_slowed_down(nobody: TestClient, client: Client) -> None:
    client("Ann")
    answers = [nobody.post("/v1/session", json={"name": "Ann", "password": f"wrong {n}"}) for n in range(6)]
    assert [a.status_code for a in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert answers[0].json() == nobody.post("/v1/session", json={"name": "Nobody", "password": "wrong"}).json()
    assert nobody.post("/v1/session", json={"name": "Ann", "password": PASSWORD}).status_code == 429


def test_signing_out_ends_the_session_in_this_browser_and_gives_back_the_passage(client: Client, fill: Fill) -> None:
    queue, ann, bob = fill(1, readers=1), client("Ann"), client("Bob")
    item = take(ann, queue)
    assert take(bob, queue) is None
    assert ann.delete("/v1/session").json() == {"signed_out": True}
    assert ann.get("/v1/queues").status_code == 401
    assert take(bob, queue)["id"] == item["id"]


BAD: list[tuple[int, Any]] = [
    (422, {"verdict": "maybe"}), (422, {}), (422, {"verdict": "agree", "reason": "mood"}), (422, {"verdict": "agree", "x": CANARY}),
    (422, {"verdict": "agree", "missed": [CANARY]}),
    (422, {"verdict": "agree", "seconds": -1}), (422, {"verdict": "agree", "seconds": "x"}),
    (422, {"verdict": "agree", "comment": "x" * 2001}), (422, {"verdict": "withdrawn", "reason": "negated"}), (422, []),
    (422, {"verdict": "agree", "assertion": "negated"}), (422, {"verdict": "withdrawn"}), (422, {"verdict": "agree", "comment": None}),
]  # fmt: skip


def test_bad_decisions_are_refused_and_nothing_is_recorded(client: Client, fill: Fill) -> None:
    queue, ann = fill(1), client("Ann")
    item = take(ann, queue)["id"]
    for status, body in BAD:
        answer = ann.post(f"/v1/items/{item}/decisions", json=body)
        assert answer.status_code == status, (body, answer.text)
        assert CANARY not in answer.text
    assert ann.post(f"/v1/items/{item}/decisions", content=b"{", headers={"Content-Type": "application/json"}).status_code == 400
    assert ann.post(f"/v1/items/{item}/decisions", content=b"x=1").status_code == 415
    for path in ("/v1/items/none", f"/v1/items/{CANARY}", "/v1/queues/none/next", "/v1/queues/none/items"):
        answer = ann.get(path)
        assert (answer.status_code, CANARY in answer.text) == (404, False)
    assert take(ann, queue)["decisions"] == []


def test_the_description_names_every_route_of_the_review(nobody: TestClient) -> None:
    described = nobody.get("/v1/openapi.json").json()
    validate(described)
    for path in ("/v1/queues", "/v1/queues/{name}/next", "/v1/items/{id}/decisions", "/v1/measures", "/v1/session"):
        assert path in described["paths"]
