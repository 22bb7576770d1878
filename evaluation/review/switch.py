"""A rule switched off: what past decisions say of it, before it is done.

A flag that other rules carry as well stays; one that only this rule carries goes. So what is measured is what a user would see.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.review.compare import Comparison, Pair, compare
from evaluation.review.rows import ESTIMATING
from evaluation.review.verdicts import Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """What happens to past decisions when the rule is off: how many flags rest on it, on it alone, and the comparison."""

    rule: str
    fired: int
    alone: int
    alone_right: int
    comparison: Comparison


def without(items: Iterable[Judged], *, rule: str, seed: int) -> Switched:
    """Return what past decisions say of switching `rule` off."""
    shown = [j for j in items if j.decision.flagged and j.decision.indicator is not None]
    fired = [j for j in shown if rule in j.decision.rules]
    alone = [j for j in fired if set(j.decision.rules) == {rule}]
    gone = {j.item_id for j in alone}
    pairs = [
        Pair(
            id=j.item_id, case_id=j.decision.case_id, indicator=j.decision.indicator or "", before=True, after=j.item_id not in gone,
            right=j.right, weight=1 / j.decision.inclusion_probability,
        )
        for j in shown if j.decision.queue in ESTIMATING
    ]  # fmt: skip
    return Switched(
        rule=rule, fired=len(fired), alone=len(alone), alone_right=sum(j.right is True for j in alone), comparison=compare(pairs, seed=seed)
    )
