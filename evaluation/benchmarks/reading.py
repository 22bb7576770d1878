"""How fast an export is read, and that memory does not grow with it.

    python -m evaluation.benchmarks.reading 200000              # rows; a CSV, JSONL and Parquet file of that size each
    python -m evaluation.benchmarks.reading 200000 --save       # also into evaluation/results/reading.json

Each file is read by a process of its own, which tells the memory it holds after each tenth of the rows. The sum of what was read
is compared with what was written.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import fmean
from typing import Any, Final

from evaluation.benchmarks.exports import COLUMNS, Row, rows

RESULT: Final = Path(__file__).parent.parent / "results" / "reading.json"
_STOCK: Final = 4_000
_GROUP: Final = 5_000
KINDS: Final = ("csv", "jsonl", "parquet")


def many(count: int) -> Iterator[Row]:
    """Yield rows of any number out of a stock, under references of their own."""
    stock = rows(min(count, _STOCK))
    for at in range(count):
        case, id_, date, role, text = stock[at % len(stock)]
        turn = at // len(stock)
        yield f"{case}{turn}", f"{id_}-{turn}", date, role, text


def write(path: Path, count: int) -> None:
    """Write a file of so many rows, a few at a time."""
    if path.suffix == ".parquet":
        _write_parquet(path, count)
    elif path.suffix == ".jsonl":
        with path.open("w", encoding="utf-8") as file:
            for case, id_, date, role, text in many(count):
                file.write(json.dumps({"id": id_, "case_id": case, "date": date, "role": role, "text": text}, ensure_ascii=False) + "\n")
    else:
        with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(COLUMNS)
            writer.writerows(many(count))


def _write_parquet(path: Path, count: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    source = many(count)
    with pq.ParquetWriter(path, schema) as writer:
        while group := list(islice(source, _GROUP)):
            writer.write_table(pa.table(list(zip(*group, strict=True)), schema=schema))


def measure(path: Path, count: int) -> dict[str, Any]:
    """Read a file in this process; return its figures."""
    from nlp.screening.reading import Item, open_source

    begun = time.perf_counter()
    source = open_source(path)
    notes = errors = words = seen = 0
    memory: list[float] = []
    for item in source.items():
        seen += 1
        if isinstance(item, Item):
            notes += 1
            words += item.note.text.count(" ") + 1
        else:
            errors += 1
        if seen % max(1, count // 10) == 0:
            memory.append(_held())
    seconds = time.perf_counter() - begun
    return {
        "megabytes": round(path.stat().st_size / 1e6, 1), "notes": notes, "errors": errors, "seconds": round(seconds, 2),
        "rows_a_second": round(seen / seconds), "words_a_second": round(words / seconds), "memory_mb_by_tenth": memory,
    }  # fmt: skip


def _held() -> float:
    """Return the memory that this process holds now, in MB (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return round(int(status.split("VmRSS:")[1].split()[0]) / 1024, 1)


def main() -> int:
    """Measure each kind of file in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("rows", type=int)
    parser.add_argument("--save", action="store_true")
    parser.add_argument("--one", type=Path)
    asked = parser.parse_args()
    if asked.one:
        sys.stdout.write(json.dumps(measure(asked.one, asked.rows)))
        return 0
    results: dict[str, Any] = {"rows": asked.rows}
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            path = Path(folder) / f"export.{kind}"
            write(path, asked.rows)
            command = [sys.executable, "-m", "evaluation.benchmarks.reading", str(asked.rows), "--one", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
            results[kind] = json.loads(done.stdout)
            path.unlink()
            sys.stdout.write(f"{kind}: {json.dumps(results[kind])}\n")
    if asked.save:
        RESULT.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    held = [figures["memory_mb_by_tenth"] for figures in results.values() if isinstance(figures, dict)]
    flat = all(fmean(tenths[-3:]) <= 1.1 * fmean(tenths[1:4]) for tenths in held)  # the first tenth holds what libraries load
    sys.stdout.write(f"memory is {'flat' if flat else 'NOT flat'} from the second tenth to the last\n")
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
