"""Zip and compound files: what is inside, and whether it is safe to unpack."""

import io
import zipfile
from typing import Final

from nlp.documents.limits import MOST_PARTS, MOST_RATIO, MOST_UNPACKED, SMALL_PART
from nlp.errors import InputError

COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AS_DOCX = "open it and save it as .docx or PDF"
_BROKEN_WORD = "the Word document is broken or cut off; open it in Word and save it again"
_PASSWORD = "it is protected by a password; open it, take the password off and save a copy"  # noqa: S105
_ENCRYPTED_BIT: Final = 0x1


def open_zip(raw: bytes) -> zipfile.ZipFile:
    """Return a zip opened in memory, once its parts are counted and their sizes found to be sane."""
    archive = zipfile.ZipFile(io.BytesIO(raw))
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise InputError(f"it has {len(parts):,} parts inside; up to {MOST_PARTS:,} are read. Split it")
    names = {part.filename for part in parts}
    if len(names) < len(parts):
        raise InputError("two of its parts have one name, which no word processor writes; save it again")
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > SMALL_PART and part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts
    )
    if unpacked > MOST_UNPACKED or swollen:
        raise InputError(
            f"it would unpack to more than {MOST_UNPACKED // 1_000_000} MB, or to {MOST_RATIO} times its size; "
            "save it without pictures, or paste the text"
        )
    return archive


def part(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return the bytes of one part, of which no more than `most` are ever unpacked."""
    with archive.open(name) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise InputError(f"one of its parts is larger than {most // 1_000_000} MB; save it again, or split it")
    return data


def zip_kind(raw: bytes, suffix: str) -> str:
    """Return "docx" for a Word document, or raise InputError that says what to save another container as."""
    try:
        with open_zip(raw) as archive:
            names = set(archive.namelist())
            locked = any(entry.flag_bits & _ENCRYPTED_BIT for entry in archive.infolist())
            kind = part(archive, "mimetype", 200).decode("latin-1") if "mimetype" in names and not locked else ""
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        if suffix in (".docx", ".docm", ".dotx"):
            raise InputError(_BROKEN_WORD) from None
        raise InputError("this is a zip archive that is broken or cut off; take the files out of a whole one") from None
    if locked:
        raise InputError(_PASSWORD)
    if "opendocument" in kind:
        what = "OpenDocument text" if "text" in kind else "an OpenDocument file"
        raise InputError(f"this is {what}, which cannot be read; {_AS_DOCX}")
    if "epub" in kind:
        raise InputError("this is an e-book, which cannot be read; save the text as .txt or PDF")
    return _office_kind(names, suffix)


def _office_kind(names: set[str], suffix: str) -> str:
    if any(name.lower().startswith("word/") for name in names) or "[Content_Types].xml" in names:
        if any(name.startswith("xl/") for name in names):
            raise InputError("this is a spreadsheet; copy the notes into a .docx or .txt file")
        if any(name.startswith("ppt/") for name in names):
            raise InputError("this is a presentation; save it as PDF")
        return "docx"
    if any(name.endswith(".iwa") or name.startswith("Index") for name in names):
        raise InputError("this is an Apple Pages file; in Pages choose File, Export To, Word")
    if suffix in (".docx", ".docm", ".dotx"):
        raise InputError(_BROKEN_WORD)
    raise InputError("this is a zip archive; take the files out of it and read each on its own")


def compound_kind(raw: bytes, suffix: str) -> str:
    """Return "msg" for an Outlook message, or raise InputError for the other formats kept in compound files."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(raw)) as compound:
            names = {path[0] for path in compound.listdir(streams=True, storages=True)}
    except Exception:  # the library raises many kinds on a broken file
        what = "the Outlook message" if suffix == ".msg" else "this old Office file"
        raise InputError(f"{what} is broken or cut off; save it again from the program that made it") from None
    if "__properties_version1.0" in names:
        return "msg"
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise InputError(_PASSWORD)
    if "WordDocument" in names:
        raise InputError(f"this is an old binary Word file (.doc), which cannot be read; {_AS_DOCX}")
    if names & {"Workbook", "Book"}:
        raise InputError("this is a spreadsheet; copy the notes into a .docx or .txt file")
    if "PowerPoint Document" in names:
        raise InputError("this is a presentation; save it as PDF")
    raise InputError(f"this is an old Office file of a type that cannot be read; {_AS_DOCX}")
