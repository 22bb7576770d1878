"""What a file is, by its content first and its name second: a document, a kind of table, or a zip of files."""

import io
import zipfile
from pathlib import PurePath
from typing import Final, Literal

from nlp.errors import InputError
from nlp.screening.reading.archive import BROKEN
from nlp.screening.reading.blob import Blob
from nlp.screening.reading.columns import known_names, plain
from nlp.screening.reading.limits import MOST_PACKED_TABLE

Kind = Literal["document", "csv", "jsonl", "excel", "parquet", "zip"]

_TABLE_NAMES: Final = {".csv": "csv", ".tsv": "csv", ".tab": "csv", ".psv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_SPREADSHEETS: Final = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".xltx")
_LEAD: Final = 65_536
_MOST_MIMETYPE: Final = 200
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AS_CSV: Final = "open it in Excel and save it as .xlsx or as CSV UTF-8"
_SIGNS: Final = ("\t", "|", ";", ",")


def kind_of(blob: Blob) -> Kind:
    """Return the kind of a file; raises InputError (without its name) for a table that cannot be read as it is."""
    suffix = PurePath(blob.name).suffix.lower()
    with blob.open() as stream:
        lead = stream.read(_LEAD)
    named = suffix in _TABLE_NAMES or suffix in _SPREADSHEETS or suffix in (".parquet", ".json")
    if named and not lead.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise InputError("the file is empty; nothing was looked at, and nothing follows from that")
    if lead.startswith(b"PAR1"):
        return "parquet"
    if suffix == ".parquet":
        raise InputError("it is called Parquet but is not; export it again")
    if lead.startswith(b"PK"):
        return _zipped(blob, suffix)
    if lead.startswith(_COMPOUND) and (suffix in _SPREADSHEETS or suffix in _TABLE_NAMES):
        return _old(blob)
    if suffix in _SPREADSHEETS or suffix in _TABLE_NAMES:
        _refuse(lead, suffix)
    if suffix == ".json":
        return _json(lead)
    if suffix in _TABLE_NAMES:
        return "jsonl" if _TABLE_NAMES[suffix] == "jsonl" else "csv"
    if suffix in _SPREADSHEETS:
        if _is_table(lead, 2):
            return "csv"
        raise InputError(f"it is called a spreadsheet but is not one, or is broken; {_AS_CSV}")
    if suffix in (".txt", ".text", ".dat", ".out", "") and _is_table(lead, 3):
        return "csv"
    return "document"


def _zipped(blob: Blob, suffix: str) -> Kind:
    """Tell an Excel workbook, a Word document and a zip of files apart."""
    if blob.path is None and blob.size > MOST_PACKED_TABLE:
        raise InputError("it is too large to be read within a zip; take it out and read it on its own")
    try:
        with blob.open() as stream, zipfile.ZipFile(stream if blob.path else io.BytesIO(stream.read())) as archive:
            names = archive.namelist()
            locked = any(entry.flag_bits & 1 for entry in archive.infolist())
            short = "mimetype" in names and not locked and archive.getinfo("mimetype").file_size < _MOST_MIMETYPE
            kind = archive.read("mimetype") if short else b""
    except BROKEN:
        names = []
    else:
        if any(name.endswith("xl/workbook.bin") for name in names):
            raise InputError(f"it is a binary Excel workbook (.xlsb); {_AS_CSV}")
        if b"spreadsheet" in kind:
            raise InputError("it is an OpenDocument spreadsheet; open it and save it as .xlsx or as CSV UTF-8")
        if any(name.lower().startswith("xl/") for name in names):
            return "excel"
        if suffix == ".zip":
            return "zip"
        if suffix not in _SPREADSHEETS and suffix not in _TABLE_NAMES:
            return "document"
    if suffix in _SPREADSHEETS or suffix in _TABLE_NAMES:
        raise InputError(f"it is not the spreadsheet or table that its name says, or is broken or cut off; {_AS_CSV}")
    if suffix == ".zip":
        raise InputError("the zip is broken or cut off; make it again, or take the files out of it into a folder")
    return "document"


def _old(blob: Blob) -> Kind:
    import olefile

    try:
        with blob.open() as stream, olefile.OleFileIO(io.BytesIO(stream.read(MOST_PACKED_TABLE))) as compound:
            names = {path[0] for path in compound.listdir(streams=True, storages=True)}
    except Exception:  # the library raises many kinds on a broken file
        names = set()
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        raise InputError("it is protected by a password; open it in Excel, take the password off and save a copy")
    if names & {"Workbook", "Book"}:
        raise InputError(f"it is an old Excel workbook (.xls); {_AS_CSV}")
    raise InputError(f"it is not the table that its name says, or is broken; {_AS_CSV}")


def _refuse(lead: bytes, suffix: str) -> None:
    """Refuse what systems export under the name of a spreadsheet but is something else."""
    head = lead.lstrip(b"\xef\xbb\xbf \t\r\n")[:2_000].lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        raise InputError(f"it is a web page under the name {suffix}; {_AS_CSV}")
    if head.startswith(b"<?xml") or b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise InputError(f"it is XML under the name {suffix}; {_AS_CSV}")
    if head.startswith((b"%pdf-", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"rar!", b"\x89png", b"\xff\xd8\xff", b"sqlite format")):
        raise InputError(f"it is not the table that its name ({suffix}) says; export it again as CSV in UTF-8")


def _json(lead: bytes) -> Kind:
    head = lead.lstrip(b"\xef\xbb\xbf \t\r\n")
    first = head.split(b"\n", 1)[0].rstrip()
    if head.startswith(b"{") and first.endswith(b"}"):
        return "jsonl"
    raise InputError("it is one JSON document; export the notes as JSON lines (.jsonl), one object a line")


def _is_table(lead: bytes, width: int) -> bool:
    """Say whether a text opens with the heading of a table: known names, parted by one sign."""
    text = lead[:8_000].decode("utf-16" if lead.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace").lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    for sign in _SIGNS:
        names = [plain(cell) for cell in first.split(sign)]
        if len(names) >= width and sum(name in known_names() for name in names) >= 2 and all(len(name) < 40 for name in names):
            return True
    return False
