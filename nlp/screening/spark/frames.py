"""Tables that Spark itself reads (Parquet, Delta, tables of a catalogue): where they lie is where they are read.

Rows get the numbers and places that they have when this project reads the same files on one computer: files in the order of their
names, rows in theirs. A first pass finds what cannot be read and counts the rest; from that alone each worker can tell the
number of any note.
"""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlparse

import pyarrow as pa

from nlp.errors import InputError, ScreeningError
from nlp.screening.parts import Counts
from nlp.screening.place import Place, trouble, write_json
from nlp.screening.reading import Description, Input, Item, Unreadable, open_source
from nlp.screening.reading.blob import shown
from nlp.screening.reading.folder import aside
from nlp.screening.reading.limits import MOST_COLUMNS, SAMPLE_ROWS
from nlp.screening.reading.parquet import value_of
from nlp.screening.reading.table import Broken, Planned, Row, planned
from nlp.screening.records import Placed, Progress
from nlp.screening.shares import how_many
from nlp.screening.spark.work import NOTE_DDL, Batches, noted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_FORMATS: Final = ("delta", "parquet", "table")
_FILE, _ROW = "_second_look_file", "_second_look_row"
_FOUND: Final = pa.schema([
    ("file", pa.string()), ("row", pa.int64()), ("what", pa.string()), ("why", pa.string()), ("what_to_do", pa.string()),
    ("notes", pa.int64()), ("words", pa.int64()), ("characters", pa.int64()), ("remarks", pa.int64()),
])  # fmt: skip
_FOUND_DDL: Final = (
    "file string, row long, what string, why string, what_to_do string, notes long, words long, characters long, remarks long"
)
_KNOWN: Final = "spark.json"
_COUNTED: Final = ("notes", "words", "characters", "remarks")


def is_table(path: str) -> bool:
    """Say whether Spark itself reads an input: an address with its format in front, or Parquet or Delta at a path."""
    if path.partition(":")[0] in _FORMATS:
        return True
    if "://" in path:
        return path.rstrip("/").endswith(".parquet")
    place = Path(path)
    if not place.is_dir():
        return place.suffix.lower() == ".parquet" and place.is_file()
    if (place / "_delta_log").is_dir():
        return True
    files = [each for each in place.rglob("*") if each.is_file() and not any(aside(part) for part in each.relative_to(place).parts)]
    return bool(files) and all(each.suffix.lower() == ".parquet" for each in files)


def table_input(spark: "SparkSession", path: str, mapping: Mapping[str, str]) -> "TableInput":
    """Return a table of Spark's with its columns told apart; raises InputError or MappingError as `open_source` does."""
    format_, _, rest = path.partition(":")
    if format_ not in _FORMATS:
        format_, rest = "parquet", path
        if "://" not in path and (Path(path) / "_delta_log").is_dir():
            format_ = "delta"
    return TableInput(spark, format_, rest, mapping)


@dataclass(frozen=True, slots=True)
class Sampled:
    """The first rows of a table, as far as telling its columns apart needs them."""

    names: Sequence[str]
    first: Sequence[Row]
    kind: str = "table"
    ragged: bool = False
    sparse: bool = False

    def sample(self) -> Sequence[Row]:
        """Return the first rows."""
        return self.first

    def rows(self) -> Iterator[Row | Broken]:
        """Yield the first rows."""
        return iter(self.first)


@dataclass(frozen=True, slots=True)
class Known:
    """What the first pass found: how many notes the files before hold, and the rows of each file that are no notes."""

    before: Mapping[str, int]
    gaps: Mapping[str, Sequence[int]]

    def number(self, file: str, row: int) -> int:
        """Return the number of a note in the order of reading."""
        return self.before[file] + row - 1 - bisect_left(self.gaps.get(file, ()), row)


