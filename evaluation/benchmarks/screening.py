"""`secondlook bench --screen`: a whole export screened as a user would, words a second from end to end, and memory on the way.

The export is made first and not counted. The screening is the command itself in a process of its own. Memory is that of all its
processes (PSS, which shares out what they share), read every so often; the first tenth and the last tenth of the time in which notes
are reviewed are compared.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.benchmarks.exports import write
from evaluation.benchmarks.memory import descendants, memory_of
from nlp.errors import SecondLookError
from nlp.version import versions

RESULTS = Path(__file__).parent.parent / "results"
_EVERY = 1.0
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """Memory of all processes at a moment of the run: seconds since it began, bytes (PSS), shares done, CPU seconds so far."""

    seconds: float
    pss: int
    processes: int
    parts: int
    cpu: float


def screening(*, profile: str, notes: int, workers: int, kind: str = "csv") -> tuple[str, dict[str, Any]]:
    """Return the report as text, and its figures."""
    with tempfile.TemporaryDirectory() as folder:
        export, out = Path(folder) / f"export.{kind}", Path(folder) / "out"
        words = write(export, notes)
        began = time.perf_counter()
        readings = watch(export, out, profile, workers)
        seconds = time.perf_counter() - began
        manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        size = export.stat().st_size
    made = versions(profile)
    middle = [r for r in readings if r.parts]
    tenth = max(len(middle) // 10, 1)
    first, last = (max(r.pss for r in part) for part in (middle[:tenth] or readings, middle[-tenth:] or readings))
    stages = {name: round(value, 1) for name, value in manifest["times"]["stages"].items()}
    found = {
        "profile": profile, "versions": made, "python": platform.python_version(), "cores": os.cpu_count(), "workers": workers,
        "kind": kind,
        "notes": notes, "words": words, "bytes": size, "counts": manifest["counts"], "seconds": round(seconds, 1), "stages": stages,
        "words_per_second": round(words / seconds), "cpu_seconds": round(readings[-1].cpu, 1),
        "words_per_cpu_second": round(words / readings[-1].cpu), "most_megabytes": round(max(r.pss for r in readings) / _MEGABYTE, 1),
        "first_tenth_megabytes": round(first / _MEGABYTE, 1), "last_tenth_megabytes": round(last / _MEGABYTE, 1),
        "most_processes": max(r.processes for r in readings),
    }  # fmt: skip
    return _said(found), found


def started(export: Path, out: Path, profile: str, workers: int, *more: str) -> "subprocess.Popen[bytes]":
    """Start the command that screens `export`, and return its process."""
    options = ["--out", str(out), "--profile", profile, "--workers", str(workers), "-q", *more]
    command = [sys.executable, "-m", "api.cli", "screen", str(export), *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  # our own command


def watch(export: Path, out: Path, profile: str, workers: int) -> list[Reading]:
    """Screen the export with the command, and return what its processes used meanwhile."""
    readings, began, used = list[Reading](), time.perf_counter(), dict[int, float]()
    with started(export, out, profile, workers) as process:
        while process.poll() is None:
            pids = [process.pid, *descendants(process.pid)]
            found = memory_of(pids)
            used |= {pid: seconds for pid in pids if (seconds := _cpu(pid))}
            if found.processes:
                parts = sum(1 for _ in (out / "work" / "parts").glob("*.part"))
                readings.append(Reading(time.perf_counter() - began, found.pss, found.processes, parts, sum(used.values())))
            time.sleep(_EVERY if time.perf_counter() - began > 60 * _EVERY else _EVERY / 5)
    if not (out / "manifest.json").is_file() or not readings:
        raise SecondLookError(f"the screening ended with status {process.returncode}; the measurement was given up")
    return readings


def _cpu(pid: int) -> float:
    """Return how many seconds of a core a process has used; nothing where it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def keep(found: dict[str, Any]) -> Path:
    """Write the figures beside the other results; return where."""
    path = RESULTS / f"screening_{found['profile']}.json"
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return path


def _said(found: dict[str, Any]) -> str:
    growth = found["last_tenth_megabytes"] / found["first_tenth_megabytes"] - 1
    made = found["versions"]
    return (
        f"profile {found['profile']}, code {made['code']}, rules {made['rules']}, Python {found['python']}, {found['cores']} cores, "
        f"{found['workers']} workers\n"
        f"{found['notes']:,} notes, {found['words']:,} words, {found['bytes'] / _MEGABYTE:,.1f} MB of {found['kind']}; "
        f"{found['counts']['flags']:,} flags\n"
        f"{found['seconds']:,.1f} s from end to end ({', '.join(f'{k} {v:,.1f}' for k, v in found['stages'].items())}): "
        f"{found['words_per_second']:,} words/s\n"
        f"{found['cpu_seconds']:,.1f} s of cores used by all processes: {found['words_per_cpu_second']:,} words for each\n"
        f"memory of all processes: at most {found['most_megabytes']:,.0f} MB; first tenth {found['first_tenth_megabytes']:,.0f} MB, "
        f"last tenth {found['last_tenth_megabytes']:,.0f} MB ({growth:+.1%})\n"
    )
