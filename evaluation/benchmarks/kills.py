"""Proof that a screening survives being killed: processes are ended at random moments, and the results are compared.

    python -m evaluation.benchmarks.kills --times 20 --notes 2000 --profile rules

One screening is left alone. Each of the others has one of its processes killed (SIGKILL) at a random moment: the one that was started,
or one of those that it started. A run that ended by that is resumed, and may be killed again. Every table must then be the same as
that of the screening left alone: byte for byte, and, for whoever sorts them, once sorted.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from evaluation.benchmarks.exports import write
from evaluation.benchmarks.memory import descendants
from evaluation.benchmarks.screening import started
from nlp.errors import SecondLookError
from nlp.version import versions

TABLES = ("flags", "set_aside", "findings", "people", "errors", "notes")
RESULTS = Path(__file__).parent.parent / "results" / "screening_kills.json"
_MOST_ENDING = 60.0  # seconds in which the workers of a killed run must be gone
_AGAIN = 0.3  # share of resumed runs that are killed once more


@dataclass(slots=True)
class Kills:
    """What was killed, and how it ended."""

    killed: Counter[str] = field(default_factory=Counter)
    resumed: int = 0
    same_bytes: int = 0
    same_sorted: int = 0
    runs: int = 0
    shares: list[float] = field(default_factory=list)


def main() -> None:
    """Run the proof and print its figures; exit status 1 where any result differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--notes", type=int, default=2_000)
    parser.add_argument("--profile", default="rules")
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = prove(Path(folder), times=given.times, notes=given.notes, profile=given.profile, seed=given.seed)
    made = {**versions(given.profile), "notes": given.notes, "times": given.times, **told(found)}
    RESULTS.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(made, indent=1) + "\n")
    raise SystemExit(0 if found.same_bytes == found.same_sorted == found.runs else 1)


def told(found: Kills) -> dict[str, Any]:
    """Return the figures."""
    return {
        "killed": dict(sorted(found.killed.items())), "resumed": found.resumed, "runs": found.runs,
        "same_byte_for_byte": found.same_bytes, "same_once_sorted": found.same_sorted,
    }  # fmt: skip


def prove(folder: Path, *, times: int, notes: int, profile: str, seed: int) -> Kills:
    """Screen an export of so many notes once in peace and `times` times with a process killed; return how that ended."""
    dice, export, found = random.Random(seed), folder / "export.csv", Kills()  # noqa: S311
    write(export, notes)
    began = time.monotonic()
    _finish(started(export, folder / "alone", profile, 2), "the screening that was left alone")
    seconds = time.monotonic() - began
    alone = folder / "alone"
    for number in range(times):
        out = folder / f"killed{number}"
        _with_kills(export, out, profile, dice, seconds, found)
        found.runs += 1
        found.same_bytes += all((out / f"{t}.parquet").read_bytes() == (alone / f"{t}.parquet").read_bytes() for t in TABLES)
        found.same_sorted += all(once_sorted(out / f"{t}.parquet") == once_sorted(alone / f"{t}.parquet") for t in TABLES)
    return found


def once_sorted(table: Path) -> str:
    """Return a hash of the rows of a table in sorted order."""
    rows = sorted(json.dumps(row, sort_keys=True) for row in pq.read_table(table).to_pylist())
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _with_kills(export: Path, out: Path, profile: str, dice: random.Random, seconds: float, found: Kills) -> None:
    """Screen with one process killed, and resume until the screening is done."""
    process = started(export, out, profile, 2)
    kill = True
    while True:
        if kill:
            _kill(process, dice, seconds, found)
        process.wait()
        if process.returncode in (0, 1):
            return
        if process.returncode != -signal.SIGKILL:
            raise SecondLookError(f"a screening ended with status {process.returncode}, which nobody asked for")
        found.resumed += 1
        kill = dice.random() < _AGAIN
        process = started(export, out, profile, 2, "--resume")


def _kill(process: "subprocess.Popen[bytes]", dice: random.Random, seconds: float, found: Kills) -> None:
    """Kill the process or one of those that it started at a random moment; make sure that all end where it does."""
    end = time.monotonic() + dice.uniform(0.05, 0.95) * seconds
    while time.monotonic() < end and process.poll() is None:
        time.sleep(0.01)
    if process.poll() is not None:
        found.killed["none: it was done before"] += 1
        return
    started = descendants(process.pid)
    parent = not started or dice.random() < 0.5
    try:
        os.kill(process.pid if parent else dice.choice(started), signal.SIGKILL)
    except ProcessLookupError:
        found.killed["none: it was done before"] += 1
        return
    found.killed["the process that was started" if parent else "one that it started"] += 1
    if parent:
        process.wait()
        until = time.monotonic() + _MOST_ENDING
        while any(_alive(pid) for pid in started):
            if time.monotonic() > until:
                raise SecondLookError("a worker lives on although its screening was killed")
            time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _finish(process: "subprocess.Popen[bytes]", what: str) -> None:
    if process.wait() not in (0, 1):
        raise SecondLookError(f"{what} ended with status {process.returncode}")


if __name__ == "__main__":
    main()
