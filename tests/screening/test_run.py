"""A screening that is stopped, refused, or out of room: what is kept, what is said, and that the end is the same."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evaluation.benchmarks.kills import TABLES, prove, told
from nlp.errors import ScreeningError
from nlp.records import Note
from nlp.screening import place as places
from nlp.screening import reviewing, shares
from nlp.screening.parts import whole
from nlp.screening.records import Placed, Progress
from nlp.screening.run import screen
from nlp.version import versions
from tests.screening.conftest import options, write_lines


class Stop(Exception):  # noqa: N818
    """The test has seen enough."""


class Stopper:
    """Stops a run at a stage, when so many notes or steps are done."""

    def __init__(self, stage: str, notes: int) -> None:
        self.stage, self.notes = stage, notes
        self.seen = list[Progress]()

    def __call__(self, progress: Progress) -> None:
        self.seen.append(progress)
        if progress.stage == self.stage and progress.notes >= self.notes:
            raise Stop


def same(one: Path, other: Path) -> bool:
    return all((one / f"{t}.parquet").read_bytes() == (other / f"{t}.parquet").read_bytes() for t in TABLES)


@pytest.mark.parametrize(("stage", "notes"), [("reading", 1), ("reviewing", 5), ("reviewing", 40), ("writing", 0), ("writing", 2)])
def test_a_stopped_screening_goes_on_to_the_same_end(
    export: Path, done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, notes: int
) -> None:
    monkeypatch.setattr("nlp.screening.run._EVERY", 1)
    out = tmp_path / "out"
    with pytest.raises(Stop):
        screen(export, out, options(), Stopper(stage, notes))
    assert not (out / "manifest.json").exists()
    kept = len(list((out / "work" / "parts").glob("*.part")))
    assert (kept > 0) == (stage == "writing" or notes >= 5)
    stopper = Stopper("reviewing", 10_000)
    manifest = screen(export, out, options(), stopper, resume=True)
    assert manifest["times"]["resumed"]
    first = next(p for p in stopper.seen if p.stage == "reviewing")
    assert stage == "reading" or first.notes >= min(notes, 5)
    assert same(out, done)
    assert not (out / "work").exists()


def test_the_work_folder_is_for_its_owner_only(export: Path, tmp_path: Path) -> None:
    with pytest.raises(Stop):
        screen(export, tmp_path / "out", options(), Stopper("reviewing", 0))
    assert (tmp_path / "out" / "work").stat().st_mode & 0o077 == 0


def test_the_text_of_notes_is_gone_when_they_are_reviewed(export: Path, tmp_path: Path) -> None:
    with pytest.raises(Stop):
        screen(export, tmp_path / "out", options(), Stopper("writing", 0))
    assert not (tmp_path / "out" / "work" / "notes").exists()


def test_an_unfinished_screening_is_not_begun_again_unasked(export: Path, tmp_path: Path) -> None:
    with pytest.raises(Stop):
        screen(export, tmp_path / "out", options(), Stopper("reviewing", 5))
    with pytest.raises(ScreeningError, match="go on with it by --resume"):
        screen(export, tmp_path / "out", options())


def test_two_versions_are_never_mixed(export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Stop):
        screen(export, tmp_path / "out", options(), Stopper("reviewing", 5))
    real = versions
    monkeypatch.setattr(places, "versions", lambda profile: {**real(profile), "rules": "another"})
    with pytest.raises(ScreeningError, match=r"the rules was \w+ and is another.*finish it with the version that began it"):
        screen(export, tmp_path / "out", options(), resume=True)


def test_other_options_and_a_changed_input_are_refused(tmp_path: Path) -> None:
    export = write_lines(tmp_path / "export.jsonl", 12)
    with pytest.raises(Stop):
        screen(export, tmp_path / "out", options(), Stopper("reviewing", 0))
    with pytest.raises(ScreeningError, match="--pseudonymise"):
        screen(export, tmp_path / "out", options(pseudonymise=True), resume=True)
    export.write_text(export.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(ScreeningError, match="the input has changed"):
        screen(export, tmp_path / "out", options(), resume=True)


def test_a_finished_screening_stays_as_it_is(export: Path, done: Path) -> None:
    before = {path.name: path.read_bytes() for path in done.iterdir()}
    with pytest.raises(ScreeningError, match="holds a finished screening"):
        screen(export, done, options(csv=True))
    assert screen(export, done, options(csv=True), resume=True)["counts"]["notes"]
    assert {path.name: path.read_bytes() for path in done.iterdir()} == before


def test_a_folder_with_other_files_is_refused(export: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ScreeningError, match="holds other files"):
        screen(export, tmp_path, options())
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_missing_results_are_noticed(export: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(Stop):
        screen(export, out, options(), Stopper("writing", 0))
    next((out / "work" / "parts").glob("*.part")).unlink()
    with pytest.raises(ScreeningError, match="results of some notes are missing"):
        screen(export, out, options(), resume=True)


def test_two_screenings_do_not_write_in_one_folder(export: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with places.Place(out).held(), pytest.raises(ScreeningError, match="another screening is writing here"):
        screen(export, out, options())


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    def half() -> None:
        with whole(tmp_path / "x") as file:
            file.write(b"half")
            raise Stop

    with pytest.raises(Stop):
        half()
    assert list(tmp_path.iterdir()) == []


def test_notes_of_a_case_go_to_one_share_and_memory_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "_BUFFER", 2_000)
    (tmp_path / "notes").mkdir()
    writer = shares.Shares(tmp_path / "notes", 7)
    placed = [Placed(n, f"row {n}", Note(text="x\u2028\U0001f600 ü" * 9, case_id=f"c{n % 11}" if n % 4 else ""), "") for n in range(300)]
    for each in placed:
        writer.add(each)
    writer.write()
    cases = [case for path in (tmp_path / "notes").iterdir() for case in shares.cases_of(path)]
    assert sorted(each for case in cases for each in case) == sorted(placed)
    names = [case[0].note.case_id for case in cases]
    assert all(len({each.note.case_id for each in case}) == 1 for case in cases)
    assert len([name for name in names if name]) == 11
    assert all(len(case) == 1 for case in cases if not case[0].note.case_id)


def test_killed_screenings_end_as_one_that_was_left_alone(tmp_path: Path) -> None:
    found = prove(tmp_path, times=2, notes=100, profile="rules", seed=3)
    assert found.same_bytes == found.same_sorted == found.runs == 2, told(found)


_FULL_DISK = """
set -eu
mount -t tmpfs -o size={small} tmpfs {disk}
{screen} --out {disk}/out 2> {told}.full || echo $? > {told}.status
mount -o remount,size=64m {disk}
{screen} --out {disk}/out --resume 2> {told}.resumed || test $? = 1
cp -r {disk}/out {copy}
mount -o remount,ro {disk}
{screen} --out {disk}/out2 2> {told}.readonly || echo $? >> {told}.status
"""


@pytest.mark.skipif(shutil.which("unshare") is None, reason="unshare is not installed: no full disk can be made here")
def test_a_full_disk_and_one_that_is_read_only(export: Path, done: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m api.cli screen {export} --profile rules --workers 2 -q"
    told = tmp_path / "told"
    (tmp_path / "disk").mkdir()
    script = _FULL_DISK.format(disk=tmp_path / "disk", screen=command, told=told, copy=tmp_path / "copy", small="220k")
    inside = ["unshare", "-rm", "sh", "-c"]
    if subprocess.run([*inside, f"mount -t tmpfs tmpfs {tmp_path / 'disk'}"], check=False, capture_output=True).returncode:
        pytest.skip("this system does not let a test mount a small disk")
    subprocess.run([*inside, script], check=True, cwd=Path(__file__).parent.parent.parent, env={**os.environ})
    full = told.with_suffix(".full").read_text(encoding="utf-8")
    assert "the disk is full" in full
    assert "--resume" in full
    assert "Traceback" not in full
    assert same(tmp_path / "copy", done)
    assert "nothing can be written there (Read-only file system)" in told.with_suffix(".readonly").read_text(encoding="utf-8")
    assert told.with_suffix(".status").read_text(encoding="utf-8").split() == ["2", "2"]


def test_errors_never_quote_a_note() -> None:
    class Broken:
        def review_together(self, notes: Any) -> Any:
            raise ValueError(notes[0].text)

    rows = reviewing.review_case(Broken(), [Placed(0, "row 1", Note(text="SECRET", id="1"))], pseudonymise=False)  # type: ignore[arg-type]
    assert "SECRET" not in json.dumps(rows)
    assert "ValueError" in str(rows["errors"][0]["why"])


def test_progress_tells_rate_and_time_left() -> None:
    progress = Progress(stage="reviewing", words=600, words_of=1_000, words_now=400, seconds=2.0)
    assert progress.rate == 200
    assert progress.left == 2.0
    assert dataclasses.replace(progress, words_now=0).left is None
