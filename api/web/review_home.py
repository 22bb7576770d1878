"""The first page of the review: the queues of whoever is signed in, and how far the review is."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.auth.gate import Asking, asking
from api.auth.roles import IN_WORDS, may
from api.store.progress import minutes_without_pause, overview, progress
from api.web.answer import answer

router = APIRouter(include_in_schema=False)


@router.get("/review")
async def first(request: Request) -> Response:
    """Show the queues of whoever is signed in."""
    return answer(request, "review_queues", title="Review", here="/review", **await asking(request, "", _queues))


def _queues(who: Asking) -> dict[str, Any]:
    decides = may(who.person.role, "read") or may(who.person.role, "settle")
    return {
        "person": who.person, "role_in_words": IN_WORDS[who.person.role], "csrf": who.token, "decides": decides,
        "settles": may(who.person.role, "settle"), "queues": progress(who.store, who.person) if decides else [],
        "overview": overview(who.store) if may(who.person.role, "measure") else [],
        "minutes": minutes_without_pause(who.store, who.person),
    }  # fmt: skip
