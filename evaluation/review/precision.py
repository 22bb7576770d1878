"""Precision of an indicator: of the passages that were shown, how many are worth reading again?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evaluation.review.estimate import LEVEL, Estimate, not_estimable
from evaluation.review.rows import ESTIMATING, Decision
from evaluation.review.shares import by_case, wilson
from evaluation.review.strata import Key, Part, parts, total
from evaluation.review.verdicts import Judged, judged

BY_CASE = "flagged_by_case/"
_SEED = 20261126
_LEAST_SPREAD = 100
_MOST_EFFECT = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """The precision of one indicator, or of all that is shown (`indicator` None), with the counts behind it."""

    indicator: str | None
    estimate: Estimate
    """For the screening that was sampled."""
    to_come: Estimate
    """For more notes of the same kind: what was read of this screening does not narrow it."""
    agreed: int
    disagreed: int
    unsure: int
    open: int
    """Readers differ and nobody has decided yet."""
    shown: int
    """How many passages the sample stands for."""


def precision(
    decisions: Iterable[Decision], *, indicator: str | None, drawn: Mapping[Key, int] | None = None, level: float = LEVEL, seed: int = _SEED
) -> Precision:
    """Return the precision of `indicator` from its own samples, or with None from the samples over all that is shown.

    Passages drawn one by one give Wilson's interval; where only whole cases were drawn, cases are resampled. Unsure and open
    items are left out of the share and counted beside it.
    """
    return of_judged(judged(decisions), indicator=indicator, drawn=drawn, level=level, seed=seed)


def of_judged(
    items: Sequence[Judged], *, indicator: str | None, drawn: Mapping[Key, int] | None = None, level: float = LEVEL, seed: int = _SEED
) -> Precision:
    """Return the precision from items that were judged already."""
    own = [j for j in items if _belongs(j.decision, indicator)]
    one_by_one = parts((j for j in own if not j.decision.stratum.startswith(BY_CASE)), drawn=drawn)
    whole = parts((j for j in own if j.decision.stratum.startswith(BY_CASE)), drawn=drawn)
    used = one_by_one or whole
    seen = [j for part in used for j in part.judged]
    estimate, to_come = (
        share(one_by_one, level=level, finite=finite) if one_by_one else _clustered(seen, level=level, seed=seed, finite=finite)
        for finite in (True, False)
    )
    return Precision(
        indicator=indicator, estimate=estimate, to_come=to_come,
        agreed=sum(j.right is True for j in seen), disagreed=sum(j.right is False for j in seen),
        unsure=sum(j.state == "unsure" for j in seen), open=sum(j.state == "disagreed" for j in seen), shown=sum(p.size for p in used),
    )  # fmt: skip


def share(strata: Sequence[Part], *, level: float = LEVEL, finite: bool = True) -> Estimate:
    """Return the share of right items over strata, each weighing as many passages as it stands for, with Wilson's interval.

    With `finite` it is about the screening that was sampled; without, about notes to come, of which none has been read.
    """
    answers = [[1.0 if j.right else 0.0 for j in part.judged if j.right is not None] for part in strata]
    kept = [(values, part.size) for values, part in zip(answers, strata, strict=True) if values]
    n = sum(len(values) for values, _ in kept)
    if not n:
        return not_estimable("no passage has been decided", method="Wilson")
    size = sum(s for _, s in kept)
    found = total([v for v, _ in kept], [s for _, s in kept], finite=finite)
    value = found.value / size
    if len(kept) == 1:
        if finite and n >= size:
            return Estimate(value=value, low=value, high=value, n=n, method="all read", level=level)
        counted = n / spread_effect(strata[0].judged) * ((size - 1) / (size - n) if finite else 1)
        low, high = wilson(value * counted, counted, level=level)
        return Estimate(value=value, low=low, high=high, n=n, method="Wilson", level=level)
    counted = size**2 / sum(s * s / len(v) for v, s in kept)  # Kish: what the weights alone leave of n, where all are alike
    if found.variance:
        counted = value * (1 - value) / (found.variance / size**2)
    low, high = wilson(value * counted, counted, level=level)
    return Estimate(value=value, low=low, high=high, n=n, method="Wilson, weighted", level=level)


def spread_effect(items: Sequence[Judged]) -> float:
    """Return the variance of a sample that was spread over cases as a part of that of one that was not.

    Passages of one case resemble each other, and a spread sample takes few of each. Measured from neighbours in the order of
    cases (successive differences), as is usual for systematic samples; 1 where there are too few passages to measure it.
    """
    known = sorted((j.decision.case_id or j.item_id, j.item_id, bool(j.right)) for j in items if j.right is not None)
    answers = [right for _, _, right in known]
    share_right = sum(answers) / len(answers)
    if len(answers) < _LEAST_SPREAD or share_right in (0.0, 1.0):
        return 1.0
    apart = sum(a != b for a, b in pairwise(answers)) / 2 / (len(answers) - 1)
    return min(_MOST_EFFECT, max(1 / _MOST_EFFECT, apart / (share_right * (1 - share_right))))


def _belongs(decision: Decision, indicator: str | None) -> bool:
    if not decision.flagged or decision.queue not in ESTIMATING:
        return False
    if indicator is None:
        return decision.stratum == "random_precision"
    return decision.indicator == indicator and decision.stratum in (f"flagged/{indicator}", BY_CASE + indicator)


def _clustered(seen: Sequence[Judged], *, level: float, seed: int, finite: bool) -> Estimate:
    cases: dict[str, list[int]] = {}
    for j in seen:
        if j.right is not None:
            of = cases.setdefault(j.decision.case_id or j.item_id, [0, 0])
            of[0] += j.right
            of[1] += 1
    if not cases:
        return not_estimable("no passage has been decided")
    chances = {j.decision.inclusion_probability for j in seen}
    fraction = chances.pop() if finite and len(chances) == 1 else 0.0
    return by_case([right for right, _ in cases.values()], [n for _, n in cases.values()], level=level, seed=seed, fraction=fraction)
