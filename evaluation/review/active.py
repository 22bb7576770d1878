"""What to read next so that the model learns most: what it is unsure of, spread over different text, and a random share.

The random share keeps estimates honest: only it may be used for them, and each of its items has the chance it was drawn with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from evaluation.review.draw import generator, numbered, spread
from evaluation.review.pool import Candidate, distinct
from nlp.errors import InputError

Why = Literal["uncertain", "random"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """A passage to read: because the model is unsure of it, or by chance (then with the chance it had)."""

    candidate: Candidate
    why: Why
    inclusion_probability: float | None


def order(
    candidates: Iterable[Candidate], *, size: int, random_share: float, seed: int, most_each_case: int = 3, most_each_rule: int = 10
) -> list[Next]:
    """Return `size` passages in the order to read them; `random_share` of them by chance, the others nearest to 0.5.

    Diverse: no more than `most_each_case` unsure passages of a case and `most_each_rule` with the same rules behind them, and
    indicators take turns, so that one frequent pattern does not fill the list.
    """
    if not 0 < random_share <= 1:
        raise InputError(f"the random share must be above 0 and at most 1, not {random_share}; without one no estimate is possible")
    if size < 1:
        raise InputError("give at least one passage to read")
    rows = [c for c, _ in distinct(c for c in candidates if c.indicator is not None and c.confidence is not None)]
    if not rows:
        return []
    rng = generator(seed, "active")
    places, chance = spread(numbered([c.case_id for c in rows]), min(len(rows), max(1, round(size * random_share))), rng)
    by_chance = {int(p) for p in places}
    random = [Next(candidate=rows[p], why="random", inclusion_probability=chance) for p in by_chance]
    rest = [c for place, c in enumerate(rows) if place not in by_chance]
    unsure = _diverse(rest, size - len(random), most_each_case, most_each_rule)
    mixed = [*random, *(Next(candidate=c, why="uncertain", inclusion_probability=None) for c in unsure)]
    return [mixed[p] for p in rng.permutation(len(mixed))]


def _diverse(rows: Sequence[Candidate], wanted: int, each_case: int, each_rule: int) -> list[Candidate]:
    queues: dict[str | None, list[Candidate]] = {}
    for c in sorted(rows, key=lambda c: (abs((c.confidence or 0) - 0.5), c.id)):
        queues.setdefault(c.indicator, []).append(c)
    cases: dict[str, int] = {}
    rules: dict[tuple[str, ...], int] = {}
    out: list[Candidate] = []
    while queues and len(out) < wanted:
        for indicator in list(queues):
            while queues[indicator]:
                c = queues[indicator].pop(0)
                if cases.get(c.case_id, 0) < each_case and rules.get(c.rules, 0) < each_rule:
                    cases[c.case_id] = cases.get(c.case_id, 0) + bool(c.case_id)
                    rules[c.rules] = rules.get(c.rules, 0) + bool(c.rules)
                    out.append(c)
                    break
            if not queues[indicator]:
                del queues[indicator]
            if len(out) == wanted:
                break
    return out
