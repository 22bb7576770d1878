"""`secondlook bench`: how long `secondlook scan` takes for its first note, in a fresh process, and how much memory that holds at most."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from evaluation.benchmarks.speed import sample
from nlp.errors import SecondLookError

RUNS = 5
_WORDS = 500


def starting(*, profile: str, runs: int = RUNS) -> dict[str, Any]:
    """Return the median, least and most seconds of a scan of one note from its start to its end, and the peak memory (RSS)."""
    text = " ".join("\n".join(note.text for note in sample(_WORDS)).split(" ")[:_WORDS])
    seconds, most = [], 0
    with tempfile.TemporaryDirectory(prefix="secondlook-bench-") as folder:
        note = Path(folder) / "note.txt"
        note.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "api.cli", "scan", "--profile", profile, "--format", "json", str(note)]
        for _ in range(runs):
            began = time.perf_counter()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  # our own command
            peak = _ended(process)
            seconds.append(time.perf_counter() - began)
            most = max(most, peak)
    return {
        "runs": runs, "median_s": round(statistics.median(seconds), 2), "least_s": round(min(seconds), 2), "most_s": round(max(seconds), 2),
        "peak_mb": most,
    }  # fmt: skip


def written(found: dict[str, Any], profile: str) -> str:
    """Return the figures as a line to read."""
    return (
        f"profile {profile}: a scan of one note in a fresh process takes {found['median_s']:.2f} s ({found['least_s']:.2f} to "
        f"{found['most_s']:.2f}, {found['runs']} runs), and holds at most {found['peak_mb']:,} MB\n"
    )


def _ended(process: "subprocess.Popen[bytes]") -> int:
    """Wait for the process; return the most memory that it held in megabytes, 0 where the system does not tell."""
    if not hasattr(os, "wait4"):
        status, peak = process.wait(), 0
    else:
        _, waited, used = os.wait4(process.pid, 0)
        status = process.returncode = os.waitstatus_to_exitcode(waited)
        peak = round(used.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6)
    if status:
        raise SecondLookError(f"a scan ended with status {status}; the measurement was given up")
    return peak
