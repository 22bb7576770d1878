"""Made-up passages whose truth is known, for simulated reviews.

Passages lie in cases of unequal size; what is worth reading and what is flagged wrongly gather in some cases more than in
others; about one passage in fifty is pasted into another case.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.review.pool import Candidate, distinct

THRESHOLD, MARGIN = 0.5, 0.2


@dataclass(frozen=True, slots=True)
class Setting:
    """How one indicator behaves: how common, how much of it is shown, and how much of what is shown is right."""

    indicator: str
    prevalence: float
    recall: float
    precision: float


SETTINGS = (
    Setting("harm_to_child", 0.0003, 0.75, 0.45), Setting("child_injury", 0.001, 0.85, 0.6), Setting("cannabis_use", 0.003, 0.9, 0.85),
    Setting("domestic_abuse", 0.01, 0.7, 0.75), Setting("neglect", 0.03, 0.6, 0.5), Setting("absent_child_voice", 0.05, 0.8, 0.9),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """Made passages and pairs of passage and indicator; `truth` says of what each passage is worth reading again."""

    passages: list[Candidate]
    pairs: list[Candidate]
    truth: dict[str, frozenset[str]]

    def shown(self, indicator: str | None) -> list[Candidate]:
        """Return the distinct passages shown for an indicator, or for any."""
        return [c for c, _ in distinct(c for c in self.pairs if c.shown and indicator in (None, c.indicator))]

    def precision(self, indicator: str | None) -> float | None:
        """Return the true precision, None where nothing is shown."""
        shown = self.shown(indicator)
        return sum(c.indicator in self.truth[c.same] for c in shown) / len(shown) if shown else None

    def recall(self, indicator: str) -> float | None:
        """Return the true recall, None where there is nothing to find."""
        right = {c.same for c in self.shown(indicator) if indicator in self.truth[c.same]}
        every = sum(indicator in found for found in self.truth.values())
        return len(right) / every if every else None


def made_world(passages: int, seed: int, settings: Sequence[Setting] = SETTINGS) -> World:
    """Return a world of `passages` passages; about one in fifty is pasted into another case."""
    rng = np.random.default_rng([seed, 1])
    cases = max(20, passages // 60)
    case = np.sort(rng.choice(cases, passages, p=_uneven(rng, cases, 0.8)))
    says: list[dict[str, float]] = [{} for _ in range(passages)]
    true: list[set[str]] = [set() for _ in range(passages)]
    for s in settings:
        positive = rng.random(passages) < _rates(rng, case, cases, s.prevalence)
        seen = rng.random(passages) < np.where(positive, s.recall, 0)
        wrong_rate = s.prevalence * s.recall * (1 - s.precision) / s.precision
        wrong = ~positive & (rng.random(passages) < _rates(rng, case, cases, wrong_rate))
        nearly = ~seen & ~wrong & (rng.random(passages) < np.where(positive, 0.5, 2 * s.prevalence))
        confidence = np.where(seen, rng.beta(8, 2, passages), rng.beta(4, 3, passages)) * 0.5 + 0.5
        below = THRESHOLD - rng.random(passages) * MARGIN
        for p in np.flatnonzero(positive):
            true[p].add(s.indicator)
        for p in np.flatnonzero(seen | wrong):
            says[p][s.indicator] = float(confidence[p])
        for p in np.flatnonzero(nearly):
            says[p][s.indicator] = float(below[p])
    copies = rng.choice(passages, passages // 50, replace=False)
    rows = [(f"p{p}", f"c{case[p]}", p) for p in range(passages)]
    rows += [(f"q{n}", f"c{rng.integers(cases)}", int(p)) for n, p in enumerate(copies)]
    return _world(rows, says, true)


def _uneven(rng: np.random.Generator, cases: int, spread: float) -> NDArray[np.float64]:
    weights = rng.lognormal(0, spread, cases)
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def _rates(rng: np.random.Generator, case: NDArray[np.int64], cases: int, rate: float) -> NDArray[np.float64]:
    """Return a rate a passage, with the mean `rate`, that varies much from case to case."""
    of_case = rng.gamma(0.7, 1 / 0.7, cases)
    own = of_case[case]
    rates: NDArray[np.float64] = np.minimum(0.9, own / own.mean() * rate)
    return rates


def _world(rows: list[tuple[str, str, int]], says: list[dict[str, float]], true: list[set[str]]) -> World:
    passages, pairs = [], []
    for name, case_id, p in rows:
        key = f"t{p}"
        flags = tuple(i for i, c in says[p].items() if c >= THRESHOLD)
        near = tuple(i for i, c in says[p].items() if c < THRESHOLD)
        passages.append(Candidate(id=name, case_id=case_id, same=key, flags=flags, near=near))
        for i, c in says[p].items():
            pairs.append(
                Candidate(
                    id=name, case_id=case_id, same=key, indicator=i, confidence=c, shown=c >= THRESHOLD, flags=flags, near=near,
                )
            )  # fmt: skip
    return World(passages, pairs, {f"t{p}": frozenset(found) for p, found in enumerate(true)})
