"""Strata: how many passages each stands for, how many were read, and totals over them (Horvitz-Thompson).

A decision tells the chance that its item had, so `1 / chance` passages stand behind it. While a sample is still being read,
the items read so far are a random part of it (queues are in random order), and stand for all of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evaluation.review.rows import ESTIMATING
from evaluation.review.verdicts import Judged

Key = tuple[str, float]
"""The name of a stratum and the chance of its items: two draws of one stratum are two parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """The items of one draw from one stratum that were decided; `size` passages could have been drawn."""

    stratum: str
    size: int
    judged: tuple[Judged, ...]

    @property
    def read(self) -> int:
        """How many were decided, one way or the other."""
        return len(self.judged)


def drawn_of(items: Iterable[tuple[str, float]]) -> dict[Key, int]:
    """Return how many items were drawn, from the stratum and chance of every item of a sample, read or not."""
    counts: dict[Key, int] = {}
    for stratum, chance in items:
        key = (stratum, round(chance, 12))
        counts[key] = counts.get(key, 0) + 1
    return counts


def parts(judged: Iterable[Judged], *, drawn: Mapping[Key, int] | None = None) -> list[Part]:
    """Return the judged items by draw.

    Without `drawn` all items of a draw are taken to be among `judged`, deferred ones included. Only items with an answer, or
    an open one, are kept in a part.
    """
    groups: dict[Key, list[Judged]] = {}
    for j in judged:
        groups.setdefault((j.decision.stratum, round(j.decision.inclusion_probability, 12)), []).append(j)
    out = []
    for key, members in groups.items():
        count = (drawn or {}).get(key, len(members))
        size = max(len(members), round(count / key[1]))
        out.append(Part(key[0], size, tuple(m for m in members if m.state != "deferred")))
    return [part for part in out if part.judged]


def by_chance(items: Iterable[Judged]) -> list[Judged]:
    """Return the shown items that were drawn by chance: those of the indicators' own samples, else those over all that is shown.

    The two overlap, so they are never put together.
    """
    drawn = [j for j in items if j.decision.flagged and j.decision.queue in ESTIMATING]
    own = [j for j in drawn if j.decision.stratum != "random_precision"]
    return own or drawn


@dataclass(frozen=True, slots=True)
class Total:
    """An estimated total over strata and its variance; `variance` is None where a stratum has a single item."""

    value: float
    variance: float | None


def total(values: Sequence[Sequence[float]], sizes: Sequence[int], *, finite: bool = True) -> Total:
    """Return the Horvitz-Thompson total of a stratified sample: `values` of the items read of each stratum, and its size.

    Without `finite` the strata stand for many more of their kind, and what was read narrows nothing.
    """
    value, variance = 0.0, 0.0
    known = True
    for sample, size in zip(values, sizes, strict=True):
        n = len(sample)
        mean = sum(sample) / n
        value += size * mean
        if n < size or not finite:
            if n < 2:
                known = False
                continue
            spread = sum((y - mean) ** 2 for y in sample) / (n - 1)
            variance += size * size * (1 - n / size * finite) * spread / n
    return Total(value, variance if known else None)
