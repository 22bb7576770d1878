"""Drawing by chance: places out of a list, each with the same known probability, spread over cases.

Everything is a function of its arguments and a seed, so the same draw can be made again and checked.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]


def generator(seed: int, stratum: str) -> np.random.Generator:
    """Return the source of chance of one stratum: strata of one seed do not hang together."""
    digest = hashlib.blake2b(stratum.encode(), digest_size=8).digest()
    return np.random.default_rng([seed, int.from_bytes(digest, "big")])


def spread(cases: NDArray[np.int64], wanted: int, rng: np.random.Generator) -> tuple[Places, float]:
    """Return `wanted` places and the chance that each place had, spread over cases as evenly as chance allows.

    Cases are put in a random order, their passages in a random order within them, and every k-th is taken from a random
    start: no case is crowded while another is left out, and each passage has the same chance.
    """
    size = len(cases)
    if not wanted:
        return np.zeros(0, np.int64), 0.0
    if wanted >= size:
        return np.arange(size), 1.0
    ranks = rng.permutation(int(cases.max()) + 1)[cases]
    order = np.lexsort((rng.random(size), ranks))
    steps = (np.arange(wanted) + rng.random()) * (size / wanted)
    return np.sort(order[steps.astype(np.int64)]), wanted / size


def whole_cases(cases: NDArray[np.int64], wanted: int, rng: np.random.Generator) -> tuple[Places, float]:
    """Return all places of `wanted` cases, and the chance that each case had."""
    present = np.unique(cases)
    if wanted >= len(present):
        return np.arange(len(cases)), 1.0
    taken = rng.choice(present, wanted, replace=False)
    return np.flatnonzero(np.isin(cases, taken)), wanted / len(present)


def numbered(names: list[str]) -> NDArray[np.int64]:
    """Return a number for each name, the same for the same name; a passage without a case is a case of its own."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name or f"\0{place}", len(numbers)) for place, name in enumerate(names)], np.int64)
