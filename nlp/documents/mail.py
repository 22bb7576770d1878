"""E-mails as files (.eml): the header, then the plain text, or the HTML as text; quoted replies stay.

The standard library parses; nothing that is attached is opened.
"""

import re
from email import policy
from email.errors import CloseBoundaryNotFoundDefect, InvalidBase64CharactersDefect, InvalidBase64PaddingDefect
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from typing import Final

from nlp.documents import html
from nlp.documents.document import Document
from nlp.documents.letter import MOST_FIELD, iso, set_out
from nlp.documents.limits import MOST_BOUNDARIES, MOST_HEADER, MOST_LINE_WORK, MOST_PARTS, Clock
from nlp.documents.lines import clean
from nlp.documents.plain import decoded
from nlp.errors import InputError

_FIELDS: Final = ("From", "To", "Cc", "Date", "Subject")
_LOCKED = "it is encrypted; open it in the mail program and save or copy its text"
_CUT_DEFECTS = (CloseBoundaryNotFoundDefect, InvalidBase64CharactersDefect, InvalidBase64PaddingDefect)
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
_MOST_DEPTH: Final = 20


def read(raw: bytes, clock: Clock) -> Document:
    """Return the text of an e-mail."""
    raw = raw.lstrip(b"\xef\xbb\xbf\r\n\t ")
    end = _END_OF_HEADER.search(raw[: MOST_HEADER + 4])
    if end is None:
        wrong = "is longer than any mail program writes" if len(raw) > MOST_HEADER else "is all there is; it is cut off"
        raise InputError(f"its header {wrong}; save the e-mail again, or paste the text")
    boundaries = raw.lower().count(b"boundary")
    if boundaries > MOST_BOUNDARIES or boundaries * (raw.count(b"\n") + raw.count(b"\r")) > MOST_LINE_WORK:
        raise InputError("its parts are nested too deeply; paste the text instead")
    message = BytesParser(policy=policy.compat32).parsebytes(raw)
    gathered = _Gathered(clock)
    gathered.take(message, 0)
    fields = [(name, _field(message, name)) for name in _FIELDS]
    if not any(value for _, value in fields):
        raise InputError("it has no header (From, To, Date, Subject), so it is no e-mail or is broken; paste the text")
    if not gathered.body().strip() and gathered.locked:
        raise InputError(_LOCKED)
    warnings = ["it may be cut off: its end is missing or damaged"] if gathered.cut else []
    return set_out("eml", fields, gathered.body(), gathered.attached, clock, date=iso(fields[3][1]), warnings=warnings)


class _Gathered:
    """The words of an e-mail and the names of what is attached, as its parts are gone through in order."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._texts: list[str] = []
        self._count = 0
        self.attached: list[str] = []
        self.locked = False
        self.cut = False

    def body(self) -> str:
        """Return the words."""
        return "\n\n".join(self._texts)

    def take(self, part: Message, depth: int) -> None:
        """Take in one part and those inside it."""
        self._clock.check()
        self._count += 1
        if depth > _MOST_DEPTH or self._count > MOST_PARTS:
            raise InputError("its parts are nested too deeply, or too many; paste the text instead")
        kind = part.get_content_type()
        inner = part.get_payload()
        if part.get_content_disposition() == "attachment" or kind == "message/rfc822":
            self.attached.append(_file_name(part) or ("an e-mail" if kind == "message/rfc822" else kind))
        elif isinstance(inner, list):
            parts = [each for each in inner if isinstance(each, Message)]
            if kind == "multipart/alternative":
                self._alternative(parts, depth)
            else:
                self.locked = self.locked or kind == "multipart/encrypted"
                for each in parts:
                    self.take(each, depth + 1)
        else:
            self._leaf(part, kind)
        self.cut = self.cut or any(isinstance(defect, _CUT_DEFECTS) for defect in part.defects)

    def _alternative(self, parts: list[Message], depth: int) -> None:
        """Take the plain form if there is one with words in it, else the last that has any."""
        plain = [each for each in parts if each.get_content_type() == "text/plain"]
        for each in [*plain, *reversed(parts)]:
            before = len(self._texts)
            self.take(each, depth + 1)
            if len(self._texts) > before:
                return

    def _leaf(self, part: Message, kind: str) -> None:
        name = _file_name(part)
        if kind not in ("text/plain", "text/html") or name:
            self.locked = self.locked or kind in ("application/pkcs7-mime", "application/x-pkcs7-mime")
            inline_picture = kind.startswith("image/") and part.get("Content-ID") is not None
            if not inline_picture:
                self.attached.append(name or kind)
            return
        raw = part.get_payload(decode=True)
        data = raw if isinstance(raw, bytes) else b""
        charset = str(part.get_content_charset("") or "")
        if kind == "text/html":
            text = html.parse(html.unicode_of(data, charset), self._clock).lines.text()
        else:
            text = _text(data, charset)
            if str(part.get_param("format", "")).lower() == "flowed":
                text = _unflowed(text)
        if text.strip():
            self._texts.append(text.strip("\n"))


def _text(data: bytes, charset: str) -> str:
    if charset in ("us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", ""):
        charset = "utf-8" if data.isascii() else ""
    try:
        return data.decode(charset) if charset else decoded(data)
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "replace")
    except InputError:
        return ""


def _unflowed(text: str) -> str:
    """Join the lines that a mail program broke and marked so by a space at their end (RFC 3676)."""
    joined: list[str] = []
    open_line = False
    for line in text.splitlines():
        if open_line and not line.startswith(">"):
            joined[-1] += line.removeprefix(" ")
        else:
            joined.append(line.removeprefix(" "))
        open_line = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(joined)


def _field(message: Message, name: str) -> str:
    """Return a field of the header with its encoded words decoded."""
    return _decoded_field(message.get(name))


def _decoded_field(value: object) -> str:
    if value is None:
        return ""
    text = str(value)[: 4 * MOST_FIELD]
    try:
        parts = decode_header(text)
    except Exception:  # a field that is not well formed is shown as it stands
        return clean(text)
    out = ""
    for data, charset in parts:
        if isinstance(data, bytes):
            out += _text(data, (charset or "").lower())
        else:
            out += data
    return clean(" ".join(out.split()))


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename("")
    except Exception:  # a name that is not well formed
        return "a file"
    return _decoded_field(name) if name else ""
