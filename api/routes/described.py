"""What the API's own description (`/v1/openapi.json`) says beside the shapes: examples, and the problems of each route."""

from typing import Any, Literal

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.auth.exposure import is_encrypted
from api.auth.roles import SCOPES
from api.auth.sessions import COOKIE, named
from api.auth.table import ANY_ACCOUNT, ANYONE, TABLE
from api.problems import KINDS, MEDIA_TYPE
from api.routes.answers import CaseReview, Problem, Review
from api.routes.body import CaseReviewBody, NoteReviewBody

_REF = "#/components/schemas/"
_METHOD = "calibrated on notes of writers that neither the rules nor the model had seen"
_VERSIONS = {"code": "0.1.0", "rules": "0d9c1f5a7b3e", "model": "minilm-1", "profile": "full"}
_SOURCE = {
    "id": "baby_e", "title": "Serious Case Review Learning Bulletin: Baby E", "published": "6 September 2016",
    "says": "Repeated low-key concerns were looked at one at a time.",
}  # fmt: skip
_INDICATOR = {
    "id": "cannabis_use", "title": "Cannabis use", "family": "A", "meaning": "The passage tells or suggests that somebody uses cannabis.",
    "questions": [{"ask": "What does this mean for the child day to day?", "source": _SOURCE}], "learning": [_SOURCE],
}  # fmt: skip
_RULE = {
    "id": "cu.smell", "indicator": "cannabis_use", "signal": None, "title": "Smell of cannabis", "why": "A smell is a sign of use nearby.",
    "sources": [_SOURCE], "owner": "practice", "measured": {"fired": 40, "agreed": 38},
}  # fmt: skip
_EXAMPLES: dict[str, Any] = {
    "/v1/indicators": {"indicators": [_INDICATOR], "versions": _VERSIONS},
    "/v1/indicators/{id}": {"indicator": _INDICATOR, "versions": _VERSIONS},
    "/v1/rules": {"rules": [_RULE], "total": 300, "page": 1, "size": 1, "next": "/v1/rules?page=2&size=1", "versions": _VERSIONS},
    "/v1/about": {
        "name": "Second Look", "versions": _VERSIONS, "profile": "full", "model_note": "",
        "keeps": "Nothing.", "not_told": "Second Look shows words in the text that may be worth reading again.",
        "limits": {"characters_per_note": 1_000_000, "notes_per_case": 400, "bytes_per_request": 8_000_000, "seconds_per_review": 120},
    },
    "/health/live": {"status": "live"},
    "/health/ready": {"status": "ready"},
}  # fmt: skip
_TEXT = "Home visit. Strong smell of cannabis in the hall."
_QUOTE = {"start": 12, "end": 36, "quote": "Strong smell of cannabis"}
_REVIEW: dict[str, Any] = {
    "id": "visit-1", "case_id": "", "flags": [{
        "indicator": "cannabis_use", **_QUOTE, "passage": [12, 49], "assertion": "suspected", "attribution": "unknown",
        "subject": "unknown", "confidence": 0.93, "confidence_basis": {"n": 40, "method": _METHOD},
        "evidence": [{"source": "rule:cu.smell", **_QUOTE, "why": "A smell is a sign of use nearby.", "cues": []}],
        "explanation": "“Strong smell of cannabis”. Smell of cannabis: A smell is a sign of use nearby.",
        "questions": ["What does this mean for the child day to day?"], "repeat_of": None, "alike": [],
    }], "set_aside": [], "findings": [], "people": [], "passages": 2, "words": 9, "versions": _VERSIONS,
}  # fmt: skip
_CASE: dict[str, Any] = {
    "reviews": [_REVIEW], "people": [], "findings": [], "versions": _VERSIONS,
    "open": [], "timeline": [{
        "date": "2024-03-05", "index": 0, "id": "visit-1", "role": "health visitor", "indicators": ["cannabis_use"], "events": [],
    }],
    "errors": [{"index": 1, "detail": "the note is empty; nothing was looked at, and nothing follows from that"}],
}  # fmt: skip
_NOTE = {"id": "visit-1", "date": "2024-03-05", "role": "health visitor", "text": _TEXT}
_SHAPES: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
    (NoteReviewBody, "validation"), (CaseReviewBody, "validation"), (Review, "serialization"), (CaseReview, "serialization"),
    (Problem, "serialization"),
]  # fmt: skip
REVIEW_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {
            "schema": {"anyOf": [{"$ref": _REF + "NoteReviewBody"}, {"$ref": _REF + "CaseReviewBody"}]},
            "examples": {
                "text": {"summary": "Only a text", "value": {"text": _TEXT}},
                "note": {"summary": "A note", "value": _NOTE},
                "case": {"summary": "The notes of one case", "value": {"notes": [_NOTE, {"text": ""}], "profile": "rules"}},
            },
        }},
    },
}  # fmt: skip


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of the problem documents that a route may answer with, by status."""
    out: dict[int | str, dict[str, Any]] = {}
    for status in (*statuses, 500):
        kind, title = next((kind, title) for kind, (s, title) in KINDS.items() if s == status)
        example = {"type": f"urn:secondlook:problem:{kind}", "title": title, "status": status, "detail": "what to do about it"}
        out[status] = {
            "description": title,
            "content": {MEDIA_TYPE: {"schema": {"$ref": _REF + "Problem"}, "example": example}},
            **({"headers": {"Retry-After": {"schema": {"type": "integer"}}}} if status in (429, 503) else {}),
        }
    return out


def answer(shape: type[BaseModel], *statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of a route that answers with `shape`, or with problems of these statuses."""
    return {200: {"model": shape}, **problems(*statuses)}


