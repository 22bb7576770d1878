"""How many must be read? For a precision with an interval of a wanted width, and for a bound on what was missed."""

import math

from evaluation.review.estimate import LEVEL
from evaluation.review.shares import most, wilson
from nlp.errors import InputError


def for_width(width: float, *, expected: float, size: int | None = None, level: float = LEVEL) -> int:
    """Return how many shown passages to read so that Wilson's interval is no wider than `width`, if `expected` are right.

    `size` is how many there are; None for very many.
    """
    if not 0 < width < 1:
        raise InputError(f"the width of the interval must lie between 0 and 1, not {width}")
    if not 0 <= expected <= 1:
        raise InputError(f"the expected share must lie between 0 and 1, not {expected}")
    if size is not None and size < 1:
        raise InputError("there must be at least one passage to draw from")
    of = math.inf if size is None else float(size)
    low, high = 1, 2
    while high < of and _width(expected, high, of, level) > width:
        low, high = high, high * 2
    high = int(min(high, of))
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _width(expected, middle, of, level) <= width else (middle + 1, high)
    return low


def _width(expected: float, n: int, size: float, level: float) -> float:
    low, high = wilson(expected * n, n, level=level, size=size)
    return high - low


def for_bound(bound: float, *, size: int, level: float = LEVEL) -> int:
    """Return how many passages without a flag to read so that, if none of them was missed, at most `bound` of all were.

    Sampling without replacement from `size`; if some turn out to be missed the bound will be higher.
    """
    if not 0 < bound < 1:
        raise InputError(f"the bound must lie between 0 and 1, not {bound}")
    if size < 1:
        raise InputError("there must be at least one passage to draw from")
    low, high = 1, size
    while low < high:
        middle = (low + high) // 2
        if most(0, middle, size, risk=1 - level) <= bound * size:
            high = middle
        else:
            low = middle + 1
    return low
