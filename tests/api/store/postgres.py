"""A PostgreSQL server of our own, from Debian's packages, in a folder of its own: started once, reached by a socket only."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

WHY_NOT = "there is no PostgreSQL: apt-get install postgresql"


def binaries() -> Path | None:
    """Return the folder of the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Give the address of a running server, without the name of a database; PostgreSQL refuses to run as root.

    A server that is not `durable` does not wait for the disk, which is right for tests that do not cut the power.
    """
    programs = binaries()
    assert programs, WHY_NOT
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short, because the name of a socket must be
    try:
        user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if user:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        init = [*user, str(programs / "initdb"), "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(init, check=True, capture_output=True, cwd="/")
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c max_connections=200"
        options += "" if durable else " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        control = [*user, str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
        subprocess.run([*control, "-o", options, "start"], check=True, capture_output=True, cwd="/")
        try:
            yield f"postgresql://tester@/{{}}?host={quote(str(folder), safe='')}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd="/")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
