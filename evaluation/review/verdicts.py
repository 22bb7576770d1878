"""From decisions to one judgement an item: what its readers, or the adjudicator, made of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from evaluation.review.rows import Decision

State = Literal["agreed", "disagreed", "unsure", "deferred"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One item with what is made of it.

    `right` is True where the passage is worth reading again for its indicator (or, without one, where nothing was missed),
    None where that is open: readers differ, or nobody is sure. `missed` are the indicators that were added.
    """

    item_id: str
    decision: Decision
    state: State
    right: bool | None
    missed: frozenset[str]
    readers: int


def judged(decisions: Iterable[Decision]) -> list[Judged]:
    """Return one judgement an item, in the order of the first decisions.

    An adjudicator's word stands for the item. Otherwise all readers who were sure must say the same. Deferred is no decision.
    """
    items: dict[str, list[Decision]] = {}
    for d in decisions:
        items.setdefault(d.item_id, []).append(d)
    return [_judge(name, rows) for name, rows in items.items()]


def _judge(name: str, rows: list[Decision]) -> Judged:
    readers = [d for d in rows if d.stage == "reader" and d.verdict != "defer"]
    final = [d for d in rows if d.stage == "adjudicator" and d.verdict in ("agree", "disagree")]
    deciding = final[-1:] or readers
    said = {d.verdict for d in deciding}
    missed = frozenset(i for d in deciding for i in d.missed)
    if not deciding:
        return Judged(name, rows[0], "deferred", None, missed, 0)
    if said == {"unsure"}:
        return Judged(name, deciding[0], "unsure", None, missed, len(readers))
    if len(said - {"unsure"}) > 1:
        return Judged(name, deciding[0], "disagreed", None, missed, len(readers))
    if deciding[0].indicator is None and len({frozenset(d.missed) for d in deciding if d.verdict != "unsure"}) > 1:
        return Judged(name, deciding[0], "disagreed", None, missed, len(readers))
    return Judged(name, deciding[0], "agreed", "agree" in said, missed, len(readers))
