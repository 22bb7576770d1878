"""Agreed decisions as labels of the corpus (see `training/corpus/README.md`), for `secondlook train`.

A passage is written only where nothing about it is open: every indicator that was shown on it has been decided, and readers
agree. What is unclear is left out and counted, because a label that is missing would teach that nothing is there.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from evaluation.review.rows import Decision, SampleItem
from evaluation.review.verdicts import Judged, judged
from nlp.records import SHOWN

_ASSERTIONS = {"negated": "negated", "hypothetical": "hypothetical", "other_person": "other"}
_UNCLEAR = frozenset({"historical", "too_little", "other"})
"""Reasons that leave the label open: a past concern is a label of its own, and the others say nothing about the passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A passage with its agreed labels: indicator to assertion. `place` is where it stands: case, note, start and end."""

    place: tuple[str, str, int, int]
    role: str
    text: str
    before: str
    after: str
    labels: dict[str, str]

    def line(self) -> str:
        """Return the passage as a line of a corpus file: role, text, labels, signals."""
        labels = ",".join(f"{i}:{how}" for i, how in sorted(self.labels.items())) or "-"
        return "\t".join((_flat(self.role) or "unknown", _flat(self.text), labels, "-"))


def labelled(items: Iterable[SampleItem], decisions: Sequence[Decision]) -> tuple[list[Labelled], Counter[str]]:
    """Return the passages whose labels are agreed, and why others were left out. `items` hold the words, under the same ids."""
    known = {j.item_id: j for j in judged(decisions)}
    groups: dict[tuple[str, str, int, int, str], list[SampleItem]] = {}
    for item in items:
        groups.setdefault((item.case_id, item.note_id, item.start, item.end, item.text), []).append(item)
    out: list[Labelled] = []
    left: Counter[str] = Counter()
    for members in groups.values():
        labels, why = _labels(members, known)
        if why:
            left[why] += 1
            continue
        first = members[0]
        place = (first.case_id, first.note_id, first.start, first.end)
        out.append(Labelled(place=place, role=first.role, text=first.text, before=first.before, after=first.after, labels=labels))
    return out, left


def changed(passage: Labelled, *, text: str, role: str | None = None) -> Labelled:
    """Return the passage with other words."""
    return replace(passage, text=text, role=passage.role if role is None else role)


def _labels(members: Sequence[SampleItem], known: dict[str, Judged]) -> tuple[dict[str, str], str]:
    """Return the labels of one passage, or why there are none."""
    labels: dict[str, str] = {}
    decided: set[str] = set()
    shown = {i for m in members for i in m.flags}
    for member in members:
        j = known.get(member.id)
        if j is None or j.state == "deferred":
            continue
        if j.right is None:
            return {}, "readers differ or are unsure"
        labels.update(dict.fromkeys(j.missed, "affirmed"))
        if member.indicator is None:
            if not j.right and not j.missed:
                return {}, "something was missed, and nobody said what"
            decided.add("")
            continue
        decided.add(member.indicator)
        label, open_ = _label(member, j)
        if open_:
            return {}, "the reason leaves the label open"
        if label:
            labels[member.indicator] = label
    if not decided:
        return {}, "not decided yet"
    if shown - decided:
        return {}, "something else was shown there and not decided"
    return labels, ""


def _label(item: SampleItem, j: Judged) -> tuple[str, bool]:
    """Return the assertion to write, empty for none, and whether it is open."""
    if j.right:
        if j.decision.wrong_assertion:
            return j.decision.assertion, not j.decision.assertion
        return (item.assertion if item.assertion in SHOWN else "affirmed"), False
    reason = j.decision.reason or "other"
    return _ASSERTIONS.get(reason, ""), reason in _UNCLEAR


def _flat(text: str) -> str:
    return " ".join(text.split())
