"""Every statistic gives what a published worked example prints, to the printed digits."""

import math

import numpy as np
import pytest

from evaluation.metrics import calibration
from evaluation.review.agreement import ac1, alpha, kappa
from evaluation.review.compare import mcnemar
from evaluation.review.curve import of_judged as curve_of
from evaluation.review.estimate import Estimate
from evaluation.review.shares import by_case, most, wilson
from evaluation.review.sizes import for_bound, for_width
from evaluation.review.strata import total
from evaluation.review.verdicts import judged
from tests.evaluation.review.made import decision

RATERS: list[list[int | None]] = [
    [1, 1, None, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
    [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [None, 5, 5, 5], [None, None, 1, 1], [None, None, 3, None],
]  # fmt: skip
"""Krippendorff's four observers and twelve units with missing cells; Gwet's handbook uses the same."""


def error(e: Estimate) -> float:
    """Return the standard error that an interval with Student's t was made from."""
    from scipy.stats import t

    assert e.value is not None
    assert e.low is not None
    return (e.value - e.low) / float(t.ppf(0.975, e.n - 1))


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(81, 263, "0.2553", "0.3662"), (15, 148, "0.0624", "0.1605"), (0, 20, "0.0000", "0.1611"), (1, 29, "0.0061", "0.1718")],
)
def test_wilson_newcombe_1998(right: int, n: int, low: str, high: str) -> None:
    """Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3."""
    assert tuple(f"{x:.4f}" for x in wilson(right, n)) == (low, high)


@pytest.mark.parametrize(("p", "half"), [(0.5, 0.05), (0.8, 0.05), (0.9, 0.03), (0.95, 0.02), (0.1, 0.1)])
def test_sample_size_piegorsch_2004(p: float, half: float) -> None:
    """Piegorsch (2004), Sample sizes for improved binomial confidence intervals: the closed formula for Wilson's interval."""
    q, z2 = p * (1 - p), 1.959963984540054**2
    n = z2 / (2 * half**2) * (q - 2 * half**2 + math.sqrt(q * q + 4 * half**2 * (p - 0.5) ** 2))
    assert for_width(2 * half, expected=p) == math.ceil(n)


@pytest.mark.parametrize(("size", "diseased", "n"), [(100, 5, 45), (500, 5, 225), (500, 25, 56), (1000, 10, 258), (1000, 50, 57)])
def test_finding_at_least_one_cannon_and_roe_1982(size: int, diseased: int, n: int) -> None:
    """Cannon and Roe (1982), Livestock disease surveys, table: animals to examine to find at least one of those diseased, 95 %."""
    assert for_bound((diseased - 1) / size, size=size) == n
    assert most(0, n, size, risk=0.05) < diseased <= most(0, n - 1, size, risk=0.05)


def test_nothing_found_rule_of_three() -> None:
    """Hanley and Lippman-Hand (1983), If nothing goes wrong, is everything all right?: none of 100 means at most 3 in 100."""
    assert most(0, 100, 1_000_000, risk=0.05) / 1_000_000 == pytest.approx(3 / 100, abs=0.0005)


def test_stratified_total_scheaffer_mendenhall_ott() -> None:
    """Scheaffer, Mendenhall and Ott, Elementary survey sampling, hours of television: mean 27.7, variance 1.97."""
    east = [35, 28, 26, 41, 43, 29, 32, 37, 36, 25, 29, 31, 39, 38, 40, 45, 28, 27, 35, 34]
    west, rural = [27, 4, 49, 10, 15, 41, 25, 30], [8, 15, 21, 7, 14, 30, 20, 11, 12, 32, 34, 24]
    found = total([east, west, rural], [155, 62, 93])
    assert found.variance is not None
    assert f"{found.value / 310:.1f}" == "27.7"
    assert f"{found.variance / 310**2:.2f}" == "1.97"


def test_ratio_by_case_davison_and_hinkley() -> None:
    """Davison and Hinkley (1997), Bootstrap methods, city data: the ratio 1.520 (here upside down, to be a share: 1 / 1.520)."""
    u, x = [138, 93, 61, 179, 48, 37, 29, 23, 30, 2], [143, 104, 69, 260, 75, 63, 50, 48, 111, 50]
    found = by_case(u, x, seed=1)
    assert found.value is not None
    assert f"{1 / found.value:.3f}" == "1.520"
    assert found.method == "bootstrap by case"


