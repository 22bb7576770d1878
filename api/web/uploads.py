"""What comes in with the form: pasted text, files, or the notes of the result page, read in memory and within limits.

Starlette would write a file of more than 1 MB to the disk while it arrives; the parser here never does.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from pathlib import PureWindowsPath

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from api.problems import ApiError
from api.routes.body import NoteBody
from api.settings import Settings
from api.web.sizes import size_in_words
from api.work.jobs import Line
from api.work.uploads import Upload

MOST_PASTED = 20
_MOST_FIELDS = 3 * MOST_PASTED + 10
_MOST_SHORT = 200
READ_ON = 8
"""Times the limit up to which a form that is too large is read to its end, so that the browser takes the answer with the text in it."""
_NOTES: TypeAdapter[list[NoteBody]] = TypeAdapter(list[NoteBody])


class InMemory(MultiPartParser):
    """Keeps every part in memory; the size of the whole body is limited before it gets here."""

    spool_max_size = 0  # which is how a SpooledTemporaryFile is told never to become a file

    def close(self) -> None:
        """Let go of files that were not sent to their end."""
        for file in self._files_to_close_on_error:
            file.close()


@dataclass(frozen=True, slots=True)
class Filled:
    """A note as it was typed into the form, to be shown again when something is wrong."""

    text: str = ""
    date: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: the note typed in, more notes of its case, the files chosen, the notes of a result page, the example asked for."""

    filled: Filled
    files: Sequence[Upload] = ()
    notes: Sequence[Line] = ()
    example: str = ""
    more: Sequence[Filled] = ()

    @property
    def lines(self) -> list[Line]:
        """The notes that came as text."""
        typed = [(n.text, "", "", n.date, n.role) for n in (self.filled, *self.more) if n.text.strip()]
        return [*self.notes, *typed]


class TooMuchSentError(ApiError):
    """A form that is too large; `sent` holds the notes that were typed, for the person to go on with, and no files."""

    def __init__(self, sent: Sent, most: int) -> None:
        words = f"the files are too large together: {size_in_words(most)} can be sent at once. Choose fewer or smaller ones"
        super().__init__("too-large", words)
        self.sent = sent


async def read_form(request: Request, settings: Settings) -> Sent:
    """Return what was sent; raises ApiError for a form that cannot be read."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise ApiError("wrong-type", "send the form of the page, as multipart/form-data")
    body = _Body(request.stream(), settings.most_form_bytes)
    parser = InMemory(
        request.headers, body.pieces(), max_files=settings.most_notes, max_fields=_MOST_FIELDS, max_part_size=settings.most_form_bytes
    )
    try:
        async with asyncio.timeout(settings.seconds_per_review):
            form = await parser.parse()
            await body.read_on()
    except TimeoutError:
        raise ApiError("too-slow", f"the form took longer than {settings.seconds_per_review} seconds to arrive") from None
    except ClientDisconnect:
        raise ApiError("bad-request", "the form ended before it was complete") from None
    except (MultiPartException, KeyError, UnicodeError):
        raise ApiError("bad-request", f"the form cannot be read; it may hold up to {settings.most_notes} files") from None
    try:
        sent = await _sent(form)
    finally:
        await form.close()
        parser.close()
    if body.too_large:
        raise TooMuchSentError(Sent(sent.filled, (Upload("", b""),), more=sent.more), settings.most_form_bytes)
    return sent


class _Body:
    """The pieces of a form up to the limit; what comes after it is read and thrown away."""

    def __init__(self, stream: AsyncGenerator[bytes, None], most: int) -> None:
        self.too_large = False
        self._stream = stream
        self._left = most

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """Yield the pieces that are within the limit."""
        async for piece in self._stream:
            yield piece[: self._left]
            self._left -= len(piece)
            if self._left < 0:
                self.too_large = True
                return

    async def read_on(self) -> None:
        """Read to the end."""
        async for _ in self._stream:
            pass


async def _sent(form: FormData) -> Sent:
    files = [
        Upload(PureWindowsPath(part.filename or "").name, await part.read())
        for part in form.getlist("files")
        if isinstance(part, UploadFile) and (part.filename or part.size)
    ]
    first, *more = [_filled(form, f"-{n}" if n > 1 else "") for n in range(1, MOST_PASTED + 1) if n == 1 or f"text-{n}" in form]
    return Sent(first, files, carried(_text(form, "notes")), _text(form, "example"), more)


def _filled(form: FormData, which: str) -> Filled:
    return Filled(_text(form, f"text{which}"), _text(form, f"date{which}")[:_MOST_SHORT], _text(form, f"role{which}")[:_MOST_SHORT])


def carried(notes: str) -> list[Line]:
    """Return the notes that a result page carries for its downloads; raises ApiError if they are not as they were."""
    try:
        found = _NOTES.validate_json(notes) if notes else []
    except ValidationError:
        raise ApiError("not-valid", "the notes of the result page did not arrive whole; take a second look again") from None
    return [(n.text, n.id or "", n.case_id or "", n.date or "", n.role or "") for n in found]


def _text(form: FormData, name: str) -> str:
    """Return a field's text with the line breaks that the person typed; browsers send each as two characters."""
    value = form.get(name)
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""
