"""A place in which the software runs watched: every file it opens for writing, every argument of its processes, all that it says.

A word that stands nowhere else is given to it. `Watched.check` then says where that word may be, and finds it anywhere else: in files
and their names, in what is said on standard error, in arguments, in core dumps.
"""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from tests.conftest import ROOT

CANARY = "zyxcanaryqv"
TEXT = (
    f"Home visit. Strong smell of cannabis in the hall at {CANARY}. Mum said she was scared of what he would do. "
    "Leo (7) was not seen. There was no food in the kitchen. Referral closed with no further action."
)
SITE = """
import os, sys
_log = os.open(os.environ["WRITTEN"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
os.write(_log, ("argv " + " ".join(sys.orig_argv) + "\\n").encode())
def _note(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if not isinstance(path, int) and (set(mode or "") & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            os.write(_log, ("open " + os.fsdecode(path) + "\\n").encode())
    elif event in ("subprocess.Popen", "os.exec", "os.posix_spawn"):
        os.write(_log, ("argv " + repr(arguments[:2]) + "\\n").encode())
sys.addaudithook(_note)
"""
"""Noted in every Python process that is started here."""
IN_TURN = """
import json, sys
import api.cli
for command in json.loads(sys.argv[1]):
    sys.argv = ["secondlook", *command]
    try:
        api.cli.main()
    except SystemExit as ended:
        if ended.code:
            raise
"""


class Watched:
    """A home, a temporary folder, a cache and a present folder of their own; `given` holds what the user has."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self.cache = folder, cache
        for name in ("tmp", "home", "here", "site", "given"):
            (folder / name).mkdir(parents=True)
        (folder / "site" / "sitecustomize.py").write_text(SITE, encoding="utf-8")
        self.here, self.given, self.home = folder / "here", folder / "given", folder / "home"
        self.said = self.complained = b""

    @property
    def environment(self) -> dict[str, str]:
        """What a process is started with."""
        return {
            **os.environ, "TMPDIR": str(self.folder / "tmp"), "XDG_CACHE_HOME": str(self.cache), "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home / "data"), "SECONDLOOK_SCREENINGS": str(self.home / "screenings"),
            "PYTHONPATH": f"{self.folder / 'site'}{os.pathsep}{ROOT}", "PYTHONDONTWRITEBYTECODE": "1",
            "WRITTEN": str(self.folder / "written"),
        }  # fmt: skip

    def secondlook(self, *arguments: str | Path, typed: str = "", before: str = "") -> int:
        """Run a command as a user does; `before` is Python that is run first, to break something. Return the exit status."""
        start = ["-c", f"{before}\nimport api.cli\napi.cli.main()"] if before else ["-m", "api.cli"]
        return self._run([*start, *map(str, arguments)], typed)

    def in_turn(self, *commands: Sequence[str | Path], typed: str = "") -> int:
        """Run commands one after the other in one process, which saves starting each; return the first exit status that is not 0."""
        return self._run(["-c", IN_TURN, json.dumps([list(map(str, command)) for command in commands])], typed)

    def _run(self, arguments: Sequence[str], typed: str) -> int:
        done = subprocess.run([sys.executable, *arguments], input=typed.encode(), capture_output=True, check=False,
                              cwd=self.here, env=self.environment, timeout=300)  # fmt: skip
        self.said += done.stdout
        self.complained += done.stderr
        return done.returncode

    def check(self, *, said: bool = False, kept: Sequence[str] = (), running: bool = False) -> None:
        """Fail where the word is anywhere but on standard output, if `said`, and in the files that `kept` names, in each of which it is."""
        assert CANARY.encode() not in self.complained.lower()
        assert (CANARY.encode() in self.said.lower()) is said
        noted = (self.folder / "written").read_text(encoding="utf-8").lower() if (self.folder / "written").exists() else ""
        assert CANARY not in noted
        assert running or [path for path in (self.folder / "tmp").rglob("*") if path.is_file()] == []
        found = set()
        for path in self.cache.rglob("*"):
            assert not path.is_file() or not holds(path.read_bytes())
        for path in self.folder.rglob("*"):
            name = path.relative_to(self.folder).as_posix()
            assert CANARY not in name.lower()
            if not path.is_file() or path.is_relative_to(self.given):
                continue
            assert not path.name.startswith("core"), "a core dump"
            pattern = next((p for p in kept if fnmatch(name, p)), None)
            if any(holds(content) for content in contents(path)):
                assert pattern, f"{name} holds the word"
                found.add(pattern)
        assert found == set(kept), f"the user asked for it in {set(kept) - found}"


def contents(path: Path) -> Iterator[bytes]:
    """The bytes of a file, and those of what is packed in it."""
    content = path.read_bytes()
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield packed.read(name)
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        yield str(pq.read_table(path).to_pylist()).encode()


def holds(content: bytes) -> bool:
    """Whether bytes hold the word, in the encodings in which text is written, and as hexadecimal digits."""
    lower = content.lower()
    return any(form in lower for form in (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode()))
