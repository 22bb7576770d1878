"""Which format a file is in, and the refusals for those that cannot be read."""

import re
from pathlib import PurePath
from typing import Final

from nlp.documents import containers
from nlp.documents.plain import decoded
from nlp.errors import InputError

_BY_SUFFIX: Final = {
    "": "text",
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".pdf": "pdf",
    ".rtf": "rtf",
    ".eml": "eml",
    ".msg": "msg",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
SUFFIXES: Final[tuple[str, ...]] = tuple(suffix for suffix in _BY_SUFFIX if suffix)
_LISTED: Final = ".txt, .md, .docx, .pdf, .rtf, .eml, .msg or .html"
NAMES: Final = {
    "text": "the text file",
    "docx": "the Word document",
    "pdf": "the PDF",
    "rtf": "the RTF file",
    "eml": "the e-mail",
    "msg": "the Outlook message",
    "html": "the web page",
}

_AS_DOCX = "open it and save it as .docx or PDF"
_TYPED = "the words in a picture cannot be read; type them into a .txt file"
_UNPACK = "take the files out of it and read each on its own"
_MAGIC: Final = (
    (b"\x89PNG", f"this is an image; {_TYPED}"),
    (b"\xff\xd8\xff", f"this is an image; {_TYPED}"),
    (b"GIF8", f"this is an image; {_TYPED}"),
    (b"II*\x00", f"this is an image; {_TYPED}"),
    (b"MM\x00*", f"this is an image; {_TYPED}"),
    (b"BM", ""),
    (b"\x1f\x8b", f"this is a packed file (gzip); {_UNPACK}"),
    (b"7z\xbc\xaf\x27\x1c", f"this is a packed file (7z); {_UNPACK}"),
    (b"Rar!\x1a\x07", f"this is a packed file (rar); {_UNPACK}"),
    (b"BZh", f"this is a packed file (bzip2); {_UNPACK}"),
    (b"\xfd7zXZ", f"this is a packed file (xz); {_UNPACK}"),
    (b"\x78\x9f\x3e\x22", "this is Outlook's winmail.dat; open the e-mail in Outlook and save it as .msg"),
    (b"MZ", ""),
    (b"\x7fELF", "this is a program; notes are read from " + _LISTED),
    (b"OggS", "this is a sound file; type what is said into a .txt file"),
    (b"ID3", "this is a sound file; type what is said into a .txt file"),
    (b"SQLite format 3", "this is a database; export the notes as .jsonl or .txt"),
    (b"%!PS", "this is PostScript; print or save it as PDF"),
    (b"!BDN", "this is an Outlook data file (.pst); save the e-mails as .msg, each on its own"),
)
_BY_NAME: Final = {
    ".doc": f"this is an old Word format or a broken file; {_AS_DOCX}",
    ".odt": f"OpenDocument text cannot be read; {_AS_DOCX}",
    ".pages": "Apple Pages files cannot be read; in Pages choose File, Export To, Word",
    ".wpd": f"WordPerfect files cannot be read; {_AS_DOCX}",
    ".wps": f"Works files cannot be read; {_AS_DOCX}",
    ".xls": "spreadsheets cannot be read here; copy the notes into a .docx or .txt file",
    ".xlsx": "spreadsheets cannot be read here; copy the notes into a .docx or .txt file",
    ".csv": "tables of notes cannot be read here; save each note as .txt, or the table as .jsonl",
    ".jsonl": "this is a list of notes, not one document; read it as .jsonl",
    ".json": "JSON cannot be read as a document; save the note as .txt, or the notes as .jsonl",
    ".xml": "XML cannot be read as a document; save the note as .docx, PDF or .txt",
    ".zip": f"this is a zip archive; {_UNPACK}",
    ".mbox": "a mailbox holds many e-mails; save each on its own as .eml",
}
_TEXT_TWINS: Final = {".doc", ".rtf", ".docx", ".odt", ".eml", ".msg", ".pdf"}
"""Suffixes under which plain text is met: some systems export text and call it so."""

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta)\b", re.I)
_WORD_XML = re.compile(rb"<\?mso-application|<w:wordDocument|<pkg:package")
_FIELD = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):")
_MAIL_FIELDS = {b"mime-version", b"message-id", b"received", b"return-path", b"delivered-to", b"dkim-signature"}
_LEAD: Final = 4_096


