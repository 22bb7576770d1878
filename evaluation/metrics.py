"""Precision, recall, F1, average precision and calibration error, with intervals from resampling whole cases.

Passages of one case resemble each other, so cases are drawn, not passages. Where there is nothing to estimate the answer is
None, never 1.0 on nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
"""[..., 3]: right, false alarms, misses."""
DRAWS = 1000
SEED = 20261126


@dataclass(frozen=True, slots=True)
class Answers:
    """What a method said of passages: `chance` and `said` and `gold` are [passages, indicators], `case` numbers the case of each."""

    said: NDArray[np.bool_]
    gold: NDArray[np.bool_]
    case: NDArray[np.int64]
    chance: NDArray[np.float64]


def counts(answers: Answers) -> Counts:
    """Return the counts [cases, indicators, 3]."""
    out = np.zeros((int(answers.case.max()) + 1, answers.gold.shape[1], 3), np.int64)
    for column, of in enumerate((answers.said & answers.gold, answers.said & ~answers.gold, ~answers.said & answers.gold)):
        np.add.at(out[..., column], answers.case, of.astype(np.int64))
    return out


def shares(table: Counts) -> dict[str, float | None]:
    """Return precision, recall and F1 of summed counts [3]; None where nothing was said, or nothing was there to find."""
    right, alarms, misses = (int(n) for n in table)
    return {
        "precision": right / (right + alarms) if right + alarms else None,
        "recall": right / (right + misses) if right + misses else None,
        "f1": 2 * right / (2 * right + alarms + misses) if right + misses else None,
    }


def measured(table: Counts) -> dict[str, Any]:
    """Return the shares of counts [cases, 3] with 95 % intervals over resampled cases, and how many passages carry it."""
    total = table.sum(0)
    rng = np.random.default_rng(SEED)
    weights = rng.multinomial(len(table), np.full(len(table), 1 / len(table)), size=DRAWS)
    draws = weights @ table
    right, alarms, misses = draws[:, 0], draws[:, 1], draws[:, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = {"precision": right / (right + alarms), "recall": right / (right + misses), "f1": 2 * right / (2 * right + alarms + misses)}
    out: dict[str, Any] = {"n": int(total[0] + total[2])}
    for name, value in shares(total).items():
        fine = drawn[name][np.isfinite(drawn[name])]
        out[name] = value
        out[f"{name}_ci95"] = [float(q) for q in np.quantile(fine, (0.025, 0.975))] if value is not None and len(fine) else None
    return out


def average_precision(chance: NDArray[np.float64], gold: NDArray[np.bool_]) -> float | None:
    """Return the mean of the precision at each passage that carries it, in the order of confidence."""
    if not gold.any():
        return None
    ranked = gold[np.argsort(-chance, kind="stable")]
    places = np.flatnonzero(ranked) + 1
    return float((np.arange(1, len(places) + 1) / places).mean())


def calibration(
    chance: NDArray[np.float64], gold: NDArray[np.bool_], *, floor: float = 0.05, bins: int = 10, weights: NDArray[np.float64] | None = None
) -> dict[str, Any]:
    """Return the expected calibration error over decisions with a confidence above `floor`, and the bins behind it.

    With `weights` each decision counts for as many; `worth` is then how many equally weighted ones a bin is worth (Kish).
    """
    kept = chance > floor
    c, g = chance[kept], gold[kept]
    if not len(c):
        return {"n": 0, "ece": None, "bins": []}
    w = np.ones(len(c)) if weights is None else weights[kept]
    which = np.minimum((c * bins).astype(int), bins - 1)
    rows, error = [], 0.0
    for number in range(bins):
        inside = which == number
        if inside.any():
            own = w[inside]
            confidence, share = float(np.average(c[inside], weights=own)), float(np.average(g[inside], weights=own))
            row: dict[str, Any] = {"n": int(inside.sum()), "confidence": confidence, "share": share}
            error += float(own.sum()) * abs(confidence - share)
            rows.append(row if weights is None else row | {"worth": float(own.sum() ** 2 / (own**2).sum())})
    return {"n": len(c), "ece": error / float(w.sum()), "bins": rows}


def kappa(a: Sequence[bool] | NDArray[np.bool_], b: Sequence[bool] | NDArray[np.bool_]) -> float | None:
    """Return Cohen's kappa of two coders' yes and no; None where both gave only one answer."""
    x, y = np.asarray(a, bool), np.asarray(b, bool)
    agreed = float((x == y).mean())
    chance = float(x.mean() * y.mean() + (1 - x.mean()) * (1 - y.mean()))
    return None if chance >= 1 else (agreed - chance) / (1 - chance)
