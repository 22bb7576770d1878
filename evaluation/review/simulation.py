"""A review of made-up passages whose truth is known: do the intervals hold what they promise?

`python -m evaluation.review.simulation` draws with the real samplers and measures with the real measures, a thousand times,
and says for each stratum how often the interval of the precision held the truth and how often recall was above its bound.
A hundred worlds are made, each drawn from and read ten times. In a world passages lie in cases of unequal size; what is worth
reading and what is flagged wrongly gather in some cases; some passages are pasted into other cases.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.review.estimate import LEVEL, Estimate
from evaluation.review.pool import Drawn
from evaluation.review.precision import of_judged as precision_of
from evaluation.review.recall import of_judged as recall_of
from evaluation.review.rows import Decision
from evaluation.review.samplers import flagged, near_threshold, random_precision, unflagged
from evaluation.review.verdicts import judged
from evaluation.review.world import MARGIN, SETTINGS, THRESHOLD, World, made_world

RESULTS = Path(__file__).parent.parent / "results" / "review_simulation.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is read in one review: `each` shown passages of an indicator, but never more than half of them."""

    each: int = 150
    cases: int = 100
    everything: int = 400
    near: int = 60
    unflagged: int = 2500
    beside: int = 600


@dataclass(slots=True)
class Tally:
    """How one stratum did over all repetitions."""

    held: list[bool] = field(default_factory=list)
    truth: list[float] = field(default_factory=list)
    width: list[float] = field(default_factory=list)
    read: list[int] = field(default_factory=list)
    all_read: int = 0

    def add(self, held: bool, truth: float, width: float, read: int) -> None:
        """Count one repetition."""
        self.held.append(bool(held))
        self.truth.append(truth)
        self.width.append(width)
        self.read.append(read)

    def join(self, other: "Tally") -> None:
        """Count the repetitions of another one too."""
        for mine, more in ((self.held, other.held), (self.truth, other.truth), (self.width, other.width), (self.read, other.read)):
            mine.extend(more)  # type: ignore[arg-type]  # each with its own kind
        self.all_read += other.all_read


def review(world: World, plan: Plan, seed: int) -> list[Decision]:
    """Draw all samples of a review from a world, and read them without fault."""
    limits = dict.fromkeys((s.indicator for s in SETTINGS), THRESHOLD)
    drawn = [
        *(d for s in SETTINGS for d in _flagged(world, s.indicator, plan, seed)),
        *random_precision(world.pairs, size=plan.everything, seed=seed),
        *near_threshold(world.pairs, each=plan.near, seed=seed, thresholds=limits, margin=MARGIN),
        *unflagged(world.passages, size=plan.unflagged, beside=plan.beside, seed=seed),
    ]
    return [_read(d, world) for d in drawn]


