"""A sample of a screening: words as they stand in the export, chances that add up, the same for the same seed."""

import csv
import json
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from api.cli import app
from evaluation.benchmarks.exports import write
from evaluation.review.rows import SampleItem
from evaluation.review.sample_file import read_sample
from evaluation.review.screened import Plan, Screened, draw, limits_of
from nlp.errors import InputError
from nlp.screening.records import Options
from nlp.screening.run import screen
from tests.evaluation.review.made import decision

PLAN = Plan(seed=7, flagged=3, random=10, near=2, margin=0.2, unflagged=30, beside=10, double=0.2)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "export.csv"
    write(path, 60)
    return path


@pytest.fixture(scope="module")
def results(export: Path) -> Path:
    screen(export, export.parent / "results", Options(profile="rules", workers=1))
    return export.parent / "results"


@pytest.fixture(scope="module")
def items(results: Path, export: Path) -> list[SampleItem]:
    screened = Screened(results, str(export))
    return list(screened.items(draw(screened, PLAN)))


def test_words_are_those_of_the_export(items: list[SampleItem], export: Path) -> None:
    with export.open(encoding="cp1252", newline="") as file:
        notes = {row["Record ID"]: row["Narrative"] for row in csv.DictReader(file, delimiter=";")}
    whole = [item for item in items if not notes[item.note_id].startswith("<p>")]
    assert len(whole) > 40
    for item in whole:
        note = notes[item.note_id]
        assert note[item.start : item.end] == item.text
        assert item.before + item.text + item.after in note
        assert item.quote in item.text
        assert item.quote or item.indicator is None


def test_each_stratum_holds_what_its_name_says(items: list[SampleItem], results: Path) -> None:
    rows = pq.read_table(results / "flags.parquet").to_pylist()
    flags = defaultdict(set)
    for row in rows:
        flags[row["note_id"], row["passage_start"]].add(row["indicator"])
    limits = limits_of("rules")
    strata = {item.stratum.split("/")[0] for item in items}
    assert {"flagged", "random_precision", "unflagged", "unflagged_beside"} <= strata
    for item in items:
        shown = flags[item.note_id, item.start]
        assert set(item.flags) == shown
        match item.stratum.split("/")[0]:
            case "flagged" | "random_precision":
                assert item.indicator in shown
            case "near":
                assert item.indicator not in shown
                assert item.confidence is not None
                assert item.indicator is not None
                assert 0 < limits[item.indicator] - item.confidence <= PLAN.margin
            case "unflagged":
                assert item.indicator is None
                assert not shown
            case "unflagged_beside":
                assert shown
    assert 0 < sum(item.queue == "double_blind" for item in items) < len(items) / 2


def test_chances_add_up_to_what_there_is(items: list[SampleItem], results: Path, export: Path) -> None:
    """Every item stands for 1 / chance passages; together they are all distinct ones of the stratum."""
    screened = Screened(results, str(export))
    passages, chance = screened.passages(PLAN.seed)
    assert chance == 1.0
    bare = {c.same for c in passages if not c.flags}
    assert sum(1 / i.inclusion_probability for i in items if i.stratum == "unflagged") == pytest.approx(len(bare))
    shown = screened.shown()
    for indicator in {c.indicator for c in shown}:
        distinct = {c.same for c in shown if c.indicator == indicator}
        stood = sum(1 / i.inclusion_probability for i in items if i.stratum == f"flagged/{indicator}")
        assert stood == pytest.approx(len(distinct))
    spoken = sum(row["passages"] for row in pq.read_table(results / "notes.parquet").to_pylist())
    assert len(passages) <= spoken


def test_where_there_are_too_many_passages_a_known_part_of_them_is_held(results: Path, export: Path) -> None:
    screened = Screened(results, str(export))
    everything, _ = screened.passages(1)
    total = sum(row["passages"] for row in pq.read_table(results / "notes.parquet").to_pylist())
    parts = [screened.passages(seed, most=total // 4) for seed in range(8)]
    assert {chance for _, chance in parts} == {(total // 4) / total}
    assert sum(len(held) for held, _ in parts) / 8 == pytest.approx(len(everything) / 4, rel=0.2)
    keys = Counter(each.same for each in everything)
    for held, _ in parts:
        here = [each.same for each in held]
        assert all(here.count(key) == keys[key] for key in set(here))  # pasted copies stay together


def test_the_chance_of_being_held_is_part_of_the_items_own(results: Path, export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screened = Screened(results, str(export))
    held, _ = screened.passages(7)
    monkeypatch.setattr(screened, "passages", lambda _seed: (held, 0.25))
    some = draw(screened, Plan(seed=7, unflagged=10))
    full = draw(Screened(results, str(export)), Plan(seed=7, unflagged=10))
    assert some == [replace(each, inclusion_probability=each.inclusion_probability / 4) for each in full]


def test_the_same_seed_draws_the_same_and_another_does_not(items: list[SampleItem], results: Path, export: Path) -> None:
    again = Screened(results, str(export))
    assert list(again.items(draw(again, PLAN))) == items
    other = draw(again, replace(PLAN, seed=8))
    assert {each.id for each in other} != {item.id for item in items}


def test_the_command_writes_what_import_reads(results: Path, export: Path, tmp_path: Path) -> None:
    out = tmp_path / "sample.jsonl"
    done = CliRunner().invoke(app, ["review", "sample", str(results), str(export), "--out", str(out), "--seed", "7", "--flagged", "2"])
    assert done.exit_code == 0, done.output
    assert "--seed 7" in done.output
    read = list(read_sample(out))
    assert len(read) > 50
    assert len({item.id for item in read}) == len(read)
    assert out.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_drawn_from_is_refused(results: Path, export: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not the folder of a finished screening"):
        Screened(tmp_path, str(export))
    changed = tmp_path / "export.csv"
    changed.write_bytes(export.read_bytes() + b"x;y;01/01/2024;z;one more\n")
    with pytest.raises(InputError, match="not the export that was screened"):
        Screened(results, str(changed))
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    manifest = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    manifest["settings"]["options"]["pseudonymise"] = True
    (hidden / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(InputError, match="names were hidden"):
        Screened(hidden, str(export))


def test_passages_to_learn_from_and_false_alarms_are_drawn_beside_the_sample(results: Path, export: Path) -> None:
    screened = Screened(results, str(export))
    shown = screened.shown()
    rule = next(c.rules[0] for c in shown if c.rules and c.rules[0].startswith("rule:"))
    past = [decision(f"a{k}", rules=(rule,), verdict="disagree") for k in range(6)]
    drawn = draw(screened, Plan(seed=7, active=10, false_alarms=2), past)
    counts = Counter(d.queue for d in drawn)
    assert 0 < counts["active"] <= 8  # fewer where there are fewer that are unsure
    assert counts["random_precision"] == 2
    assert {d.stratum for d in drawn if d.queue == "rule_false_alarms"} == {f"rule/{rule}"}
    assert len(list(screened.items(drawn))) == len(drawn)
