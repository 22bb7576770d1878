"""What is done with decisions: thresholds, groups, versions, rules switched off, what to read next."""

from collections import Counter

import pytest

from evaluation.review.active import active
from evaluation.review.breakdown import by_group, by_kind, by_period, by_rule, group_keys
from evaluation.review.compare import Pair, compare
from evaluation.review.curve import curve, propose
from evaluation.review.pool import Candidate
from evaluation.review.reliability import reliability
from evaluation.review.rows import ESTIMATING
from evaluation.review.switch import without
from evaluation.review.verdicts import judged
from nlp.errors import InputError
from tests.evaluation.review.made import decision

RISING = [
    decision(f"a{k}", confidence=0.3 + k / 400, verdict="agree" if k >= 120 or k % 2 else "disagree", inclusion_probability=1.0)
    for k in range(200)
]


def test_the_lowest_threshold_that_surely_reaches_what_is_wanted() -> None:
    points = curve(RISING, indicator="neglect")
    found = propose(points, indicator="neglect", wanted=0.9)
    assert found.threshold is not None
    assert 0.5 < found.threshold < 0.7
    assert found.point is not None
    assert found.point.precision.low is not None
    assert found.point.precision.low >= 0.9
    below = [p for p in points if p.threshold < found.threshold]
    assert all(p.precision.low is None or p.precision.low < 0.9 for p in below)


def test_no_threshold_is_proposed_from_too_little_or_beyond_reach() -> None:
    assert propose(curve(RISING[:20], indicator="neglect"), indicator="neglect", wanted=0.5).threshold is None
    wrong = [decision(f"a{k}", verdict="disagree", confidence=0.5) for k in range(40)]
    assert "no threshold" in propose(curve(wrong, indicator="neglect"), indicator="neglect", wanted=0.5).why


def test_confidence_is_compared_with_what_readers_said() -> None:
    rows = [decision(f"a{k}", confidence=0.8, verdict="agree" if k % 5 else "disagree") for k in range(50)]
    found = reliability(rows)
    assert found.error.value == pytest.approx(0.0)
    assert found.bins[0].right.value == pytest.approx(0.8)
    assert not reliability(rows[:29]).error.estimable


def test_nothing_is_claimed_of_a_group_under_thirty() -> None:
    rows = [decision(f"a{k}", groups={"age_band": "0-4" if k < 40 else "5-9"}, note_kind="police", date="2020-01-01") for k in range(60)]
    items = judged(rows)
    small = {row.name: row for row in by_group(items, key="age_band")}
    assert group_keys(items) == ["age_band"]
    assert small["0-4"].right.value == 1.0
    assert small["5-9"].right.value is None
    assert (small["5-9"].read, small["5-9"].agreed) == (20, 20)
    assert [row.name for row in by_kind(items)] == ["police"]


def test_periods_are_in_order() -> None:
    rows = [decision(f"a{k}", date=d) for k, d in enumerate(["2021-05-01", "2019-02-03", "", "2021-12-31"])]
    assert [(r.name, r.read) for r in by_period(judged(rows))] == [("2019", 1), ("2021", 2), ("not known", 1)]
    assert [r.name for r in by_period(judged(rows), months=3)] == [
        "2019-01 to 2019-03",
        "2021-04 to 2021-06",
        "2021-10 to 2021-12",
        "not known",
    ]


def test_rules_that_cause_false_alarms_come_first() -> None:
    rows = [
        decision(f"a{k}", rules=("x", "y") if k < 4 else ("y",), verdict="disagree" if k < 3 else "agree", reason="negated")
        for k in range(40)
    ]
    found = by_rule(judged(rows))
    assert [(r.name, r.read, r.disagreed) for r in found] == [("y", 40, 3), ("x", 4, 3)]
    assert found[0].reasons == {"negated": 3}
    assert found[1].right.value is None


def test_two_versions_are_compared_on_the_same_cases() -> None:
    pairs = [
        Pair(id=str(k), case_id=f"c{k // 4}", indicator="delay", before=True, after=k % 4 != 0, right=k % 4 != 0 if k < 190 else None)
        for k in range(200)
    ]
    found = compare(pairs, seed=1)
    assert found.before == pytest.approx(142 / 190)
    assert found.after == 1.0
    assert found.difference.low is not None
    assert found.difference.low > 0.2
    assert found.kept_difference.value == 0
    assert found.chance is not None
    assert found.chance < 1e-6
    assert len(found.changed) == 50
    assert {c.change for c in found.changed} == {"no longer shown"}
    with pytest.raises(InputError, match="twice"):
        compare([*pairs, pairs[0]], seed=1)


def test_a_version_that_shows_nothing_known_is_not_estimable() -> None:
    found = compare([Pair(id="1", case_id="c", indicator="delay", before=True, after=False, right=True)], seed=1)
    assert not found.difference.estimable
    assert found.after is None


def test_a_rule_switched_off_is_measured_first() -> None:
    rows = [
        decision(
            f"a{k}", case_id=f"c{k}", rules=("bad",) if k < 10 else ("bad", "good") if k < 15 else ("good",),
            verdict="disagree" if k < 8 else "agree",
        )
        for k in range(60)
    ]  # fmt: skip
    found = without(judged(rows), rule="bad", seed=1)
    assert (found.fired, found.alone, found.alone_right) == (15, 10, 2)
    assert found.comparison.before == pytest.approx(52 / 60)
    assert found.comparison.after == 1.0
    assert found.comparison.kept_after == pytest.approx(50 / 52)


def test_what_to_read_next_is_uncertain_diverse_and_partly_random() -> None:
    pool = [
        Candidate(
            id=f"{i}{k}", case_id=f"c{k % 50}", same=f"{i}{k}", indicator=i, confidence=k / 400, shown=k >= 150, rules=(f"r{k % 30}",)
        )
        for i in ("delay", "neglect")
        for k in range(400)
    ]
    found = active(pool, size=50, random_share=0.2, seed=1)
    assert Counter(d.queue for d in found) == {"random_precision": 10, "active": 40}
    unsure = [d.candidate for d in found if d.queue == "active"]
    assert all(abs((c.confidence or 0) - 0.5) < 0.1 for c in unsure)
    assert Counter(c.indicator for c in unsure) == {"delay": 20, "neglect": 20}
    assert max(Counter(c.case_id for c in unsure).values()) <= 3
    assert {d.inclusion_probability for d in found if d.queue == "random_precision"} == {10 / 500}
    assert "active" not in ESTIMATING
    assert [d.queue for d in found[:10]] != ["random_precision"] * 10
    assert len({d.candidate.id for d in found}) == 50
    with pytest.raises(InputError, match="no estimate"):
        active(pool, size=5, random_share=0, seed=1)
