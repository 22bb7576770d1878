"""`review.xlsx`: the flags, the gaps and what was not read, for people who live in Excel.

Every cell is written as text or as a number, never as a formula. A sheet holds so many rows as Excel stays quick with; where there
are more, the first sheet says so and where the rest is.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq
import xlsxwriter

from nlp.screening.tally import Tally

MOST_ROWS: Final = 50_000
_MOST_CELL: Final = 32_000  # Excel allows 32,767 characters
_WIDTHS: Final = {"passage": 60, "explanation": 60, "questions": 50, "quote": 30, "looked_for": 40, "nearest_miss": 40, "why": 50,
                  "what_to_do": 50, "where": 24, "title": 24}  # fmt: skip
_SHEETS: Final = {
    "Flags": ("flags", ("case_id", "note_id", "date", "role", "title", "passage", "quote", "assertion", "confidence", "explanation",
                        "questions", "repeat_of", "where")),
    "What was not found": ("findings", ("case_id", "note_id", "date", "level", "title", "person", "explanation", "looked_for",
                                        "nearest_miss", "where")),
    "Not read": ("errors", ("where", "case_id", "note_id", "what", "why", "what_to_do")),
}  # fmt: skip
_HEADS: Final = {
    "case_id": "Case", "note_id": "Note", "date": "Date", "role": "Written by (role)", "title": "Indicator", "passage": "Passage",
    "quote": "Words", "assertion": "Read as", "confidence": "How often such a flag was right", "explanation": "Why it is shown",
    "questions": "Questions to consider", "repeat_of": "Same words as in", "where": "Where it stands", "level": "Over a note or the case",
    "person": "Person", "looked_for": "Looked for", "nearest_miss": "Nearest to it", "what": "What", "why": "Why",
    "what_to_do": "What to do",
}  # fmt: skip
_YOURS: Final = ("Read again?", "Remark")
_GAPS: Final = ("found", "not_found")


def write_workbook(folder: Path, told: Tally, settings: Mapping[str, Any]) -> None:
    """Write `review.xlsx` from the tables of a folder."""
    with xlsxwriter.Workbook(
        folder / "review.xlsx", {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": "Second Look: passages that may be worth reading again"})
        head, wrap = (
            book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        _first(book, told, settings, wrap)
        for title, (table, columns) in _SHEETS.items():
            sheet, shown = book.add_worksheet(title), [*(_HEADS[c] for c in columns), *(_YOURS if table != "errors" else ())]
            for at, name in enumerate(columns):
                sheet.set_column(at, at, _WIDTHS.get(name, 14), wrap)
            sheet.freeze_panes(1, 0)
            sheet.set_landscape()
            sheet.repeat_rows(0)
            last = 0
            for at, name in enumerate(shown):
                sheet.write_string(0, at, name, head)
            for last, row in enumerate(_rows(folder, table, columns), 1):  # the last number is used below
                for at, cell in enumerate(row):
                    _write(sheet, last, at, cell)
            sheet.autofilter(0, 0, last, len(shown) - 1)


def _first(book: Any, told: Tally, settings: Mapping[str, Any], wrap: Any) -> None:
    sheet = book.add_worksheet("Read me first")
    sheet.set_column(0, 0, 110, wrap)
    made = settings["versions"]
    counts, gaps = told.counts, sum(n for (_, _, state), n in told.findings.items() if state in _GAPS)
    lines = [
        "Passages that may be worth reading again, and what was not found. It decides nothing. Your own reading comes first.",
        f"{counts['notes']:,} notes were read; {counts['flags']:,} passages were flagged in {counts['notes_with_flags']:,} of them.",
        f"{counts['errors']:,} things could not be read; they are on the sheet Not read.",
        "A note without a flag is not an all-clear. The rows stand in no order of importance.",
        "The last two columns are empty for you: whether the passage was worth reading again, and a remark.",
        f"Made by Second Look {made['code']}, rules {made['rules']}, model {made['model']}, profile {made['profile']}.",
    ]  # fmt: skip
    for name, there in (("Flags", counts["flags"]), ("What was not found", gaps), ("Not read", counts["errors"])):
        if there > MOST_ROWS:
            lines.append(f"The sheet {name} holds {MOST_ROWS:,} of {there:,} rows, not chosen by weight. All are in the Parquet "
                         "files (and in CSV files, where --csv was given).")  # fmt: skip
    for at, line in enumerate(lines):
        sheet.write_string(at, 0, line, wrap)


def _rows(folder: Path, table: str, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    left = MOST_ROWS
    read = list(dict.fromkeys((*columns, *(("state",) if table == "findings" else ()))))
    with pq.ParquetFile(folder / f"{table}.parquet") as file:
        for batch in file.iter_batches(batch_size=2_000, columns=read):
            for row in batch.to_pylist():
                if "state" in row and row["state"] not in _GAPS:
                    continue
                if not left:
                    return
                left -= 1
                yield tuple(row[name] for name in columns)


def _write(sheet: Any, row: int, at: int, cell: object) -> None:
    if isinstance(cell, str):
        if cell:
            sheet.write_string(row, at, cell if len(cell) <= _MOST_CELL else f"{cell[:_MOST_CELL]} …")
    elif isinstance(cell, int | float):
        sheet.write_number(row, at, cell)
