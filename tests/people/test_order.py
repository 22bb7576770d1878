"""What is decided about people does not hang on the order in which a set happens to be gone through."""

import itertools

from nlp.people.kinds import Pair, Scale

_WEIGHTS = {"a": 0.1, "b": 0.2, "c": 0.3, "d": -0.6, "e": 1e15, "f": -1e15}


def test_a_sum_of_weights_is_the_same_in_every_order() -> None:
    scale = Scale(0.7, _WEIGHTS)
    pair = Pair(0.7, -0.7, {trait: (weight, -weight) for trait, weight in _WEIGHTS.items()})
    sums = {scale.weigh(order) for order in itertools.permutations(_WEIGHTS)}
    pairs = {pair.weigh(order) for order in itertools.permutations(_WEIGHTS)}
    assert len(sums) == 1
    assert len(pairs) == 1
    assert sum(_WEIGHTS.values()) != sum(reversed(_WEIGHTS.values()))  # a plain sum would not do
