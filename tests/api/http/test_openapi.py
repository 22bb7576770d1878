"""The API's own description: valid, complete, with examples that are true; and bodies of every shape are answered."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from starlette.testclient import TestClient

from api.problems import MEDIA_TYPE
from api.routes.answers import Problem
from tests.api.http.conftest import JSON

ROUTES = {
    "/v1/reviews": "post", "/v1/indicators": "get", "/v1/indicators/{id}": "get", "/v1/rules": "get", "/v1/about": "get",
    "/health/live": "get", "/health/ready": "get",
}  # fmt: skip


@pytest.fixture(scope="module")
def described(client: TestClient) -> Any:
    """The description as a client gets it."""
    return client.get("/v1/openapi.json").json()


def examples(content: Any) -> list[Any]:
    return [content["example"]] if "example" in content else [e["value"] for e in content["examples"].values()]


def test_the_description_is_valid_and_has_every_route(described: Any) -> None:
    validate(described)
    assert {path: method for path, routes in described["paths"].items() for method in routes if path in ROUTES} == ROUTES


def test_every_answer_has_an_example_that_keeps_its_shape(described: Any) -> None:
    count = 0
    for path, method in ROUTES.items():
        route = described["paths"][path][method]
        for part in [route.get("requestBody"), *route["responses"].values()]:
            for content in (part or {"content": {}})["content"].values():
                for example in examples(content):
                    schema = {**content["schema"], "components": described["components"]}
                    jsonschema.validate(example, schema, cls=jsonschema.Draft202012Validator)
                    count += 1
    assert count > 30


def test_every_problem_is_described_as_a_problem_document(described: Any) -> None:
    for path, method in ROUTES.items():
        for status, part in described["paths"][path][method]["responses"].items():
            assert (list(part["content"]) == [MEDIA_TYPE]) == (status != "200"), (path, status)


def test_the_examples_of_requests_are_answered(client: TestClient, described: Any) -> None:
    content = described["paths"]["/v1/reviews"]["post"]["requestBody"]["content"]["application/json"]
    for example in examples(content):
        assert client.post("/v1/reviews", json=example).status_code == 200


KEYS = st.sampled_from(["text", "notes", "id", "case_id", "date", "role", "profile", "else"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30)
BODIES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=8)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(body=BODIES)
def test_a_body_of_any_shape_is_reviewed_or_refused_with_a_problem(client: TestClient, body: Any) -> None:
    answer = client.post("/v1/reviews", content=json.dumps(body), headers=JSON)
    assert answer.status_code in (200, 400, 422)
    if answer.status_code != 200:
        Problem.model_validate(answer.json())
