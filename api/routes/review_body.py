"""What the routes of a review share: reading a body, the versions of an answer, and what one person may see as JSON."""

from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from api.auth.gate import Asking
from api.auth.roles import may
from api.problems import ApiError, wrongs
from api.routes.body import read_body
from api.settings import Settings
from api.store.progress import Progress
from api.store.showing import Shown
from nlp.version import code_version

T = TypeVar("T", bound=BaseModel)
_SHAPE = "compare the request with what /v1/openapi.json says"
NOTHING_ASKED = "Is anything here worth a second look?"


async def body_of(request: Request, shape: type[T]) -> T:
    """Return the body in its shape; raises ApiError that says where it is wrong, in our own words."""
    settings: Settings = request.app.state.settings
    raw = await read_body(request, settings.seconds_per_review)
    try:
        return shape.model_validate_json(raw)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        if any(e["type"] == "json_invalid" for e in found):
            raise ApiError("not-json", "send one JSON object in UTF-8, with whole characters and little nesting") from None
        raise ApiError("not-valid", _SHAPE, wrong=wrongs(found, keys=", ".join(shape.model_fields))) from None


def versions(request: Request) -> dict[str, str]:
    """Return the versions that an answer is made with; those of the rules are known once the workers are ready."""
    known: dict[str, str] = request.app.state.work.catalogue.get("versions") or {"code": code_version()}
    return known


def title_of(request: Request, indicator: str | None) -> str:
    """Return the title of an indicator, or its id before the workers are ready."""
    return next((i["title"] for i in request.app.state.work.catalogue.get("indicators", ()) if i["id"] == indicator), indicator or "")


def as_queue(state: Progress, who: Asking) -> dict[str, Any]:
    """Return a queue as JSON. The sampler is not told: it would say what the software thought of the passages."""
    return {
        "name": state.queue.name, "blind": state.queue.blind, "readers": state.queue.readers, "items": state.items, "done": state.done,
        "put_off": state.put_off, "left": state.left, "waiting": None if may(who.person.role, "read") else state.waiting,
    }  # fmt: skip


def as_item(request: Request, shown: Shown, *, put_off: bool = False) -> dict[str, Any]:
    """Return a passage as JSON: nothing is in it that `Shown` does not hold."""
    made: dict[str, Any] = {
        "id": shown.id, "queue": shown.queue.name, "stage": shown.stage, "blind": shown.queue.blind,
        "question": question(title_of(request, shown.indicator)) if shown.indicator else NOTHING_ASKED, "indicator": shown.indicator,
        "passage": {"text": shown.text, "before": shown.before, "after": shown.after}, "note": {"date": shown.date, "kind": shown.role},
        "put_off": put_off or (shown.latest or {}).get("verdict") == "defer", "settled": shown.settled,
        "decisions": [_made(row) for row in shown.history],
    }  # fmt: skip
    if shown.said:
        made["said"] = {
            "confidence": shown.said.confidence, "explanation": shown.said.explanation, "quote": shown.said.quote,
            "assertion": shown.said.assertion, "rules": list(shown.said.rules),
        }  # fmt: skip
    if shown.stage == "adjudicator":
        made["readers"] = [_made(row) for row in shown.readers]
    return made


def question(title: str) -> str:
    """Return what is asked of a passage with an indicator."""
    return f"Is this passage worth reading again for “{title}”?"


def _made(row: dict[str, Any]) -> dict[str, Any]:
    keys = ("version", "verdict", "reason", "comment", "missed", "wrong_assertion", "assertion", "decided")
    return {key: row[key] for key in keys}
