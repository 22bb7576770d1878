"""Parquet files as a Table, some rows at a time. Texts kept once and pointed at (dictionaries) stay so until a row is read."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, Any, Final

from nlp.errors import InputError
from nlp.screening.reading.blob import Blob, seekable
from nlp.screening.reading.limits import MOST_COLUMNS, MOST_GROUP, SAMPLE_ROWS
from nlp.screening.reading.table import Broken, Row

_ROWS: Final = 256
_BROKEN: Final = "it is broken or cut off; export it again"


class ParquetTable:
    """A Parquet file; its columns are those of its schema that hold one value a row."""

    kind = "Parquet file"
    ragged = False
    sparse = False

    def __init__(self, blob: Blob, _: Mapping[str, str]) -> None:
        self._blob = blob
        with _Opened(blob) as file:
            self.names: Sequence[str] = [field.name for field in file.schema_arrow if _single(field.type)][:MOST_COLUMNS]
            if not self.names or not file.metadata.num_rows:
                raise InputError(f"{blob.name}: there is no row of text in it; nothing was looked at, and nothing follows from that")
            meta = file.metadata
            for group in range(meta.num_row_groups):
                sizes = [meta.row_group(group).column(n).total_uncompressed_size for n in range(meta.num_columns)]
                if max(sizes, default=0) > MOST_GROUP:
                    raise InputError(f"{blob.name}: one of its row groups is too large; write it again with smaller row groups")
        self._sample = [row for row in islice(self.rows(), SAMPLE_ROWS) if isinstance(row, Row)]

    def sample(self) -> Sequence[Row]:
        """Return the first rows."""
        return self._sample

    def rows(self) -> Iterator[Row | Broken]:
        """Yield the rows, numbered from 1."""
        number = 0
        with _Opened(self._blob) as file:
            for batch in file.iter_batches(batch_size=_ROWS, columns=list(self.names), use_threads=False):
                columns = [batch.column(batch.schema.get_field_index(name)) for name in self.names]
                for at in range(batch.num_rows):
                    number += 1
                    yield Row(number, [value_of(column[at]) for column in columns])


def _single(type_: Any) -> bool:
    import pyarrow.types as types

    held = type_.value_type if types.is_dictionary(type_) else type_
    return not types.is_nested(held)


def value_of(scalar: Any) -> object:
    """Return a value of Arrow as a cell."""
    try:
        value = scalar.as_py()
    except (ValueError, OverflowError):  # a date outside the calendar, bytes that are no text
        return ""
    return "" if value is None else value


class _Opened:
    """Opens a Parquet file for as long as a `with` lasts; whatever the library raises on a broken one is an InputError."""

    def __init__(self, blob: Blob) -> None:
        self._blob = blob
        self._stream: IO[bytes] | None = None

    def __enter__(self) -> Any:
        import pyarrow.parquet as pq

        self._stream = seekable(self._blob)
        file = None
        try:
            text = [column.path for column in _texts(pq.ParquetFile(self._stream))]
            self._stream.seek(0)
            file = pq.ParquetFile(self._stream, read_dictionary=text, pre_buffer=False)
        except Exception:  # the library raises many kinds on a broken file
            self._stream.close()
        if file is None:
            raise InputError(f"{self._blob.name}: {_BROKEN}")
        return file

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if self._stream is not None:
            self._stream.close()
        if isinstance(error, Exception) and not isinstance(error, InputError):
            raise InputError(f"{self._blob.name}: {_BROKEN}") from None


def _texts(file: Any) -> list[Any]:
    columns = [file.schema.column(n) for n in range(file.metadata.num_columns)]
    return [column for column in columns if column.physical_type == "BYTE_ARRAY" and "." not in column.path]
