"""The named samplers: which passages go into a queue, each with the chance it had.

`flagged`, `random_precision`, `near_threshold` and `unflagged` draw by chance and may be used for estimates. `double_blind`
moves a random share of drawn items to a queue that two people read. `disagreement` and `rule_false_alarms` choose what is
most worth reading, and are never used for estimates. Pasted copies are joined before anything is drawn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from evaluation.review.draw import generator, numbered, spread, whole_cases
from evaluation.review.pool import Candidate, Drawn, distinct, drawn_id
from evaluation.review.rows import Decision, Queue, SampleItem
from evaluation.review.verdicts import judged
from nlp.errors import InputError
from nlp.indicators import INDICATORS

By = Literal["passage", "case"]


def flagged(candidates: Iterable[Candidate], *, each: int, seed: int, by: By = "passage") -> list[Drawn]:
    """Draw `each` shown passages of every indicator, or with `by="case"` all shown passages of `each` cases.

    Passages are spread over cases. Drawing whole cases is for reviews that read a case at a time; its intervals are wider.
    """
    strata = _by_indicator(c for c in candidates if c.shown)
    name = "flagged" if by == "passage" else "flagged_by_case"
    return [d for i, rows in strata.items() for d in _draw(rows, each, stratum=f"{name}/{i}", queue="flagged", seed=seed, by=by)]


def random_precision(candidates: Iterable[Candidate], *, size: int, seed: int) -> list[Drawn]:
    """Draw `size` of all that is shown, whatever the indicator: how often is a card right, as people meet them?"""
    rows = distinct(c for c in candidates if c.shown)
    return _draw(rows, size, stratum="random_precision", queue="random_precision", seed=seed)


def near_threshold(candidates: Iterable[Candidate], *, each: int, seed: int, thresholds: Mapping[str, float], margin: float) -> list[Drawn]:
    """Draw `each` passages of every indicator that were not shown, and whose confidence lies within `margin` below its threshold."""
    near = [c for c in candidates if _just_below(c, thresholds, margin)]
    strata = _by_indicator(near)
    return [d for i, rows in strata.items() for d in _draw(rows, each, stratum=f"near/{i}", queue="near_threshold", seed=seed)]


def unflagged(candidates: Iterable[Candidate], *, size: int, beside: int, seed: int) -> list[Drawn]:
    """Draw `size` passages on which nothing was shown, and `beside` on which something was: was anything (else) missed?

    Candidates have no indicator. Both strata together are every passage, so what is missed beside a flag counts as well.
    """
    rows = distinct(c for c in candidates if c.indicator is None)
    bare = [row for row in rows if not row[0].flags]
    flags = [row for row in rows if row[0].flags]
    return [
        *_draw(bare, size, stratum="unflagged", queue="unflagged", seed=seed),
        *_draw(flags, beside, stratum="unflagged_beside", queue="unflagged", seed=seed),
    ]


def double_blind(items: Sequence[Drawn], *, share: float, seed: int) -> list[Drawn]:
    """Return the same items, a random `share` of every stratum moved to the queue that two people read without each other.

    Strata and probabilities stay as they were: the items still belong to their sample.
    """
    if not 0 <= share <= 1:
        raise InputError(f"the share that two people read must lie between 0 and 1, not {share}")
    moved: set[str] = set()
    for stratum in dict.fromkeys(item.stratum for item in items):
        members = [item for item in items if item.stratum == stratum]
        cases = numbered([m.candidate.case_id for m in members])
        places, _ = spread(cases, round(share * len(members)), generator(seed, f"double/{stratum}"))
        moved.update(members[place].id for place in places)
    return [replace(item, queue="double_blind") if item.id in moved else item for item in items]


def disagreement(decisions: Sequence[Decision], *, seed: int) -> list[str]:
    """Return the items on which readers differ and no adjudicator has decided, in random order."""
    open_ = [j.item_id for j in judged(decisions) if j.state == "disagreed"]
    return [open_[place] for place in generator(seed, "disagreement").permutation(len(open_))]


def rule_false_alarms(
    candidates: Iterable[Candidate], decisions: Sequence[Decision], *, each: int, seed: int, least: int = 5, rules: int = 10
) -> list[Drawn]:
    """Draw `each` unread passages of the `rules` rules with which readers disagreed most often (at least `least` times read)."""
    counts: dict[str, list[int]] = {}
    for j in judged(decisions):
        if j.decision.flagged and j.right is not None:
            for rule in j.decision.rules:
                of = counts.setdefault(rule, [0, 0])
                of[0] += not j.right
                of[1] += 1
    worst = sorted((rule for rule, (wrong, n) in counts.items() if n >= least and wrong), key=lambda r: (-counts[r][0] / counts[r][1], r))
    out: list[Drawn] = []
    every = [c for c in candidates if c.shown]
    for rule in worst[:rules]:
        rows = distinct(c for c in every if rule in c.rules)
        out += _draw(rows, each, stratum=f"rule/{rule}", queue="rule_false_alarms", seed=seed)
    return out


def item(
    drawn: Drawn, *, note_id: str, date: str, role: str, text: str, before: str, after: str, explanation: str, versions: Mapping[str, str],
    quote: str = "", assertion: str = "", start: int = -1, end: int = -1, groups: Mapping[str, str] | None = None,
) -> SampleItem:  # fmt: skip
    """Return a line of a sample: the draw with the passage's words and what the screening said of it."""
    c = drawn.candidate
    return SampleItem(
        id=drawn.id, note_id=note_id, case_id=c.case_id, date=date, role=role, text=text, before=before, after=after, indicator=c.indicator,
        confidence=c.confidence, explanation=explanation, stratum=drawn.stratum, inclusion_probability=drawn.inclusion_probability,
        seed=drawn.seed, versions=versions, queue=drawn.queue, quote=quote, assertion=assertion, start=start, end=end, flags=c.flags,
        near=c.near, rules=c.rules, copies=drawn.copies, groups=groups or {},
    )  # fmt: skip


def _just_below(c: Candidate, thresholds: Mapping[str, float], margin: float) -> bool:
    if c.indicator is None or c.shown or c.confidence is None or c.indicator not in thresholds:
        return False
    return thresholds[c.indicator] - margin <= c.confidence < thresholds[c.indicator]


def _by_indicator(candidates: Iterable[Candidate]) -> dict[str, list[tuple[Candidate, int]]]:
    strata: dict[str, list[Candidate]] = {i: [] for i in INDICATORS}
    for c in candidates:
        if c.indicator is not None:
            strata[c.indicator].append(c)
    return {i: distinct(rows) for i, rows in strata.items() if rows}


def _draw(rows: list[tuple[Candidate, int]], wanted: int, *, stratum: str, queue: Queue, seed: int, by: By = "passage") -> list[Drawn]:
    if wanted < 0:
        raise InputError(f"the sample '{stratum}' cannot have {wanted} passages; give 0 or more")
    if not rows or not wanted:
        return []
    cases = numbered([c.case_id for c, _ in rows])
    take = spread if by == "passage" else whole_cases
    rng = generator(seed, stratum)
    places, chance = take(cases, wanted, rng)
    places = rng.permutation(places)  # so that those read so far are at any time a random part of the sample
    return [
        Drawn(
            id=drawn_id(rows[place][0], stratum, seed), candidate=rows[place][0], queue=queue, stratum=stratum,
            inclusion_probability=chance, seed=seed, copies=rows[place][1],
        )
        for place in places
    ]  # fmt: skip
