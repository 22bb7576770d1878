"""The review of flags: queues, the next passage, decisions, and what the decisions say."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from api.auth.gate import Asking, asking
from api.auth.roles import may
from api.problems import ApiError
from api.routes.described import answer, problems
from api.routes.review_body import as_item, as_queue, body_of, versions
from api.routes.review_shapes import DecisionBody, MeasuresShape, Next, OneItem, OwnItems, Queues, Recorded
from api.store.deciding import Decided, decide
from api.store.places import queue_named
from api.store.progress import minutes_without_pause, overview, own_items, progress, progress_in
from api.store.reserving import next_item
from api.store.rows import drawn_as, standing
from api.store.showing import show

router = APIRouter(prefix="/v1", tags=["review"])


@router.get("/queues", summary="All queues", responses=answer(Queues, 400, 401, 503))
async def queues(request: Request) -> dict[str, Any]:
    """Return every queue, and how far you are in it."""
    return await asking(request, "", lambda who: {
        "queues": [as_queue(state, who) for state in progress(who.store, who.person)], "versions": versions(request),
    })  # fmt: skip


@router.get("/queues/{name}/next", summary="The next passage", responses=answer(Next, 400, 401, 403, 404, 503))
async def next_passage(request: Request, name: str) -> dict[str, Any]:
    """Return the passage to read next, which is then in your hand for twenty minutes; asked again, the same one.

    An adjudicator gets passages on which readers differ.
    """

    def found(who: Asking) -> dict[str, Any]:
        may_decide(who)
        held = next_item(who.store, name, who.person)
        with who.store.reading() as connection:
            queue = queue_named(connection, name)
        return {
            "item": as_item(request, show(who.store, held.item, who.person), put_off=held.put_off) if held else None,
            "queue": as_queue(progress_in(who.store, queue, who.person), who),
            "minutes_without_pause": minutes_without_pause(who.store, who.person), "versions": versions(request),
        }  # fmt: skip

    return await asking(request, "", found)


@router.get("/queues/{name}/items", summary="Your own passages of a queue", responses=answer(OwnItems, 400, 401, 403, 404, 422, 503))
async def own(
    request: Request, name: str,
    page: Annotated[int, Query(ge=1, le=100_000, description="The page, from 1.")] = 1,
    size: Annotated[int, Query(ge=1, le=500, description="Passages on a page.")] = 100,
) -> dict[str, Any]:  # fmt: skip
    """Return the passages that you have in hand or decided on, to go back and forth."""

    def found(who: Asking) -> dict[str, Any]:
        may_decide(who)
        with who.store.reading() as connection:
            queue = queue_named(connection, name)
        mine = own_items(who.store, queue, who.person)
        return {
            "items": [{"id": item, "verdict": verdict} for item, verdict in mine[(page - 1) * size : page * size]], "total": len(mine),
            "page": page, "size": size, "next": f"/v1/queues/{name}/items?page={page + 1}&size={size}" if page * size < len(mine) else None,
            "versions": versions(request),
        }  # fmt: skip

    return await asking(request, "", found)


@router.get("/items/{id}", summary="A passage", responses=answer(OneItem, 400, 401, 403, 404, 410, 503))
async def item(request: Request, id: str) -> dict[str, Any]:  # noqa: A002  # the name in the address
    """Return a passage that is in your hand or that you decided on; any other does not exist for you."""

    def found(who: Asking) -> dict[str, Any]:
        may_decide(who)
        return {"item": as_item(request, show(who.store, id, who.person)), "versions": versions(request)}

    return await asking(request, "", found)


@router.post(
    "/items/{id}/decisions", summary="Decide", status_code=201,
    responses={201: {"model": Recorded}, 200: {"model": Recorded}, **problems(400, 401, 403, 404, 409, 410, 413, 415, 422, 503)},
)  # fmt: skip
async def decision(request: Request, id: str) -> JSONResponse:  # noqa: A002  # the name in the address
    """Record a decision; a change of mind is a new one. Status 200 says that the same request was recorded before."""
    body = await body_of(request, DecisionBody)
    checked(body)

    def recorded(who: Asking) -> JSONResponse:
        may_decide(who)
        made = decide(who.store, id, who.person, Decided(**body.model_dump()))
        content = {"decision": made.id, "version": made.version, "verdict": made.verdict, "decided": made.decided, "again": made.again}
        return JSONResponse({**content, "versions": versions(request)}, 200 if made.again else 201)

    return await asking(request, "", recorded)


@router.get("/measures", summary="What the decisions say", responses=answer(MeasuresShape, 400, 401, 403, 503))
async def measures(request: Request) -> dict[str, Any]:
    """Return precision, recall and agreement, each with its interval. For adjudicators and administrators: readers stay unswayed."""

    def found(who: Asking) -> dict[str, Any]:
        try:
            from evaluation.review.measures import measures as measured
            from evaluation.review.strata import drawn_of

            made = measured(standing(who.store), drawn=drawn_of(drawn_as(who.store)))
        except ModuleNotFoundError:
            raise ApiError("unavailable", "the measures need more packages; say: pip install 'secondlook[review]'") from None
        agreement = [
            {"indicator": indicator, "readers": a.readers, "items": a.items, "percent": asdict(a.percent), "ac1": asdict(a.ac1),
             "alpha": asdict(a.alpha)} for indicator, a in made.agreement.items()
        ]  # fmt: skip
        return {
            "queues": [_overview(state) for state in overview(who.store)], "decisions": made.decisions, "readers": made.readers,
            "precision": [asdict(p) for p in (made.overall, *made.precision)], "recall": [asdict(r) for r in made.recall],
            "agreement": agreement, "versions": versions(request),
        }  # fmt: skip

    return await asking(request, "measure", found)


def may_decide(who: Asking) -> None:
    """Raise ApiError unless the role reads or settles."""
    if not (may(who.person.role, "read") or may(who.person.role, "settle")):
        raise ApiError("not-allowed", f"the role {who.person.role} neither reads nor settles; ask an administrator for another account")


def checked(body: DecisionBody) -> None:
    """Raise ApiError for parts of a decision that do not belong together."""
    if body.verdict == "withdrawn" and (body.reason or body.missed or body.wrong_assertion or body.assertion):
        raise ApiError("not-valid", "a decision that is taken back has no reason and nothing missed")
    if body.assertion and not body.wrong_assertion:
        raise ApiError("not-valid", "'assertion' says how it is there, so 'wrong_assertion' must be true")


def _overview(state: dict[str, Any]) -> dict[str, Any]:
    queue = state["queue"]
    return {"name": queue.name, "sampler": queue.sampler, "blind": queue.blind, "readers": queue.readers,
            **{key: state[key] for key in ("read", "to_read", "settled", "to_settle", "people")}}  # fmt: skip
