"""Spark as an engine of a screening: shares go out in rounds, and what comes back is kept as parts, so that a run can be resumed."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from nlp.errors import InputError, ScreeningError
from nlp.screening.parts import Counts, part_file, read_counts, whole
from nlp.screening.place import Place, check_place, trouble
from nlp.screening.reading import Description, Source, open_source
from nlp.screening.records import Options, Placed, Progress
from nlp.screening.run import Engine, Input, Tell, quiet, run, share_out, tasks_of
from nlp.screening.spark.frames import TableInput, is_table, table_input
from nlp.screening.spark.work import PART_DDL, SHARE, Job, sorted_notes, whole_shares
from nlp.screening.worker import Task

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SHARES_A_CORE: Final = 4
_ROUNDS: Final = 12
"""At most so many rounds where Spark reads the export itself, since each round reads it again."""


def screen(
    spark: "SparkSession",
    path: str,
    out: str | Path,
    *,
    profile: str = "full",
    mapping: Mapping[str, str] | None = None,
    csv: bool = False,
    pseudonymise: bool = False,
    resume: bool = False,
    tell: Tell = quiet,
) -> dict[str, Any]:
    """Screen an export on a Spark session into the folder `out`, which the driver must be able to write; return the manifest."""
    options = Options(profile=profile, workers=cores(spark), csv=csv, pseudonymise=pseudonymise, mapping=dict(mapping or {}))
    check_place(Path(out), resume=resume)
    source = spark_input(spark, path, options.mapping)
    return run(source, Path(out), options, tell, quiet, resume=resume, engine=spark_engine(spark, source))


def spark_input(spark: "SparkSession", path: str, mapping: Mapping[str, str]) -> "Source | TableInput":
    """Return a table that Spark itself reads (Parquet, Delta), or anything else that this computer can open."""
    if is_table(path):
        return table_input(spark, path, mapping)
    if "://" in path:
        raise InputError(
            f"{path}: only Parquet and Delta are read from an address; for CSV, Excel and documents name the folder under which the driver "
            "sees it (such as /Volumes/... or /mnt/...), or save it as Parquet"
        )
    return open_source(path, mapping)


def spark_engine(spark: "SparkSession", source: Input) -> Engine:
    """Return the engine for a source."""
    return Tables(spark, source) if isinstance(source, TableInput) else Shipped(spark)


def cores(spark: "SparkSession") -> int:
    """Return how many tasks run at once."""
    try:
        return max(1, spark.sparkContext.defaultParallelism)
    except Exception:  # Spark Connect has no context
        return int(spark.conf.get("spark.sql.shuffle.partitions") or 8)


class Shipped:
    """The driver reads the export, as it would alone, and sends whole shares to the workers."""

    def __init__(self, spark: "SparkSession", *, before: Callable[[Sequence[Placed]], None] | None = None) -> None:
        self._spark, self._before = spark, before

    def read(self, source: Input, description: Description, place: Place, tell: Tell) -> Counts:
        """Share the notes out by case in the work folder."""
        return share_out(source, description, place, tell)

    def review(self, place: Place, read: Counts, options: Options, tell: Tell) -> None:
        """Send the shares out in rounds."""
        tasks, _ = tasks_of(place, read, options)
        size = _SHARES_A_CORE * cores(self._spark)
        rounds = [tasks[at : at + size] for at in range(0, len(tasks), size)]
        job = Job(options.profile, options.pseudonymise, self._before)
        _rounds(place, read, tell, [partial(self._frame, chosen, job) for chosen in rounds])

    def _frame(self, tasks: Sequence[Task], job: Job) -> "DataFrame":
        notes = {"share": [task.number for task in tasks], "notes": [task.notes.read_bytes() for task in tasks]}
        frame = self._spark.createDataFrame(pa.Table.from_pydict(notes, SHARE))
        return frame.repartition(len(tasks)).mapInArrow(whole_shares(job), PART_DDL)


class Tables:
    """Spark reads the export; notes are brought together by the share of their case."""

    def __init__(self, spark: "SparkSession", source: TableInput) -> None:
        self._spark, self._source = spark, source

    def read(self, source: Input, description: Description, place: Place, tell: Tell) -> Counts:  # noqa: ARG002  # its own source
        """Look through the export once for what cannot be read, and count the rest."""
        return self._source.survey(place, tell)

    def review(self, place: Place, read: Counts, options: Options, tell: Tell) -> None:
        """Review so many shares at a time as make at most so many rounds."""
        left = [number for number in range(read["shares"]) if not part_file(place.parts, number).is_file()]
        size = max(_SHARES_A_CORE * cores(self._spark), -(-read["shares"] // _ROUNDS))
        rounds = [left[at : at + size] for at in range(0, len(left), size)]
        job = Job(options.profile, options.pseudonymise)
        _rounds(place, read, tell, [partial(self._frame, chosen, read, job) for chosen in rounds])

    def _frame(self, shares: Sequence[int], read: Counts, job: Job) -> "DataFrame":
        notes = self._source.notes(read["shares"]).where(_among("share", shares))
        together = notes.repartition(min(len(shares), 4 * cores(self._spark)), "share").sortWithinPartitions("share", "number")
        return together.mapInArrow(sorted_notes(job), PART_DDL)


def _among(column: str, numbers: Sequence[int]) -> str:
    return f"{column} in ({', '.join(map(str, numbers))})"


def _rounds(place: Place, read: Counts, tell: Tell, frames: Sequence[Callable[[], "DataFrame"]]) -> None:
    """Have the parts of each round made and keep them."""
    done = {"notes": 0, "words": 0, "flags": 0, "errors": 0}
    for number in range(read["shares"]):
        if part_file(place.parts, number).is_file():
            done = _added(done, read_counts(part_file(place.parts, number)))
    state = Progress(stage="reviewing", notes_of=read["notes"], words_of=read["words"])
    began, before = time.monotonic(), done["words"]
    for frame in frames:
        tell(_now(state, done, read, before, began))
        for share, part in _collected(frame(), done, read):
            done = _added(done, _keep(place, share, part))
    tell(_now(state, done, read, before, began))


def _collected(frame: "DataFrame", done: Counts, read: Counts) -> Iterator[tuple[int, bytes]]:
    try:
        rows = frame.collect()
    except Exception as error:  # whatever Java or a worker raised, whose message may hold a note
        problem = type(error).__name__
    else:
        yield from ((row["share"], bytes(row["part"])) for row in rows)
        return
    raise ScreeningError(
        f"Spark gave up a round of shares ({problem}), most often because workers end for want of memory or have another version of Second "
        f"Look; look at the executors' logs, and go on with --resume. {done['notes']:,} of {read['notes']:,} notes are reviewed and kept"
    )


def _keep(place: Place, share: int, part: bytes) -> Counts:
    path = part_file(place.parts, share)
    try:
        with whole(path) as file:
            file.write(part)
    except OSError as error:
        raise trouble(error, place.out, kept="The shares before are reviewed and kept.") from None
    return read_counts(path)


def _added(done: Counts, more: Counts) -> Counts:
    return {key: done[key] + more[key] for key in done}


def _now(state: Progress, done: Counts, read: Counts, before: int, began: float) -> Progress:
    return replace(
        state, notes=done["notes"], words=done["words"], words_now=done["words"] - before, flags=done["flags"],
        errors=done["errors"] + read["unreadable"], seconds=time.monotonic() - began,
    )  # fmt: skip
