"""Whether the server lives, and whether it can take notes."""

import asyncio
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request

from api.problems import ApiError
from api.routes.answers import Health
from api.routes.described import answer
from nlp.errors import SecondLookError

if TYPE_CHECKING:
    from api.store.store import Store

_PATIENCE = 2  # seconds that the database may take to answer
router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", summary="Does the server live?", responses=answer(Health, 400))
async def live() -> dict[str, Any]:
    """Answer as long as the process runs."""
    return {"status": "live"}


@router.get("/ready", summary="Can the server take notes?", responses=answer(Health, 400, 503))
async def ready(request: Request) -> dict[str, Any]:
    """Answer 503 until the workers have loaded the rules and answered, while the database is down, and once the server stops."""
    state = request.app.state
    if not state.work.ready:
        raise ApiError("unavailable", "the workers are starting; try again in a moment", retry=1)
    if state.review and not await _answers(state):
        raise ApiError("unavailable", "the database of the review does not answer; those who run it must look", retry=5)
    return {"status": "ready"}


async def _answers(state: Any) -> bool:
    """Return whether the database answers; one question at a time, so that a dead one does not use up all threads."""
    asked: asyncio.Task[bool] | None = getattr(state, "asked_database", None)
    if asked is None or asked.done():
        asked = state.asked_database = asyncio.create_task(asyncio.to_thread(_ask, state.review.store))
    done, _ = await asyncio.wait({asked}, timeout=_PATIENCE)
    return bool(done) and asked.result()


def _ask(store: "Store") -> bool:
    try:
        with store.reading() as connection:
            connection.exec_driver_sql("SELECT 1")
    except SecondLookError:
        return False
    return True
