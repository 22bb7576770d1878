"""What to read next so that the model learns most: what it is unsure of, spread over different text, and a random share.

The random share keeps estimates honest: it is a `random_precision` draw like any other. What was chosen because the model is
unsure is never used for estimates.
"""

from collections.abc import Iterable, Sequence

from evaluation.review.draw import generator
from evaluation.review.pool import Candidate, Drawn, distinct, drawn_id
from evaluation.review.samplers import random_precision
from nlp.errors import InputError


def active(
    candidates: Iterable[Candidate], *, size: int, random_share: float, seed: int, most_each_case: int = 3, most_each_rule: int = 10
) -> list[Drawn]:
    """Return `size` passages in the order to read them; `random_share` of them by chance from what is shown, the others nearest to 0.5.

    Diverse: no more than `most_each_case` unsure passages of a case and `most_each_rule` with the same rules behind them, and
    indicators take turns, so that one frequent pattern does not fill the list.
    """
    if not 0 < random_share <= 1:
        raise InputError(f"the random share must be above 0 and at most 1, not {random_share}; without one no estimate is possible")
    if size < 1:
        raise InputError("give at least one passage to read")
    rows = [c for c in candidates if c.indicator is not None and c.confidence is not None]
    by_chance = random_precision(rows, size=max(1, round(size * random_share)), seed=seed + 1)  # not that of the same sample's own draw
    taken = {(d.candidate.same, d.candidate.indicator) for d in by_chance}
    rest = [(c, copies) for c, copies in distinct(rows) if (c.same, c.indicator) not in taken]
    copies_of = {id(c): copies for c, copies in rest}
    unsure = [
        Drawn(
            id=drawn_id(c, "active", seed), candidate=c, queue="active", stratum=f"active/{c.indicator}", inclusion_probability=1.0,
            seed=seed, copies=copies_of[id(c)],
        )
        for c in _diverse([c for c, _ in rest], size - len(by_chance), most_each_case, most_each_rule)
    ]  # fmt: skip
    mixed = [*by_chance, *unsure]
    return [mixed[p] for p in generator(seed, "active").permutation(len(mixed))]


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
