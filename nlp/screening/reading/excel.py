"""Excel workbooks as a Table, row by row and read-only. Formulas give the value that Excel last saw; macros are never looked at."""

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from nlp.errors import InputError, MappingError
from nlp.screening.reading.archive import BROKEN
from nlp.screening.reading.blob import Blob, seekable
from nlp.screening.reading.columns import known_names, plain
from nlp.screening.reading.limits import (
    MOST_ARCHIVED,
    MOST_CELL,
    MOST_COLUMNS,
    MOST_RATIO,
    MOST_SHARED,
    MOST_SHEET,
    MOST_SHEETS,
    SAMPLE_ROWS,
)
from nlp.screening.reading.table import Broken, Row

_PROLOGUE: Final = 65_536
_ROOT: Final = re.compile(rb"(?:\s+|<\?.{0,2000}?\?>|<!--.{0,60000}?-->)*+<[A-Za-z_]", re.S)
_BROKEN: Final = "it is broken or cut off; open it in Excel and save it again"
_SAVE_CSV: Final = "save the sheet as CSV UTF-8, which may be of any size"
_ERRORS: Final = {"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NULL!", "#NUM!"}


class ExcelTable:
    """One sheet of a workbook."""

    ragged = True
    sparse = True
    names: Sequence[str] = ()
    fills = MOST_CELL
    """A note of this length was probably cut off by Excel."""

    def __init__(self, blob: Blob, mapping: Mapping[str, str]) -> None:
        self._blob = blob
        self.remarks: list[str] = []
        _check(blob)
        self._sheet, self._sample = self._choose(mapping.get("sheet", ""))
        self.kind = f"Excel workbook, sheet '{self._sheet}'"

    @property
    def settings(self) -> dict[str, str]:
        """What `--map` would have to say beside the columns."""
        return {"sheet": self._sheet}

    def sample(self) -> Sequence[Row]:
        """Return the first rows."""
        return self._sample

    def rows(self) -> Iterator[Row | Broken]:
        """Yield the rows from the first, cut after the last column that any heading can have."""
        with _opened(self._blob) as book:
            yield from _rows(book[self._sheet])

    def _choose(self, asked: str) -> tuple[str, list[Row]]:
        """Return the name and first rows of the sheet to read: the one asked for, the only one, or the only one with known names."""
        with _opened(self._blob) as book:
            titles = [str(sheet.title) for sheet in book.worksheets]
            if len(titles) > MOST_SHEETS:
                raise InputError(f"{self._blob.name}: it has {len(titles):,} sheets; up to {MOST_SHEETS} are read. Split it")
            if asked and asked not in titles:
                raise MappingError(f"{self._blob.name}: there is no sheet '{asked}'; there are: {', '.join(titles)}")
            samples = {title: list(islice(_rows(book[title]), SAMPLE_ROWS)) for title in ([asked] if asked else titles)}
        full = {title: rows for title, rows in samples.items() if any(_holds(row) for row in rows)}
        if not full:
            return (asked or titles[0]) if titles else "", []
        known = {title: rows for title, rows in full.items() if max(map(_known, rows)) >= 2} if len(full) > 1 else full
        if len(known) != 1:
            raise MappingError(
                f"{self._blob.name}: which sheet holds the notes? It could be {', '.join(known or full)}. "
                f"Write for example --map 'sheet={next(iter(known or full))}'"
            )
        title, rows = next(iter(known.items()))
        self.remarks += [f"the sheet '{other}' is not read" for other in full if other != title]
        return title, rows


def _known(row: Row) -> int:
    return sum(plain(str(cell)) in known_names() for cell in row.cells if cell)


def _holds(row: Row) -> bool:
    return any(cell is not None and str(cell).strip() for cell in row.cells)


def _rows(sheet: Any) -> Iterator[Row]:
    """Yield the rows of a sheet without the empty cells at their ends."""
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        width = len(cells)
        while width and (cells[width - 1] is None or cells[width - 1] == ""):
            width -= 1
        yield Row(number, ["" if cell is None or cell in _ERRORS else cell for cell in cells[:width]])


class _opened:  # noqa: N801  # used as a function
    """Opens a workbook for as long as a `with` lasts; whatever the library raises on a broken one is an InputError."""

    def __init__(self, blob: Blob) -> None:
        self._blob = blob
        self._close: list[Callable[[], None]] = []

    def __enter__(self) -> Any:
        import openpyxl

        stream = seekable(self._blob)
        self._close.append(stream.close)
        book = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False, keep_vba=False)
        except Exception:  # the library raises many kinds on a broken file
            stream.close()
        if book is None:
            raise InputError(f"{self._blob.name}: {_BROKEN}")
        self._close.append(book.close)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a sheet says of its own size may be wrong
        return book

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        for close in reversed(self._close):
            close()
        if isinstance(error, Exception) and not isinstance(error, InputError):
            raise InputError(f"{self._blob.name}: {_BROKEN}") from None


def _check(blob: Blob) -> None:
    """Refuse a workbook whose parts are too many, too large or packed too well, or that declare XML entities."""
    problem = ""
    try:
        with seekable(blob) as stream, zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            problem = _problem(parts) or _entities(archive, parts)
    except BROKEN:
        problem = _BROKEN
    if problem:
        raise InputError(f"{blob.name}: {problem}")


def _problem(parts: Sequence[zipfile.ZipInfo]) -> str:
    if len(parts) > MOST_ARCHIVED or len({part.filename for part in parts}) < len(parts):
        return "it has too many parts inside, or two of one name; save it again from Excel"
    if any(part.flag_bits & 1 for part in parts):
        return "it is protected by a password; take the password off and save a copy"
    for part in parts:
        most = MOST_SHEET if part.filename.startswith("xl/worksheets/") else MOST_SHARED
        if part.file_size > most:
            return f"one of its parts has {part.file_size / 1e6:,.0f} MB; {_SAVE_CSV}"
        if part.file_size > _PROLOGUE * 16 and part.file_size > MOST_RATIO * max(1, part.compress_size):
            return f"a part of it would unpack to more than {MOST_RATIO} times its size; look at it with care, and {_SAVE_CSV}"
    return ""


def _entities(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> str:
    """Refuse parts that open with a document type, which Excel never writes and which may declare entities."""
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(part) as stream:
            lead = stream.read(_PROLOGUE).replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
        if b"<!DOCTYPE" in lead or b"<!ENTITY" in lead or (lead.startswith(b"<") and not _ROOT.match(lead)):
            return "it declares XML entities, which Excel does not write; it was not opened. Save it again from Excel"
    return ""
