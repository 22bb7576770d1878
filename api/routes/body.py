"""The body of a review request: read within its limits, checked, and turned into notes for the workers."""

import asyncio
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect, Request

from api.problems import ApiError, Wrong, wrongs
from api.settings import Settings
from api.work.jobs import Line

EMPTY = "the note is empty; nothing was looked at, and nothing follows from that"
Short = Annotated[str, Field(max_length=200)]
_SHAPE = "compare the request with the examples at /v1/openapi.json"


class NoteBody(BaseModel):
    """A note as it was written; only `text` is required."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str = Field(description="The text, as plain text.")
    id: Short | None = Field(None, description="A name of yours for the note, given back with its review.")
    case_id: Short | None = Field(None, description="A name of yours for the case, given back with the review.")
    date: Short | None = Field(None, description="When it was written: 2024-03-05.")
    role: Short | None = Field(None, description="Who wrote it: social worker, health visitor, police officer.")


class NoteReviewBody(NoteBody):
    """One note to review."""

    profile: Literal["full", "rules", "large"] | None = Field(None, description="What reads the note; left out, the server's own.")


class CaseReviewBody(BaseModel):
    """The notes of one case to review."""

    model_config = ConfigDict(extra="forbid", strict=True)

    notes: list[NoteBody] = Field(min_length=1, description="The notes in the order they were written.")
    profile: Literal["full", "rules", "large"] | None = Field(None, description="What reads the notes; left out, the server's own.")


class _ReviewBody(NoteReviewBody):
    """Either of the two, so that one reading of the JSON finds all that is wrong in it."""

    text: str | None = None  # type: ignore[assignment]  # wider than in the note on purpose
    notes: list[NoteBody] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be reviewed: one note, or the places of a case (None where `errors` says why it cannot be read)."""

    profile: str
    note: Line | None
    notes: list[Line | None] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)


async def read_body(request: Request, seconds: float) -> bytes:
    """Return the body of a JSON request; raises ApiError for another type, or if it takes longer than `seconds`."""
    kind, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    charset = parameters.replace(" ", "").replace('"', "").removeprefix("charset=")
    if kind.strip() != "application/json" or charset not in ("", "utf-8"):
        raise ApiError("wrong-type", "send application/json in UTF-8")
    try:
        async with asyncio.timeout(seconds):
            return b"".join([chunk async for chunk in request.stream()])
    except TimeoutError:
        raise ApiError("too-slow", f"send the whole body within {seconds:g} seconds") from None
    except ClientDisconnect:
        raise ApiError("bad-request", "the body ended before it was complete") from None


def parse(body: bytes, settings: Settings) -> Asked:
    """Return what a body asks for; raises ApiError that says where it is wrong, in our own words."""
    try:
        asked = _ReviewBody.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        if any(e["type"] == "json_invalid" for e in found):
            raise ApiError("not-json", "send one JSON object in UTF-8, with whole characters and little nesting") from None
        keys = "text, id, case_id, date, role; beside them profile, or notes in place of text"
        raise ApiError("not-valid", _SHAPE, wrong=wrongs(found, keys=keys)) from None
    profile = asked.profile or settings.profile
    if asked.notes is None:
        return Asked(profile, _one(asked, settings))
    if asked.model_fields_set - {"notes", "profile"}:
        raise _not_valid("body", "give either text or notes; beside notes there may be profile only")
    return _case(profile, asked.notes, settings)


def _one(asked: _ReviewBody, settings: Settings) -> Line:
    if asked.text is None:
        raise _not_valid("body", "give text (one note) or notes (the notes of one case)")
    problem = _unreadable(asked.text, settings)
    if problem:
        raise ApiError("not-readable", problem, wrong=[Wrong("text", problem)])
    return _line(asked.text, asked)


def _case(profile: str, notes: list[NoteBody], settings: Settings) -> Asked:
    if not 0 < len(notes) <= settings.most_notes:
        raise _not_valid("notes", f"this must hold 1 to {settings.most_notes:,} notes")
    if len({note.case_id for note in notes} - {None, ""}) > 1:
        raise _not_valid("notes", "the notes name different cases; send one case at a time")
    lines: list[Line | None] = []
    errors: list[dict[str, Any]] = []
    for index, note in enumerate(notes):
        problem = _unreadable(note.text, settings)
        lines.append(None if problem else _line(note.text, note))
        if problem:
            errors.append({"index": index, "detail": problem})
    return Asked(profile, None, lines, errors)


def _unreadable(text: str, settings: Settings) -> str:
    if not text.strip():
        return EMPTY
    if len(text) > settings.most_characters:
        return f"the note has {len(text):,} characters; it may have {settings.most_characters:,}. Send it in parts"
    return ""


def _line(text: str, note: NoteBody) -> Line:
    return (text, note.id or "", note.case_id or "", note.date or "", note.role or "")


def _not_valid(where: str, detail: str) -> ApiError:
    return ApiError("not-valid", _SHAPE, wrong=[Wrong(where, detail)])
