"""Scales: a sum of weights does not depend on the order in which traits come, which differs from one process to the next."""

from itertools import permutations

from nlp.people.kinds import Pair, Scale

WEIGHTS = {"a": 0.1, "b": 0.2, "c": 0.3, "d": -0.6, "e": 1e-9}


def test_the_order_of_traits_changes_no_bit() -> None:
    plain = Scale(0.05, WEIGHTS)
    both = Pair(0.05, -0.05, {trait: (weight, -weight) for trait, weight in WEIGHTS.items()})
    assert len({sum((0.05, *(WEIGHTS[t] for t in order))) for order in permutations(WEIGHTS)}) > 1  # as a plain sum would
    assert len({plain.weigh(order) for order in permutations(WEIGHTS)}) == 1
    assert len({both.weigh(order) for order in permutations(WEIGHTS)}) == 1
