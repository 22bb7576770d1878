"""Does the confidence mean what it says? Of the passages shown with about 0.8, eight in ten should be worth reading again."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from evaluation.metrics import calibration
from evaluation.review.estimate import LEAST, Estimate, not_estimable
from evaluation.review.rows import Decision
from evaluation.review.shares import wilson
from evaluation.review.strata import by_chance
from evaluation.review.verdicts import Judged, judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Decisions with about the same confidence: its mean, and the share that was right, with Wilson's interval."""

    confidence: float
    right: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """The bins, and the expected calibration error over them (each passage weighs what it stands for)."""

    error: Estimate
    bins: tuple[Bin, ...]


def reliability(decisions: Iterable[Decision], *, indicator: str | None = None, bins: int = 10) -> Reliability:
    """Return how well the confidences of what was shown match the decisions; all indicators where `indicator` is None."""
    return of_judged(judged(decisions), indicator=indicator, bins=bins)


def of_judged(items: Iterable[Judged], *, indicator: str | None = None, bins: int = 10) -> Reliability:
    """Return the reliability from items that were judged already."""
    used = [
        j
        for j in by_chance(items)
        if j.right is not None and j.decision.confidence is not None and indicator in (None, j.decision.indicator)
    ]
    if len(used) < LEAST:
        return Reliability(error=not_estimable(f"fewer than {LEAST} decisions", n=len(used), method="ECE"), bins=())
    chance = np.array([j.decision.confidence for j in used], float)
    right = np.array([bool(j.right) for j in used])
    weights = np.array([1 / j.decision.inclusion_probability for j in used])
    found = calibration(chance, right, floor=-1, bins=bins, weights=weights)
    rows = []
    for row in found["bins"]:
        low, high = wilson(row["share"] * row["worth"], row["worth"])
        rows.append(Bin(confidence=row["confidence"], right=Estimate(value=row["share"], low=low, high=high, n=row["n"], method="Wilson")))
    return Reliability(error=Estimate(value=found["ece"], low=None, high=None, n=len(used), method="ECE"), bins=tuple(rows))
