"""The tables that a screening writes: their columns, in the order in which they are written.

Offsets are those of the note as it was read. Text of a list stands in one cell, a line an entry, so that every table is the
same in Parquet, CSV and Excel.
"""

from typing import Final

import pyarrow as pa

_TEXT, _COUNT, _SHARE = pa.string(), pa.int64(), pa.float64()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


_NOTE = {"case_id": _TEXT, "note_id": _TEXT, "date": _TEXT, "year": pa.int32(), "role": _TEXT, "where": _TEXT, "note": _COUNT}

FLAGS: Final = _schema(
    **_NOTE, indicator=_TEXT, title=_TEXT, family=_TEXT, passage=_TEXT, quote=_TEXT, assertion=_TEXT, attribution=_TEXT, subject=_TEXT,
    confidence=_SHARE, confidence_n=_COUNT, confidence_method=_TEXT, explanation=_TEXT, questions=_TEXT, repeat_of=_TEXT, sources=_TEXT,
    start=_COUNT, end=_COUNT, passage_start=_COUNT, passage_end=_COUNT, evidence=_TEXT,
)  # fmt: skip
FINDINGS: Final = _schema(
    **_NOTE, level=_TEXT, indicator=_TEXT, title=_TEXT, state=_TEXT, person=_TEXT, aliases=_TEXT, explanation=_TEXT, looked_for=_TEXT,
    searched_notes=_TEXT, searched_dates=_TEXT, searched_passages=_COUNT, nearest_miss=_TEXT, evidence=_TEXT,
)  # fmt: skip
PEOPLE: Final = _schema(case_id=_TEXT, label=_TEXT, kind=_TEXT, aliases=_TEXT, age=_TEXT, notes=_COUNT, where=_TEXT, note=_COUNT)
ERRORS: Final = _schema(where=_TEXT, case_id=_TEXT, note_id=_TEXT, what=_TEXT, why=_TEXT, what_to_do=_TEXT)
NOTES: Final = _schema(
    **_NOTE, words=_COUNT, characters=_COUNT, passages=_COUNT, flags=_COUNT, set_aside=_COUNT, findings=_COUNT, remarks=_TEXT
)
KEY: Final = _schema(case_id=_TEXT, pseudonym=_TEXT, label=_TEXT, aliases=_TEXT, where=_TEXT)

TABLES: Final = {
    "flags": FLAGS, "set_aside": FLAGS, "findings": FINDINGS, "people": PEOPLE, "errors": ERRORS, "notes": NOTES, "key": KEY,
}  # fmt: skip
"""Every table by its name; `key` is never written beside the others."""

Row = dict[str, object]
Rows = dict[str, list[Row]]
"""Rows by table."""


def no_rows() -> Rows:
    """Return every table without a row."""
    return {name: [] for name in TABLES}


def add_rows(rows: Rows, more: Rows) -> None:
    """Add `more` to `rows`, table by table."""
    for name, found in more.items():
        rows[name].extend(found)
