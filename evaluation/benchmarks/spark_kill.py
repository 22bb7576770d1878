"""An executor that is killed in the middle of a screening on Spark changes nothing in what comes out.

    python -m evaluation.benchmarks.spark_kill 2000             # notes; prints what it saw
    python -m evaluation.benchmarks.spark_kill 2000 --save      # also into evaluation/results/spark_kill.json

One export is screened three times with the rules profile: by worker processes of this computer, by a Spark cluster of two
executors (local-cluster), and again with one executor ended by SIGKILL once the first cases are under way. Every table must be the same,
byte for byte. Linux only: processes are found under /proc.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from evaluation.benchmarks.exports import write

RESULT: Final = Path(__file__).parent.parent / "results" / "spark_kill.json"
MASTER: Final = "local-cluster[2,1,1024]"
TABLES: Final = ("flags", "set_aside", "findings", "people", "errors", "notes")
_EXECUTOR: Final = b"CoarseGrainedExecutorBackend"
_TICK: Final = 0.25
_LONGEST: Final = 1_500


def start(export: Path, out: Path, *more: str, master: str = "") -> "subprocess.Popen[bytes]":
    """Start a screening of its own."""
    command = [sys.executable, "-m", "api.cli", "screen", str(export), "--out", str(out), "--profile", "rules", "-q", *more]
    return subprocess.Popen(command, env={**os.environ, "SECONDLOOK_SPARK_MASTER": master}, stderr=subprocess.PIPE)  # noqa: S603


def under(root: int) -> Iterator[tuple[int, bytes]]:
    """Yield the processes under one, with their command lines."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(folder.name))
    waiting = [root]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            waiting.append(child)
            try:
                yield child, (Path("/proc") / str(child) / "cmdline").read_bytes()
            except OSError:
                continue


def kill_one(run: "subprocess.Popen[bytes]") -> int:
    """Wait until a Python worker of an executor is busy, end that executor, and return how many executors there were."""
    began = time.monotonic()
    while run.poll() is None and time.monotonic() - began < _LONGEST:
        executors = [pid for pid, command in under(run.pid) if _EXECUTOR in command]
        for pid in executors:
            if any(_busy(child) for child, command in under(pid) if b"pyspark" in command):
                os.kill(pid, signal.SIGKILL)
                return len(executors)
        time.sleep(_TICK)
    return 0


def _busy(pid: int) -> bool:
    """Whether a process has used two seconds of a core, which starting up takes not, so that it is at its first cases."""
    try:
        fields = (Path("/proc") / str(pid) / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return False
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") > 2.0


def same(one: Path, other: Path) -> dict[str, bool]:
    """Return for every table whether both runs wrote the same bytes."""
    return {name: (one / f"{name}.parquet").read_bytes() == (other / f"{name}.parquet").read_bytes() for name in TABLES}


def prove(notes: int, folder: Path, *, suffix: str = ".csv") -> dict[str, Any]:
    """Run all three and return what was seen."""
    export = folder / f"export{suffix}"
    words = write(export, notes)
    seconds: dict[str, float] = {}
    killed = 0
    for name, more, master in (("local", (), ""), ("spark", ("--engine", "spark"), MASTER), ("killed", ("--engine", "spark"), MASTER)):
        began = time.monotonic()
        run = start(export, folder / name, *more, master=master)
        if name == "killed":
            killed = kill_one(run)
        _, said = run.communicate(timeout=_LONGEST)
        if run.returncode not in (0, 1):
            raise SystemExit(f"{name}: exit status {run.returncode}: {said.decode(errors='replace')[-2_000:]}")
        seconds[name] = round(time.monotonic() - began, 1)
    return {
        "notes": notes, "words": words, "seconds": seconds, "executors_when_one_was_killed": killed,
        "spark_same_as_local": same(folder / "local", folder / "spark"), "killed_same_as_local": same(folder / "local", folder / "killed"),
    }  # fmt: skip


def main(given: Sequence[str] | None = None) -> int:
    """Prove it and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("notes", type=int)
    parser.add_argument("--save", action="store_true")
    parser.add_argument("--suffix", default=".csv", choices=[".csv", ".parquet", ".jsonl"])
    asked = parser.parse_args(given)
    with tempfile.TemporaryDirectory() as folder:
        seen = prove(asked.notes, Path(folder), suffix=asked.suffix)
    sys.stdout.write(json.dumps(seen, indent=1) + "\n")
    if asked.save:
        RESULT.write_text(json.dumps(seen, indent=1) + "\n", encoding="utf-8")
    whole = all(seen["spark_same_as_local"].values()) and all(seen["killed_same_as_local"].values())
    return 0 if whole and seen["executors_when_one_was_killed"] else 1


if __name__ == "__main__":
    sys.exit(main())
