"""Metrics against small examples that can be checked by hand, and against published ones."""

import numpy as np
import pytest

from evaluation.metrics import Answers, average_precision, calibration, counts, kappa, measured, shares


def test_counts_and_shares() -> None:
    said = np.array([[True], [True], [False], [False]])
    gold = np.array([[True], [False], [True], [False]])
    table = counts(Answers(said, gold, np.array([0, 0, 1, 1]), said.astype(float)))
    assert table[:, 0].tolist() == [[1, 1, 0], [0, 0, 1]]
    assert shares(table.sum(0)[0]) == {"precision": 0.5, "recall": 0.5, "f1": 0.5}


def test_nothing_to_estimate_is_none_and_never_one() -> None:
    assert shares(np.array([0, 0, 0])) == {"precision": None, "recall": None, "f1": None}
    assert measured(np.zeros((3, 3), np.int64))["f1_ci95"] is None
    assert average_precision(np.array([0.3]), np.array([False])) is None
    assert calibration(np.array([0.01]), np.array([True]))["ece"] is None


def test_the_interval_holds_the_estimate_and_narrows_with_cases() -> None:
    few, many = (measured(np.tile([[3, 1, 1], [1, 1, 0]], (n, 1))) for n in (3, 60))
    for found in (few, many):
        low, high = found["f1_ci95"]
        assert low <= found["f1"] <= high
    assert np.ptp(many["f1_ci95"]) < np.ptp(few["f1_ci95"])


def test_average_precision_of_a_ranking() -> None:
    assert average_precision(np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, False])) == pytest.approx((1 + 2 / 3) / 2)


def test_calibration_error_by_hand() -> None:
    found = calibration(np.array([0.25, 0.25, 0.75, 0.75]), np.array([False, True, True, True]))
    assert found["ece"] == pytest.approx(0.25)


def test_kappa_equals_the_worked_example_of_cohen() -> None:
    """Two raters, 50 cases: 20 both yes, 15 both no, 5 and 10 apart: agreement 0.70, by chance 0.50, kappa 0.40."""
    a = [True] * 25 + [False] * 25
    b = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    assert kappa(a, b) == pytest.approx(0.4)
    assert kappa([True, True], [True, True]) is None
