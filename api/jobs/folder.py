"""One screening on the disk: the export as it was sent, what was chosen, how far it is, and its results.

    ID/job.json        what was chosen and how it stands; written by the server only
    ID/upload/NAME     the export; removed as soon as the screening is done
    ID/progress.json   how far it is, and ID/ended.json how it ended; written by the process that does it
    ID/out/            the results

Folders are for their owner only. Nothing but the job's own id is ever in an address or a log.
"""

import json
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PureWindowsPath
from typing import Any, Literal

from nlp.screening.parts import whole

State = Literal["columns", "queued", "running", "done", "failed", "cancelled"]
"""`columns`: it waits until somebody has said which column is which."""
_ID = re.compile(r"[0-9a-f]{24}")
_NAME = re.compile(r"[^\w .()\-]")
_MOST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the server knows of a screening. `preview` is what its columns were taken for, `problem` why it cannot go on."""

    id: str
    name: str
    state: State
    created: float
    bytes: int
    profile: str
    pseudonymise: bool = False
    mapping: Mapping[str, str] = field(default_factory=dict)
    preview: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ("done", "failed", "cancelled")


class Folder:
    """The folder of one job."""

    def __init__(self, root: Path, id_: str) -> None:
        self.path = root / id_
        self.uploads = self.path / "upload"
        self.out = self.path / "out"
        self._job = self.path / "job.json"
        self._progress = self.path / "progress.json"
        self._ended = self.path / "ended.json"

    @classmethod
    def new(cls, root: Path) -> "Folder":
        """Make the folder of a new job."""
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = cls(root, secrets.token_hex(12))
        folder.path.mkdir(mode=0o700)
        folder.uploads.mkdir(mode=0o700)
        return folder

    @property
    def id(self) -> str:
        """The id of the job."""
        return self.path.name

    @property
    def upload(self) -> Path | None:
        """The export, until it is removed."""
        return next(iter(sorted(self.uploads.iterdir())), None) if self.uploads.is_dir() else None

    def load(self) -> Job | None:
        """Return the job, or None where it is not there or was never begun."""
        try:
            return Job(**json.loads(self._job.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def save(self, job: Job, **changes: Any) -> Job:
        """Write the job with changes, whole or not at all, and return it."""
        changed = replace(job, **changes)
        write(self._job, asdict(changed))
        return changed

    def progress(self) -> dict[str, Any]:
        """Return how far the process that does it has come, nothing before it has begun."""
        return _read(self._progress)

    def ended(self) -> dict[str, Any]:
        """Return how that process ended, nothing while it goes on."""
        return _read(self._ended)

    def manifest(self) -> dict[str, Any]:
        """Return the manifest of the results, nothing before they are there."""
        return _read(self.out / "manifest.json")

    def report(self, progress: Mapping[str, Any]) -> None:
        """Write how far it is; nobody waits for the disk, since the next report follows soon."""
        unfinished = self._progress.with_suffix(".new")
        unfinished.write_text(json.dumps(progress), encoding="utf-8")
        unfinished.replace(self._progress)

    def end(self, how: Mapping[str, Any]) -> None:
        """Write how it ended."""
        write(self._ended, how)

    def begin(self) -> None:
        """Forget how an earlier process ended."""
        self._ended.unlink(missing_ok=True)

    def forget_upload(self) -> None:
        """Remove the export."""
        shutil.rmtree(self.uploads, ignore_errors=True)

    def remove(self) -> None:
        """Remove everything of the job."""
        shutil.rmtree(self.path, ignore_errors=True)


def folders(root: Path) -> list[Folder]:
    """Return the folders of all jobs, the newest last."""
    found = [Folder(root, path.name) for path in root.iterdir() if is_id(path.name)] if root.is_dir() else []
    return sorted(found, key=lambda folder: (job.created if (job := folder.load()) else time.time(), folder.id))


def is_id(name: str) -> bool:
    """Whether a text can be the id of a job."""
    return _ID.fullmatch(name) is not None


def file_name(given: str) -> str:
    """Return the name under which an export is kept: its own, without what could lead elsewhere."""
    name = _NAME.sub("_", PureWindowsPath(given).name).rstrip(" .")
    stem, dot, suffix = name.rpartition(".")
    return f"{(stem or 'export')[:_MOST_NAME]}{dot}{suffix[:10]}" if dot else (name[:_MOST_NAME] or "export")


def write(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file, whole or not at all."""
    with whole(path) as file:
        file.write(json.dumps(content, ensure_ascii=False).encode())


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
