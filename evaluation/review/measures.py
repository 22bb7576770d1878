"""Everything that the decisions say, in one record: what the report, the pages and the API show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluation.review import breakdown, curve, precision, recall, reliability
from evaluation.review.agreement import Agreement, agreement
from evaluation.review.breakdown import Row
from evaluation.review.curve import Point
from evaluation.review.precision import Precision
from evaluation.review.recall import Recall
from evaluation.review.reliability import Reliability
from evaluation.review.rows import Decision
from evaluation.review.strata import Key
from evaluation.review.verdicts import Judged, judged
from nlp.indicators import INDICATORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What the decisions say. Indicators of which nothing was read are left out."""

    items: tuple[Judged, ...]
    decisions: int
    readers: int
    overall: Precision
    precision: tuple[Precision, ...]
    recall: tuple[Recall, ...]
    agreement: Mapping[str | None, Agreement]
    """By indicator; None for passages without one."""
    reliability: Reliability
    rules: tuple[Row, ...]
    kinds: tuple[Row, ...]
    periods: tuple[Row, ...]
    groups: Mapping[str, tuple[Row, ...]]
    curves: Mapping[str, tuple[Point, ...]]
    versions: Mapping[str, tuple[Precision, ...]]
    """Precision by version of the software, where there are several."""


def measures(decisions: Iterable[Decision], *, drawn: Mapping[Key, int] | None = None) -> Measures:
    """Return all measures; `drawn` says how many items each draw has, read or not (see `strata.drawn_of`)."""
    rows = list(decisions)
    items = judged(rows)
    seen = {j.decision.indicator for j in items if j.state != "deferred"}
    present = [i for i in INDICATORS if i in seen]
    kinds: list[str | None] = [*present, *([None] if None in seen else [])]
    return Measures(
        items=tuple(items), decisions=sum(d.verdict != "defer" for d in rows), readers=len({d.reader for d in rows if d.stage == "reader"}),
        overall=precision.of_judged(items, indicator=None, drawn=drawn),
        precision=tuple(precision.of_judged(items, indicator=i, drawn=drawn) for i in present),
        recall=tuple(recall.of_judged(items, indicator=i, drawn=drawn) for i in present),
        agreement={i: agreement(rows, indicator=i) for i in kinds}, reliability=reliability.of_judged(items),
        rules=tuple(breakdown.by_rule(items)), kinds=tuple(breakdown.by_kind(items)), periods=tuple(breakdown.by_period(items)),
        groups={key: tuple(breakdown.by_group(items, key=key)) for key in breakdown.group_keys(items)},
        curves={i: tuple(curve.of_judged(items, indicator=i, drawn=drawn)) for i in present}, versions=_by_version(items, present),
    )  # fmt: skip


def _by_version(items: list[Judged], present: list[str]) -> dict[str, tuple[Precision, ...]]:
    groups: dict[str, list[Judged]] = {}
    for j in items:
        groups.setdefault(version_of(j.decision), []).append(j)
    if len(groups) < 2:
        return {}
    return {name: tuple(precision.of_judged(members, indicator=i) for i in present) for name, members in sorted(groups.items())}


def version_of(decision: Decision) -> str:
    """Return what made a flag, in one line."""
    v = decision.versions
    parts = [
        f"{name} {v[key]}"
        for name, key in (("software", "code"), ("rules", "rules"), ("model", "model"), ("profile", "profile"))
        if key in v
    ]
    return ", ".join(parts) or "not known"