class TableInput:
    """A table of Spark's as an input. Its session's time zone is set to UTC, so that dates do not depend on the cluster."""

    def __init__(self, spark: "SparkSession", format_: str, path: str, mapping: Mapping[str, str]) -> None:
        self._spark, self._format, self._path = spark, format_, path
        spark.conf.set("spark.sql.session.timeZone", "UTC")
        raw, self._names = self._raw()
        self._frame = raw
        self._files = self._listed()
        if not self._files:
            raise InputError(f"{path}: there is no row in it; nothing was looked at, and nothing follows from that")
        first = next(iter(self._files))
        rows = self._answer(raw.where(raw[_FILE] == first).orderBy(_ROW).limit(SAMPLE_ROWS).collect)
        sample = [Row(row[_ROW] + 1, ["" if row[name] is None else row[name] for name in self._names]) for row in rows]
        whole = planned(Sampled(self._names, sample), self._shown(first), dict(mapping))
        self._plan = replace(whole, table=Sampled(self._names, ()))
        self._known = Known({}, {})

    def describe(self) -> Description:
        """Return what the table is; its files are known by size and time where this computer cannot read them for a hash."""
        plan = self._plan
        return Description(
            kind=f"{self._format.capitalize()} read by Spark", files=len(self._files), bytes=sum(size for size, _ in self._files.values()),
            columns=plan.plan.columns, inputs=self._inputs(), mapping=plan.plan.mapping, remarks=(*plan.remarks, *plan.plan.remarks),
        )  # fmt: skip

    def items(self) -> Iterator[Item | Unreadable]:
        """Yield the notes by way of this computer, which screening does not need."""
        return open_source(self._path).items()

    def survey(self, place: Place, tell: Callable[[Progress], None]) -> Counts:
        """Find what cannot be read, count the rest, and keep both in the work folder."""
        kept = place.work / _KNOWN
        if place.read.is_file() and kept.is_file():
            found = json.loads(kept.read_text(encoding="utf-8"))
            self._known = Known(found["before"], found["gaps"])
            counts: Counts = json.loads(place.read.read_text(encoding="utf-8"))
            return counts
        tell(Progress(stage="reading"))
        rows = self._answer(self._frame.mapInArrow(_surveyed(self._plan, self._names, self._told()), _FOUND_DDL).collect)
        try:
            counts = self._keep(rows, place)
            write_json(kept, {"before": self._known.before, "gaps": self._known.gaps})
            write_json(place.read, counts)
        except OSError as error:
            raise trouble(error, place.out, kept="Nothing was reviewed yet.") from None
        return counts

    def notes(self, shares: int) -> "DataFrame":
        """Return the notes as rows, with the share of each."""
        return self._frame.mapInArrow(_noted(self._plan, self._names, self._told(), self._known, shares), NOTE_DDL)

    def _raw(self) -> "tuple[DataFrame, list[str]]":
        """Return the columns that hold one value a row, with the file and the place of each row."""
        from pyspark.sql.functions import col
        from pyspark.sql.types import ArrayType, MapType, StructType

        frame = self._answer(self._loaded)
        names = [f.name for f in frame.schema if not isinstance(f.dataType, ArrayType | MapType | StructType)][:MOST_COLUMNS]
        places = [col("_metadata.file_path").alias(_FILE), col("_metadata.row_index").alias(_ROW)]
        selected = self._answer(lambda: frame.select(*(frame[f"`{name}`"] for name in names), *places))
        return selected, names

    def _loaded(self) -> "DataFrame":
        if self._format == "table":
            return self._spark.table(self._path)
        reader = self._spark.read.format(self._format)
        return (reader.option("recursiveFileLookup", "true") if self._format == "parquet" else reader).load(self._path)

    def _answer(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except Exception as error:  # Java's message may hold a row
            problem = getattr(error, "getCondition", lambda: None)() or type(error).__name__
        raise ScreeningError(
            f"{self._path}: Spark cannot read it ({problem}); check the address, the rights and that no file of it is broken. A view "
            "or a table that is not kept in files is not read: save it as Parquet first"
        )

    def _listed(self) -> dict[str, tuple[int, str]]:
        """Return the files in the order of their names, with the size and time of each."""
        from pyspark.sql.functions import col

        frame = self._loaded()
        seen = (("file_path", "file"), ("file_size", "size"), ("file_modification_time", "time"))
        rows = self._answer(frame.select(*(col(f"_metadata.{field}").alias(name) for field, name in seen)).distinct().collect)
        return {row["file"]: (row["size"], str(row["time"])) for row in sorted(rows, key=lambda row: self._shown(row["file"]).split("/"))}

    def _shown(self, file: str) -> str:
        """Return the name that a file has when it is read on one computer: what stands behind the folder that was named."""
        path = unquote(urlparse(file).path)
        root = unquote(urlparse(self._path).path) if "://" in self._path else str(Path(self._path).absolute())
        inside = path.removeprefix(root.rstrip("/"))
        return shown(inside) if inside and inside != path else shown(path.rpartition("/")[2])

    def _told(self) -> dict[str, str]:
        return {file: self._shown(file) for file in self._files}

    def _inputs(self) -> tuple[Input, ...]:
        if self._format == "parquet" and "://" not in self._path:
            return open_source(self._path, {"note": self._plan.plan.mapping["note"]}).describe().inputs
        return tuple(Input(file=self._shown(file), bytes=size, sha256=f"changed {time}") for file, (size, time) in self._files.items())

    def _keep(self, rows: Sequence[Any], place: Place) -> Counts:
        order = {self._shown(file): at for at, file in enumerate(self._files)}
        counts = {"shares": how_many(sum(size for size, _ in self._files.values())), "unreadable": 0, **dict.fromkeys(_COUNTED, 0)}
        notes, gaps = dict.fromkeys(order, 0), dict[str, list[int]]()
        with place.unreadable.open("w", encoding="utf-8") as unreadable:
            for row in sorted(rows, key=lambda row: (order[row["file"]], row["row"])):
                if row["row"]:
                    told = {key: row[key] for key in ("what", "why", "what_to_do")}
                    unreadable.write(json.dumps({"where": f"{row['file']}, row {row['row']}", **told}) + "\n")
                    counts["unreadable"] += 1
                    gaps.setdefault(row["file"], []).append(row["row"])
                else:
                    notes[row["file"]] += row["notes"]
                    counts |= {key: counts[key] + row[key] for key in _COUNTED}
        before, total = dict[str, int](), 0
        for file, count in notes.items():
            before[file], total = total, total + count
        self._known = Known(before, gaps)
        return counts


def _cells(batches: Batches, plan: Planned, names: Sequence[str], told: Mapping[str, str]) -> Iterator[Item | Unreadable]:
    """Yield the rows of batches as notes or as what cannot be read."""
    files: dict[str, Planned] = {}
    for batch in batches:
        columns = [batch[name] for name in names]
        for at, (file, row) in enumerate(zip(batch[_FILE].to_pylist(), batch[_ROW].to_pylist(), strict=True)):
            if file not in files:
                files[file] = replace(plan, file=told[file])
            yield files[file].item_of(Row(row + 1, [value_of(column[at]) for column in columns]))


def _surveyed(plan: Planned, names: Sequence[str], told: Mapping[str, str]) -> Callable[[Batches], Batches]:
    """Return the first pass: a row for each Unreadable, and one for each file with what can be read."""

    def survey(batches: Batches) -> Batches:
        counts: dict[str, dict[str, int]] = {}
        for item in _cells(batches, plan, names, told):
            if isinstance(item, Unreadable):
                row = {"file": item.where.file, "row": item.where.row, "what": item.what, "why": item.why, "what_to_do": item.what_to_do}
                yield pa.RecordBatch.from_pylist([row], _FOUND)
                continue
            mine = counts.setdefault(item.where.file, dict.fromkeys(_COUNTED, 0))
            mine["notes"] += 1
            mine["words"] += len(item.note.text.split())
            mine["characters"] += len(item.note.text)
            mine["remarks"] += bool(item.remarks)
        if counts:
            yield pa.RecordBatch.from_pylist([{"file": file, "row": 0, **mine} for file, mine in counts.items()], _FOUND)

    return survey


def _noted(plan: Planned, names: Sequence[str], told: Mapping[str, str], known: Known, shares: int) -> Callable[[Batches], Batches]:
    """Return the second pass: notes with their numbers and shares."""

    def note(batches: Batches) -> Batches:
        items = (item for item in _cells(batches, plan, names, told) if isinstance(item, Item))
        return noted((Placed(known.number(i.where.file, i.where.row), str(i.where), i.note, "\n".join(i.remarks)) for i in items), shares)

    return note
