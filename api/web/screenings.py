"""The pages of a screening: choose a file, confirm the columns, watch it, read the passages, download, delete.

Everything works without script; with it the progress moves by itself.
"""

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from api.jobs import Job
from api.jobs.preview import MEANINGS
from api.jobs.results import page_of, values_of
from api.problems import ApiError
from api.report import READ_AS
from api.routes.screenings import confirmed, file_of, finished, jobs_of, taken, told
from api.settings import Settings
from api.web.answer import answer
from api.web.errors import in_words
from api.web.sizes import size_in_words
from api.web.uploads import InMemory
from nlp.explain import title
from nlp.indicators import INDICATORS

router = APIRouter(prefix="/screenings", include_in_schema=False)
ACCEPT = ".csv,.txt,.tsv,.xlsx,.jsonl,.ndjson,.parquet,.zip"
HERE = "/screenings"
STATES = {
    "columns": "Waiting for you to confirm the columns", "queued": "Waiting for its turn", "running": "Being read", "done": "Done",
    "failed": "Stopped with a problem", "cancelled": "Stopped",
}  # fmt: skip
NAMES = {"note": "The note", "case_id": "The case", "date": "The date", "id": "The record’s own number", "role": "Who wrote it (role)"}
_NONE = "none"
_SIZE = 20
_SHOWN = (
    ("report.html", "Report"), ("review.xlsx", "Excel workbook"), ("flags.csv", "Flags (CSV)"), ("findings.csv", "Findings (CSV)"),
    ("people.csv", "People (CSV)"), ("errors.csv", "What was not read (CSV)"), ("notes.csv", "Notes, without their text (CSV)"),
    ("flags.parquet", "Flags (Parquet)"), ("findings.parquet", "Findings (Parquet)"), ("manifest.json", "How it was made"),
    ("people-key.csv", "Key to the pseudonyms (keep it apart)"),
)  # fmt: skip


@router.get("")
async def every(request: Request) -> HTMLResponse:
    """Show the form for a file, and the screenings that are kept."""
    return _list(request)


@router.post("")
async def send(request: Request) -> Response:
    """Take a file and show what its columns were taken for."""
    try:
        job = await taken(request, confirm=True)
    except ApiError as error:
        return _list(request, problems=[in_words(error, _settings(request))], status=error.status)
    return RedirectResponse(f"{HERE}/{job.id}", 303)


@router.get("/{id}")
async def one(request: Request, id: str) -> HTMLResponse:  # noqa: A002  # the name in the address
    """Show a screening: its columns, its progress, or its results."""
    return _one(request, jobs_of(request).job(id))


@router.post("/{id}/start")
async def start(request: Request, id: str) -> Response:  # noqa: A002
    """Begin with the columns that were chosen, or go on after a failure."""
    job, form = jobs_of(request).job(id), await _form(request)
    try:
        if job.state == "columns":
            chosen = {"profile": _profile(form), "pseudonymise": bool(form.get("pseudonymise"))}
            job = await confirmed(request, job, _mapping(job, form), **chosen)
            if job.problem:
                return _one(request, job, problems=[job.problem], status=422)
        elif job.state == "failed":
            jobs_of(request).queue(id)
    except ApiError as error:
        return _one(request, job, problems=[in_words(error, _settings(request))], status=error.status)
    return RedirectResponse(f"{HERE}/{id}", 303)


@router.post("/{id}/cancel")
async def cancel(request: Request, id: str) -> Response:  # noqa: A002
    """Stop a screening."""
    await jobs_of(request).cancel(id)
    return RedirectResponse(f"{HERE}/{id}", 303)


@router.post("/{id}/delete")
async def delete(request: Request, id: str) -> Response:  # noqa: A002
    """Remove everything of a screening."""
    await jobs_of(request).remove(id)
    return RedirectResponse(f"{HERE}?deleted", 303)


