"""Two versions on the same notes: what changed, and is it better?

The passages that readers decided on are shown, or not, by each version. Differences are resampled by case, the same cases for
both versions, so that what the versions share cancels out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluation.review.estimate import LEVEL, Estimate, not_estimable
from nlp.errors import InputError

_DRAWS = 2000
Change = Literal["now shown", "no longer shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One passage and indicator under both versions; `right` is the decision on it, None where nobody decided."""

    id: str
    case_id: str
    indicator: str
    before: bool
    after: bool
    right: bool | None
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A passage that only one of the versions shows."""

    id: str
    indicator: str
    change: Change
    right: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Precision before and after and the difference; the same for the share of known right passages that are shown."""

    decided: int
    before: float | None
    after: float | None
    difference: Estimate
    kept_before: float | None
    kept_after: float | None
    kept_difference: Estimate
    chance: float | None
    """Exact McNemar test of how often only one version was right about a passage: how easily chance alone would do this."""
    changed: tuple[Changed, ...]


def compare(pairs: Sequence[Pair], *, seed: int, level: float = LEVEL) -> Comparison:
    """Compare two versions; every pair must be of the same notes under both."""
    ids = {(p.id, p.indicator) for p in pairs}
    if len(ids) != len(pairs):
        raise InputError("a passage is given twice for one indicator; each may be compared once")
    known = [p for p in pairs if p.right is not None]
    numbers = {case: n for n, case in enumerate(dict.fromkeys(p.case_id or p.id for p in known))}
    table = np.zeros((len(numbers), 5))
    for p in known:
        row = table[numbers[p.case_id or p.id]]
        row += p.weight * np.array([p.before, p.after, p.before and p.right, p.after and p.right, bool(p.right)])
    shares = [_share(table.sum(0), *of) for of in ((2, 0), (3, 1), (2, 4), (3, 4))]
    return Comparison(
        decided=len(known), before=shares[0], after=shares[1], difference=_difference(table, (2, 0), (3, 1), len(known), seed, level),
        kept_before=shares[2], kept_after=shares[3], kept_difference=_difference(table, (2, 4), (3, 4), len(known), seed, level),
        chance=_mcnemar(known), changed=tuple(_changed(p) for p in pairs if p.before != p.after),
    )  # fmt: skip


def _changed(p: Pair) -> Changed:
    return Changed(id=p.id, indicator=p.indicator, change="now shown" if p.after else "no longer shown", right=p.right)


def _share(sums: NDArray[np.float64], right: int, of: int) -> float | None:
    return float(sums[right] / sums[of]) if sums[of] else None


def _difference(table: NDArray[np.float64], before: tuple[int, int], after: tuple[int, int], n: int, seed: int, level: float) -> Estimate:
    """Return the difference of two shares, after minus before, with the interval of a paired bootstrap over cases."""
    sums = table.sum(0)
    first, second = _share(sums, *before), _share(sums, *after)
    if first is None or second is None:
        return not_estimable("one version shows none of the passages that were decided", n=n, method="paired bootstrap by case")
    if len(table) < 2:
        return not_estimable("fewer than two cases were decided", n=n, method="paired bootstrap by case")
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(table), np.full(len(table), 1 / len(table)), size=_DRAWS) @ table
    with np.errstate(divide="ignore", invalid="ignore"):
        differences = drawn[:, after[0]] / drawn[:, after[1]] - drawn[:, before[0]] / drawn[:, before[1]]
    fine = differences[np.isfinite(differences)]
    low, high = np.quantile(fine, ((1 - level) / 2, (1 + level) / 2)) if len(fine) else (np.nan, np.nan)
    return Estimate(value=second - first, low=float(low), high=float(high), n=n, method="paired bootstrap by case", level=level)


def _mcnemar(known: Sequence[Pair]) -> float | None:
    better = sum((p.after == p.right) and (p.before != p.right) for p in known)
    worse = sum((p.before == p.right) and (p.after != p.right) for p in known)
    return mcnemar(better, worse)


def mcnemar(first: int, second: int) -> float | None:
    """Return the exact two-sided chance of a split at least this uneven if both were equally likely; None for no change."""
    from statsmodels.stats.contingency_tables import mcnemar as test

    if not first + second:
        return None
    return float(test([[0, first], [second, 0]], exact=True).pvalue)