def review_answers() -> dict[int | str, dict[str, Any]]:
    """Return the description of the answers to a review."""
    content = {"schema": {"anyOf": [{"$ref": _REF + "Review"}, {"$ref": _REF + "CaseReview"}]}}
    described = {"description": "The review, or the reviews of the case", "content": {"application/json": content}}
    return {200: described, **problems(400, 403, 408, 413, 415, 422, 429, 503, 504)}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the whole description; made once, at the first call."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        _, definitions = models_json_schema(_SHAPES, ref_template=_REF + "{model}")
        schemas = made["components"]["schemas"]
        schemas.update(definitions["$defs"])
        for unused in ("HTTPValidationError", "ValidationError"):  # FastAPI's own, in the place of which problems stand
            schemas.pop(unused, None)
        for route in (route for routes in made["paths"].values() for route in routes.values()):
            if "HTTPValidationError" in str(route["responses"].get("422")):
                del route["responses"]["422"]
        _add_refusals(made, encrypted=is_encrypted(app.state.settings))
        _add_examples(made["paths"])
        app.openapi_schema = made
    return app.openapi_schema


def _add_refusals(made: dict[str, Any], *, encrypted: bool) -> None:
    """Say what each call needs where accounts are on: nobody answers 401, and whoever may not 403."""
    made["components"]["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "An API key."},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": named(COOKIE, encrypted=encrypted),
            "description": "The cookie of a session; a change needs its token too.",
        },
    }
    for path, methods in made["paths"].items():
        for method, call in methods.items():
            need = TABLE[f"{method.upper()} {path}"]
            if ANYONE not in need.any_of:
                call["responses"] = {**{str(k): v for k, v in problems(401, 403, 503).items()}, **call["responses"]}
                call["security"] = [{"session": []}, *([{"key": []}] if set(need.any_of) & {ANY_ACCOUNT, *SCOPES} else [])]
                call["security"] += [{}] if need.alone else []
                call["description"] = f"{call['description']}\n\nWith accounts this needs: {need}."


def _add_examples(paths: dict[str, Any]) -> None:
    """Add the examples of answers here, because FastAPI would leave every null out of them."""
    for path, example in _EXAMPLES.items():
        paths[path]["get"]["responses"]["200"]["content"]["application/json"]["example"] = example
    paths["/v1/reviews"]["post"]["responses"]["200"]["content"]["application/json"]["examples"] = {
        "note": {"summary": "One note", "value": _REVIEW}, "case": {"summary": "The notes of a case", "value": _CASE},
    }  # fmt: skip
