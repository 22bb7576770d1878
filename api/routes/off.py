"""Where the review of flags is not turned on, its addresses say how to turn it on."""

from fastapi import APIRouter

from api.problems import ApiError

router = APIRouter(include_in_schema=False)


@router.get("/review")
@router.get("/review/{rest:path}")
@router.get("/v1/session")
@router.post("/v1/session")
@router.get("/v1/queues")
@router.get("/v1/queues/{rest:path}")
@router.get("/v1/measures")
async def is_off() -> None:
    """Say that it is off."""
    raise ApiError("not-found", "the review of flags is not turned on; start the server with: secondlook serve --review")
