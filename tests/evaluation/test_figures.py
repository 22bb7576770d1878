"""What `secondlook bench` measures works in small, and is printed as it is stored."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from evaluation.benchmarks import bench, http, speed, starting
from evaluation.benchmarks.speed import measure, sample


def test_the_interval_holds_the_value_and_more_words_are_more_a_second() -> None:
    found = measure(sample(2_000), profile="rules", passes=2)
    words, notes = found["words_per_second"], found["notes_per_second"]
    assert 0 < words["low"] <= words["value"] <= words["high"]
    assert words["value"] / notes["value"] == pytest.approx(found["words"] / found["notes"], rel=0.02)
    assert found["peak_mb"] > 50


def test_a_first_note_is_timed_in_a_process_of_its_own() -> None:
    found = starting.starting(profile="rules", runs=1)
    assert 0 < found["least_s"] == found["median_s"] == found["most_s"]
    assert found["peak_mb"] > 50


def test_bench_prints_what_it_stores(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(http, "RUNS", ((1, 4), (2, 4)))
    monkeypatch.setattr(http, "_WARM", 2)
    stored = tmp_path / "figures.json"
    done = CliRunner().invoke(app, ["bench", "--http", "--profile", "rules", "--json", str(stored)])
    assert done.exit_code == 0, done.output
    assert bench.written(json.loads(stored.read_text(encoding="utf-8"))) == done.stdout
    assert " 2 at once: p50 " in done.stdout


@pytest.mark.parametrize("more", [["--profile", "fast"], ["--json", "/no/such/folder/x.json"]], ids=["profile", "folder"])
def test_bench_refuses_what_it_cannot_do_before_it_measures(more: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "speed", lambda **_: pytest.fail("it measured"))
    assert CliRunner().invoke(app, ["bench", *more]).exit_code != 0
