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

    def read(self) -> tuple[list[str], list[list[str]]]:
        """Return the head and the rows as they are read: a value with its interval in one cell, no empty column."""
        columns = [(head, [shown(row[at]) for row in self.rows]) for at, head in enumerate(self.head)]
        made: list[tuple[str, list[str]]] = []
        while columns:
            name, cells = columns.pop(0)
            if [head for head, _ in columns[:2]] == ["from", "to"]:
                (_, lows), (_, highs) = columns.pop(0), columns.pop(0)
                cells = [_interval(*row) for row in zip(cells, lows, highs, strict=True)]
            elif name.endswith(": from"):
                _, highs = columns.pop(0)
                name, cells = name.removesuffix(": from"), [f"{a} to {b}" if a and b else "" for a, b in zip(cells, highs, strict=True)]
            if any(cells):
                made.append((name, cells))
        return [name for name, _ in made], [list(row) for row in zip(*(cells for _, cells in made), strict=True)]


def shown(cell: Cell) -> str:
    """Return a cell as it is read: shares with two decimals, counts with commas."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def _interval(value: str, low: str, high: str) -> str:
    if low == high == value:
        return value
    return f"{value} ({low} to {high})" if low and high else f"{value}, at least {low}" if low else value


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
