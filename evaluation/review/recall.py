"""Recall as a lower bound: how much may have been missed, at the most?

What is worth reading again is what was shown rightly, plus what was missed. Both are totals estimated from samples: of what
was shown, of what just missed being shown, and of all other passages. The bound joins the least that may be right among what
was shown with the most that may have been missed; each has its share of the risk (Bonferroni), so the bound holds whatever
the two have to do with each other. Unsure and open items count against the software.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evaluation.review.estimate import LEVEL, Estimate, not_estimable
from evaluation.review.rows import ESTIMATING, Decision
from evaluation.review.shares import least, most
from evaluation.review.strata import Key, Part, Total, parts, total
from evaluation.review.verdicts import Judged, judged

_LEAST_SHARE = 0.05  # no stratum has less of the risk than this
_SHOWN = 0.2  # the share of the risk that the total of what was shown rightly has: it is far better known than what was missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What one stratum says of what was missed: `found` of `read`, so of `size` passages at most `most`."""

    stratum: str
    size: int
    read: int
    found: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Recall of one indicator: the bound to rely on, the likeliest value, and the totals behind both."""

    indicator: str
    bound: Estimate
    """`low` is the bound; `value` the estimate from both totals (Horvitz-Thompson), None where nothing was found to be missed."""
    shown_right: Total | None
    shown_right_least: int | None
    missed: Total | None
    strata: tuple[Missed, ...]


def recall(decisions: Iterable[Decision], *, indicator: str, drawn: Mapping[Key, int] | None = None, level: float = LEVEL) -> Recall:
    """Return the recall of `indicator`; not estimable unless both what was shown and all of what was not were sampled."""
    return of_judged(judged(decisions), indicator=indicator, drawn=drawn, level=level)


def of_judged(items: Sequence[Judged], *, indicator: str, drawn: Mapping[Key, int] | None = None, level: float = LEVEL) -> Recall:
    """Return the recall from items that were judged already."""
    chance = [j for j in items if j.decision.queue in ESTIMATING]
    shown = parts((j for j in chance if j.decision.stratum == f"flagged/{indicator}"), drawn=drawn)
    near = parts((j for j in chance if j.decision.stratum == f"near/{indicator}"), drawn=drawn)
    others = parts((j for j in chance if j.decision.stratum in ("unflagged", "unflagged_beside")), drawn=drawn)
    why = _why_not(shown, others)
    if why:
        return Recall(indicator=indicator, bound=not_estimable(why), shown_right=None, shown_right_least=None, missed=None, strata=())
    risk = 1 - level
    passed = [(part, [j.right is not False for j in part.judged]) for part in near]
    passed += [(part, [_missed(j, indicator, near=bool(near)) for j in part.judged]) for part in others]
    strata = _bounds(passed, risk=risk * (1 - _SHOWN))
    right = [[float(j.right is True) for j in part.judged] for part in shown]
    fewest = sum(
        least(int(sum(values)), len(values), part.size, risk=risk * _SHOWN / len(shown)) for values, part in zip(right, shown, strict=True)
    )
    worst = sum(m.most for m in strata)
    found = total(right, [p.size for p in shown])
    lost = total([[float(y) for y in answers] for _, answers in passed], [p.size for p, _ in passed])
    n = sum(p.read for p in (*shown, *near, *others))
    value = found.value / (found.value + lost.value) if lost.value else None
    note = "" if value is not None else "nothing was found to be missed; only the bound is known"
    bound = Estimate(
        value=value, low=fewest / (fewest + worst) if fewest + worst else None, high=None, n=n, level=level, why=note,
        method="exact bounds of both totals, the risk shared (Bonferroni)",
    )  # fmt: skip
    return Recall(indicator=indicator, bound=bound, shown_right=found, shown_right_least=fewest, missed=lost, strata=tuple(strata))


def _why_not(shown: Sequence[Part], others: Sequence[Part]) -> str:
    if not shown:
        return "no shown passages were drawn one by one"
    if not any(p.stratum == "unflagged" for p in others):
        return "no passages without a flag were read"
    if not any(p.stratum == "unflagged_beside" for p in others):
        return "no passages with another flag were read for what was missed beside it"
    return ""


def _missed(j: Judged, indicator: str, *, near: bool) -> bool:
    """Whether the passage counts as missed for `indicator`; one that the near-threshold sample stands for does not count twice."""
    if indicator in j.decision.flags or (near and indicator in j.decision.near):
        return False
    return indicator in j.missed or j.right is None


def _bounds(passed: Sequence[tuple[Part, list[bool]]], *, risk: float) -> list[Missed]:
    """Return the most that each stratum may hold; the risk is shared by size, which is known before anything is read."""
    every = sum(part.size for part, _ in passed)
    shares = [max(_LEAST_SHARE, part.size / every) for part, _ in passed]
    out = []
    for (part, answers), own in zip(passed, shares, strict=True):
        found = sum(answers)
        upper = most(found, len(answers), part.size, risk=risk * own / sum(shares))
        out.append(Missed(stratum=part.stratum, size=part.size, read=len(answers), found=found, most=upper))
    return out
