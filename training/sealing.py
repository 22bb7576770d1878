"""The manifest of an encoder's folder: what it is, how it was made, and the sha256 of each file."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nlp.models.artefact import sha256
from nlp.models.outputs import OUTPUTS


def seal(folder: Path, *, version: str, marks: Sequence[int], pad: int, about: Mapping[str, Any]) -> None:
    """Write the manifest over all files of `folder`."""
    files = {p.name: sha256(p) for p in sorted(folder.iterdir()) if p.name != "manifest.json"}
    manifest: dict[str, Any] = {"version": version, "marks": list(marks), "pad": pad, "outputs": list(OUTPUTS)}
    manifest |= {**about, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