def test_kappa_fleiss_levin_paik() -> None:
    """Bonett's statpsych, ci.kappa(.05, 31, 12, 4, 58), after Fleiss and Paik (2003): 0.6756757 (0.5317210 to 0.8196303)."""
    a = [0] * 43 + [1] * 62
    b = [0] * 31 + [1] * 12 + [0] * 4 + [1] * 58
    found = kappa(a, b)
    assert found.value is not None
    assert [f"{x:.7f}" for x in (found.value, found.low, found.high)] == ["0.6756757", "0.5317210", "0.8196303"]


def test_kappa_and_ac1_of_two_abstractors_gwet() -> None:
    """Gwet, irrCAC for R, overview, cont3x3abstractors: kappa 0.7964094 (0.68 to 0.913), AC1 0.8493305, alpha 0.7972585."""
    a = [0] * 13 + [1] * 27 + [2] * 60
    b = [0] * 13 + [1] * 20 + [2] * 7 + [1] * 4 + [2] * 56
    both = list(zip(a, b, strict=True))
    assert f"{kappa(a, b).value:.7f}" == "0.7964094"
    assert f"{ac1(both).value:.7f}" == "0.8493305"
    assert f"{alpha(both).value:.7f}" == "0.7972585"


def test_ac1_with_missing_cells_gwet_2008() -> None:
    """Gwet, irrCAC for R, overview, cac.raw4raters: AC1 0.77544, standard error 0.14295, 0.461 to 1."""
    found = ac1(RATERS)
    assert [f"{found.value:.5f}", f"{error(found):.5f}", f"{found.low:.3f}", f"{found.high:.0f}"] == ["0.77544", "0.14295", "0.461", "1"]


def test_alpha_with_missing_cells_krippendorff_2011() -> None:
    """Krippendorff (2011), Computing Krippendorff's alpha-reliability, part C: 0.743; standard error 0.14557 as irrCAC 0.4.4 prints."""
    found = alpha(RATERS)
    assert f"{found.value:.3f}" == "0.743"
    assert [f"{found.value:.5f}", f"{error(found):.5f}", f"{found.low:.5f}"] == ["0.74342", "0.14557", "0.41906"]


def test_calibration_error_pavlovic_2023() -> None:
    """Pavlovic (2023), Expected calibration error, a step-by-step visual explanation: nine samples, five bins, 0.10444."""
    samples = np.array(
        [[0.78, 0.22], [0.36, 0.64], [0.08, 0.92], [0.58, 0.42], [0.49, 0.51], [0.85, 0.15], [0.30, 0.70], [0.63, 0.37], [0.17, 0.83]]
    )
    labels = np.array([0, 1, 0, 0, 0, 0, 1, 1, 1])
    right = samples.argmax(1) == labels
    assert f"{calibration(samples.max(1), right, floor=0, bins=5)['ece']:.5f}" == "0.10444"
    assert f"{calibration(samples.max(1), right, floor=0, bins=5, weights=np.full(9, 7.0))['ece']:.5f}" == "0.10444"


def test_precision_by_threshold_scikit_learn() -> None:
    """scikit-learn, precision_recall_curve, example: scores 0.1, 0.4, 0.35, 0.8 with truth 0, 0, 1, 1."""
    rows = [(0.1, False), (0.4, False), (0.35, True), (0.8, True)]
    items = judged(
        decision(str(n), confidence=c, verdict="agree" if right else "disagree", inclusion_probability=1.0)
        for n, (c, right) in enumerate(rows)
    )
    points = curve_of(items, indicator="neglect")
    assert [p.threshold for p in points] == [0.1, 0.35, 0.4, 0.8]
    assert [f"{p.precision.value:.8f}" for p in points] == ["0.50000000", "0.66666667", "0.50000000", "1.00000000"]
    assert [p.kept for p in points] == [1.0, 1.0, 0.5, 0.5]


def test_mcnemar_armitage_and_berry_1994() -> None:
    """Armitage and Berry (1994), p. 127, two media for tubercle bacilli: 12 and 2 apart, exact two-sided P 0.0129 (StatsDirect)."""
    assert f"{mcnemar(12, 2):.4f}" == "0.0129"
    assert mcnemar(0, 0) is None
