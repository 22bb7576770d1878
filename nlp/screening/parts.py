"""The results of one share as one file, which is there whole or not at all.

A part holds every table one behind the other, each a stream of Arrow's own format, and its counts. It is written under another
name, brought to the disk, and then named, so that a machine that stops at any moment leaves no half of one.
"""

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pyarrow as pa

from nlp.screening.tables import TABLES, Rows

_HOW = pa.ipc.IpcWriteOptions(compression="lz4")
_COUNTS = b"counts"
Counts = dict[str, int]


def part_file(folder: Path, number: int) -> Path:
    """Return where the results of a share stand."""
    return folder / f"{number:04}.part"


def write_part(path: Path, rows: Rows, counts: Counts) -> None:
    """Write the results of a share; raises OSError with nothing left behind where that cannot be done."""
    with whole(path) as file:
        file.write(part_bytes(rows, counts))


def part_bytes(rows: Rows, counts: Counts) -> bytes:
    """Return the results of a share as they stand in its part."""
    file = io.BytesIO()
    for name, schema in TABLES.items():
        with pa.ipc.new_stream(file, schema.with_metadata({_COUNTS: json.dumps(counts)}), options=_HOW) as stream:
            stream.write_table(pa.Table.from_pylist(rows[name], schema))
    return file.getvalue()


def read_counts(path: Path) -> Counts:
    """Return the counts of a part without reading its tables."""
    with path.open("rb") as file:
        counts: Counts = json.loads(pa.ipc.open_stream(file).schema.metadata[_COUNTS])
    return counts


def read_part(path: Path) -> Iterator[tuple[str, pa.Table]]:
    """Yield the tables of a part by name."""
    with path.open("rb") as file:
        for name, schema in TABLES.items():
            table = pa.ipc.open_stream(file).read_all()
            yield name, table.cast(schema)


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes its name only when all of it is on the disk."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise
