"""A file to be read: on a disk, or within a zip."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from nlp.documents.lines import label
from nlp.errors import InputError
from nlp.screening.reading.limits import MOST_PACKED_TABLE

_MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class Blob:
    """A file by the name to show, its size, and how to open it; `path` is None for a file within a zip."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]
    path: Path | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The folders and the name."""
        return tuple(self.name.split("/"))


def on_disk(path: Path, name: str) -> Blob:
    """Return a file on a disk; raises InputError (with its name) where it cannot be looked at."""
    try:
        return Blob(shown(name), path.stat().st_size, lambda: path.open("rb"), path)
    except OSError as error:
        raise InputError(f"{shown(name)}: {why(error)}") from None


def shown(name: str) -> str:
    """Return a file's name as it can be shown and written: without control characters and bytes that are no text."""
    clean = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "/".join(label(part, _MOST_NAME) or "_" for part in clean.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def seekable(blob: Blob) -> IO[bytes]:
    """Open a file that has to be read in no order; one within a zip is unpacked in memory for that."""
    if blob.path is not None:
        return blob.open()
    with blob.open() as stream:
        raw = stream.read(MOST_PACKED_TABLE + 1)
    if len(raw) > MOST_PACKED_TABLE:
        raise InputError(f"{blob.name}: it is too large to be read within a zip; take it out and read it on its own")
    return io.BytesIO(raw)


def why(error: OSError) -> str:
    """Return what an error of the system means and what to do."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file any more; check that nobody moved it, and run again"
    if isinstance(error, PermissionError):
        return "you are not allowed to read it; ask for the right to read it, or copy it to a place of your own"
    return f"the disk or network drive does not give it ({error.strerror or 'input error'}); copy it to this computer and try again"
