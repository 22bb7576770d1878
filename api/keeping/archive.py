"""The file of a backup: a zip with a manifest that says what is in it, to the byte and to the row.

    manifest.json            format, when and with which version made, the tables, and each file's size and SHA-256
    review.db, review.dump   the database: SQLite's own file, or what pg_dump wrote
    keys/...                 the keys with their anchor and the list of destroyed texts, only where that was asked for
    screenings/ID/...        screenings that are over, only where that was asked for
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from api.keeping.rows import Table
from nlp.errors import SecondLookError

FORMAT = 1
MANIFEST = "manifest.json"
_PIECE = 1 << 20
_DAMAGED = "is damaged or was changed; take another backup, and do not rely on this one"


class BackupError(SecondLookError):
    """A backup that cannot be made or put back; the message says why, and what was left as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `files` names each member with size and digest; `last` is the last line of the ledger."""

    made: str
    code: str
    dialect: str
    revision: str
    store: str
    check: str
    last: str
    faults: int
    keys: bool
    screenings: list[str]
    tables: dict[str, Table] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give a path beside `path`, for its owner only, that takes its place when all of it is on the disk; else nothing is left."""
    if path.exists():
        raise BackupError(f"{path} exists already; a backup is never written over another. Choose another --out")
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written ({error.strerror or 'output error'}); make room, or choose another name") from None
    finally:
        part.unlink(missing_ok=True)


def write(path: Path, manifest: Manifest, members: Mapping[str, Path]) -> Manifest:
    """Write the file from `members` (name in the backup, file on the disk) and return the manifest with their digests."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as out:
        for name, source in members.items():
            with source.open("rb") as file, out.open(name, "w", force_zip64=True) as to:
                manifest.files[name] = copied(file, to)
        out.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    return manifest


def read_manifest(path: Path) -> Manifest:
    """Return the manifest of a backup; raises BackupError where the file is none, or one of a later form."""
    try:
        with zipfile.ZipFile(path) as file:
            found = json.loads(file.read(MANIFEST))
            names = set(file.namelist()) - {MANIFEST}
    except FileNotFoundError:
        raise BackupError(f"there is no file {path}") from None
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        raise BackupError(f"{path} is not a backup that 'secondlook backup' wrote, or it {_DAMAGED}") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise BackupError(f"{path} was made by another version of Second Look, whose backups have another form; use that version")
    try:
        manifest = Manifest(**found)
    except TypeError:
        raise BackupError(f"{path} {_DAMAGED}") from None
    if names != manifest.files.keys() or any(_leads_out(name) for name in names):
        raise BackupError(f"{path} {_DAMAGED}")
    return manifest


def unpack(path: Path, manifest: Manifest, folder: Path, *, below: str = "") -> None:
    """Write the members whose name begins with `below` into `folder`; raises BackupError where one is not what the manifest says."""
    try:
        with zipfile.ZipFile(path) as file:
            for name, told in manifest.files.items():
                if not name.startswith(below):
                    continue
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with file.open(name) as member, os.fdopen(handle, "wb") as to:
                    if copied(member, to) != told:
                        raise BackupError(f"{path}: '{name}' {_DAMAGED}")
    except (zipfile.BadZipFile, EOFError, ValueError):
        raise BackupError(f"{path} {_DAMAGED}") from None
    except OSError as error:
        raise BackupError(f"the backup cannot be unpacked beside the database ({error.strerror}); make room. Nothing was changed") from None


def check(path: Path) -> Manifest:
    """Read every byte of a backup and return its manifest; raises BackupError where one is not what the manifest says."""
    manifest = read_manifest(path)
    try:
        with zipfile.ZipFile(path) as file:
            for name, told in manifest.files.items():
                with file.open(name) as member:
                    if copied(member, None) != told:
                        raise BackupError(f"{path}: '{name}' {_DAMAGED}")
    except (zipfile.BadZipFile, EOFError, ValueError):
        raise BackupError(f"{path} {_DAMAGED}") from None
    return manifest


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return str(copied(file, None)["sha256"])


def copied(source: IO[bytes], to: IO[bytes] | None) -> dict[str, Any]:
    """Copy a file, where there is one to copy to, and return its size and digest."""
    digest, size = hashlib.sha256(), 0
    while piece := source.read(_PIECE):
        digest.update(piece)
        size += len(piece)
        if to is not None:
            to.write(piece)
    return {"bytes": size, "sha256": digest.hexdigest()}


@contextmanager
def work_folder(beside: Path) -> Iterator[Path]:
    """Give a folder beside a file, for its owner only, that is removed in the end."""
    folder = beside.with_name(f".{beside.name}.work")
    try:
        beside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.rmtree(folder, ignore_errors=True)  # of a run that was killed
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise BackupError(f"nothing can be written in {beside.parent} ({error.strerror}); check your rights, or make room") from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or "\\" in name
