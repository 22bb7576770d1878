"""The figures of readers at once that are documented are those that were measured, and nothing went wrong in them."""

from pathlib import Path

import pytest

import evaluation
from evaluation.benchmarks.readers import read_outcome, written
from tests.conftest import ROOT

RESULTS = sorted((Path(evaluation.__file__).parent / "results").glob("readers_*.json"))


def test_both_databases_were_measured() -> None:
    assert {read_outcome(path).database for path in RESULTS} == {"SQLite", "PostgreSQL"}


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.stem)
def test_what_is_documented_is_what_was_measured(path: Path) -> None:
    outcome = read_outcome(path)
    assert outcome.wrong == ()
    assert (outcome.lost, outcome.doubled, outcome.overshot) == (0, 0, 0)
    assert outcome.decisions_kept == outcome.plan["decisions"] == 10_000
    assert outcome.killed_after >= 5_000
    assert written(outcome) in (ROOT / "docs" / "reviewing.md").read_text(encoding="utf-8")
