"""Recall as a lower bound: what counts as missed, what makes it lower, and when it cannot be told."""

from typing import Any

import pytest

from evaluation.review.recall import recall
from evaluation.review.rows import Decision
from evaluation.review.shares import least, most
from tests.evaluation.review.made import decision


def shown(n: int, right: int, chance: float = 1.0) -> list[Decision]:
    return [decision(f"s{k}", verdict="agree" if k < right else "disagree", inclusion_probability=chance) for k in range(n)]


def unflagged(n: int, missed: int, chance: float = 0.1, *, stratum: str = "unflagged", **changed: Any) -> list[Decision]:
    base: dict[str, Any] = {"indicator": None, "flagged": False, "queue": "unflagged", "stratum": stratum, "inclusion_probability": chance}
    return [
        decision(
            f"{stratum}{k}", verdict="disagree" if k < missed else "agree", missed=("neglect",) if k < missed else (), **{**base, **changed}
        )
        for k in range(n)
    ]


BESIDE = unflagged(10, 0, 1.0, stratum="unflagged_beside")


def test_the_value_is_horvitz_thompson_and_the_bound_is_below_it() -> None:
    found = recall([*shown(80, 60, 0.5), *unflagged(1000, 2), *BESIDE], indicator="neglect")
    assert found.shown_right is not None
    assert found.missed is not None
    assert (found.shown_right.value, found.missed.value) == (120, 20)
    assert found.bound.value == pytest.approx(120 / 140)
    assert found.bound.low is not None
    assert found.bound.low < 120 / 140


def test_nothing_missed_leaves_a_bound_and_no_value() -> None:
    found = recall([*shown(80, 60), *unflagged(1000, 0), *BESIDE], indicator="neglect")
    assert found.bound.value is None
    assert found.bound.low is not None
    assert found.strata[0].most == most(0, 1000, 10_000, risk=0.04 * (10_000 / 10_010) / (10_000 / 10_010 + 0.05))
    assert found.bound.low == pytest.approx(60 / (60 + sum(m.most for m in found.strata)))


def test_it_cannot_be_told_without_reading_what_was_not_shown() -> None:
    for rows in (shown(80, 60), [*shown(80, 60), *unflagged(10, 0)], [*unflagged(10, 0), *BESIDE]):
        assert not recall(rows, indicator="neglect").bound.estimable
        assert recall(rows, indicator="neglect").bound.low is None


def test_unsure_counts_against_the_software() -> None:
    sure = recall([*shown(80, 60), *unflagged(1000, 1), *BESIDE], indicator="neglect").bound
    unsure = [
        decision("u", indicator=None, flagged=False, queue="unflagged", stratum="unflagged", inclusion_probability=0.1, verdict="unsure")
    ]
    less = recall([*shown(80, 60), *unflagged(1000, 1), *unsure, *BESIDE], indicator="neglect").bound
    assert less.low is not None
    assert sure.low is not None
    assert less.low < sure.low


def test_what_the_near_sample_stands_for_does_not_count_twice() -> None:
    near = [
        decision(
            f"n{k}", flagged=False, stratum="near/neglect", queue="near_threshold", inclusion_probability=0.5,
            verdict="agree" if k < 3 else "disagree",
        )
        for k in range(10)
    ]  # fmt: skip
    rows = [*shown(80, 60), *near, *unflagged(1000, 1, near=("neglect",)), *BESIDE]
    found = recall(rows, indicator="neglect")
    assert found.missed is not None
    assert found.missed.value == 6
    without = recall([r for r in rows if r.queue != "near_threshold"], indicator="neglect")
    assert without.missed is not None
    assert without.missed.value == 10


def test_a_passage_that_is_flagged_for_it_is_not_missed() -> None:
    beside = unflagged(10, 4, 1.0, stratum="unflagged_beside", flags=("neglect",))
    found = recall([*shown(80, 60), *unflagged(100, 0), *beside], indicator="neglect")
    assert found.missed is not None
    assert found.missed.value == 0


def test_exact_bounds_are_the_two_sides_of_one_test() -> None:
    from scipy.stats import hypergeom

    upper = most(3, 50, 400, risk=0.025)
    assert hypergeom.cdf(3, 400, upper, 50) > 0.025 >= hypergeom.cdf(3, 400, upper + 1, 50)
    lower = least(3, 50, 400, risk=0.025)
    assert hypergeom.sf(2, 400, lower, 50) > 0.025 >= hypergeom.sf(2, 400, lower - 1, 50)
