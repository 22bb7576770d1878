"""Outlook messages (.msg): the properties of a compound file, by Microsoft's open specification ([MS-OXMSG]).

olefile opens the container. extract-msg, which would read the message too, is under the GPL and brings a dozen
packages, among them ones that take macros apart; the few properties that a note needs are plain to read.
"""

import io
import struct
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import olefile

from nlp.documents import html, rtf
from nlp.documents.document import Document
from nlp.documents.letter import iso, set_out
from nlp.documents.limits import MOST_PARTS, MOST_XML, Clock
from nlp.documents.rtf_words import codec
from nlp.errors import InputError

_SUBJECT, _BODY, _HTML, _RTF = "0037", "1000", "1013", "1009"
_SENDER, _SENDER_ADDRESS, _SENDER_SMTP = "0C1A", "0C1F", "5D01"
_TO, _CC, _HEADERS = "0E04", "0E03", "007D"
_FILE_NAMES: Final = ("3707", "3704", "3001")
_CLASS: Final = "001A"
_SENT, _RECEIVED = 0x0039, 0x0E06
_MESSAGE_PAGE, _INTERNET_PAGE = 0x3FFD, 0x3FDE
_MOST_RTF: Final = 3_000_000
_TOP_HEADER: Final = 32
_ENTRY: Final = struct.Struct("<HHI8s")
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)


def read(raw: bytes, clock: Clock) -> Document:
    """Return the text of an Outlook message."""
    with olefile.OleFileIO(io.BytesIO(raw)) as compound:
        message = _Message(compound)
        body = message.body(clock)
        if not body.strip() and message.text(_CLASS).upper().endswith(("SMIME", "RPMSG")):
            raise InputError("it is encrypted; open it in Outlook and copy its text")
        when = message.date()
        fields = [
            ("From", message.sender()),
            ("To", message.text(_TO)),
            ("Cc", message.text(_CC)),
            ("Date", when),
            ("Subject", message.text(_SUBJECT)),
        ]
        return set_out("msg", fields, body, message.attached(), clock, date=when)


class _Message:
    """The properties of one message."""

    def __init__(self, compound: "olefile.OleFileIO[Any]") -> None:
        self._compound = compound
        self._paths = compound.listdir(streams=True, storages=True)
        if len(self._paths) > MOST_PARTS:
            raise InputError(f"it has {len(self._paths):,} parts inside; up to {MOST_PARTS:,} are read")
        self._streams = {path[0].upper(): path[0] for path in self._paths if len(path) == 1}
        self._numbers = self._fixed()

    def _fixed(self) -> dict[int, bytes]:
        """Return the properties of fixed length: id to the eight bytes of the value."""
        data = self._stream("__properties_version1.0")
        entries = range(_TOP_HEADER, len(data) - _ENTRY.size + 1, _ENTRY.size)
        return {id_: value for _, id_, _, value in (_ENTRY.unpack_from(data, at) for at in entries)}

    def _stream(self, *path: str) -> bytes:
        if len(path) == 1 and path[0].upper() not in self._streams:
            return b""
        if self._compound.get_size(list(path)) > MOST_XML:
            raise InputError("one of its parts is too large; paste the text instead")
        return bytes(self._compound.openstream(list(path)).read())

    def _page(self, id_: int) -> str:
        """Return the code page that a property names, "" where there is none."""
        value = self._numbers.get(id_, b"\x00" * 8)
        return codec(f"cp{struct.unpack_from('<I', value)[0]}", "")

    def text(self, id_: str, *, storage: str = "") -> str:
        """Return a property that holds text, whether it is kept in Unicode or in a code page."""
        folder = [storage] if storage else []
        for suffix, encoding in (("001F", "utf-16-le"), ("001E", self._page(_MESSAGE_PAGE) or "cp1252")):
            name = f"__substg1.0_{id_}{suffix}"
            path = [*folder, name]
            if path in self._paths or (not storage and name.upper() in self._streams):
                return self._stream(*path).decode(encoding, "replace").replace("\x00", "")
        return ""

    def sender(self) -> str:
        """Return the sender's name and address."""
        name = self.text(_SENDER)
        address = self.text(_SENDER_SMTP) or self.text(_SENDER_ADDRESS)
        return f"{name} <{address}>" if name and "@" in address and address != name else name or address

    def date(self) -> str:
        """Return when it was sent, or else received, in ISO 8601; "" for one that never was."""
        for id_ in (_SENT, _RECEIVED):
            ticks = struct.unpack("<Q", self._numbers.get(id_, b"\x00" * 8))[0]
            try:
                if ticks:
                    return (_EPOCH + timedelta(microseconds=ticks // 10)).replace(microsecond=0).isoformat()
            except OverflowError:
                continue
        for line in self.text(_HEADERS).splitlines():
            if line.lower().startswith("date:"):
                return iso(line[5:].strip())
        return ""

    def body(self, clock: Clock) -> str:
        """Return the words: the plain text, or else the HTML, or else the RTF."""
        plain = self.text(_BODY)
        if plain.strip():
            return plain
        page = self.text(_HTML)
        if not page:
            data = self._stream(f"__substg1.0_{_HTML}0102").rstrip(b"\x00")
            page = html.unicode_of(data, self._page(_INTERNET_PAGE)) if data else ""
        if page.strip():
            return html.parse(page, clock).lines.text()
        packed = self._stream(f"__substg1.0_{_RTF}0102")
        if not packed:
            return ""
        if len(packed) > _MOST_RTF:
            raise InputError("its text is too large in this form; paste the text instead")
        import compressed_rtf  # type: ignore[import-untyped]

        return rtf.read(bytes(compressed_rtf.decompress(packed)), clock).text

    def attached(self) -> list[str]:
        """Return the names of the attachments."""
        folders = [path[0] for path in self._paths if len(path) == 1 and path[0].startswith("__attach_version1.0")]
        found = []
        for folder in folders:
            names = (self.text(id_, storage=folder) for id_ in _FILE_NAMES)
            found.append(next((name for name in names if name), "a file"))
        return found
