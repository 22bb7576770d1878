"""`secondlook bench`: what this machine does, profile by profile: words and notes a second, the first note, answers over HTTP, memory."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evaluation.benchmarks import http, speed, starting
from evaluation.benchmarks.machine import machine, said
from nlp.errors import SecondLookError
from nlp.version import versions

PROFILES = ("rules", "full")
PARTS = ("speed", "start", "http")
RESULTS = Path(__file__).parent.parent / "results" / "bench.json"


def run(*, profiles: Sequence[str], passes: int, parts: Sequence[str], file: Path | None) -> None:
    """Print the figures as they come, and write them to a file where one is named; raises SecondLookError for a profile that is none.

    The file is written after each profile of each part, so that what was measured is kept where a later measurement is given up.
    """
    unknown = next((profile for profile in profiles if profile not in speed.WORDS), None)
    if unknown:
        raise SecondLookError(f"there is no profile '{unknown}'; choose one of: {', '.join(speed.WORDS)}")
    if file and not file.absolute().parent.is_dir():
        raise SecondLookError(f"there is no folder for {file}; make it first, or name another file")

    def tell(lines: str) -> None:
        sys.stdout.write(lines)
        sys.stdout.flush()

    def keep(found: dict[str, Any]) -> None:
        if file:
            file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")

    bench(profiles=profiles, passes=passes, parts=parts, tell=tell, keep=keep)


def bench(
    *, profiles: Sequence[str], passes: int, parts: Sequence[str], tell: Callable[[str], object], keep: Callable[[dict[str, Any]], object]
) -> None:
    """Measure the parts `speed`, `start` and `http`; `tell` gets each as lines to read, and `keep` all figures until then."""
    found: dict[str, Any] = {"versions": {"code": versions("rules")["code"]}, "machine": machine()}
    tell(said(found["machine"]) + "\n")
    for part in parts:
        found[part] = {}
        for profile in profiles:
            found[part][profile], lines = _measured(part, profile, passes)
            tell(lines)
            found["machine"]["load_average_after"] = machine()["load_average"]
            keep(found)


def written(found: dict[str, Any]) -> str:
    """Return all figures as lines to read, as they were told."""
    lines = [said(found["machine"]) + "\n"]
    for part in PARTS:
        lines += [_lines(part, profile, of) for profile, of in found.get(part, {}).items()]
    return "".join(lines)


def _measured(part: str, profile: str, passes: int) -> tuple[dict[str, Any], str]:
    match part:
        case "speed":
            found = speed.speed(profile=profile, passes=passes)
        case "start":
            found = starting.starting(profile=profile)
        case _:
            found = http.latency(profile=profile)
    return found, _lines(part, profile, found)


def _lines(part: str, profile: str, found: dict[str, Any]) -> str:
    match part:
        case "speed":
            return speed.written(found)
        case "start":
            return starting.written(found, profile)
        case _:
            return http.written(found)
