"""PDFs with text in them: pages in reading order, what was typed into forms, and comments.

pypdf is pure Python: a hostile file can waste time but not corrupt memory, and it bounds its own work. We bound it
further, page by page. A page is stopped by the clock between any two of its drawing steps.
"""

import io
import logging
import re
import threading
from typing import Any

import pypdf
from pypdf.errors import DependencyError

from nlp.documents import pdf_layout
from nlp.documents.document import Document
from nlp.documents.limits import MOST_CHARACTERS, MOST_NAME, MOST_PAGE_WORK, MOST_PAGES, MOST_UNPACKED, Clock, too_long
from nlp.documents.lines import Lines, label
from nlp.errors import InputError


class _Doubts(logging.Filter):
    """Drops pypdf's warnings, which may quote the file, and keeps only how many spoke of data that is damaged."""

    def __init__(self) -> None:
        super().__init__()
        self._counts = threading.local()

    def count(self) -> int:
        """Return the number of such warnings in this thread so far."""
        return int(getattr(self._counts, "value", 0))

    def filter(self, record: logging.LogRecord) -> bool:
        """Count a warning and let no handler see it."""
        self._counts.value = self.count() + (record.levelno >= logging.WARNING)
        return False


_DOUBTS = _Doubts()
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
logging.getLogger("pypdf.filters").setLevel(logging.WARNING)
logging.getLogger("pypdf.filters").addFilter(_DOUBTS)

_PASSWORD = "it is protected by a password; open it, take the password off (or print it to a new PDF) and read that"  # noqa: S105
_BROKEN = "the PDF is broken or cut off; print or save it to a new PDF and read that"
_SCAN = (
    "there is no text in it; it seems to be a scan. Put it through a program that turns scans into text (OCR), "
    "or type the words into a .txt file"
)
_SHOWN = re.compile(rb"[)>\]]\s*T[jJ]\b")
_TAIL = 4_096
_STEPS_PER_CHECK = 1_000
_LISTED = 8


def read(raw: bytes, clock: Clock) -> Document:
    """Return the text of all pages."""
    if not any(mark in raw[-_TAIL:] for mark in (b"%%EOF", b"startxref")):
        raise InputError("the PDF is cut off, its end is missing; save or send it again")
    with pypdf.apply_configuration(
        stream_parsing_work_maximum_count=MOST_PAGE_WORK,
        zlib_maximum_output_length=MOST_UNPACKED // 4,
        lzw_maximum_output_length=MOST_UNPACKED // 4,
        run_length_maximum_output_length=MOST_UNPACKED // 4,
        page_tree_maximum_entries=2 * MOST_PAGES,
    ):
        reader = pypdf.PdfReader(io.BytesIO(raw), strict=False)
        _unlock(reader)
        return _Reading(reader, clock).document()


def _unlock(reader: pypdf.PdfReader) -> None:
    """Open a PDF that only restricts printing or copying, which needs no password to be read."""
    if not reader.is_encrypted:
        return
    try:
        opened = bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError, ValueError, KeyError):
        opened = False
    if not opened:
        raise InputError(_PASSWORD)


