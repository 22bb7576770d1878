"""The output folder of a screening: whose it is, what it was begun with, and what stands in it.

    OUT/flags.parquet ...   the results, there only when the screening is done; manifest.json comes last
    OUT/work/               notes shared out by case, and the parts that are done; for the owner only, and removed at the end

A folder holds one screening, made by one version of code, rules and model. A run that would mix two is refused.
"""

import errno
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from nlp.errors import ScreeningError
from nlp.screening.parts import whole
from nlp.screening.reading import Description
from nlp.screening.records import Options
from nlp.version import versions

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
_NAMES: Final = {"code": "the program", "rules": "the rules", "model": "the model", "profile": "the profile"}
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_NOT_ALLOWED: Final = (errno.EACCES, errno.EPERM, errno.EROFS)


class Place:
    """The output folder and the parts of its work folder."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.work = out / "work"
        self.notes = self.work / "notes"
        self.parts = self.work / "parts"
        self.made = self.work / "made"
        self.settings = self.work / "settings.json"
        self.read = self.work / "read.json"
        self.unreadable = self.work / "unreadable.jsonl"
        self.manifest = out / MANIFEST

    @property
    def finished(self) -> bool:
        """Whether the screening in it is done."""
        return self.manifest.is_file() and not self.settings.is_file()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Make the folders and keep other runs out while the context lasts."""
        try:
            new = not self.out.exists()
            self.out.mkdir(parents=True, exist_ok=True)
            if new:
                self.out.chmod(0o700)  # what comes in it holds words of notes
            self.work.mkdir(mode=0o700, exist_ok=True)
            self.work.chmod(0o700)
            lock = FileLock(self.work / "lock", timeout=0)
            lock.acquire()
        except Timeout:
            raise ScreeningError(
                f"{self.out}: another screening is writing here at the moment; wait for it, or choose another --out"
            ) from None
        except OSError as error:
            raise trouble(error, self.out) from None
        try:
            yield
        finally:
            lock.release()

    def begin(self, settings: Mapping[str, Any], *, resume: bool) -> bool:
        """Note what the screening is made with; return whether it goes on from an earlier run, which must have been made with the same."""
        if self.settings.is_file():
            compare(json.loads(self.settings.read_text(encoding="utf-8")), settings, self.out)
            return resume
        shutil.rmtree(self.notes, ignore_errors=True)
        for folder in (self.notes, self.parts):
            folder.mkdir(exist_ok=True)
        write_json(self.settings, settings)
        return False


def check_place(out: Path, *, resume: bool) -> None:
    """Raise ScreeningError where nothing may be written here: another thing is in it, or a screening that was not asked for."""
    place = Place(out)
    if out.exists() and not out.is_dir():
        raise ScreeningError(f"{out}: this is a file; name a folder with --out")
    if place.finished and not resume:
        raise ScreeningError(f"{out}: this folder holds a finished screening; choose another --out")
    if place.settings.is_file() and not resume:
        raise ScreeningError(
            f"{out}: this folder holds a screening that was not finished; go on with it by --resume, or choose another --out"
        )
    if not place.settings.is_file() and not place.finished and out.is_dir() and any(p.name != "work" for p in out.iterdir()):
        raise ScreeningError(f"{out}: this folder holds other files; name an empty or a new folder with --out")


def settings_of(description: Description, options: Options) -> dict[str, Any]:
    """Return everything that decides what a screening gives."""
    return {
        "format": FORMAT,
        "versions": versions(options.profile),
        "options": {"pseudonymise": options.pseudonymise, "mapping": dict(description.mapping)},
        "inputs": [asdict(one) for one in description.inputs],
    }


def compare(before: Mapping[str, Any], now: Mapping[str, Any], out: Path) -> None:
    """Raise ScreeningError where a screening was begun with something else than what would go on with it."""
    differ = [
        f"{_NAMES[key]} was {before['versions'].get(key)} and is {value}"
        for key, value in now["versions"].items()
        if before["versions"].get(key) != value
    ]
    if before["format"] != now["format"] or differ:
        raise ScreeningError(
            f"{out}: this screening was begun with another version ({'; '.join(differ) or 'another form of its files'}). Two are not "
            "mixed in one result: finish it with the version that began it, or screen again with a new --out"
        )
    if before["options"] != now["options"]:
        changed = ", ".join(
            f"--{'map' if key == 'mapping' else key}" for key in now["options"] if before["options"].get(key) != now["options"][key]
        )
        raise ScreeningError(f"{out}: this screening was begun with other options ({changed}); use the same ones, or a new --out")
    if before["inputs"] != now["inputs"]:
        raise ScreeningError(
            f"{out}: the input has changed since this screening was begun; put it back as it was, or screen it again with a new --out"
        )


def write_json(path: Path, content: Any) -> None:
    """Write a JSON file, whole or not at all."""
    with whole(path) as file:
        file.write((json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def trouble(error: OSError, out: Path, *, kept: str = "") -> ScreeningError:
    """Return what a person must know of a failed write: what is wrong, what is kept, how to go on."""
    then = f" {kept}" if kept else ""
    if error.errno in _FULL:
        return ScreeningError(f"{out}: the disk is full.{then} Make room, then run the same command with --resume")
    if error.errno in _NOT_ALLOWED:
        return ScreeningError(
            f"{out}: nothing can be written there ({error.strerror}).{then} Choose another --out, or ask for the right to write"
        )
    return ScreeningError(
        f"{out}: writing failed ({error.strerror or 'output error'}).{then} Check the disk, then run the same command with --resume"
    )
