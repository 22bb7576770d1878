"""POST /v1/reviews: a note, or the notes of a case, and what is worth reading again in them. Nothing is stored."""

import asyncio
import contextlib
from collections.abc import Coroutine

from fastapi import APIRouter, Request, Response

from api.routes.body import parse, read_body
from api.routes.described import REVIEW_BODY, review_answers
from api.settings import Settings
from api.work import Work

GONE = 499
"""The status in the log when the client has gone; nobody receives it."""
router = APIRouter(prefix="/v1", tags=["reviews"])


class _ClientGoneError(Exception):
    """The client has closed the connection."""


@router.post("/reviews", summary="Give a note or a case a second look", responses=review_answers(), openapi_extra=REVIEW_BODY)
async def review(request: Request) -> Response:
    """Review one note (`text`), or the notes of one case (`notes`).

    The text is worked on in memory and forgotten with the answer. An answer without flags is no all-clear.
    """
    work: Work = request.app.state.work
    settings: Settings = request.app.state.settings
    work.check_room()
    asked = parse(await read_body(request, settings.seconds_per_review), settings)
    job = work.review_note(asked.profile, asked.note) if asked.note else work.review_case(asked.profile, asked.notes, asked.errors)
    try:
        return Response(await while_connected(request, job), media_type="application/json")
    except _ClientGoneError:
        return Response(status_code=GONE)


async def while_connected(request: Request, job: Coroutine[None, None, bytes]) -> bytes:
    """Return what `job` returns, or end it (and its worker) when the client has gone."""
    doing, leaving = asyncio.create_task(job), asyncio.create_task(_disconnect(request))
    try:
        await asyncio.wait({doing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise _ClientGoneError
        return doing.result()
    finally:
        for task in (doing, leaving):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await doing


async def _disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
