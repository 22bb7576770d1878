"""A shipped model on disk: one folder with a manifest that names every file and its sha256.

A file that is missing or differs is refused before anything of it is used, since a changed model would answer differently
under the same version.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.errors import ModelError

ARTEFACTS = Path(__file__).parent / "artefacts"


@dataclass(frozen=True, slots=True)
class Artefact:
    """A verified model folder and its manifest."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def version(self) -> str:
        """The model's version, as results carry it."""
        return str(self.manifest["version"])

    def path(self, name: str) -> Path:
        """Return the path of one of its files."""
        return self.folder / name

    def json(self, name: str) -> Any:
        """Return the content of one of its JSON files."""
        return json.loads(self.path(name).read_text(encoding="utf-8"))


def shipped(profile: str) -> Path | None:
    """Return the folder of the model that `profile` uses, None where none is shipped."""
    table = ARTEFACTS / "profiles.json"
    if not table.is_file():
        return None
    name = json.loads(table.read_text(encoding="utf-8")).get(profile)
    return ARTEFACTS / str(name) if name else None


def open_artefact(folder: Path) -> Artefact:
    """Return the artefact in `folder`; raises ModelError where a file is missing or is not the one that was shipped."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        files: dict[str, str] = manifest["files"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelError(f"the model in {folder} has no readable manifest.json; install Second Look again") from None
    for name, wanted in files.items():
        path = folder / name
        if path.name != name or not path.is_file():
            raise ModelError(f"the model file {path} is missing; install Second Look again")
        if sha256(path) != wanted:
            raise ModelError(f"the model file {path} is not the one that was shipped (its sha256 differs); install Second Look again")
    return Artefact(folder, manifest)


def sha256(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
