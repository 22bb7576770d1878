"""The same tables from Spark as from one computer; skipped, with what is missing, where Spark or Java is not installed.

`python -m evaluation.benchmarks.spark_kill 2000` ends an executor of a cluster of two in the middle of a run.
"""

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from evaluation.benchmarks.exports import write
from nlp.errors import InputError, MappingError, ScreeningError
from nlp.records import Note
from nlp.screening.records import Options, Placed
from nlp.screening.run import quiet, run
from nlp.screening.run import screen as screen_here
from nlp.screening.spark.engine import Shipped, screen, spark_input
from nlp.screening.spark.frames import is_table
from nlp.screening.spark.session import missing, session
from nlp.screening.spark.work import fatal
from tests.conftest import ROOT
from tests.screening.reading.broken import NOTE

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TABLES = ("flags", "set_aside", "findings", "people", "errors", "notes")
RULES = Options(profile="rules", workers=1)
needs_spark = pytest.mark.skipif(bool(missing()), reason=missing())
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")  # py4j's sockets


@pytest.fixture(scope="module")
def spark() -> "Iterator[SparkSession]":
    os.environ["PYTHONPATH"] = f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    made = session("local[2,4]")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of fifty notes as CSV, as one Parquet file, and as a folder of two."""
    folder = tmp_path_factory.mktemp("exports")
    write(folder / "export.csv", 50)
    write(folder / "export.parquet", 50)
    table = pq.read_table(folder / "export.parquet")
    (folder / "parts" / "b").mkdir(parents=True)
    pq.write_table(table.slice(0, 30), folder / "parts" / "b" / "one.parquet", row_group_size=7)
    pq.write_table(table.slice(30), folder / "parts" / "a two.parquet")
    return folder


def files(folder: Path) -> list[bytes]:
    return [(folder / f"{name}.parquet").read_bytes() for name in TABLES]


@needs_spark
@pytest.mark.parametrize("name", ["export.csv", "export.parquet", "parts"])
def test_the_same_tables_byte_for_byte(name: str, exports: Path, tmp_path: Path, spark: "SparkSession") -> None:
    assert is_table(str(exports / name)) == (name != "export.csv")
    screen_here(exports / name, tmp_path / "here", RULES)
    manifest = screen(spark, str(exports / name), tmp_path / "spark", profile="rules")
    assert manifest["counts"]["notes"] > 45
    assert files(tmp_path / "spark") == files(tmp_path / "here")


@needs_spark
def test_a_worker_that_dies_is_tried_again_and_a_case_that_kills_it_is_left_out(tmp_path: Path, spark: "SparkSession") -> None:
    rows = "".join(f'{{"case_id": "C{at}", "text": "{NOTE}"}}\n' for at in range(8))
    (tmp_path / "a.jsonl").write_text(rows, encoding="utf-8")
    once = tmp_path / "once"

    def before(case: Sequence[Placed]) -> None:
        if case[0].note.case_id == "C3":
            os._exit(9)
        if case[0].note.case_id == "C5" and not once.exists():
            once.write_text("")
            os._exit(9)

    source = spark_input(spark, str(tmp_path / "a.jsonl"), {})
    run(source, tmp_path / "out", RULES, quiet, quiet, resume=False, engine=Shipped(spark, before=before))
    assert sorted(pq.read_table(tmp_path / "out" / "notes.parquet")["case_id"].to_pylist()) == ["C0", "C1", "C2", "C4", "C5", "C6", "C7"]
    (error,) = pq.read_table(tmp_path / "out" / "errors.parquet").to_pylist()
    assert error["case_id"] == "C3"
    assert "ended more than once" in error["why"]


@needs_spark
def test_what_spark_cannot_read_is_refused_without_a_word_of_it(tmp_path: Path, spark: "SparkSession") -> None:
    with pytest.raises(InputError, match="only Parquet and Delta are read from an address"):
        spark_input(spark, "abfss://a@b/export.csv", {})
    with pytest.raises(ScreeningError, match="Spark cannot read it"):
        spark_input(spark, f"parquet:{tmp_path}/nothing.parquet", {})
    (tmp_path / "broken.parquet").write_bytes(b"PAR1" + NOTE.encode() + b"PAR1")
    with pytest.raises(ScreeningError, match="Spark cannot read it") as raised:
        spark_input(spark, str(tmp_path / "broken.parquet"), {})
    assert "hungry" not in str(raised.value)


@needs_spark
def test_columns_are_told_apart_as_elsewhere(exports: Path, spark: "SparkSession") -> None:
    assert spark_input(spark, str(exports / "export.parquet"), {}).describe().mapping["note"] == "Narrative"
    with pytest.raises(MappingError, match="did you mean Narrative"):
        spark_input(spark, str(exports / "export.parquet"), {"note": "Narative"})


def test_a_case_that_ends_or_holds_up_a_process_is_found() -> None:
    def attempt(case: Sequence[Placed]) -> None:
        match case[0].note.id:
            case "dies":
                os._exit(1)
            case "hangs":
                time.sleep(60)
            case "raises":
                raise MemoryError

    cases = [[Placed(at, "", Note(text="x", id=id_))] for at, id_ in enumerate(("fine", "dies", "fine", "hangs", "raises"))]
    assert fatal(cases, attempt, seconds=0.5) == {1, 3, 4}


def test_what_is_missing_is_said() -> None:
    assert missing() == "" or "install" in missing()
