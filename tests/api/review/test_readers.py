"""Readers at once over HTTP on each database, the server killed in the middle: none lost, none doubled, none read too often.

The small version of `secondlook bench --readers`, which makes 10,000 decisions with 20 readers.
"""

import pytest

from evaluation.benchmarks.readers import Plan, readers, written
from tests.api.store.conftest import new_database


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_readers_at_once_and_a_server_that_is_killed(database: str, request: pytest.FixtureRequest) -> None:
    place = new_database(request.getfixturevalue("postgres_server")) if database == "postgresql" else ""
    outcome = readers(Plan(readers=3, decisions=40, overlap=2, pause=0.02, kill=True, database=place))
    assert outcome.wrong == (), written(outcome)
    assert (outcome.decisions_kept, outcome.lost, outcome.doubled, outcome.overshot) == (40, 0, 0, 0)
    assert 20 <= outcome.killed_after < 40
    assert outcome.decision_ms["p95"] >= outcome.decision_ms["p50"] > 0


def test_the_count_finds_what_is_lost_doubled_or_read_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the report says is counted: rows that should not be there, and rows that are not, are found."""
    from evaluation.benchmarks import readers as module

    kept = [("a", 1, 1, "r1"), ("a", 2, 2, "r2"), ("a", 3, 3, "r3"), ("b", 1, 1, "r4"), ("b", 2, 1, "r4")]
    monkeypatch.setattr(module, "kept_in", lambda _place: kept)
    monkeypatch.setattr(module, "secondlook", lambda *_: "x\n1 faults.")
    told = module.Told(decided=[0.1, 0.2], next=[0.1, 0.2], confirmed=["r1", "r2", "r9"])
    environment = {"SECONDLOOK_REVIEW_DATABASE": "x"}
    outcome = module._outcome(Plan(decisions=4, overlap=2), environment, told, [], seconds=1.0, killed=0)
    assert (outcome.lost, outcome.doubled, outcome.overshot) == (1, 2, 1)
    assert len(outcome.wrong) == 5
