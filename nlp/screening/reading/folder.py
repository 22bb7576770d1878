"""The files of a folder in a stable order, whatever the system lists first."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from nlp.errors import InputError
from nlp.screening.reading.blob import Blob, on_disk, shown, why
from nlp.screening.reading.limits import MOST_DEEP, MOST_FILES
from nlp.screening.reading.records import Unreadable, Where

_ASIDE_NAMES: Final = {"thumbs.db", "desktop.ini", ".ds_store", "_success", "_metadata", "_common_metadata"}
_ASIDE_STARTS: Final = (".", "~$", "_delta_log", "__macosx")


def aside(name: str) -> bool:
    """Say whether a file or folder is the work of a system and not of a person (locks, previews, marks of a finished job)."""
    low = name.lower()
    return low in _ASIDE_NAMES or low.startswith(_ASIDE_STARTS)


def files(root: Path) -> Iterator[Blob | Unreadable]:
    """Yield the files under a folder in the order of their names; links to folders are not followed."""
    for count, found in enumerate(_within(root, "", 0)):
        if count >= MOST_FILES:
            reason = f"it has more than {MOST_FILES:,} files"
            yield _not(root.name, "the rest of the folder", reason, "split it and read each part on its own")
            return
        yield found


def _within(folder: Path, prefix: str, depth: int) -> Iterator[Blob | Unreadable]:
    if depth > MOST_DEEP:
        yield _not(prefix, "the folder", f"it lies more than {MOST_DEEP} folders deep", "move it up")
        return
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError as error:
        reason, _, to_do = why(error).partition("; ")
        yield _not(prefix or folder.name, "the folder", reason, to_do)
        return
    for entry in entries:
        if aside(entry.name):
            continue
        name = f"{prefix}/{entry.name}" if prefix else entry.name
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _within(Path(entry.path), name, depth + 1)
                continue
            yield _file(entry, name)
        except OSError as error:
            reason, _, to_do = why(error).partition("; ")
            yield _not(name, "the file", reason, to_do)


def _file(entry: os.DirEntry[str], name: str) -> Blob | Unreadable:
    mode = entry.stat().st_mode
    if stat.S_ISDIR(mode):
        return _not(name, "the folder", "it is a link, and links to folders are not followed", "name the folder that it leads to")
    if not stat.S_ISREG(mode):
        return _not(name, "the file", "it is not a file but a device, pipe or socket", "leave it out")
    try:
        return on_disk(Path(entry.path), name)
    except InputError as error:
        reason, _, to_do = str(error).removeprefix(f"{shown(name)}: ").partition("; ")
    return _not(name, "the file", reason, to_do)


def _not(name: str, what: str, why: str, to_do: str) -> Unreadable:
    return Unreadable(where=Where(shown(name)), what=what, why=why, what_to_do=to_do)
