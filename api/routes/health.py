"""Whether the server lives, and whether it can take notes."""

from typing import Any

from fastapi import APIRouter, Request

from api.problems import ApiError
from api.routes.answers import Health
from api.routes.described import problems

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", summary="Does the server live?", responses={200: {"model": Health, "content": {"application/json": {"example": {"status": "live"}}}}, **problems(400)})
async def live() -> dict[str, Any]:
    """Answer as long as the process runs."""
    return {"status": "live"}


@router.get("/ready", summary="Can the server take notes?", responses={200: {"model": Health, "content": {"application/json": {"example": {"status": "ready"}}}}, **problems(400, 503)})
async def ready(request: Request) -> dict[str, Any]:
    """Answer 503 until the workers have loaded the rules and answered."""
    if not request.app.state.work.ready:
        raise ApiError("unavailable", "the workers are starting; try again in a moment", retry=1)
    return {"status": "ready"}
