"""Tables as CSV files that spreadsheets open safely.

A cell that begins as a formula would begin is written with an apostrophe before it, because a note may come from anybody and a
spreadsheet runs what looks like a formula. UTF-8 with its mark, so that Excel shows £ and é as they are.
"""

import csv
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ROWS: Final = 5_000


def safe(cell: object) -> object:
    """Return the cell as no spreadsheet takes it for a formula; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def write_csv(table: Path, out: Path) -> None:
    """Write a Parquet file as CSV, some thousand rows at a time."""
    source = pq.ParquetFile(table)
    with source, out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(source.schema_arrow.names)
        for batch in source.iter_batches(batch_size=_ROWS):
            columns = [[safe(cell) for cell in column.to_pylist()] for column in batch.columns]
            writer.writerows(zip(*columns, strict=True))
