"""The tables of a finished screening, page by page, as they lie on the disk: a page is read without the rest of the table."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

TABLES = ("flags", "set_aside", "findings", "people", "errors", "notes")
FILTERS = ("indicator", "year", "state", "level", "assertion", "kind")
MOST_ON_A_PAGE = 200
FILES = {
    **{f"{name}.parquet": "application/vnd.apache.parquet" for name in TABLES},
    **{f"{name}.csv": "text/csv; charset=utf-8" for name in TABLES},
    "review.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "report.html": "text/html; charset=utf-8",
    "manifest.json": "application/json",
}
"""Every file that may be asked for, and its type."""


def page_of(out: Path, table: str, *, chosen: Mapping[str, str | int], page: int, size: int) -> tuple[list[dict[str, Any]], int]:
    """Return the rows of a page (from 1) of those that the filters leave, and how many these are.

    A filter that a table has no column for is ignored.
    """
    data = ds.dataset(out / f"{table}.parquet", format="parquet")
    wanted = _filter(data.schema, chosen)
    total = data.count_rows(filter=wanted)
    left, rows = (page - 1) * size, list[dict[str, Any]]()
    if left < total:
        for batch in data.scanner(filter=wanted, batch_size=2_000, use_threads=False).to_batches():
            if left >= batch.num_rows:
                left -= batch.num_rows
                continue
            rows += batch.slice(left, size - len(rows)).to_pylist()
            left = 0
            if len(rows) >= size:
                break
    return rows, total


def values_of(out: Path, table: str, column: str) -> list[Any]:
    """Return the different values of a column, sorted, without the empty one."""
    data = ds.dataset(out / f"{table}.parquet", format="parquet")
    if column not in data.schema.names:
        return []
    found = pc.unique(data.to_table(columns=[column])[column]).to_pylist()
    return sorted(value for value in found if value is not None and value != "")


def _filter(schema: pa.Schema, chosen: Mapping[str, str | int]) -> Any:
    wanted = None
    for name, value in chosen.items():
        if name in schema.names:
            one = ds.field(name) == value
            wanted = one if wanted is None else wanted & one
    return wanted