class _Reading:
    """One PDF as it is read."""

    def __init__(self, reader: pypdf.PdfReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock
        self._steps = 0
        self._failed: list[int] = []
        self._damaged: list[int] = []
        self._repeated = False
        self._pictures: list[int] = []

    def document(self) -> Document:
        """Return the text of all pages, or raise InputError where there is none."""
        count = len(self._reader.pages)
        if count > MOST_PAGES:
            raise InputError(f"it has {count:,} pages; up to {MOST_PAGES:,} are read at once. Split it")
        if not count:
            raise InputError(_BROKEN)
        pages: list[list[str]] = []
        size = 0
        for at in range(count):
            pages.append(self._page(at))
            size += sum(map(len, pages[-1]))
            if size > 2 * MOST_CHARACTERS:
                raise too_long()
        if not any(line.strip() for page in pages for line in page):
            raise InputError(_BROKEN if self._failed and not self._pictures else _SCAN)
        lines = Lines(self._clock)
        joined, repeated = pdf_layout.joined(pages)
        lines.extend(joined)
        self._repeated = repeated
        return Document(text=lines.text(), kind="pdf", title=self._title(), warnings=self._warnings())

    def _page(self, at: int) -> list[str]:
        """Return the lines of a page; one that fails is listed among the warnings, the others go on."""
        self._clock.check()
        doubts = _DOUBTS.count()
        try:
            page = self._reader.pages[at]
            text = page.extract_text(visitor_operand_before=self._step)
            extra = _filled_in(page)
        except (InputError, MemoryError):
            raise
        except Exception:  # pypdf raises many kinds on a broken page
            self._failed.append(at + 1)
            return []
        lines = pdf_layout.page_lines(text)
        if not any(line.strip() for line in lines):
            if _has_picture(page):
                self._pictures.append(at + 1)
            elif _DOUBTS.count() > doubts or _has_words(page):
                self._failed.append(at + 1)
        elif _DOUBTS.count() > doubts:
            self._damaged.append(at + 1)
        return lines + extra

    def _step(self, *_: Any) -> None:
        self._steps += 1
        if self._steps % _STEPS_PER_CHECK == 0:
            self._clock.check()

    def _title(self) -> str:
        try:
            metadata = self._reader.metadata
            return label(str(metadata.title or ""), MOST_NAME) if metadata else ""
        except Exception:  # a broken title is no reason to refuse the text
            return ""

    def _warnings(self) -> tuple[str, ...]:
        found = []
        if self._repeated:
            found.append("headers and footers that its pages repeat were read once")
        if self._failed:
            found.append(f"{_pages(self._failed)} could not be read")
        if self._damaged:
            found.append(f"{_pages(self._damaged)} is damaged; words may be missing there")
        if self._pictures:
            found.append(f"{_pages(self._pictures)} seems to be a scan without text; it was not read")
        try:
            names = list(self._reader.attachments)
        except Exception:
            names = []
        if names:
            listed = ", ".join(label(name, MOST_NAME) for name in names[:_LISTED])
            found.append(f"files attached to it were not opened: {listed}")
        return tuple(found)


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:_LISTED])) + (" and more" if len(numbers) > _LISTED else "")
    return f"page {shown}"


def _has_picture(page: pypdf.PageObject) -> bool:
    try:
        resources: Any = page.get("/Resources", {}).get_object()
        return bool(resources.get("/XObject"))
    except Exception:
        return False


def _has_words(page: pypdf.PageObject) -> bool:
    """Say whether a page from which no text came has some: its drawing cannot be unpacked, or shows strings."""
    content = page.get("/Contents")
    streams: Any = content.get_object() if content is not None else None
    for each in streams if isinstance(streams, list) else [streams]:
        try:
            stream: Any = each.get_object()
            data = stream.get_data()
        except AttributeError:
            continue
        except Exception:  # it cannot be unpacked
            return True
        if _SHOWN.search(data):
            return True
    return False


def _filled_in(page: pypdf.PageObject) -> list[str]:
    """Return what was typed into the form fields of a page, and the words of its comments."""
    found: list[str] = []
    for reference in list(page.get("/Annots") or [])[:MOST_PAGES]:
        note: Any = reference.get_object()
        if not isinstance(note, dict) or int(note.get("/F", 0)) & 2:
            continue
        kind = note.get("/Subtype")
        if kind == "/Widget":
            found += _field(note)
        elif kind in ("/FreeText", "/Text", "/Highlight", "/Underline", "/StrikeOut", "/Caret"):
            words = str(note.get("/Contents") or "").strip()
            author = label(str(note.get("/T") or ""), MOST_NAME)
            if words:
                found.append(f"Comment by {author}: {words}" if author else f"Comment: {words}")
    return found


def _field(note: Any) -> list[str]:
    """Return "name: value" of a form field that holds something."""
    parent = note.get("/Parent", {})
    parent = parent.get_object() if hasattr(parent, "get_object") else parent
    value = note.get("/V", parent.get("/V", ""))
    value = value.get_object() if hasattr(value, "get_object") else value
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    name = label(str(note.get("/TU") or note.get("/T") or parent.get("/TU") or parent.get("/T") or ""), MOST_NAME)
    text = str(value).strip()
    if note.get("/FT", parent.get("/FT")) == "/Btn":
        text = "" if text in ("", "/Off") else "[x]"
        state = note.get("/AS")
        text = "" if state is not None and str(state) == "/Off" else text
    return [f"{name}: {text}" if name else text] if text else []
