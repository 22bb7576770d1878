"""What another threshold would do: how many passages would be shown, how many of them rightly, and what would be lost.

Reads the decisions on what was shown and, where there are any, on what just missed being shown. What lies below both is
unknown, so the share kept is a share of the passages known to be worth reading again. A threshold is for notes to come, so
intervals do not narrow with how much of the screening was read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evaluation.review.estimate import LEAST, LEVEL, Estimate
from evaluation.review.precision import share
from evaluation.review.rows import ESTIMATING, Decision
from evaluation.review.strata import Key, Part, parts
from evaluation.review.verdicts import Judged, judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One threshold: about how many passages it shows, how many of them are right, and the share of known ones it keeps."""

    threshold: float
    shown: float
    precision: Estimate
    kept: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The lowest threshold whose precision reaches what is wanted even at the low end of its interval; None where none does.

    A proposal changes nothing: a named person applies it (`apply`).
    """

    indicator: str
    wanted: float
    threshold: float | None
    point: Point | None
    why: str


def curve(decisions: Iterable[Decision], *, indicator: str, drawn: Mapping[Key, int] | None = None, level: float = LEVEL) -> list[Point]:
    """Return a point for every threshold that would change what is shown, rising."""
    return of_judged(judged(decisions), indicator=indicator, drawn=drawn, level=level)


def of_judged(items: Sequence[Judged], *, indicator: str, drawn: Mapping[Key, int] | None = None, level: float = LEVEL) -> list[Point]:
    """Return the curve from items that were judged already."""
    strata = (f"flagged/{indicator}", f"near/{indicator}")
    used = parts((j for j in items if j.decision.stratum in strata and j.decision.queue in ESTIMATING), drawn=drawn)
    known = sorted({j.decision.confidence for part in used for j in part.judged if j.decision.confidence is not None})
    all_right = _right(used, 0)
    points = []
    for threshold in known:
        above = [_above(part, threshold) for part in used]
        kept = [part for part in above if part.judged]
        estimate = share(kept, level=level, finite=False)
        right = _right(used, threshold)
        points.append(
            Point(
                threshold=threshold, shown=float(sum(part.size for part in kept)), precision=estimate,
                kept=right / all_right if all_right else None,
            )
        )  # fmt: skip
    return points


def propose(points: Sequence[Point], *, indicator: str, wanted: float, least: int = LEAST) -> Proposal:
    """Return the lowest threshold from which on the precision is at least `wanted` by the low end of its interval."""
    enough = [p for p in points if p.precision.n >= least and p.precision.low is not None]
    if not enough:
        return Proposal(indicator=indicator, wanted=wanted, threshold=None, point=None, why=f"fewer than {least} decisions")
    best = next((p for p in enough if p.precision.low is not None and p.precision.low >= wanted), None)
    if best is None:
        why = f"no threshold with {least} decisions or more reaches {wanted:.2f}; read more, or mend the rules that cause false alarms"
        return Proposal(indicator=indicator, wanted=wanted, threshold=None, point=None, why=why)
    return Proposal(indicator=indicator, wanted=wanted, threshold=best.threshold, point=best, why="")


def _above(part: Part, threshold: float) -> Part:
    """Return the part of a stratum that a threshold would show, with its estimated size."""
    kept = tuple(j for j in part.judged if j.decision.confidence is not None and j.decision.confidence >= threshold)
    return Part(part.stratum, round(part.size * len(kept) / part.read), kept)


def _right(strata: Sequence[Part], threshold: float) -> float:
    """Return the estimated number of passages worth reading again at or above `threshold`."""
    out = 0.0
    for part in strata:
        right = sum(j.right is True for j in part.judged if (j.decision.confidence or 0) >= threshold)
        out += part.size * right / part.read
    return out
