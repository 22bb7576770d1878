"""What one input may cost, in one place, so that a hostile one ends in a row of errors and not in a full memory."""

from typing import Final

from nlp.documents.limits import MOST_BYTES, MOST_CHARACTERS, MOST_RATIO, SMALL_PART

MOST_LINE: Final = 8_000_000
"""Characters of one line of a table or JSONL file: a note of the largest size, every character escaped, fits."""
MOST_RECORD: Final = 8_000_000
"""Characters of one row of a table, whose quoted notes may run over many lines."""
MOST_COLUMNS: Final = 2_000
MOST_AGAIN: Final = 20 * MOST_RECORD
"""Characters of a broken table that are read a second time in search of the next good row."""
MOST_FILES: Final = 2_000_000
MOST_ARCHIVED: Final = 200_000
"""Files within one zip."""
MOST_DEEP: Final = 40
"""Folders within folders."""
MOST_SHARED: Final = 600_000_000
"""Bytes of the texts of an Excel workbook, which have to be kept in memory to be read."""
MOST_SHEET: Final = 8_000_000_000
MOST_CELL: Final = 32_767
"""Characters of an Excel cell; a note that fills one was probably cut off there."""
MOST_SHEETS: Final = 200
MOST_PACKED_TABLE: Final = 200_000_000
"""Bytes of an Excel or Parquet file within a zip, which has to be unpacked in memory."""
MOST_GROUP: Final = 4_000_000_000
"""Bytes of one column of one row group of a Parquet file."""
SAMPLE_BYTES: Final = 512_000
SAMPLE_ROWS: Final = 400

__all__ = ["MOST_BYTES", "MOST_CHARACTERS", "MOST_RATIO", "SMALL_PART"]
