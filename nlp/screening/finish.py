"""What comes out of a screening: its parts put together as tables, and what people read made from them.

Everything is made in the work folder first and then named into its place, the manifest last: a folder with a manifest is whole.
"""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from nlp.errors import ScreeningError
from nlp.screening.comma import write_csv
from nlp.screening.parts import Counts, part_file, read_part
from nlp.screening.place import Place, write_json
from nlp.screening.reading import Description
from nlp.screening.records import Clock, Options, Progress
from nlp.screening.tables import ERRORS, TABLES
from nlp.screening.tally import Tally, tally

KEPT_APART: Final = "key"
_GROUP_BYTES: Final = 16_000_000  # of a table that wait in memory before they are written
_ERRORS_AT_ONCE: Final = 10_000


def finish(
    place: Place,
    description: Description,
    settings: Mapping[str, Any],
    options: Options,
    read: Counts,
    tell: Callable[[Progress], None],
    clock: Clock,
) -> dict[str, Any]:
    """Write the results and the manifest, remove the work folder, and return what the manifest says."""
    from nlp.screening.report import write_report  # imported where pictures are drawn: its libraries take memory that workers would want
    from nlp.screening.workbook import write_workbook

    began, steps = time.monotonic(), 3 + options.csv

    def step(number: int) -> None:
        tell(Progress(stage="writing", notes=number, notes_of=steps, seconds=time.monotonic() - began))

    shutil.rmtree(place.notes, ignore_errors=True)  # every note is reviewed: their text is not kept any longer
    shutil.rmtree(place.made, ignore_errors=True)
    place.made.mkdir()
    step(0)
    rows = _put_together(place, read, settings)
    if rows["notes"] + rows["errors"] - read["unreadable"] != read["notes"]:
        raise ScreeningError(f"{place.work}: results of some notes are missing there; screen the export again with a new --out")
    step(1)
    if options.csv:
        for name in TABLES:
            if name != KEPT_APART:
                write_csv(place.made / f"{name}.parquet", place.made / f"{name}.csv")
        step(2)
    if options.pseudonymise:
        write_csv(place.made / f"{KEPT_APART}.parquet", place.made / f"{KEPT_APART}.csv")
    told = tally(place.made, rows)
    write_workbook(place.made, told, settings)
    step(steps - 1)
    manifest = _manifest(description, settings, options, told, clock)
    write_report(place.made / "report.html", told, manifest)
    manifest["files"] = {path.name: _file(path, rows) for path in sorted(place.made.iterdir()) if path.stem != KEPT_APART}
    _name(place, pseudonymised=options.pseudonymise)
    write_json(place.manifest, manifest)
    place.settings.unlink()
    shutil.rmtree(place.work, ignore_errors=True)
    step(steps)
    return manifest


def key_file(out: Path) -> Path:
    """Return where the key to pseudonyms goes: beside the output folder, so that the folder can be passed on without it."""
    return out.absolute().with_name(f"{out.absolute().name}.people-key.csv")


def _put_together(place: Place, read: Counts, settings: Mapping[str, Any]) -> dict[str, int]:
    """Write every table as one Parquet file, in the order of the shares; return how many rows each has."""
    with ExitStack() as stack:
        tables = {name: stack.enter_context(_Table(place.made / f"{name}.parquet", schema, settings)) for name, schema in TABLES.items()}
        for rows in _unreadable(place.unreadable):
            tables["errors"].add(rows)
        for number in range(read["shares"]):
            part = part_file(place.parts, number)
            if part.is_file():
                for name, found in read_part(part):
                    tables[name].add(found)
    return {name: table.rows for name, table in tables.items()}


class _Table:
    """A Parquet file that is written in groups of rows; the groups depend on the rows only, so that equal rows give equal files."""

    def __init__(self, path: Path, schema: pa.Schema, settings: Mapping[str, Any]) -> None:
        self._schema = schema.with_metadata({b"secondlook": json.dumps(settings["versions"], sort_keys=True)})
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting = list[pa.Table]()
        self._held = 0
        self.rows = 0

    def __enter__(self) -> "_Table":
        return self

    def __exit__(self, *_: object) -> None:
        self._write()
        self._writer.close()

    def add(self, rows: pa.Table) -> None:
        """Put rows behind those that are there."""
        if rows.num_rows:
            self._waiting.append(rows.replace_schema_metadata(self._schema.metadata))
            self._held += rows.nbytes
            self.rows += rows.num_rows
        if self._held > _GROUP_BYTES:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting))
        self._waiting.clear()
        self._held = 0


def _unreadable(path: Path) -> Iterator[pa.Table]:
    """Yield what could not be read as rows of errors."""
    rows = list[dict[str, str]]()
    with path.open(encoding="utf-8") as file:
        for line in file:
            rows.append({"case_id": "", "note_id": "", **json.loads(line)})
            if len(rows) >= _ERRORS_AT_ONCE:
                yield pa.Table.from_pylist(rows, ERRORS)
                rows.clear()
    yield pa.Table.from_pylist(rows, ERRORS)


def _manifest(description: Description, settings: Mapping[str, Any], options: Options, told: Tally, clock: Clock) -> dict[str, Any]:
    clock.stop("writing")
    finished = time.time()
    return {
        "what": "A screening by Second Look. It decides nothing: every flag is a passage that a person may want to read again.",
        "settings": dict(settings),
        "kind": description.kind,
        "columns": [asdict(column) for column in description.columns],
        "remarks": list(description.remarks),
        "counts": told.counts,
        "workers": options.workers,
        "times": {
            "began": datetime.fromtimestamp(clock.began, UTC).isoformat(timespec="seconds"),
            "finished": datetime.fromtimestamp(finished, UTC).isoformat(timespec="seconds"),
            "seconds": round(finished - clock.began, 1), "resumed": clock.resumed, "stages": clock.stages,
        },
    }  # fmt: skip


def _file(path: Path, rows: Mapping[str, int]) -> dict[str, Any]:
    with path.open("rb") as file:
        found: dict[str, Any] = {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
    return {**found, "rows": rows[path.stem]} if path.stem in rows else found


def _name(place: Place, *, pseudonymised: bool) -> None:
    """Give everything that was made its place."""
    for path in sorted(place.made.iterdir()):
        if path.stem != KEPT_APART:
            path.replace(place.out / path.name)
        elif pseudonymised and path.suffix == ".csv":
            path.chmod(0o600)
            shutil.move(path, key_file(place.out))
