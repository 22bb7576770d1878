"""What can be asked without a note: the indicators, the rules, and what this server is."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request

from api.problems import ApiError
from api.routes.answers import About, Indicators, OneIndicator, Rules
from api.routes.described import answer
from api.settings import Settings
from nlp.indicators import INDICATORS, SIGNALS

KEEPS = (
    "Nothing. Notes are worked on in memory and forgotten with the answer; the log has one line for each request, with no text, "
    "no name and no address as it was typed; nothing is sent to another machine. Only a screening is kept, in a folder of this computer, "
    "until it is deleted."
)
KEEPS_REVIEW = (
    "Of notes that are sent here: nothing. The review of flags is turned on: passages that were drawn to be read are kept encrypted until "
    "their time is over, and flags, decisions and the names of reviewers are kept in a database; nothing is sent to another machine."
)
MOST_ON_A_PAGE = 200
Target = Literal[(*INDICATORS, *SIGNALS)]  # type: ignore[valid-type]  # the names are data
router = APIRouter(prefix="/v1", tags=["what is looked for"])


@router.get("/indicators", summary="The 23 indicators", responses=answer(Indicators, 400, 503))
async def indicators(request: Request) -> dict[str, Any]:
    """Return each indicator with its meaning, its questions and the learning it comes from."""
    known = catalogue(request)
    return {"indicators": known["indicators"], "versions": known["versions"]}


@router.get("/indicators/{id}", summary="One indicator", responses=answer(OneIndicator, 400, 404, 503))
async def indicator(request: Request, id: str) -> dict[str, Any]:  # noqa: A002  # the name in the address
    """Return one indicator."""
    known = catalogue(request)
    for entry in known["indicators"]:
        if entry["id"] == id:
            return {"indicator": entry, "versions": known["versions"]}
    raise ApiError("not-found", "there is no such indicator; /v1/indicators lists them")


@router.get("/rules", summary="The rules", responses=answer(Rules, 400, 422, 503))
async def rules(
    request: Request,
    indicator: Annotated[Target | None, Query(description="Only the rules of this indicator or signal.")] = None,
    page: Annotated[int, Query(ge=1, le=100_000, description="The page, from 1.")] = 1,
    size: Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE, description="Rules on a page.")] = 50,
) -> dict[str, Any]:
    """Return the rules page by page, with their sources and how often each was right on the authored corpus."""
    known = catalogue(request)
    chosen = [r for r in known["rules"] if indicator is None or indicator in (r["indicator"], r["signal"])]
    more = f"/v1/rules?page={page + 1}&size={size}" + (f"&indicator={indicator}" if indicator else "")
    return {
        "rules": chosen[(page - 1) * size : page * size], "total": len(chosen), "page": page, "size": size,
        "next": more if page * size < len(chosen) else None, "versions": known["versions"],
    }  # fmt: skip


@router.get("/about", summary="What this server is, and what it keeps", responses=answer(About, 400, 503))
async def about(request: Request) -> dict[str, Any]:
    """Return versions, limits, what is kept (nothing), and what a review does not tell."""
    known = catalogue(request)
    settings: Settings = request.app.state.settings
    return {
        "name": "Second Look", "versions": known["versions"], "profile": settings.profile,
        "model_note": known["model_note"] if known["versions"]["model"] == "none" else "",
        "keeps": KEEPS_REVIEW if request.app.state.review else KEEPS, "not_told": known["not_told"],
        "limits": {
            "characters_per_note": settings.most_characters, "notes_per_case": settings.most_notes,
            "bytes_per_request": settings.most_body_bytes, "seconds_per_review": settings.seconds_per_review,
        },
    }  # fmt: skip


def catalogue(request: Request) -> dict[str, Any]:
    """Return what the workers said of indicators, rules and versions; raises ApiError before they did."""
    known: dict[str, Any] = request.app.state.work.catalogue
    if not known:
        raise ApiError("unavailable", "the rules are being loaded; try again in a moment", retry=1)
    return known


