"""A table behind a picture, as plain data, and the same as CSV that no spreadsheet takes for formulas."""

import csv
import io
from dataclasses import dataclass

from evaluation.review.estimate import Estimate

Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its short name (for a file), what it shows, the names of its columns, and its rows. None is an empty cell."""

    name: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def words(self) -> list[list[str]]:
        """Return the rows as they are read."""
        return [[shown(cell) for cell in row] for row in self.rows]


def shown(cell: Cell) -> str:
    """Return a cell as it is read: shares with two decimals, counts with commas."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def as_csv(table: Table) -> str:
    """Return the table as CSV (with a byte-order mark, so that Excel reads it as UTF-8); numbers stay whole."""
    from nlp.screening.comma import safe

    out = io.StringIO()
    out.write("\N{BYTE ORDER MARK}")
    writer = csv.writer(out)
    writer.writerow(table.head)
    writer.writerows([[safe(cell) for cell in row] for row in table.rows])
    return out.getvalue()


def interval_cells(e: Estimate) -> tuple[Cell, Cell, Cell, Cell]:
    """Return value, low and high of an estimate, and what to mind; "not estimable" where there is no value."""
    if e.value is None and e.low is None:
        return "not estimable", None, None, e.why
    return e.value if e.value is not None else "not estimable", e.low, e.high, e.why
