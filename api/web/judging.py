"""The pages that judge the software: how often it is right, what may be missed, agreement, rules, thresholds, and how many to read.

For adjudicators and administrators only: a reader who knew the figures would be swayed. Every picture has its table on the
page and as CSV. Nothing here holds words of a note.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.auth.gate import Asking, asking
from api.problems import ApiError
from api.web.answer import answer
from nlp.errors import InputError
from nlp.explain import title
from nlp.indicators import INDICATORS

if TYPE_CHECKING:
    from evaluation.review.sections import Section

router = APIRouter(prefix="/review/measures", include_in_schema=False)
_HERE = "/review"
_PICTURE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, no-store",
}
_SEED = 20261126
_FORMS = {
    "html": ("second-look-report.html", "text/html; charset=utf-8"),
    "word": ("second-look-report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@router.get("")
async def overview(request: Request) -> Response:
    """Show all sections of the report."""

    def found(who: Asking) -> Response:
        from api.judging.kept import current
        from api.judging.report import LIMITS, facts
        from evaluation.review.sections import sections

        m = current(who.store)
        return answer(
            request, "judging", title="How far can it be relied on?", here=_HERE, facts=facts(m), sections=sections(m),
            limits=LIMITS, indicators=[(p.indicator, title(p.indicator or "")) for p in m.precision], rules=[r.name for r in m.rules],
        )  # fmt: skip

    return await _asked(request, found)


@router.get("/indicators/{id}")
async def indicator(request: Request, id: str) -> Response:  # noqa: A002  # the name in the address
    """Show one indicator: its figures, and what another threshold would do."""

    def found(who: Asking) -> Response:
        from api.judging.kept import current
        from evaluation.review.curve import propose
        from evaluation.review.sections import curve_section

        m = current(who.store)
        own = next((p for p in m.precision if p.indicator == id), None)
        if id not in INDICATORS or own is None:
            raise ApiError("not-found", "nothing of this indicator has been read")
        points = m.curves.get(id, ())
        proposals = [propose(points, indicator=id, wanted=wanted) for wanted in (0.5, 0.6, 0.7, 0.8, 0.9)]
        recall = next(r for r in m.recall if r.indicator == id)
        return answer(
            request, "judging_indicator", title=title(id), heading=title(id), here=_HERE, own=own, recall=recall,
            agreement=m.agreement.get(id), sections=[curve_section(id, points)] if points else [], proposals=proposals, id=id,
        )  # fmt: skip

    return await _asked(request, found)


@router.get("/rules/{id}")
async def rule(request: Request, id: str) -> Response:  # noqa: A002  # the name in the address
    """Show one rule: how often readers agreed, why they did not, and what would happen without it."""
    rules = (request.app.state.work.catalogue or {}).get("rules", [])  # empty until the workers are there; the figures do not wait
    known = next((r for r in rules if id in (r["id"], f"rule:{r['id']}")), None)

    def found(who: Asking) -> Response:
        from api.judging.kept import current
        from evaluation.review.sections import REASONS
        from evaluation.review.switch import without

        m = current(who.store)
        row = next((r for r in m.rules if r.name == id), None)
        if row is None:
            raise ApiError("not-found", "no passage that this rule found has been read")
        name, target = (known["title"], known["indicator"]) if known else (id, "")
        return answer(
            request, "judging_rule", title=name, heading=name, here=_HERE, row=row, rule=known, reasons=REASONS, id=id,
            indicator=title(target) if target in INDICATORS else "", off=without(m.items, rule=id, seed=_SEED),
        )  # fmt: skip

    return await _asked(request, found)


@router.get("/sizes")
async def sizes(
    request: Request, width: Annotated[str, Query(max_length=12)] = "", expected: Annotated[str, Query(max_length=12)] = "",
    shown: Annotated[str, Query(max_length=12)] = "", bound: Annotated[str, Query(max_length=12)] = "",
    unflagged: Annotated[str, Query(max_length=12)] = "",
) -> Response:  # fmt: skip
    """Show the calculator: how many must we read?"""
    given = {"width": width, "expected": expected, "shown": shown, "bound": bound, "unflagged": unflagged}

    def found(_: Asking) -> Response:
        problems, result = _sizes(given) if any(given.values()) else ({}, None)
        return answer(
            request, "judging_sizes", title="There is a problem" if problems else "How many must we read?", here=_HERE, given=given,
            problems=problems, result=result, status=422 if problems else 200,
        )  # fmt: skip

    return await _asked(request, found)


@router.get("/pictures/{name}.svg")
async def picture(request: Request, name: str) -> Response:
    """Return the picture of a section."""

    def found(who: Asking) -> Response:
        from evaluation.review import pictures

        section = _section(who, name)
        if section.picture is None or not section.table.rows:
            raise ApiError("not-found", "there is no such picture")
        return Response(pictures.svg(section.picture()), media_type="image/svg+xml", headers=_PICTURE)

    return await _asked(request, found)


@router.get("/tables/{name}.csv")
async def table(request: Request, name: str) -> Response:
    """Return the table of a section as CSV."""

    def found(who: Asking) -> Response:
        from evaluation.review.table import as_csv

        rows = _section(who, name).table
        headers = {"Content-Disposition": f'attachment; filename="second-look-{rows.name}.csv"', "Cache-Control": "no-store"}
        return Response(as_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)

    return await _asked(request, found)


@router.get("/report/{form}")
async def report(request: Request, form: Literal["html", "word"]) -> Response:
    """Return the whole report as a file for a board."""

    def found(who: Asking) -> Response:
        from api.judging.kept import current
        from api.judging.report import document, page
        from evaluation.review.measures import version_of

        m, made = current(who.store), datetime.now().astimezone()
        versions = sorted({version_of(j.decision) for j in m.items}) or ["not known"]
        content = page(m, made=made, versions=versions).encode() if form == "html" else document(m, made=made, versions=versions)
        name, media = _FORMS[form]
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(content, media_type=media, headers=headers)

    return await _asked(request, found)


async def _asked(request: Request, found: Callable[[Asking], Response]) -> Response:
    """Run `found` for somebody who may see the measures; raises ApiError where the packages for them are missing."""

    def guarded(who: Asking) -> Response:
        try:
            return found(who)
        except ModuleNotFoundError:
            raise ApiError("unavailable", "the measures need more packages; say: pip install 'secondlook[review]'") from None

    return await asking(request, "measure", guarded)


def _section(who: Asking, name: str) -> "Section":
    from api.judging.kept import current
    from evaluation.review.sections import curve_section, sections

    m = current(who.store)
    id_ = name.removeprefix("threshold-")
    made = [curve_section(id_, m.curves[id_])] if id_ in m.curves and id_ != name else sections(m)
    section = next((s for s in made if s.id == name), None)
    if section is None:
        raise ApiError("not-found", "there is no such picture or table")
    return section


_ASKED = {
    "width": ("How wide may the line be?", float), "expected": ("Share right that you expect", float),
    "shown": ("Passages shown for the indicator", int), "bound": ("Share that may have been missed at most", float),
    "unflagged": ("Passages without a flag", int),
}  # fmt: skip


def _sizes(given: dict[str, str]) -> tuple[dict[str, str], dict[str, int | float | None] | None]:
    """Return what is wrong by field, or how many must be read."""
    from evaluation.review.sizes import for_bound, for_width

    values: dict[str, float | None] = {}
    problems: dict[str, str] = {}
    for name, (label, kind) in _ASKED.items():
        text = given[name].strip().replace(",", "")
        try:
            values[name] = kind(text) if text else None
        except ValueError:
            problems[name] = f"{label}: write a number, such as {'0.1' if kind is float else '1200'}"
    if problems:
        return problems, None
    width, expected = values["width"] or 0.1, 0.5 if values["expected"] is None else values["expected"]
    try:
        shown = None if values["shown"] is None else int(values["shown"])
        read = for_width(width, expected=expected, size=shown)
    except InputError as error:
        return {"width": str(error)}, None
    more = None
    if values["bound"] is not None:
        if values["unflagged"] is None:
            return {"unflagged": "Say how many passages have no flag"}, None
        try:
            more = for_bound(values["bound"], size=int(values["unflagged"]))
        except InputError as error:
            return {"bound": str(error)}, None
    return {}, {"read": read, "width": width, "expected": expected, "unflagged": more, "bound": values["bound"]}
