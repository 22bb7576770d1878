"""`secondlook bench --readers`: its figures to the screen and, if wanted, to a file. Exit status 1 where something went wrong."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from evaluation.benchmarks.readers import Plan, readers, written


def bench_readers(*, decisions: int, pause: float, kill: bool, database: str, out: Path | None) -> int:
    """Run it."""
    outcome = readers(Plan(decisions=decisions, pause=pause, kill=kill, database=database))
    sys.stdout.write(written(outcome))
    if out:
        out.write_text(json.dumps(asdict(outcome), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if outcome.wrong else 0
