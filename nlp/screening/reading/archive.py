"""The files within a zip, each looked at before it is opened: a name, a size and a packing that can be true."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, Final

from nlp.screening.reading.blob import Blob, shown
from nlp.screening.reading.limits import MOST_ARCHIVED, MOST_DEEP, MOST_RATIO, SMALL_PART
from nlp.screening.reading.records import Unreadable, Where

BROKEN: Final = (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError, zlib.error)
_LOCKED: Final = 0x1
_UNPACK: Final = "take the files out of it into a folder, and read the folder"
_NESTED: Final = (".zip", ".7z", ".rar", ".gz", ".tar", ".tgz", ".bz2", ".xz")


def members(blob: Blob) -> Iterator[Blob | Unreadable]:
    """Yield the files of a zip in the order of their names. They can be opened until the next one is asked for."""
    where = Where(blob.name)
    try:
        with blob.open() as stream, zipfile.ZipFile(stream) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if not entries:
                to_do = "nothing was looked at, and nothing follows from that"
                yield Unreadable(where=where, what="the zip", why="there is no file in it", what_to_do=to_do)
            if len(entries) > MOST_ARCHIVED:
                why = f"it has {len(entries):,} files inside; up to {MOST_ARCHIVED:,} are read from a zip"
                yield Unreadable(where=where, what="the zip", why=why, what_to_do=_UNPACK)
                return
            taken: set[str] = set()
            for entry in sorted(entries, key=lambda entry: entry.filename):
                yield _member(archive, entry, blob, taken)
    except BROKEN:
        why = "it is broken or cut off"
        yield Unreadable(where=where, what="the zip", why=why, what_to_do="make it again, or take out what can be taken out into a folder")


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, outer: Blob, taken: set[str]) -> Blob | Unreadable:
    name = f"{outer.name}/{shown(entry.filename)}"
    problem = _problem(entry, name in taken)
    taken.add(name)
    if problem:
        why, to_do = problem
        return Unreadable(where=Where(name), what="the file", why=why, what_to_do=to_do)
    return Blob(name, entry.file_size, lambda: _opened(archive, entry))


def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> IO[bytes]:
    return archive.open(entry)


def _problem(entry: zipfile.ZipInfo, doubled: bool) -> tuple[str, str] | None:
    """Return why a file within a zip is not opened and what to do, None where it can be."""
    suffix = PurePosixPath(entry.filename.lower()).suffix
    if entry.flag_bits & _LOCKED:
        return "it is protected by a password", "take it out with the password, and read it on its own"
    if suffix in _NESTED:
        return "it is an archive within an archive", "take the files out of it, and read them on their own"
    if entry.file_size > SMALL_PART and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
        return f"it would unpack to more than {MOST_RATIO} times its size", "look at it with care; it may be made to fill the computer"
    if entry.filename.count("/") > MOST_DEEP:
        return f"it lies more than {MOST_DEEP} folders deep", "move it up"
    if doubled:
        return "two files in the zip have one name", "take them out, rename one, and read the folder"
    return None
