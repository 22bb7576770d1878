"""Precision: who belongs, what is left open, and intervals that know what was read."""

import pytest

from evaluation.review.precision import precision, spread_effect
from evaluation.review.shares import wilson
from evaluation.review.strata import drawn_of
from evaluation.review.verdicts import judged
from tests.evaluation.review.made import decision


def test_the_share_of_what_was_drawn_for_the_indicator() -> None:
    rows = [decision(f"a{k}", verdict="agree" if k < 30 else "disagree") for k in range(40)]
    rows += [decision("other", indicator="delay", stratum="flagged/delay", verdict="disagree")]
    rows += [decision("chosen", queue="rule_false_alarms", stratum="rule/x", verdict="disagree")]
    found = precision(rows, indicator="neglect")
    assert (found.agreed, found.disagreed, found.shown) == (30, 10, 80)
    assert found.estimate.value == 0.75
    assert (found.estimate.low, found.estimate.high) == pytest.approx(wilson(30, 40, size=80))


def test_unsure_and_open_items_are_counted_apart() -> None:
    rows = [decision("a"), decision("b", verdict="unsure"), decision("c"), decision("c", reader="r2", verdict="disagree")]
    found = precision(rows, indicator="neglect")
    assert (found.agreed, found.disagreed, found.unsure, found.open, found.estimate.n) == (1, 0, 1, 1, 1)


def test_nothing_is_estimated_from_nothing() -> None:
    assert str(precision([], indicator="neglect").estimate).startswith("not estimable")
    assert precision([decision("a", verdict="defer")], indicator="neglect").estimate.value is None


def test_when_all_was_read_nothing_is_left_to_estimate() -> None:
    rows = [decision(f"a{k}", verdict="agree" if k else "disagree", inclusion_probability=1.0) for k in range(4)]
    found = precision(rows, indicator="neglect").estimate
    assert (found.value, found.low, found.high, found.method) == (0.75, 0.75, 0.75, "all read")


def test_half_read_stands_for_all_that_was_drawn() -> None:
    rows = [decision(f"a{k}", inclusion_probability=0.1) for k in range(10)]
    drawn = drawn_of([("flagged/neglect", 0.1)] * 20)
    assert precision(rows, indicator="neglect").shown == 100
    assert precision(rows, indicator="neglect", drawn=drawn).shown == 200


def test_two_draws_weigh_what_they_stand_for() -> None:
    rows = [decision(f"a{k}", verdict="agree", inclusion_probability=0.5) for k in range(20)]
    rows += [decision(f"b{k}", verdict="agree" if k < 10 else "disagree", inclusion_probability=0.1) for k in range(20)]
    found = precision(rows, indicator="neglect").estimate
    assert found.value == pytest.approx((40 * 1 + 200 * 0.5) / 240)
    assert found.method == "Wilson, weighted"
    assert found.low is not None
    assert found.high is not None
    assert found.low < 140 / 240 < found.high


def test_whole_cases_give_wider_intervals_than_as_many_passages() -> None:
    rows = [
        decision(
            f"a{k}",
            case_id=f"c{k // 10}",
            stratum="flagged_by_case/neglect",
            inclusion_probability=0.01,
            verdict="disagree" if k // 10 % 4 == 0 else "agree",
        )
        for k in range(200)
    ]
    found = precision(rows, indicator="neglect").estimate
    low, high = wilson(150, 200)
    assert found.method == "bootstrap by case"
    assert found.low is not None
    assert found.high is not None
    assert found.high - found.low > 1.5 * (high - low)


def test_whole_cases_that_agree_throughout_are_counted_as_cases() -> None:
    rows = [decision(f"a{k}", case_id=f"c{k // 10}", stratum="flagged_by_case/neglect") for k in range(100)]
    found = precision(rows, indicator="neglect").estimate
    assert (found.low, found.high) == pytest.approx(wilson(10, 10, size=20))


def test_reading_half_of_all_cases_leaves_less_to_chance_and_all_of_them_nothing() -> None:
    def width(chance: float) -> float:
        rows = [
            decision(
                f"a{k}", case_id=f"c{k // 5}", stratum="flagged_by_case/neglect", inclusion_probability=chance,
                verdict="agree" if k % 3 else "disagree",
            )
            for k in range(200)
        ]  # fmt: skip
        found = precision(rows, indicator="neglect").estimate
        assert found.low is not None
        assert found.high is not None
        return found.high - found.low

    assert width(0.5) == pytest.approx(width(1e-9) * 0.5**0.5, rel=1e-6)
    assert width(1.0) == 0


def test_all_that_is_shown_has_a_sample_of_its_own() -> None:
    rows = [decision("a", stratum="random_precision", queue="random_precision"), decision("b", verdict="disagree")]
    assert precision(rows, indicator=None).agreed == 1
    assert precision(rows, indicator=None).disagreed == 0


def test_a_sample_spread_over_unlike_cases_says_more_than_its_size() -> None:
    unlike = [
        decision(f"a{k:03}", case_id=f"c{k // 20:02}", verdict="agree" if k // 20 % 2 else "disagree", inclusion_probability=0.01)
        for k in range(200)
    ]
    mixed = [
        decision(f"a{k:03}", case_id=f"c{k // 20:02}", verdict="agree" if k % 4 < 2 else "disagree", inclusion_probability=0.01)
        for k in range(200)
    ]
    assert spread_effect(judged(unlike)) < 0.7
    assert 0.7 < spread_effect(judged(mixed)) < 1.3
    assert spread_effect(judged(unlike[:99])) == 1.0
    narrow, usual = (precision(rows, indicator="neglect").estimate for rows in (unlike, mixed))
    assert narrow.low is not None
    assert usual.low is not None
    assert narrow.low > usual.low
