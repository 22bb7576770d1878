"""The counts of a screening, for its report: notes, flags, gaps and errors, by indicator and by year. Nothing of a note is in them.

No count is made for a family, a worker or a team.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

Key = tuple[Any, ...]
_ROWS: Final = 50_000
_MOST_ERRORS: Final = 200  # that the report lists


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted. `flagged` counts notes with at least one flag of an indicator."""

    counts: Mapping[str, int]
    flags: Counter[Key] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    assertions: Counter[Key] = field(default_factory=Counter)
    findings: Counter[Key] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)
    notes: Counter[int | None] = field(default_factory=Counter)
    words: Counter[int | None] = field(default_factory=Counter)
    errors: Counter[Key] = field(default_factory=Counter)
    first_errors: tuple[dict[str, str], ...] = ()


def tally(folder: Path, rows: Mapping[str, int]) -> Tally:
    """Count what the tables of a folder hold."""
    flags, assertions, flagged = Counter[Key](), Counter[Key](), Counter[str]()
    last = dict[str, int]()
    for indicator, year, assertion, note in _rows(folder / "flags.parquet", "indicator", "year", "assertion", "note"):
        flags[indicator, year] += 1
        assertions[indicator, assertion] += 1
        if last.get(indicator) != note:  # the flags of a note stand together
            last[indicator] = note
            flagged[indicator] += 1
    notes, words, with_flags, remarks = Counter[int | None](), Counter[int | None](), 0, 0
    for year, count, found, remark in _rows(folder / "notes.parquet", "year", "words", "flags", "remarks"):
        notes[year] += 1
        words[year] += count
        with_flags += found > 0
        remarks += bool(remark)
    counts = {
        "notes": rows["notes"], "notes_with_flags": with_flags, "notes_with_remarks": remarks, "words": sum(words.values()),
        **{name: rows[name] for name in ("flags", "set_aside", "findings", "people", "errors")},
    }  # fmt: skip
    return Tally(
        counts, flags, flagged, assertions, Counter(_rows(folder / "findings.parquet", "indicator", "level", "state")),
        Counter(kind for (kind,) in _rows(folder / "people.parquet", "kind")), notes, words,
        Counter(_rows(folder / "errors.parquet", "what", "why", "what_to_do")), _first_errors(folder / "errors.parquet"),
    )  # fmt: skip


def _rows(path: Path, *columns: str) -> Any:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_ROWS, columns=list(columns)):
            found = {name: batch.column(name).to_pylist() for name in columns}
            yield from zip(*(found[name] for name in columns), strict=True)


def _first_errors(path: Path) -> tuple[dict[str, str], ...]:
    with pq.ParquetFile(path) as file:
        batch = next(file.iter_batches(batch_size=_MOST_ERRORS), None)
    return tuple(batch.to_pylist()) if batch is not None else ()
