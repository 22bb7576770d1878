"""Building the wheel from a copy of the tree, and a fresh environment that has it and nothing of the tree."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from tests.conftest import ROOT

EPOCH = "1750000000"
"""Seconds since 1970 that go into the wheel in place of the time of day."""


def copied(to: Path, *, most: int | None = None) -> Path:
    """Copy what git knows of the tree; of a file over `most` bytes only so many, where it need not work."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, listed):
        place = to / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if most is not None and (ROOT / name).stat().st_size > most:
            place.write_bytes((ROOT / name).read_bytes()[:most])
        else:
            shutil.copyfile(ROOT / name, place)
    return to


def built(tree: Path, out: Path) -> Path:
    """Build the wheel of a tree with the build back end that is installed here; return it."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run(command, cwd=tree, check=True, capture_output=True, env=environment)
    (wheel,) = out.glob("*.whl")
    return wheel


def environment_with(wheel: Path, folder: Path) -> Path:
    """Make an environment that holds the wheel, with the libraries of this one; return its folder of programs.

    The editable install of this environment is not seen there: a folder named in a .pth file has its own .pth files left alone.
    """
    venv.create(folder, with_pip=False, symlinks=True)
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    python = binaries / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(python), "install", "--no-deps",
         "--no-index", "--no-compile", str(wheel)],
        check=True, capture_output=True, env=clean(),
    )  # fmt: skip
    place = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (place / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return binaries


def clean(**more: str) -> dict[str, str]:
    """Return the environment without what points at the tree."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SECONDLOOK", "XDG"))}
    return {**kept, "SECONDLOOK_LOCAL": "", **more}


def locked_down(folder: Path) -> list[str]:
    """Return what to put before a command so that it can write in `folder`/data alone, without any capability.

    Nothing is returned where this computer does not allow it. It stands for what the container and the systemd unit do: a file system
    mounted read-only, no new privileges, no capabilities.
    """
    data = folder / "data"
    data.mkdir(exist_ok=True)
    script = (
        f'mount --make-rprivate / && mount --bind "{data}" "{data}" && mount -o remount,ro,bind / '
        '&& exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all -- "$@"'
    )
    prefix = ["unshare", "--mount", "sh", "-c", script, "sh"]
    if not shutil.which("unshare") or not shutil.which("setpriv"):
        return []
    tried = f'touch "{data}/tried" && ! touch "{folder}/tried" 2>/dev/null'
    return prefix if subprocess.run([*prefix, "sh", "-c", tried], capture_output=True, check=False).returncode == 0 else []
