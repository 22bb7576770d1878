"""An export as it arrives with a form: written to the job's folder piece by piece, so that memory does not grow with it."""

import errno
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from api.jobs.folder import Folder, file_name
from api.problems import ApiError

FILE = "file"
_MOST_FIELD = 4_000
_MOST_FIELDS = 40
_SHAPE = "send a form (multipart/form-data) with one file in the field 'file'"


@dataclass(slots=True)
class Sent:
    """What came with the form: the name and size of the file, and the other fields, each with all its values."""

    name: str = ""
    bytes: int = 0
    fields: dict[str, list[str]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """Return the first value of a field, empty where there is none."""
        return next(iter(self.fields.get(name, ())), "")


class _Parts:
    """Takes the parts of a form as the parser finds them."""

    def __init__(self, folder: Path) -> None:
        self.sent = Sent()
        self._folder = folder
        self._headers: dict[bytes, bytes] = {}
        self._name = self._value = b""
        self._field, self._text, self._count = "", bytearray(), 0
        self.file: IO[bytes] | None = None

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def headers_end(self) -> None:
        self._count += 1
        if self._count > _MOST_FIELDS:
            raise ApiError("not-valid", f"the form has more than {_MOST_FIELDS} parts; {_SHAPE}")
        _, told = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._headers = {}
        self._field, self._text = told.get(b"name", b"").decode("utf-8", "replace"), bytearray()
        given = told.get(b"filename", b"").decode("utf-8", "replace")
        if self._field == FILE and given and not self.sent.name:
            self.sent.name = file_name(given)
            self.file = (self._folder / self.sent.name).open("wb")

    def data(self, data: bytes, start: int, end: int) -> None:
        if self.file is not None:
            self.file.write(data[start:end])
            self.sent.bytes += end - start
        elif len(self._text) + end - start > _MOST_FIELD:
            raise ApiError("not-valid", _SHAPE)
        else:
            self._text += data[start:end]

    def part_end(self) -> None:
        if self.file is not None:
            self.file.close()
            self.file = None
        elif self._field != FILE:
            self.sent.fields.setdefault(self._field, []).append(self._text.decode("utf-8", "replace"))


async def receive(request: Request, folder: Folder) -> Sent:
    """Write the file of a form into a job's folder and return what else came; raises ApiError with nothing kept open."""
    kind, told = parse_options_header(request.headers.get("content-type", "").encode("latin-1"))
    if kind != b"multipart/form-data" or b"boundary" not in told:
        raise ApiError("wrong-type", _SHAPE)
    parts = _Parts(folder.uploads)
    parser = MultipartParser(told[b"boundary"], {
        "on_header_field": parts.header_name, "on_header_value": parts.header_value, "on_header_end": parts.header_end,
        "on_headers_finished": parts.headers_end, "on_part_data": parts.data, "on_part_end": parts.part_end,
    })  # fmt: skip
    try:
        await _feed(parser, request.stream())
    except MultipartParseError:
        raise ApiError("bad-request", f"the form cannot be read; {_SHAPE}") from None
    except ClientDisconnect:
        raise ApiError("bad-request", "the form ended before it was complete") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ApiError("no-room", "make room on the disk of this computer, and send it again") from None
        raise
    finally:
        if parts.file is not None:
            parts.file.close()
    if not parts.sent.bytes:
        raise ApiError("not-readable", "choose a file that is not empty; " + _SHAPE)
    return parts.sent


async def _feed(parser: MultipartParser, stream: AsyncIterator[bytes]) -> None:
    async for piece in stream:
        parser.write(piece)
    parser.finalize()
