"""Samplers: the chance that an item had is the chance it says, strata and cases are spread, and copies are joined."""

from collections import Counter

import pytest

from evaluation.review.pool import Candidate, text_key
from evaluation.review.samplers import double_blind, flagged, near_threshold, random_precision, rule_false_alarms, unflagged
from nlp.errors import InputError
from tests.evaluation.review.made import decision


def shown(n: int, *, indicator: str = "neglect", cases: int = 10, rules: tuple[str, ...] = ()) -> list[Candidate]:
    names = [f"{indicator}{k}" for k in range(n)]
    return [
        Candidate(id=name, case_id=f"c{k % cases}", same=name, indicator=indicator, shown=True, flags=(indicator,), rules=rules)
        for k, name in enumerate(names)
    ]


def test_each_item_is_drawn_as_often_as_its_probability_says() -> None:
    pool = [*shown(40), *shown(7, indicator="delay")]
    times: Counter[str] = Counter()
    for seed in range(2000):
        times.update(d.candidate.id for d in flagged(pool, each=10, seed=seed))
    assert all(times[c.id] == 2000 for c in pool if c.indicator == "delay")
    assert {d.inclusion_probability for d in flagged(pool, each=10, seed=1)} == {0.25, 1.0}
    for c in pool[:40]:
        assert times[c.id] / 2000 == pytest.approx(0.25, abs=0.04)  # four standard errors


def test_whole_cases_are_drawn_as_often_as_their_probability_says() -> None:
    pool = shown(40)
    drawn = flagged(pool, each=3, seed=5, by="case")
    assert {d.inclusion_probability for d in drawn} == {0.3}
    assert len({d.candidate.case_id for d in drawn}) == 3
    assert len(drawn) == 12
    assert {d.stratum for d in drawn} == {"flagged_by_case/neglect"}


def test_a_draw_is_spread_over_cases() -> None:
    crowded = [Candidate(id=str(k), case_id="big" if k < 500 else f"c{k}", same=str(k), indicator="delay", shown=True) for k in range(1000)]
    for seed in range(20):
        drawn = flagged(crowded, each=100, seed=seed)
        assert 49 <= sum(d.candidate.case_id == "big" for d in drawn) <= 51


def test_a_sample_is_in_random_order_so_that_a_part_of_it_stands_for_all() -> None:
    order = [int(d.candidate.id[7:]) for d in flagged(shown(1000), each=500, seed=1)]
    assert order != sorted(order)
    assert 400 < sum(order[:100]) / 100 < 600


def test_the_same_seed_draws_the_same_and_another_seed_another() -> None:
    pool = shown(100)
    assert flagged(pool, each=10, seed=1) == flagged(pool, each=10, seed=1)
    assert [d.candidate.id for d in flagged(pool, each=10, seed=1)] != [d.candidate.id for d in flagged(pool, each=10, seed=2)]


def test_pasted_copies_are_drawn_once_and_counted() -> None:
    text = "Seen at home with mother, no concerns about the house."
    key, other = text_key(text, place="n1:0"), text_key(text.replace(" ", "\n ").upper(), place="n9:40")
    assert key == other
    assert text_key("No concerns.", place="n1:0") != text_key("No concerns.", place="n2:0")
    pool = [Candidate(id=str(k), case_id="c", same=key, indicator="delay", shown=True) for k in range(5)]
    (only,) = flagged(pool, each=10, seed=1)
    assert (only.candidate.id, only.copies, only.inclusion_probability) == ("0", 5, 1.0)


def test_unflagged_covers_every_passage_in_two_strata() -> None:
    pool = [Candidate(id=str(k), case_id=f"c{k % 7}", same=str(k), flags=("delay",) if k < 50 else ()) for k in range(1000)]
    drawn = unflagged(pool, size=95, beside=10, seed=3)
    assert Counter(d.stratum for d in drawn) == {"unflagged": 95, "unflagged_beside": 10}
    assert {d.stratum: d.inclusion_probability for d in drawn} == {"unflagged": 0.1, "unflagged_beside": 0.2}
    assert sum(1 / d.inclusion_probability for d in drawn) == pytest.approx(1000)


def test_near_threshold_takes_what_was_not_shown_and_lies_below() -> None:
    pool = [Candidate(id=str(k), case_id="", same=str(k), indicator="delay", confidence=k / 100, shown=k >= 50) for k in range(100)]
    drawn = near_threshold(pool, each=100, seed=1, thresholds={"delay": 0.5}, margin=0.1)
    assert sorted(d.candidate.id for d in drawn) == [str(k) for k in range(40, 50)]
    assert {d.stratum for d in drawn} == {"near/delay"}


def test_two_people_read_a_random_share_of_every_stratum() -> None:
    items = flagged([*shown(40), *shown(20, indicator="delay")], each=20, seed=1)
    both = double_blind(items, share=0.25, seed=1)
    assert Counter((d.queue, d.stratum) for d in both)[("double_blind", "flagged/neglect")] == 5
    assert [(d.id, d.inclusion_probability) for d in both] == [(d.id, d.inclusion_probability) for d in items]
    with pytest.raises(InputError, match="between 0 and 1"):
        double_blind(items, share=2, seed=1)


def test_random_precision_has_one_stratum_over_all_indicators() -> None:
    drawn = random_precision([*shown(40), *shown(10, indicator="delay")], size=25, seed=1)
    assert {(d.stratum, d.inclusion_probability) for d in drawn} == {("random_precision", 0.5)}


def test_rules_that_raise_false_alarms_are_read_more() -> None:
    past = [decision(f"a{k}", verdict="disagree" if k < 6 else "agree", rules=("bad",)) for k in range(8)]
    past += [decision(f"b{k}", rules=("good",)) for k in range(8)]
    drawn = rule_false_alarms([*shown(5, rules=("bad",)), *shown(5, indicator="delay", rules=("good",))], past, each=3, seed=1)
    assert {d.stratum for d in drawn} == {"rule/bad"}
    assert len(drawn) == 3


def test_a_negative_size_is_refused() -> None:
    with pytest.raises(InputError, match="0 or more"):
        flagged(shown(3), each=-1, seed=1)