def kind_of(raw: bytes, name: str) -> str:
    """Return the kind of a file, or raise InputError for one that cannot be read."""
    suffix = PurePath(name.replace("\\", "/")).suffix.lower()
    if not raw.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise InputError("the file is empty; nothing was looked at, and nothing follows from that")
    lead = raw[:_LEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if lead.startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in raw[:_LEAD]):
        return "pdf"
    if lead.startswith(b"{\\rtf"):
        return "rtf"
    if raw.startswith(b"PK"):
        return containers.zip_kind(raw, suffix)
    if raw.startswith(containers.COMPOUND):
        return containers.compound_kind(raw, suffix)
    _refuse_by_content(raw)
    return _text_kind(raw, lead, suffix)


def _refuse_by_content(raw: bytes) -> None:
    for magic, message in _MAGIC:
        if message and raw.startswith(magic):
            raise InputError(message)
    if raw[4:8] == b"ftyp":
        raise InputError(f"this is a picture or a film; {_TYPED}")
    if raw.startswith(b"RIFF") or (raw.startswith((b"BM", b"MZ")) and b"\x00" in raw[:64]):
        raise InputError(f"this is a picture, a sound or a program; notes are read from {_LISTED}")


def _text_kind(raw: bytes, lead: bytes, suffix: str) -> str:
    """Return the kind of a file that is no known container: HTML, an e-mail or text."""
    if _WORD_XML.search(lead):
        raise InputError(f"this is Word's XML format; {_AS_DOCX}")
    if suffix != ".eml" and _HTML.match(_after_comments(lead.replace(b"\x00", b""))):
        return "html"
    if lead.startswith(b"From ") and raw.count(b"\nFrom ") and suffix in (".mbox", ".eml", ""):
        raise InputError(_BY_NAME[".mbox"])
    if suffix == ".eml" or _is_mail(raw):
        return "eml"
    kind = _BY_SUFFIX.get(suffix)
    if kind in ("text", "html"):
        return kind
    if suffix in _TEXT_TWINS and _is_prose(raw):
        return "text"
    if kind:
        raise InputError(f"this is not {NAMES[kind]} that its name says; it is broken, cut off or of another type")
    raise InputError(_BY_NAME.get(suffix, f"files of this type cannot be read; save the note as {_LISTED}"))


def _after_comments(lead: bytes) -> bytes:
    """Return the opening of a page from its first tag on."""
    while lead.startswith((b"<!--", b"<?")):
        _, found, lead = lead.partition(b"-->" if lead.startswith(b"<!--") else b">")
        lead = lead.lstrip()
        if not found:
            break
    return lead


def _is_mail(raw: bytes) -> bool:
    """Say whether text opens with the header of an e-mail as servers write it, not just with "From:" and "To:"."""
    fields = set()
    for line in raw[: 4 * _LEAD].lstrip().splitlines():
        if not line.strip():
            break
        field = _FIELD.match(line)
        if field:
            fields.add(field[1].lower())
        elif not line[:1].isspace() and not line.startswith(b"From "):
            return False
    return len(fields) > 2 and bool(fields & _MAIL_FIELDS)


def _is_prose(raw: bytes) -> bool:
    """Say whether bytes are plain text beyond doubt, and not the rest of a broken file."""
    if b"endobj" in raw or b"\\par" in raw:
        return False
    try:
        text = decoded(raw)
    except InputError:
        return False
    return not any(c < " " and c not in "\t\n\r\f" for c in text) and not any("\x80" <= c < "\xa0" for c in text)
