"""What a figure was measured on: the processor, cores, memory, system and Python, and how busy the machine was with all else."""

import os
import platform
from pathlib import Path

Facts = dict[str, str | int | float]


def machine() -> Facts:
    """Return the facts; what this system does not tell is "not known"."""
    return {
        "processor": _named("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "memory_gb": _memory(), "system": f"{platform.system()} {platform.machine()}", "python": platform.python_version(),
        "load_average": round(os.getloadavg()[1], 1) if hasattr(os, "getloadavg") else "not known",
    }  # fmt: skip


def said(facts: Facts) -> str:
    """Return the facts as one line."""
    return (
        f"{facts['processor']}, {facts['cores']} cores, {facts['memory_gb']} GB, {facts['system']}, Python {facts['python']}, "
        f"load average {facts['load_average']} over five minutes"
    )


def _memory() -> int | str:
    found = _named("/proc/meminfo", "MemTotal")
    return round(int(found.split()[0]) * 1024 / 1e9) if found else "not known"


def _named(file: str, name: str) -> str:
    """Return what stands behind `name` in a file of Linux's, or nothing."""
    path = Path(file)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((value.strip() for key, _, value in (line.partition(":") for line in lines) if key.strip() == name), "")