@router.get("/{id}/flags")
async def flags(
    request: Request,
    id: str,  # noqa: A002
    indicator: Annotated[str, Query(max_length=60)] = "",
    year: Annotated[str, Query(max_length=4)] = "",
    page: Annotated[int, Query(ge=1, le=10_000_000)] = 1,
) -> HTMLResponse:
    """Show the passages that were flagged, some at a time."""
    folder, _ = finished(request, id)
    chosen: dict[str, str | int] = {"indicator": indicator} if indicator in INDICATORS else {}
    chosen |= {"year": int(year)} if year.isdecimal() else {}
    rows, total = await asyncio.to_thread(page_of, folder.out, "flags", chosen=chosen, page=page, size=_SIZE)
    years = await asyncio.to_thread(values_of, folder.out, "flags", "year")
    query = "".join(f"&{name}={value}" for name, value in chosen.items())
    return answer(
        request, "screening_flags", title="Passages to read again", here=HERE, job=jobs_of(request).job(id), cards=[_card(r) for r in rows],
        total=total, page=page, pages=max(-(-total // _SIZE), 1), query=query, chosen=chosen, years=years,
        indicators=[(name, title(name)) for name in INDICATORS],
    )  # fmt: skip


@router.get("/{id}/files/{name}")
async def file(request: Request, id: str, name: str) -> FileResponse:  # noqa: A002
    """Return a file of the results; the report is shown, the others are kept."""
    return file_of(request, id, name, shown=name == "report.html")


def _list(request: Request, *, problems: list[str] | None = None, status: int = 200) -> HTMLResponse:
    settings, jobs = _settings(request), jobs_of(request)
    kept = [{"job": job, "state": STATES[job.state], "created": _when(job)} for job in jobs.all()]
    return answer(
        request, "screenings", title="There is a problem" if problems else "Screen closed cases", here=HERE, status=status, kept=kept,
        problems=problems, accept=ACCEPT, size=size_in_words(settings.most_upload_bytes), folder=str(jobs.root),
        own=settings.accounts != "on", deleted="deleted" in request.query_params,
    )  # fmt: skip


def _one(request: Request, job: Job, *, problems: list[str] | None = None, status: int = 200) -> HTMLResponse:
    about = told(request, job)
    problems = problems or ([job.problem] if job.problem else None)
    return answer(
        request, "screening", title=f"Screening of {job.name}", here=HERE, status=status, job=job, about=about, state=STATES[job.state],
        created=_when(job), problems=problems, preview=job.preview, options=_options(job) if job.state == "columns" else [],
        files=[(name, words) for name, words in _SHOWN if name in about["files"]],
    )  # fmt: skip


def _options(job: Job) -> list[dict[str, Any]]:
    """Return, for each thing that a column may be, the columns to choose from and the one that was taken."""
    if not job.preview.get("names") or any(column["name"] == "" for column in job.preview["columns"]):
        return []
    mapping, names = job.preview.get("mapping", {}), job.preview["names"]
    return [
        {
            "key": key, "name": NAMES[key], "chosen": mapping.get(key, _NONE),
            "columns": [*(n for n in names if n), *([mapping[key]] if mapping.get(key, _NONE) not in (*names, _NONE) else [])],
        }
        for key in MEANINGS
    ]  # fmt: skip


def _mapping(job: Job, form: FormData) -> dict[str, str]:
    """Return what the form says of the columns; what it says nothing of stays as it was taken."""
    before = dict(job.preview.get("mapping", {}))
    for key in MEANINGS:
        value = form.get(f"map_{key}")
        if isinstance(value, str) and value:
            before[key] = value
    return {key: value for key, value in before.items() if value != _NONE or key != "note"}


def _profile(form: FormData) -> str:
    return "rules" if form.get("profile") == "rules" else "full"


async def _form(request: Request) -> FormData:
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await InMemory(request.headers, request.stream(), max_files=0, max_fields=20, max_part_size=10_000).parse()
    return await request.form(max_files=0, max_fields=20)


def _card(row: dict[str, Any]) -> dict[str, Any]:
    """Return a flag as it is shown: the passage in three pieces, the marked words in the middle."""
    passage, quote = row["passage"], row["quote"]
    at = row["start"] - row["passage_start"]
    exact = at >= 0 and passage[at : at + len(quote)] == quote  # pseudonyms may have moved it
    at = at if exact else passage.find(quote)
    pieces = (passage[:at], quote, passage[at + len(quote) :]) if at >= 0 else ("", passage, "")
    head = f"“{' '.join(quote.split())}”. "
    return {
        **row, "pieces": pieces, "read_as": READ_AS[row["assertion"]], "reason": row["explanation"].removeprefix(head),
        "question": row["questions"].split("\n")[0],
    }  # fmt: skip


def _when(job: Job) -> str:
    made = datetime.fromtimestamp(job.created).astimezone()
    return f"{made.day} {made:%B %Y}, {made:%H:%M}"


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings
