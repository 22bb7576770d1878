"""How far readers agree: percent agreement, Cohen's kappa for two, Gwet's AC1 and Krippendorff's alpha for any number.

Readers need not have read the same items. Kappa and alpha fall where nearly all answers are the same, AC1 does not: they are
shown together. statsmodels has kappa; AC1 and alpha are ours, because the libraries that have them are under the GPL or tied
to old versions. Both are checked against published examples, with their standard errors.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from evaluation.review.estimate import LEVEL, Estimate, not_estimable
from evaluation.review.rows import Decision
from evaluation.review.shares import wilson

Answers = Sequence[Sequence[Hashable | None]]
"""[items][readers]: what each reader said of each item, None where the reader did not read it."""
Counts = NDArray[np.float64]
"""[items, categories]: how many readers chose each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far readers agree on one indicator (or on passages without a flag): each coefficient with interval and n."""

    readers: int
    items: int
    """Items that at least two people read."""
    percent: Estimate
    ac1: Estimate
    alpha: Estimate
    kappa: dict[tuple[str, str], Estimate]
    """For each pair of readers that have items in common."""


def agreement(decisions: Iterable[Decision], *, indicator: str | None, level: float = LEVEL) -> Agreement:
    """Return how far readers agree on items of `indicator` (None: passages without one); unsure is an answer, deferred is none."""
    rows: dict[str, dict[str, str]] = {}
    for d in decisions:
        if d.stage == "reader" and d.indicator == indicator and d.verdict != "defer":
            rows.setdefault(d.item_id, {})[d.reader] = d.verdict
    readers = sorted({r for said in rows.values() for r in said})
    table = [[said.get(r) for r in readers] for said in rows.values()]
    several = [row for row in table if sum(a is not None for a in row) > 1]
    pairs = {}
    for a, b in combinations(range(len(readers)), 2):
        both = [(row[a], row[b]) for row in table if row[a] is not None and row[b] is not None]
        if both:
            pairs[readers[a], readers[b]] = kappa([x for x, _ in both], [y for _, y in both], level=level)
    return Agreement(
        readers=len({r for row in several for r, a in zip(readers, row, strict=True) if a is not None}), items=len(several),
        percent=percent(several, level=level), ac1=ac1(several, level=level), alpha=alpha(several, level=level), kappa=pairs,
    )  # fmt: skip


def kappa(a: Sequence[Hashable], b: Sequence[Hashable], *, level: float = LEVEL) -> Estimate:
    """Return Cohen's kappa of two readers, with the interval of Fleiss, Cohen and Everitt."""
    from statsmodels.stats.inter_rater import cohens_kappa

    categories = sorted({*a, *b}, key=str)
    if len(categories) < 2:
        return not_estimable("both gave only one answer" if categories else "no item was read by both", n=len(a), method="Cohen's kappa")
    place = {c: n for n, c in enumerate(categories)}
    table = np.zeros((len(categories), len(categories)))
    for x, y in zip(a, b, strict=True):
        table[place[x], place[y]] += 1
    with np.errstate(divide="ignore", invalid="ignore"):  # its test statistic, which we do not use, may divide by nothing
        found = cohens_kappa(table)
    if not np.isfinite(found.kappa):
        return not_estimable("the answers leave nothing to chance", n=len(a), method="Cohen's kappa")
    half = float(found.std_kappa) * _normal(level)
    value = float(found.kappa)
    return Estimate(value=value, low=value - half, high=min(1.0, value + half), n=len(a), method="Cohen's kappa", level=level)


def percent(answers: Answers, *, level: float = LEVEL) -> Estimate:
    """Return how often two readers of an item, taken at random, say the same."""
    shares = [s for s in map(_pairs_agreeing, answers) if s is not None]
    if not shares:
        return not_estimable("no item was read by two people", method="percent agreement")
    value = float(np.mean(shares))
    if set(shares) <= {0.0, 1.0}:
        low, high = wilson(sum(shares), len(shares), level=level)
        return Estimate(value=value, low=low, high=high, n=len(shares), method="percent agreement", level=level)
    return _interval(value, np.array(shares), level=level, method="percent agreement")


