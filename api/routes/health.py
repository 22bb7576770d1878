"""Whether the server lives, and whether it can take notes."""

from typing import Any

from fastapi import APIRouter, Request

from api.problems import ApiError
from api.routes.answers import Health
from api.routes.described import answer

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", summary="Does the server live?", responses=answer(Health, 400))
async def live() -> dict[str, Any]:
    """Answer as long as the process runs."""
    return {"status": "live"}


@router.get("/ready", summary="Can the server take notes?", responses=answer(Health, 400, 503))
async def ready(request: Request) -> dict[str, Any]:
    """Answer 503 until the workers have loaded the rules and answered."""
    if not request.app.state.work.ready:
        raise ApiError("unavailable", "the workers are starting; try again in a moment", retry=1)
    return {"status": "ready"}
