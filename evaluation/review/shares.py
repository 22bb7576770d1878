"""Intervals of a share: Wilson's for passages drawn one by one, the bootstrap for whole cases, and exact bounds of a count.

A finite screening is what is judged: where much of it was read the intervals narrow, and where all of it was read there is
nothing left to estimate. Libraries are loaded when a share is asked for, so that a scan does not wait for them.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.review.estimate import LEVEL, Estimate, not_estimable

Interval = tuple[float, float]
_DRAWS = 2000


def wilson(right: float, n: float, *, level: float = LEVEL, size: float = math.inf) -> Interval:
    """Return Wilson's score interval of `right` of `n`, drawn without replacement from `size`.

    Counts may be fractions, because a weighted sample counts as fewer passages than were read.
    """
    from statsmodels.stats.proportion import proportion_confint

    if n >= size:
        return right / n, right / n
    counted = n if math.isinf(size) else n * (size - 1) / (size - n)
    low, high = proportion_confint(right / n * counted, counted, alpha=1 - level, method="wilson")
    return max(0.0, float(low)), min(1.0, float(high))


def by_case(right: Sequence[int], read: Sequence[int], *, level: float = LEVEL, seed: int, fraction: float = 0.0) -> Estimate:
    """Return the share of right passages with a bootstrap interval that draws whole cases; one entry a case.

    Bias-corrected and accelerated (BCa), drawn in by the `fraction` of all cases that was read, and drawn out as Student's t
    asks for few or unequal cases. Where all or none are right the bootstrap has nothing to vary, and cases, not passages, are
    counted in Wilson's interval.
    """
    from scipy.stats import bootstrap

    x, n = np.asarray(right, float), np.asarray(read, float)
    total = int(n.sum())
    if len(x) < 2 or not total:
        return not_estimable("fewer than two cases were read", n=total, method="bootstrap by case")
    value = float(x.sum() / n.sum())
    if fraction >= 1:
        return Estimate(value=value, low=value, high=value, n=total, method="all read", level=level)
    if value in (0.0, 1.0) or len({*zip(right, read, strict=True)}) == 1:
        low, high = wilson(value * len(x), len(x), level=level, size=len(x) / fraction if fraction else math.inf)
        return Estimate(value=value, low=low, high=high, n=total, method="Wilson, counting cases", level=level)
    found = bootstrap(
        (x, n), _ratio, n_resamples=_DRAWS, paired=True, vectorized=True, confidence_level=level, method="BCa",
        rng=np.random.default_rng(seed),
    ).confidence_interval  # fmt: skip
    still = math.sqrt(1 - fraction) * _few(n, level)
    low, high = (max(0.0, value - (value - found.low) * still), min(1.0, value + (found.high - value) * still))
    return Estimate(value=value, low=float(low), high=float(high), n=total, method="bootstrap by case", level=level)


def _few(sizes: NDArray[np.float64], level: float) -> float:
    """Return how much wider an interval must be because cases are few: as many as equal ones would say as much (Kish)."""
    from scipy.stats import norm, t

    worth = float(sizes.sum() ** 2 / (sizes**2).sum())
    if worth <= 2:
        return float(t.ppf((1 + level) / 2, 1) / norm.ppf((1 + level) / 2))
    return float(t.ppf((1 + level) / 2, worth - 1) / norm.ppf((1 + level) / 2)) * math.sqrt(worth / (worth - 1))


def _ratio(x: NDArray[np.float64], n: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
    out: NDArray[np.float64] = x.sum(axis) / n.sum(axis)
    return out


def most(found: int, read: int, size: int, *, risk: float) -> int:
    """Return the most passages that `size` may hold, where `found` of `read` drawn ones do: exact, wrong with chance `risk` at most.

    The largest number under which as few as `found` would still be seen with a chance above `risk` (hypergeometric).
    """
    from scipy.stats import hypergeom

    low, high = found, size - (read - found)
    while low < high:
        middle = (low + high + 1) // 2
        if hypergeom.cdf(found, size, middle, read) > risk:
            low = middle
        else:
            high = middle - 1
    return low


def least(found: int, read: int, size: int, *, risk: float) -> int:
    """Return the fewest passages that `size` may hold, where `found` of `read` drawn ones do: the other side of `most`."""
    return size - most(read - found, read, size, risk=risk)