def _flagged(world: World, indicator: str, plan: Plan, seed: int) -> list[Drawn]:
    own = [c for c in world.pairs if c.indicator == indicator and c.shown]
    return flagged(own, each=min(plan.each, len(own) // 2), seed=seed)


def _read(d: Drawn, world: World) -> Decision:
    c, true = d.candidate, world.truth[d.candidate.same]
    missed = tuple(sorted(true - set(c.flags))) if c.indicator is None else ()
    agrees = not missed if c.indicator is None else c.indicator in true
    return Decision(
        item_id=d.id, indicator=c.indicator, flagged=c.shown, confidence=c.confidence, stratum=d.stratum,
        inclusion_probability=d.inclusion_probability, case_id=c.case_id, note_kind="", date="", reader="made", queue=d.queue,
        verdict="agree" if agrees else "disagree", reason=None, blind=True, missed=missed, flags=c.flags, near=c.near,
    )  # fmt: skip


Tallies = dict[str, Tally]


def simulate(*, passages: int, worlds: int, draws: int, seed: int, plan: Plan, workers: int = 1) -> dict[str, Any]:
    """Return how often intervals held, over `worlds` worlds with `draws` reviews each; the same for any number of workers."""
    precisions: Tallies = defaultdict(Tally)
    recalls: Tallies = defaultdict(Tally)
    one = partial(_of_world, passages=passages, draws=draws, plan=plan)
    seeds = range(seed, seed + worlds)
    with ProcessPoolExecutor(workers) if workers > 1 else nullcontext() as pool:
        for found in pool.map(one, seeds) if pool else map(one, seeds):
            for kept, more in zip((precisions, recalls), found, strict=True):
                for name, tally in more.items():
                    kept[name].join(tally)
    return _report(precisions, recalls, passages=passages, worlds=worlds, draws=draws, seed=seed, plan=plan)


def _of_world(seed: int, *, passages: int, draws: int, plan: Plan) -> tuple[Tallies, Tallies]:
    precisions: Tallies = defaultdict(Tally)
    recalls: Tallies = defaultdict(Tally)
    world = made_world(passages, seed)
    true = {i: world.precision(i) for i in [None, *(s.indicator for s in SETTINGS)]}
    kept = {s.indicator: world.recall(s.indicator) for s in SETTINGS}
    for r in range(draws):
        _once(world, plan, seed * 1000 + r, true, kept, precisions, recalls)
    return precisions, recalls


def _once(
    world: World, plan: Plan, seed: int, true: Mapping[str | None, float | None], kept: Mapping[str, float | None],
    precisions: Mapping[str, Tally], recalls: Mapping[str, Tally],
) -> None:  # fmt: skip
    items = judged(review(world, plan, seed))
    for s in (None, *SETTINGS):
        i = s.indicator if s else None
        _count(precisions[f"flagged/{i}" if i else "random_precision"], precision_of(items, indicator=i).estimate, true[i])
    common = {s.indicator for s in SETTINGS if s.prevalence >= 0.01}
    pairs = [c for c in world.pairs if c.indicator in common]
    whole = judged(_read(d, world) for d in flagged(pairs, each=plan.cases, seed=seed, by="case"))
    for i in sorted(common):
        _count(precisions[f"flagged_by_case/{i}"], precision_of(whole, indicator=i, seed=seed).estimate, true[i])
    for s in SETTINGS:
        bound, truth = recall_of(items, indicator=s.indicator).bound, kept[s.indicator]
        if bound.low is not None and truth is not None:
            recalls[s.indicator].add(truth >= bound.low, truth, bound.low, bound.n)


def _count(tally: Tally, found: Estimate, truth: float | None) -> None:
    if truth is None:
        return
    if found.method == "all read":
        tally.all_read += 1
    elif found.low is not None and found.high is not None:
        tally.add(found.low <= truth + 1e-12 and truth - 1e-12 <= found.high, truth, found.high - found.low, found.n)


def _report(precisions: Mapping[str, Tally], recalls: Mapping[str, Tally], **how: Any) -> dict[str, Any]:
    prevalence = {s.indicator: s.prevalence for s in SETTINGS}
    plan = how.pop("plan")
    return {
        **how, "repetitions": how["worlds"] * how["draws"], "level": LEVEL,
        "read": {name: getattr(plan, name) for name in Plan.__slots__},
        "precision": {
            name: {
                "prevalence": prevalence.get(name.partition("/")[2]), "intervals": len(t.held), "all_read": t.all_read,
                "covered": _mean(t.held), "true_precision": _mean(t.truth), "width": _mean(t.width), "n": _mean(t.read),
            }
            for name, t in precisions.items()
        },
        "precision_covered": _mean([h for t in precisions.values() for h in t.held]),
        "recall": {
            name: {
                "prevalence": prevalence[name], "bounds": len(t.held), "held": _mean(t.held), "true_recall": _mean(t.truth),
                "bound": _mean(t.width), "n": _mean(t.read),
            }
            for name, t in recalls.items()
        },
        "recall_held": _mean([h for t in recalls.values() for h in t.held]),
    }  # fmt: skip


def _mean(values: Sequence[float]) -> float | None:
    return round(float(np.mean(values)), 4) if values else None


def table(found: Mapping[str, Any]) -> str:
    """Return the coverage as a table to read."""
    lines = [f"{found['repetitions']:,} reviews of {found['passages']:,} passages in {found['worlds']} worlds", ""]
    lines.append(f"{'precision, stratum':38}{'prevalence':>11}{'read':>7}{'true':>7}{'width':>7}{'covered':>9}")
    for name, row in found["precision"].items():
        covered = "all read" if row["covered"] is None else f"{row['covered']:.1%}"
        share = f"{row['prevalence']:.2%}" if row["prevalence"] else ""
        lines.append(f"{name:38}{share:>11}{_n(row['n'], '.0f')}{_n(row['true_precision'], '.2f')}{_n(row['width'], '.3f')}{covered:>9}")
    lines += [f"all precision intervals: {found['precision_covered']:.1%} hold the truth", ""]
    lines.append(f"{'recall':38}{'prevalence':>11}{'read':>7}{'true':>7}{'bound':>7}{'held':>9}")
    for name, row in found["recall"].items():
        figures = f"{_n(row['n'], '.0f')}{_n(row['true_recall'], '.2f')}{_n(row['bound'], '.3f')}"
        lines.append(f"{name:38}{row['prevalence']:>11.2%}{figures}{row['held']:>9.1%}")
    return "\n".join([*lines, f"all bounds of recall: {found['recall_held']:.1%} hold", ""])


def _n(value: float | None, form: str) -> str:
    return f"{'':>7}" if value is None else f"{value:>7{form}}"


def main() -> int:
    """Simulate, keep the results, print the table."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.review.simulation", description="Simulate reviews with a known truth.")
    parser.add_argument("--passages", type=int, default=50_000)
    parser.add_argument("--worlds", type=int, default=100)
    parser.add_argument("--draws", type=int, default=10, help="reviews of each world")
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    found = simulate(
        passages=given.passages, worlds=given.worlds, draws=given.draws, seed=given.seed, plan=Plan(), workers=given.workers
    )  # fmt: skip
    given.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(table(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
