"""Reading one passage: its words, the question, the verdict; back and forth; and settling where readers differ.

Every step is a form that works without script. A verdict leads on to the next passage.
"""

import secrets
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.auth.gate import Asking, asking
from api.problems import ApiError
from api.routes.queues import checked, may_decide
from api.routes.review_body import NOTHING_ASKED, question
from api.routes.review_shapes import DecisionBody
from api.store.deciding import Decided, decide
from api.store.errors import NotYoursError, StoreError
from api.store.places import queue_named
from api.store.progress import BREAK_AFTER, minutes_without_pause, own_items, progress_in
from api.store.reserving import next_item
from api.store.showing import Shown, show
from api.web.answer import answer
from api.web.forms import Fields, fields_of
from api.web.known import definitions
from api.web.wording import ASSERTIONS, REASONS, SAID, SAID_WITHOUT, VERDICTS, marked
from nlp.indicators import INDICATORS

router = APIRouter(include_in_schema=False)


@router.get("/review/queues/{queue}")
async def onwards(request: Request, queue: str) -> Response:
    """Lead to the next passage of a queue, or say that there is none."""

    def found(who: Asking) -> str | dict[str, Any]:
        may_decide(who)
        held = next_item(who.store, queue, who.person)
        if held:
            return held.item
        with who.store.reading() as connection:
            here = queue_named(connection, queue)
        return {"state": progress_in(who.store, here, who.person), "own": own_items(who.store, here, who.person), "csrf": who.token}

    known = await asking(request, "", found)
    if isinstance(known, str):
        return RedirectResponse(f"/review/items/{known}", 303)
    return answer(request, "review_done", title="Nothing left to read", here="/review", **known)


@router.get("/review/items/{item}")
async def read(request: Request, item: str) -> Response:
    """Show a passage that is in hand or was decided on."""

    known = await asking(request, "", lambda who: _known(request, who, item))
    return answer(request, "review_read", here="/review", **known)


@router.post("/review/items/{item}")
async def decided(request: Request, item: str) -> Response:
    """Record a verdict and lead on; or show the passage again with what is wrong, and what was typed."""
    fields = await fields_of(request)

    def recorded(who: Asking) -> str | dict[str, Any]:
        may_decide(who)
        shown = show(who.store, item, who.person)
        try:
            body = _body(fields)
            decide(who.store, item, who.person, Decided(**body.model_dump()))
        except NotYoursError as error:
            return _known(request, who, item, problem=str(error), fields=fields)
        except (StoreError, ApiError) as error:
            return _known(request, who, item, problem=str(error), fields=fields)
        return f"/review/items/{item}" if body.verdict == "withdrawn" else f"/review/queues/{shown.queue.name}"

    known = await asking(request, "", recorded, token=fields.one("csrf"))
    if isinstance(known, str):
        return RedirectResponse(known, 303)
    return answer(request, "review_read", here="/review", status=422, **known)


def _body(fields: Fields) -> DecisionBody:
    """Return the decision that a form holds; raises ApiError in words for people."""
    wrong = bool(fields.one("wrong_assertion"))
    comment = fields.one("comment").replace("\r\n", "\n").strip()
    given = {
        "verdict": fields.one("verdict"), "reason": fields.one("reason") or None, "comment": comment,
        "missed": fields.all("missed"), "wrong_assertion": wrong, "assertion": fields.one("assertion") or None if wrong else None,
        "request": fields.one("request"),
    }  # fmt: skip
    if given["verdict"] == "withdrawn":
        given = {"verdict": "withdrawn", "request": given["request"]}
    try:
        body = DecisionBody.model_validate(given)
    except ValidationError as error:
        keys = {str(e["loc"][0]) for e in error.errors(include_input=False, include_url=False)}
        says = "the comment is too long: it may have 2,000 characters" if "comment" in keys else "choose one of the verdicts"
        raise ApiError("not-valid", says) from None
    checked(body)
    return body


def _known(request: Request, who: Asking, item: str, *, problem: str = "", fields: Fields | None = None) -> dict[str, Any]:
    """Return all that the page of a passage shows."""
    may_decide(who)
    shown = show(who.store, item, who.person)
    own = [name for name, _ in own_items(who.store, shown.queue, who.person)]
    at = own.index(item)
    minutes = minutes_without_pause(who.store, who.person)
    entry = _entry(request, shown.indicator)
    asked = question(entry["title"]) if shown.indicator else NOTHING_ASKED
    latest = shown.latest or {}
    return {
        "title": "There is a problem" if problem else asked, "asked": asked, "shown": shown, "entry": entry, "csrf": who.token,
        "definition": definitions().get(shown.indicator or ""), "state": progress_in(who.store, shown.queue, who.person),
        "before": own[at - 1] if at else None, "after": own[at + 1] if at + 1 < len(own) else None, "minutes": minutes,
        "rest": minutes >= BREAK_AFTER, "problem": problem[:1].upper() + problem[1:], "sent_as": secrets.token_hex(16),
        "titles": _titles(request), "verdicts": VERDICTS[shown.indicator is not None],
        "said_words": SAID if shown.indicator else SAID_WITHOUT, "reasons": REASONS, "assertions": ASSERTIONS,
        "passage": marked(shown.text, shown.said.quote if shown.said else ""), "filled": _filled(fields, latest),
        "place": f"{at + 1} of {len(own)}", "who": who.person, "changeable": _changeable(shown),
    }  # fmt: skip


def _filled(fields: Fields | None, latest: dict[str, Any]) -> dict[str, Any]:
    """Return how the form is filled in: as it was sent, or as the decision that stands says."""
    if fields is None:
        keys = ("reason", "comment", "wrong_assertion", "assertion")
        return {"missed": latest.get("missed", []), **{key: latest.get(key) for key in keys}}
    return {"reason": fields.one("reason"), "comment": fields.one("comment"), "missed": fields.all("missed"),
            "wrong_assertion": bool(fields.one("wrong_assertion")), "assertion": fields.one("assertion")}  # fmt: skip


def _changeable(shown: Shown) -> bool:
    return shown.stage == "adjudicator" or not shown.settled


def _entry(request: Request, indicator: str | None) -> dict[str, Any]:
    """Return title and meaning of an indicator, as far as the workers have told them."""
    known = request.app.state.work.catalogue.get("indicators", ())
    return next((i for i in known if i["id"] == indicator), {"title": (indicator or "").replace("_", " ").capitalize(), "meaning": ""})


def _titles(request: Request) -> list[tuple[str, str]]:
    return [(i, str(_entry(request, i)["title"])) for i in INDICATORS]
