"""Screenings over HTTP: an export is sent, a job is begun, its progress is watched, its results are read page by page or as files."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from pydantic import Field

from api.jobs import Job, Jobs, State
from api.jobs.folder import Folder
from api.jobs.preview import MEANINGS, preview
from api.jobs.results import FILES, MOST_ON_A_PAGE, page_of
from api.jobs.upload import Sent, receive
from api.problems import ApiError, Wrong
from api.routes.answers import Shape, Versions
from api.routes.described import problems
from api.screen import mapping_of
from api.settings import Settings
from api.work import Work
from nlp.errors import SecondLookError
from nlp.offline import SCREENING_REPORT, policy
from nlp.pipeline import PROFILES
from nlp.version import versions

router = APIRouter(prefix="/v1/screenings", tags=["screening"])
Table = Literal["flags", "set_aside", "findings", "people", "errors", "notes"]
_KEY = "people-key.csv"
_YES = ("1", "true", "yes", "on")
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"multipart/form-data": {"schema": {
            "type": "object", "required": ["file"],
            "properties": {
                "file": {"type": "string", "format": "binary", "description": "A .csv, .xlsx, .jsonl, .parquet or .zip export."},
                "profile": {"type": "string", "enum": ["full", "rules"]},
                "pseudonymise": {"type": "boolean"},
                "map": {"type": "array", "items": {"type": "string"}, "description": "Which column is what, such as note=Narrative."},
                "confirm": {"type": "boolean", "description": "Wait with `columns` until /start says which column is which."},
            },
        }}},
    },
}  # fmt: skip


class Screening(Shape):
    """A screening and how it stands."""

    id: str
    name: Annotated[str, Field(description="The name of the file that was sent.")]
    state: State
    problem: str
    created: Annotated[float, Field(description="Seconds since 1970.")]
    profile: str
    pseudonymise: bool
    mapping: dict[str, str]
    preview: Annotated[dict[str, Any], Field(description="What the columns were taken for, and the first notes.")]
    progress: dict[str, Any] | None
    counts: dict[str, int] | None
    files: Annotated[list[str], Field(description="What can be fetched below /files/ once it is done.")]
    versions: Versions


class Screenings(Shape):
    """All screenings that are kept here, the newest first."""

    screenings: list[Screening]


class Rows(Shape):
    """A page of a table."""

    table: str
    rows: list[dict[str, Any]]
    total: int
    page: int
    size: int
    next: str | None
    versions: Versions


@router.post("", status_code=202, summary="Begin a screening", openapi_extra=_FORM,
             responses={202: {"model": Screening}, **problems(400, 403, 413, 415, 422, 429, 503, 507)})  # fmt: skip
async def begin(request: Request, response: Response) -> dict[str, Any]:
    """Take an export and begin to screen it. It is kept on this computer until the screening is deleted."""
    job = await taken(request)
    response.headers["Location"] = f"/v1/screenings/{job.id}"
    return told(request, job)


@router.get("", summary="The screenings that are kept here", responses={200: {"model": Screenings}, **problems(400)})
async def every(request: Request) -> dict[str, Any]:
    """Return all screenings, the newest first."""
    return {"screenings": [told(request, job) for job in jobs_of(request).all()]}


@router.get("/{id}", summary="How a screening stands", responses={200: {"model": Screening}, **problems(400, 404, 422)})
async def one(request: Request, id: str) -> dict[str, Any]:  # noqa: A002  # the name in the address
    """Return one screening."""
    return told(request, jobs_of(request).job(id))


@router.post("/{id}/start", status_code=202, summary="Confirm the columns, or go on after a failure",
             responses={202: {"model": Screening}, **problems(400, 403, 404, 422, 429, 503)})  # fmt: skip
async def start(request: Request, id: str, map: Annotated[list[str] | None, Query()] = None) -> dict[str, Any]:  # noqa: A002
    """Begin a screening that waits for its columns, or one that failed; it goes on with what was done."""
    jobs = jobs_of(request)
    job = jobs.job(id)
    if job.state not in ("columns", "failed"):
        raise ApiError("not-valid", "this screening has been begun already")
    mapping = _mapping(map or []) or dict(job.mapping)
    job = await confirmed(request, job, mapping) if job.state == "columns" else jobs.queue(id)
    if job.problem:
        raise ApiError("not-readable", job.problem)
    return told(request, job)


@router.get("/{id}/events", summary="Progress as server-sent events",
            responses={200: {"content": {"text/event-stream": {}}}, **problems(400, 404, 422)})  # fmt: skip
async def events(request: Request, id: str) -> StreamingResponse:  # noqa: A002
    """Send an event whenever something changes, and end when the screening is over."""
    jobs = jobs_of(request)
    jobs.job(id)

    async def lines() -> AsyncIterator[str]:
        async for event in jobs.events(id):
            yield f"event: state\ndata: {json.dumps(event)}\n\n"

    return StreamingResponse(lines(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@router.get("/{id}/results", summary="Results, page by page", responses={200: {"model": Rows}, **problems(400, 404, 409, 422)})
async def results(
    request: Request,
    id: str,  # noqa: A002
    table: Annotated[Table, Query()] = "flags",
    indicator: Annotated[str, Query(max_length=60)] = "",
    year: Annotated[int | None, Query(ge=1, le=9999)] = None,
    state: Annotated[str, Query(max_length=30)] = "",
    assertion: Annotated[str, Query(max_length=30)] = "",
    page: Annotated[int, Query(ge=1, le=10_000_000)] = 1,
    size: Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE)] = 50,
) -> dict[str, Any]:
    """Return the rows of a table that the filters leave."""
    folder, manifest = finished(request, id)
    chosen: dict[str, str | int] = {
        name: value for name, value in (("indicator", indicator), ("state", state), ("assertion", assertion)) if value
    } | ({"year": year} if year else {})  # fmt: skip
    rows, total = await asyncio.to_thread(page_of, folder.out, table, chosen=chosen, page=page, size=size)
    more = f"/v1/screenings/{id}/results?table={table}&page={page + 1}&size={size}" + "".join(f"&{k}={v}" for k, v in chosen.items())
    return {
        "table": table, "rows": rows, "total": total, "page": page, "size": size, "next": more if page * size < total else None,
        "versions": manifest["settings"]["versions"],
    }  # fmt: skip


@router.get("/{id}/files/{name}", summary="A file of the results",
            responses={200: {"content": {"application/octet-stream": {}}}, **problems(400, 404, 409, 422)})  # fmt: skip
async def file(request: Request, id: str, name: str) -> FileResponse:  # noqa: A002
    """Return a table, the workbook, the report or the key to pseudonyms."""
    return file_of(request, id, name)


@router.post("/{id}/cancel", summary="Stop a screening", responses={200: {"model": Screening}, **problems(400, 403, 404, 422)})
async def cancel(request: Request, id: str) -> dict[str, Any]:  # noqa: A002
    """Stop a screening; what was sent is removed, and nothing comes of it."""
    return told(request, await jobs_of(request).cancel(id))


@router.delete("/{id}", status_code=204, summary="Delete a screening", responses={204: {}, **problems(400, 403, 404, 422)})
async def delete(request: Request, id: str) -> Response:  # noqa: A002
    """Stop a screening if it goes on, and remove everything of it from this computer."""
    await jobs_of(request).remove(id)
    return Response(status_code=204)


async def taken(request: Request, *, confirm: bool = False) -> Job:
    """Take what was sent, look at its columns, and queue it, or let it wait for somebody to confirm them."""
    jobs, settings, work = jobs_of(request), _settings(request), _work(request)
    work.check_room()
    folder = await asyncio.to_thread(Folder.new, jobs.root)
    try:
        sent = await receive(request, folder)
        job = _chosen(folder, sent, settings)
        confirm = confirm or sent.first("confirm").lower() in _YES
        seen = await _look(request, folder, dict(job.mapping))
        if seen["problem"] and not confirm:
            raise ApiError("not-readable", seen["problem"], wrong=[Wrong("map", "say which column is which")])
    except BaseException:
        await asyncio.to_thread(folder.remove)
        raise
    job = folder.save(job, preview=seen, problem=seen["problem"])
    return job if confirm else jobs.queue(job.id, mapping=seen["mapping"])


async def confirmed(request: Request, job: Job, mapping: dict[str, str], **chosen: Any) -> Job:
    """Begin a job with the columns that somebody chose, or return it with what is wrong with them."""
    jobs = jobs_of(request)
    folder = jobs.folder(job.id)
    seen = await _look(request, folder, mapping)
    if seen["problem"]:
        names = seen["names"] or job.preview.get("names", [])
        return folder.save(job, problem=seen["problem"], preview={**job.preview, "names": names}, **chosen)
    return jobs.queue(job.id, mapping=seen["mapping"], preview=seen, **chosen)


def finished(request: Request, id_: str) -> tuple[Folder, dict[str, Any]]:
    """Return the folder and manifest of a screening that is done; raises ApiError before it is."""
    folder = jobs_of(request).folder(id_)
    manifest = folder.manifest()
    if jobs_of(request).job(id_).state != "done" or not manifest:
        raise ApiError("not-yet", "the results are there when its state is done")
    return folder, manifest


def file_of(request: Request, id_: str, name: str, *, shown: bool = False) -> FileResponse:
    """Return a file of the results, to be kept or (the report) shown."""
    folder, _ = finished(request, id_)
    path = folder.path / f"out.{_KEY}" if name == _KEY else folder.out / name
    if (name not in FILES and name != _KEY) or not path.is_file():
        raise ApiError("not-found", "there is no such file among the results")
    own = f"{policy(SCREENING_REPORT)}; frame-ancestors 'none'"
    return FileResponse(
        path, media_type=FILES.get(name, "text/csv; charset=utf-8"), filename=f"second-look-{name}",
        content_disposition_type="inline" if shown else "attachment", headers={"Content-Security-Policy": own},
    )  # fmt: skip


def told(request: Request, job: Job) -> dict[str, Any]:
    """Return what the API says of a job."""
    jobs = jobs_of(request)
    folder = jobs.folder(job.id)
    manifest = folder.manifest() if job.state == "done" else {}
    files = [name for name in FILES if (folder.out / name).is_file()] if manifest else []
    if manifest and job.pseudonymise:
        files.append(_KEY)
    return {
        "id": job.id, "name": job.name, "state": job.state, "problem": job.problem, "created": job.created, "profile": job.profile,
        "pseudonymise": job.pseudonymise, "mapping": dict(job.mapping), "preview": dict(job.preview),
        "progress": jobs.status(job.id)["progress"], "counts": manifest.get("counts"), "files": files,
        "versions": manifest["settings"]["versions"] if manifest else versions(job.profile),
    }  # fmt: skip


def jobs_of(request: Request) -> Jobs:
    """Return the screenings of this server."""
    jobs: Jobs = request.app.state.jobs
    return jobs


async def _look(request: Request, folder: Folder, mapping: dict[str, str]) -> dict[str, Any]:
    seen: dict[str, Any] = json.loads(await _work(request).run(preview, str(folder.upload), mapping))
    return seen


def _chosen(folder: Folder, sent: Sent, settings: Settings) -> Job:
    profile = sent.first("profile") or settings.profile
    if profile not in PROFILES:
        raise ApiError("not-valid", "the profile is not known", wrong=[Wrong("profile", f"this must be one of: {', '.join(PROFILES)}")])
    return Job(
        id=folder.id, name=sent.name, state="columns", created=time.time(), bytes=sent.bytes, profile=profile,
        pseudonymise=sent.first("pseudonymise").lower() in _YES, mapping=_mapping(sent.fields.get("map", [])),
    )  # fmt: skip


def _mapping(given: list[str]) -> dict[str, str]:
    try:
        return mapping_of(given)
    except SecondLookError:
        raise ApiError("not-valid", "a column is named as note=Narrative", wrong=[Wrong("map", f"one of: {', '.join(MEANINGS)}")]) from None


def _work(request: Request) -> Work:
    work: Work = request.app.state.work
    return work


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings
