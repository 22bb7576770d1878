"""PostgreSQL's own programs, pg_dump and pg_restore: how they are called without a password where others could read it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa

from api.keeping.archive import BackupError

_VARIABLES = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
              "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}  # fmt: skip
_COPY = re.compile(rb'COPY (?:public\.)?"?(\w+)"? ')


def dump(engine: sa.Engine, snapshot: str, out: Path) -> None:
    """Write the database as the transaction that gave `snapshot` sees it."""
    _run(engine, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={out}")


def restore(engine: sa.Engine, dump_file: Path, *, overwrite: bool) -> None:
    """Put a dump into the database, all of it or nothing."""
    clean = ("--clean", "--if-exists") if overwrite else ()
    _run(engine, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", *clean,
         f"--dbname={engine.url.database}", str(dump_file))  # fmt: skip


def rows_in(engine: sa.Engine, dump_file: Path) -> dict[str, int]:
    """Return how many rows of each table a dump holds."""
    out: dict[str, int] = {}
    table = ""
    for line in _run(engine, "pg_restore", "--data-only", "--file=-", str(dump_file)).split(b"\n"):
        found = _COPY.match(line) if not table else None
        if found:
            table = found.group(1).decode()
            out[table] = 0
        elif line == b"\\.":
            table = ""
        elif table:
            out[table] += 1
    return out


def _run(engine: sa.Engine, program: str, *arguments: str) -> bytes:
    path = shutil.which(program)
    if path is None:
        raise BackupError(f"{program} is not on this machine; install PostgreSQL's client programs (Debian: postgresql-client)")
    environment = {**os.environ, **_environment(engine)}
    done = subprocess.run([path, "--no-password", *arguments], env=environment, capture_output=True, check=False)  # noqa: S603  # our own
    if done.returncode:
        raise BackupError(f"{program} did not succeed: {_why(done.stderr)}")
    return done.stdout


def _environment(engine: sa.Engine) -> dict[str, str]:
    _, told = engine.dialect.create_connect_args(engine.url)
    return {variable: str(told[key]) for key, variable in _VARIABLES.items() if told.get(key)}


def _why(stderr: bytes) -> str:
    """Return what is wrong in our own words: the program's could hold a row."""
    text = stderr.decode("utf-8", "replace")
    for sign, words in (
        ("server version mismatch", "it is older than the server; install the client programs of the server's version"),
        ("unsupported version", "it is older than the program that made the backup; install that version or a later one"),
        ("password", "the server asks for a password; put it into the address, or into ~/.pgpass"),
        ("already exists", "the database is not empty; say --overwrite if what is in it may be lost"),
        ("permission denied", "the account may not do that; use the owner of the database"),
        ("could not connect", "the server does not answer; is it running?"),
        ("connection to server", "the server does not answer; is it running?"),
        ("No space left", "the disk is full; make room"),
    ):  # fmt: skip
        if sign in text:
            return f"{words}. Nothing was changed"
    return "run it by hand to see why. Nothing was changed"
