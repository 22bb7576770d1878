"""CSV and its kin as a Table."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from nlp.errors import InputError
from nlp.screening.reading.blob import Blob
from nlp.screening.reading.columns import known_names
from nlp.screening.reading.delimited import Starts, rows_of
from nlp.screening.reading.dialect import Dialect, detect
from nlp.screening.reading.limits import SAMPLE_BYTES, SAMPLE_ROWS
from nlp.screening.reading.lines import TooLong, decoded, encoding_of, line_end, lines_of, sample_of, spoken
from nlp.screening.reading.table import Broken, Row

_DIALECT_LINES: Final = 600


class CsvTable:
    """A table in text. Nothing but its first rows is kept."""

    ragged = False
    sparse = True
    names: Sequence[str] = ()

    def __init__(self, blob: Blob, _: Mapping[str, str]) -> None:
        self._blob = blob
        with blob.open() as stream:
            raw = sample_of(stream)
        try:
            self._encoding = encoding_of(raw)
        except InputError as error:
            problem = str(error)
        else:
            problem = ""
        if problem:
            raise InputError(f"{blob.name}: {problem}")
        self._end = line_end(decoded(raw, self._encoding))
        self._whole = len(raw) < SAMPLE_BYTES
        lines = self._first_lines()
        self.dialect: Dialect = detect(lines, known_names())
        rows = [row for row in rows_of(iter(lines), self.dialect, _never) if isinstance(row, Row)]
        rows = rows if self._whole or len(rows) < 3 else rows[:-1]  # the last may be cut in two
        self._starts = Starts(self.dialect, [[str(c) for c in row.cells] for row in rows])
        self._sample = rows[:SAMPLE_ROWS]
        self.kind = f"table of text in {spoken(raw, self._encoding)}, columns parted by {self.dialect.spoken}"

    def _first_lines(self) -> list[str]:
        found: list[str] = []
        size = 0
        for line in islice(self._lines(), _DIALECT_LINES):
            if isinstance(line, TooLong):
                continue
            found.append(line)
            size += len(line)
            if size > SAMPLE_BYTES:
                break
        else:
            return found
        self._whole = False
        return found

    def _lines(self) -> Iterator[str | TooLong]:
        return lines_of(self._blob.open(), self._encoding, end=self._end)

    def sample(self) -> Sequence[Row]:
        """Return the first rows."""
        return self._sample

    def rows(self) -> Iterator[Row | Broken]:
        """Yield the rows from the first."""
        return rows_of(self._lines(), self.dialect, self._starts)


def _never(_: str) -> bool:
    return False
