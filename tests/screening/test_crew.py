"""Workers that die, hang or cannot write: the rest of the work is done, and what was lost is told."""

import multiprocessing
import os
import signal
import tempfile
from collections import Counter
from collections.abc import Callable
from multiprocessing import forkserver
from pathlib import Path

import pytest

from nlp.errors import ScreeningError
from nlp.processes import context
from nlp.records import Note
from nlp.screening.crew import Crew, DiskError
from nlp.screening.parts import Counts, part_file, read_counts, read_part
from nlp.screening.records import Placed
from nlp.screening.reviewing import LOST
from nlp.screening.shares import Shares, share_file
from nlp.screening.worker import Task
from tests.screening import deadly

SHARES = 3
CASES = 12


@pytest.fixture
def tasks(tmp_path: Path) -> list[Task]:
    """The tasks of an export of twelve cases, one of which is the deadly one."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "parts").mkdir()
    shares = Shares(tmp_path / "notes", SHARES)
    for number in range(2 * CASES):
        case = deadly.DEADLY if number % CASES == 5 else f"case {number % CASES}"
        shares.add(Placed(number, f"row {number}", Note(text="Dad smokes weed in the shed.", id=str(number), case_id=case)))
    shares.write()
    found = [Task(n, share_file(tmp_path / "notes", n), part_file(tmp_path / "parts", n), "rules", False) for n in range(SHARES)]
    assert all(task.notes.exists() for task in found)
    return found


def run(tasks: list[Task], job: Callable[..., Counts], *, seconds: float = 60.0) -> Counter[str]:
    with Crew("rules", 2, seconds, job) as crew:
        return Counter(event.kind for event in crew.run(tasks))


def rows(tasks: list[Task], name: str) -> list[dict[str, object]]:
    return [row for task in tasks for table, found in read_part(task.part) if table == name for row in found.to_pylist()]


def test_a_share_whose_worker_dies_is_done_by_another(tasks: list[Task]) -> None:
    events = run(tasks, deadly.once)
    assert events["lost"] == SHARES
    assert events["done"] == SHARES
    assert sum(read_counts(task.part)["notes"] for task in tasks) == 2 * CASES
    assert not rows(tasks, "errors")


@pytest.mark.parametrize(("job", "seconds"), [(deadly.always, 60.0), (deadly.stuck, 5.0)])
def test_a_case_that_ends_two_workers_is_left_out_and_told(tasks: list[Task], job: Callable[..., Counts], seconds: float) -> None:
    events = run(tasks, job, seconds=seconds)
    assert events["lost"] == 2
    errors = rows(tasks, "errors")
    assert [(row["case_id"], row["why"], row["what_to_do"]) for row in errors] == [(deadly.DEADLY, *LOST)] * 2
    assert len(rows(tasks, "notes")) == 2 * CASES - 2


def test_workers_that_always_die_end_the_run(tasks: list[Task]) -> None:
    with pytest.raises(ScreeningError, match="worker processes end again and again"):
        run(tasks[:1], deadly.unborn)


def test_a_worker_that_cannot_write_ends_the_run(tasks: list[Task]) -> None:
    with pytest.raises(DiskError):
        run(tasks, deadly.full)


def test_no_half_of_a_part_is_left(tasks: list[Task]) -> None:
    run(tasks, deadly.once)
    assert {path.suffix for path in tasks[0].part.parent.iterdir()} <= {".part", ".died"}


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="processes are not copied on this system")
def test_the_process_that_workers_are_copied_from_may_die(tasks: list[Task]) -> None:
    run(tasks[:1], deadly.once)
    os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)  # type: ignore[attr-defined]  # nobody else knows its number
    assert run(tasks[1:], deadly.once)["done"] == SHARES - 1


def test_a_long_name_of_the_temporary_folder(tasks: list[Task], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / ("long" * 25)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    assert context("nlp.screening.worker").get_start_method() == "spawn", "no socket may have so long an address"
    assert run(tasks, deadly.once)["done"] == SHARES
