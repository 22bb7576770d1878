"""`secondlook screen` as a user calls it: what it says, how it ends, and that Ctrl-C keeps what was done."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api.screen import Shown, check_profile, line, mapping_of
from nlp.errors import InputError
from nlp.screening.records import Progress
from tests.conftest import ROOT
from tests.screening.conftest import write_lines

COMMAND = (sys.executable, "-m", "api.cli", "screen")


def screen(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*COMMAND, *map(str, arguments)], check=False, capture_output=True, text=True, cwd=ROOT)


def test_ctrl_c_keeps_what_was_done_and_resume_goes_on(tmp_path: Path) -> None:
    export, out = write_lines(tmp_path / "export.jsonl", 300), tmp_path / "out"
    with subprocess.Popen(
        [*COMMAND, export, "--out", out, "--profile", "rules", "--workers", "1"], stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as run:
        end = time.monotonic() + 120
        while not list((out / "work" / "parts").glob("*.part")):
            assert time.monotonic() < end
            assert run.poll() is None
            time.sleep(0.02)
        run.send_signal(signal.SIGINT)
        assert run.wait(60) == 130
        assert run.stderr
        said = run.stderr.read()
    assert "text: read as note" in said
    assert "stopped." in said
    assert "Go on by running the same command with --resume" in said
    assert "Traceback" not in said
    again = screen(export, "--out", out, "--profile", "rules", "--resume")
    assert again.returncode == 1, again.stderr  # one line is no note
    assert "could not be read" in again.stderr
    assert str(out / "report.html") in again.stderr


@pytest.mark.parametrize(("arguments", "says"), [
    (("nowhere.csv", "--out", "{out}"), "there is no such file or folder"),
    (("{export}", "--out", "{export}"), "this is a file; name a folder"),
    (("{export}", "--out", "{out}", "--profile", "none"), "there is no profile 'none'"),
    (("{export}", "--out", "{out}", "--map", "text"), "write it as NAME=COLUMN"),
    (("{export}", "--out", "{out}", "--map", "note=nothing"), "nothing"),
])  # fmt: skip
def test_what_cannot_be_done_ends_in_one_clear_line(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    export = write_lines(tmp_path / "export.jsonl", 3)
    done = screen(*(argument.format(export=export, out=tmp_path / "out") for argument in arguments))
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_line_of_progress_tells_rate_time_left_and_errors() -> None:
    now = Progress(
        stage="reviewing",
        notes=50,
        notes_of=200,
        words=10_000,
        words_of=40_000,
        words_now=10_000,
        flags=70,
        errors=3,
        lost_workers=1,
        seconds=5.0,
    )
    assert line(now) == (
        "Giving it a second look: 25.0%, 50 of 200 notes, 2,000 words a second, about 0:00:15 left; 70 flags, 3 could not be read, "
        "1 worker processes replaced"
    )


def test_what_is_kept_is_told_by_stage() -> None:
    shown = Shown(quiet=True)
    assert "nothing was reviewed yet" in shown.kept()
    shown.tell(Progress(stage="reviewing", notes=5, notes_of=9))
    assert shown.kept() == "5 of 9 notes are reviewed and kept."
    shown.tell(Progress(stage="writing"))
    assert "only the results must be written again" in shown.kept()


def test_columns_are_named_by_hand() -> None:
    assert mapping_of(["note=The Narrative", "case_id=a=b"]) == {"note": "The Narrative", "case_id": "a=b"}
    with pytest.raises(InputError):
        mapping_of(["note"])


def test_a_profile_without_a_model_is_refused_without_loading_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.screen.shipped", lambda _: None)
    with pytest.raises(InputError, match="not shipped"):
        check_profile("large")
