"""Where the software is right and where it is not: by rule, by kind of note, by period, by group of children.

Nothing is claimed of a group with fewer than 30 decisions: its counts are shown, its share is not.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from evaluation.review.estimate import LEAST, LEVEL, Estimate, not_estimable
from evaluation.review.precision import share
from evaluation.review.rows import ESTIMATING
from evaluation.review.strata import by_chance, parts
from evaluation.review.verdicts import Judged

UNKNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One group: how often it was shown and read, agreed, disagreed, left open, and the share that was right."""

    name: str
    read: int
    agreed: int
    disagreed: int
    open: int
    right: Estimate
    reasons: dict[str, int]
    """Why readers disagreed, most frequent first."""


def by_rule(items: Iterable[Judged], *, level: float = LEVEL) -> list[Row]:
    """Return a row for each rule (or model) behind what was read, most false alarms first. A flag counts for each rule behind it."""
    rows = _rows(items, lambda j: j.decision.rules, level=level, everything=True)
    return sorted(rows, key=lambda r: (-r.disagreed, -r.read, r.name))


def by_kind(items: Iterable[Judged], *, level: float = LEVEL) -> list[Row]:
    """Return a row for each kind of note."""
    return _rows(items, lambda j: (j.decision.note_kind or UNKNOWN,), level=level)


def by_period(items: Iterable[Judged], *, months: int = 12, level: float = LEVEL) -> list[Row]:
    """Return a row for each year (or `months` months) of the notes' dates, in order."""
    return sorted(_rows(items, lambda j: (_period(j.decision.date, months),), level=level), key=lambda r: (r.name == UNKNOWN, r.name))


def by_group(items: Iterable[Judged], *, key: str, level: float = LEVEL) -> list[Row]:
    """Return a row for each value of a group such as `age_band`, `heritage` or `disability`, where the data hold it."""
    return _rows(items, lambda j: (j.decision.groups.get(key, UNKNOWN),), level=level)


def group_keys(items: Iterable[Judged]) -> list[str]:
    """Return the kinds of group that the data hold."""
    return sorted({key for j in items for key in j.decision.groups})


def _rows(items: Iterable[Judged], names: Callable[[Judged], Sequence[str]], *, level: float, everything: bool = False) -> list[Row]:
    """Return a row a name; `everything` also counts what was chosen to be read, not drawn by chance."""
    groups: dict[str, list[Judged]] = {}
    for j in items:
        if j.decision.flagged and j.state != "deferred" and (everything or j.decision.queue in ESTIMATING):
            for name in names(j):
                groups.setdefault(name, []).append(j)
    return [_row(name, members, level) for name, members in sorted(groups.items())]


def _row(name: str, members: Sequence[Judged], level: float) -> Row:
    agreed, disagreed = sum(j.right is True for j in members), sum(j.right is False for j in members)
    drawn = by_chance(members)
    decided = sum(j.right is not None for j in drawn)
    right = share(parts(drawn), level=level) if decided >= LEAST else not_estimable(
        f"fewer than {LEAST} decisions", n=decided, method="Wilson"
    )  # fmt: skip
    reasons: dict[str, int] = {}
    for j in members:
        if j.right is False and j.decision.reason:
            reasons[j.decision.reason] = reasons.get(j.decision.reason, 0) + 1
    return Row(
        name=name, read=len(members), agreed=agreed, disagreed=disagreed, open=len(members) - agreed - disagreed, right=right,
        reasons=dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
    )  # fmt: skip


def _period(date: str, months: int) -> str:
    year, month = date[:4], date[5:7]
    if not year.isdigit():
        return UNKNOWN
    if months >= 12 or not month.isdigit():
        return year
    first = (int(month) - 1) // months * months + 1
    return f"{year}-{first:02}" if months == 1 else f"{year}-{first:02} to {year}-{min(12, first + months - 1):02}"