def ac1(answers: Answers, *, level: float = LEVEL) -> Estimate:
    """Return Gwet's AC1 with his interval (2008): agreement beyond what hard items would give by chance."""
    counts = _counts(answers)
    several = counts.sum(1) >= 2
    if not several.any() or counts.shape[1] < 2:
        return _nothing(counts, "Gwet's AC1")
    n, q, m = len(counts), counts.shape[1], counts.sum(1)
    share = (counts / m[:, None]).mean(0)
    chance = float((share * (1 - share)).sum() / (q - 1))
    agreed = np.where(several, (counts * (counts - 1)).sum(1) / np.where(several, m * (m - 1), 1), 0)
    value = float((agreed[several].mean() - chance) / (1 - chance))
    own = n / several.sum() * (agreed - chance * several) / (1 - chance)
    chances = (counts * (1 - share)).sum(1) / m / (q - 1)
    return _interval(value, own - 2 * (1 - value) * (chances - chance) / (1 - chance), level=level, method="Gwet's AC1")


def alpha(answers: Answers, *, level: float = LEVEL) -> Estimate:
    """Return Krippendorff's alpha for names, cells may be missing; the interval is Gwet's (2014)."""
    counts = _counts(answers)
    used = counts[counts.sum(1) >= 2]
    if not len(used) or (used.sum(0) > 0).sum() < 2:
        return _nothing(used, "Krippendorff's alpha")
    m = used.sum(1)
    mean, every = float(m.mean()), float(m.sum())
    agreed = (used * (used - 1)).sum(1) / (mean * (m - 1))
    share = (used / mean).mean(0)
    chance = float((share**2).sum())
    observed = float(agreed.mean())
    corrected = (1 - 1 / every) * observed + 1 / every
    value, plain = (corrected - chance) / (1 - chance), (observed - chance) / (1 - chance)
    own = (agreed - corrected * (m - mean) / mean - chance) / (1 - chance)
    chances = (used * share).sum(1) / mean - chance * (m - mean) / mean
    return _interval(
        value, own - 2 * (1 - plain) * (chances - chance) / (1 - chance), level=level, method="Krippendorff's alpha", about=plain
    )


def _counts(answers: Answers) -> Counts:
    categories = sorted({a for row in answers for a in row if a is not None}, key=str)
    place = {c: n for n, c in enumerate(categories)}
    counts = np.zeros((len(answers), len(categories)))
    for number, row in enumerate(answers):
        for a in row:
            if a is not None:
                counts[number, place[a]] += 1
    return counts[counts.sum(1) > 0] if len(categories) else counts


def _pairs_agreeing(row: Sequence[Hashable | None]) -> float | None:
    said = [a for a in row if a is not None]
    pairs = list(combinations(said, 2))
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def _nothing(counts: Counts, method: str) -> Estimate:
    several = int((counts.sum(1) >= 2).sum()) if counts.size else 0
    return not_estimable("all gave only one answer" if several else "no item was read by two people", n=several, method=method)


def _interval(value: float, own: NDArray[np.float64], *, level: float, method: str, about: float | None = None) -> Estimate:
    """Return the interval from what each item adds (linearised), with Student's t."""
    from scipy.stats import t

    n = len(own)
    if n < 2:
        return Estimate(value=value, low=None, high=None, n=n, method=method, level=level, why="one item gives no interval")
    if np.ptp(own) == 0:
        return Estimate(value=value, low=None, high=None, n=n, method=method, level=level, why="all said the same, which gives no interval")
    error = float(np.sqrt(((own - (value if about is None else about)) ** 2).sum() / (n * (n - 1))))
    half = float(t.ppf((1 + level) / 2, n - 1)) * error
    return Estimate(value=value, low=max(-1.0, value - half), high=min(1.0, value + half), n=n, method=method, level=level)


def _normal(level: float) -> float:
    from scipy.stats import norm

    return float(norm.ppf((1 + level) / 2))
