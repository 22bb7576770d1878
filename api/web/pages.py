"""The pages for people: the form, the result, what is looked for, and what this is.

Everything works without script. A note travels in the body of a POST, never in an address, and is forgotten with the answer.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.auth.exposure import is_exposed
from api.auth.guard import is_part
from api.problems import ApiError
from api.routes.catalogue import catalogue
from api.routes.rates import check_turn
from api.routes.reviews import GONE, _ClientGoneError, while_connected
from api.settings import Settings
from api.web.answer import IN_PLACE, answer, framed
from api.web.errors import in_words
from api.web.files import static_files
from api.web.known import definitions, measures, overall
from api.web.sizes import size_in_words
from api.web.uploads import MOST_PASTED, Filled, Sent, TooMuchSentError, read_form
from api.web.views import FAMILIES
from api.work import Work
from api.work.jobs import Line
from api.work.uploads import download, look
from nlp.documents import SUFFIXES

router = APIRouter(include_in_schema=False)
_EXAMPLES = Path(__file__).parent / "examples"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DOWNLOADS = {"word": ("second-look.docx", _WORD), "html": ("second-look.html", "text/html; charset=utf-8")}
_NOTHING = "Paste a note, or choose a file"


@router.get("/")
async def home(request: Request) -> HTMLResponse:
    """Show the empty form; `?cleared` says that everything was removed."""
    return _form(request, cleared="cleared" in request.query_params)


@router.post("/")
async def change(request: Request) -> HTMLResponse:
    """Show the form with the note of a result page in it."""
    sent = await read_form(request, _settings(request))
    text, _, _, date, role = next(iter(sent.lines), ("",) * 5)
    return _form(request, Filled(text, date, role))


@router.get("/example")
async def example(request: Request) -> HTMLResponse:
    """Show the form with an example note in it."""
    return _form(request, Filled((_EXAMPLES / "note.txt").read_text(encoding="utf-8"), "2024-03-14", "health visitor"), example=True)


@router.post("/more")
async def one_more_note(request: Request) -> HTMLResponse:
    """Show the form with a field for one more note of the same case; htmx takes only the fields."""
    sent = await read_form(request, _settings(request))
    more = [*sent.more, Filled()][: MOST_PASTED - 1]
    if is_part(request):
        return answer(request, "more", title="Take a second look at a note", more=more, most_pasted=MOST_PASTED)
    return _form(request, sent.filled, more=more, files_lost=bool(sent.files))


@router.get("/more")
@router.get("/look")
async def look_again() -> RedirectResponse:
    """Lead to the form: a result has no address."""
    return RedirectResponse("/", 303)


@router.post("/look")
async def take_a_look(request: Request) -> Response:
    """Show the result of a second look at what was sent, or the form again with what is wrong."""
    work, settings, sent = _work(request), _settings(request), Sent(Filled())
    try:
        sent = await read_form(request, settings)  # before anything else, so that what was typed can be given back
        check_turn(request)
        work.check_room()
        lines = [*sent.lines, *(_example_case() if sent.example == "case" else ())]
        _check(lines, sent, settings)
        job = work.run(look, settings.profile, lines, list(sent.files), settings.most_characters)
        found = json.loads(await while_connected(request, job))
    except _ClientGoneError:
        return Response(status_code=GONE)
    except TooMuchSentError as error:
        return _wrong(request, [in_words(error, settings)], error.sent, error.status, error.headers())
    except ApiError as error:
        return _wrong(request, [in_words(error, settings)], sent, error.status, error.headers())
    if not found["html"]:
        return _wrong(request, found["problems"], sent, 422, {})
    return framed(request, found["html"], title=found["title"])


@router.post("/download/{form}")
async def download_file(request: Request, form: Literal["word", "html"]) -> Response:
    """Return the result as a file; the notes come with the request, because none was kept."""
    work, settings = _work(request), _settings(request)
    work.check_room()
    sent = await read_form(request, settings)
    if not sent.lines:
        raise ApiError("not-valid", "there is no note to make a file of; take a second look first")
    try:
        made = await while_connected(request, work.run(download, settings.profile, sent.lines, form))
    except _ClientGoneError:
        return Response(status_code=GONE)
    name, media = _DOWNLOADS[form]
    return Response(made, headers={"Content-Disposition": f'attachment; filename="{name}"'}, media_type=media)


@router.get("/indicators")
async def indicators(request: Request) -> HTMLResponse:
    """Show what is looked for."""
    families = [(name, [i for i in catalogue(request)["indicators"] if f"family_{i['family'].lower()}" == family])
                for family, name in FAMILIES.items()]  # fmt: skip
    return answer(request, "indicators", title="What is looked for", here="/indicators", families=families)


@router.get("/indicators/{id}")
async def indicator(request: Request, id: str) -> HTMLResponse:  # noqa: A002  # the name in the address
    """Show one indicator: what it means, what is in and out, examples, questions, learning, and how often it is right."""
    known = catalogue(request)
    entry = next((i for i in known["indicators"] if i["id"] == id), None)
    if entry is None:
        raise ApiError("not-found", "there is no such indicator")
    rules = [rule for rule in known["rules"] if rule["indicator"] == id]
    return answer(
        request, "indicator", title=entry["title"], here="/indicators", entry=entry, definition=definitions()[id], rules=rules,
        measured=measures().get(id), family=FAMILIES[f"family_{entry['family'].lower()}"],
    )  # fmt: skip


@router.get("/about")
async def about(request: Request) -> HTMLResponse:
    """Show what this is, what it refuses, its limits and its versions."""
    known, settings = catalogue(request), _settings(request)
    return answer(
        request, "about", title="About Second Look", here="/about", known=known, settings=settings, measured=overall(),
        not_told=known["not_told"], size=size_in_words(settings.most_form_bytes), own=not is_exposed(settings),
        reviewing=request.app.state.review is not None,
    )  # fmt: skip


@router.get("/help")
async def keys(request: Request) -> HTMLResponse:
    """Show how to use the page, and the keys."""
    reviewing = request.app.state.review is not None
    return answer(request, "help", title="Help and keys", here="/help", reviewing=reviewing)


@router.get("/accessibility")
async def accessibility(request: Request) -> HTMLResponse:
    """Show what was done so that everybody can use the page, and what is not yet right."""
    return answer(request, "accessibility", title="Accessibility", here="/accessibility")


@router.get("/static/{name:path}")
async def static(request: Request, name: str) -> Response:
    """Return a style sheet, a script or a picture of the page."""
    file = static_files().get(name)
    if file is None:
        raise ApiError("not-found", "there is no such file")
    headers = {"Cache-Control": "no-cache", "ETag": file.etag}
    if request.headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=headers)
    return Response(file.content, headers={**headers, "Content-Type": file.type})


def _form(request: Request, filled: Filled | None = None, *, status: int = 200, **context: Any) -> HTMLResponse:
    settings = _settings(request)
    title = "There is a problem" if context.get("problems") else "Take a second look at a note"
    return answer(
        request, "form", title=title, status=status, here="/", filled=filled or Filled(), accept=",".join(SUFFIXES),
        size=size_in_words(settings.most_form_bytes), most_bytes=settings.most_form_bytes, own=not is_exposed(settings),
        most_pasted=MOST_PASTED, **{"more": (), **context},
    )  # fmt: skip


def _wrong(request: Request, problems: list[str], sent: Sent, status: int, headers: dict[str, str]) -> HTMLResponse:
    """Return what is wrong: the form filled in again, or for htmx only the words, since the form is still on the screen."""
    if is_part(request):
        made = answer(request, "problems", title="There is a problem", status=status, problems=problems)
        made.headers.update(IN_PLACE)
    else:
        made = _form(request, sent.filled, status=status, problems=problems, files_lost=bool(sent.files), more=sent.more)
    made.headers.update(headers)
    return made


def _check(lines: list[Line], sent: Sent, settings: Settings) -> None:
    if not lines and not sent.files:
        raise ApiError("not-readable", _NOTHING)
    if len(lines) + len(sent.files) > settings.most_notes:
        raise ApiError("not-readable", f"Choose at most {settings.most_notes:,} notes at once")
    if any(len(line[0]) > settings.most_characters for line in lines):
        raise ApiError("not-readable", f"The note is too long: it may have {settings.most_characters:,} characters. Take it in parts")


@cache
def _example_case() -> tuple[Line, ...]:
    rows = [json.loads(line) for line in (_EXAMPLES / "case.jsonl").read_text(encoding="utf-8").splitlines()]
    return tuple((row["text"], row["id"], row["case_id"], row["date"], row["role"]) for row in rows)


def _work(request: Request) -> Work:
    work: Work = request.app.state.work
    return work


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


