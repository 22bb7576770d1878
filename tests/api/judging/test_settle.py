"""Thresholds and rules: proposed from decisions, changed by a named person only, recorded, and used from then on."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from api.cli import app
from api.judging.settle import apply_threshold, switch_off
from api.store.store import Place, Store
from api.store.tables import events
from evaluation.review.curve import Proposal, curve, propose
from evaluation.review.switch import without
from evaluation.review.verdicts import judged
from nlp.errors import InputError, RuleError
from nlp.local import Local, parse
from tests.evaluation.review.made import decision

ROWS = [
    decision(f"a{k}", case_id=f"c{k}", confidence=0.4 + k / 200, verdict="agree" if k > 20 else "disagree", rules=("rule:ne.food",))
    for k in range(80)
]


def proposal() -> Proposal:
    return propose(curve(ROWS, indicator="neglect"), indicator="neglect", wanted=0.8)


def test_a_threshold_is_applied_by_a_named_person_and_recorded(store: Store, tmp_path: Path) -> None:
    found = proposal()
    path = apply_threshold(store, found, profile="full", by=" Jo Smith ")
    assert path == tmp_path / "own.yaml"
    own = parse(path.read_bytes(), "own.yaml")
    assert own.thresholds == {"full": {"neglect": found.threshold}}
    assert "Jo Smith" in path.read_text()
    with store.reading() as connection:
        row = connection.execute(sa.select(events).where(events.c.what == "threshold applied")).one()
    assert (row.by, row.about["threshold"]) == ("Jo Smith", found.threshold)


def test_nothing_is_applied_without_a_name_or_without_a_proposal(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--by"):
        apply_threshold(store, proposal(), profile="full", by=" ")
    none = propose([], indicator="neglect", wanted=0.8)
    with pytest.raises(InputError, match="no threshold"):
        apply_threshold(store, none, profile="full", by="Jo")
    assert not (tmp_path / "own.yaml").exists()


def test_a_rule_is_switched_off_and_what_was_set_before_stays(store: Store) -> None:
    apply_threshold(store, proposal(), profile="rules", by="Jo")
    path = switch_off(store, without(judged(ROWS), rule="rule:ne.food", seed=1), by="Bo")
    own = parse(path.read_bytes(), "own.yaml")
    assert own.rules_off == {"ne.food"}
    assert "neglect" in own.thresholds["rules"]
    with pytest.raises(InputError, match="nobody has read"):
        switch_off(store, without(judged(ROWS), rule="rule:other", seed=1), by="Bo")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("thresholds: {full: {neglect: {value: 2, by: Jo}}}", "between 0 and 1"),
        ("thresholds: {full: {neglect: {value: 0.5}}}", "by"),
        ("thresholds: {fast: {}}", "fast"),
        ("thresholds: {full: {nonsense: {value: 0.5, by: Jo}}}", "nonsense"),
        ("rules_off: [a]", "rules_off"),
        ("other: 1", "only the keys"),
        ("thresholds: {full", "not valid YAML"),
    ],
)
def test_faulty_settings_are_refused_by_key(text: str, named: str) -> None:
    with pytest.raises(RuleError, match=named):
        parse(text.encode(), "own.yaml")


def test_no_settings_are_no_settings() -> None:
    assert parse(b"", "own.yaml") == Local()


def test_the_commands_change_nothing_unless_told_to(place: Place, tmp_path: Path) -> None:
    where = ["--database", place.database, "--keys", str(place.keys)]
    run = CliRunner()
    told = run.invoke(app, ["review", "thresholds", "0.7", "--profile", "rules", *where])
    assert told.exit_code == 0, told.output
    assert "Nothing was changed" in told.output
    refused = run.invoke(app, ["review", "thresholds", "0.7", "--profile", "rules", "--apply", *where])
    assert "say which and who" in str(refused.exception)
    other = run.invoke(app, ["review", "thresholds", "0.7", "--profile", "full", *where])
    assert "no decision is about flags of the profile full" in str(other.exception)
    off = run.invoke(app, ["review", "switch-off", "sm.anything", *where])
    assert "Nothing was changed" in off.output
    assert not (tmp_path / "own.yaml").exists()


def test_the_calculator_says_how_many_to_read() -> None:
    done = CliRunner().invoke(app, ["review", "sizes", "--bound", "0.002", "--unflagged", "50000"])
    assert "381 shown passages" in done.output
    assert "1,460 passages without a flag" in done.output
