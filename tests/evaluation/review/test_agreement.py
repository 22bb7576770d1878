"""Agreement on rows of decisions: who is compared with whom, and when there is nothing to say."""

from evaluation.review.agreement import ac1, agreement, alpha, kappa
from evaluation.review.rows import Decision
from tests.evaluation.review.made import decision


def read(item: str, **verdicts: str) -> list[Decision]:
    return [decision(item, reader=r, verdict=v) for r, v in verdicts.items()]


def test_readers_are_compared_on_what_both_read() -> None:
    rows = [
        *read("1", a="agree", b="agree"),
        *read("2", a="disagree", b="disagree"),
        *read("3", a="agree", c="disagree"),
        *read("4", c="agree"),
    ]
    found = agreement(rows, indicator="neglect")
    assert (found.readers, found.items) == (3, 3)
    assert found.kappa["a", "b"].value == 1.0
    assert found.kappa["a", "b"].n == 2
    assert ("b", "c") not in found.kappa


def test_the_adjudicator_other_indicators_and_deferred_items_do_not_count() -> None:
    rows = [*read("1", a="agree", b="defer"), decision("1", reader="c", stage="adjudicator"), *read("2", a="agree")]
    found = agreement(rows, indicator="neglect")
    assert found.items == 0
    assert not found.ac1.estimable
    assert not found.percent.estimable
    assert agreement(rows, indicator="delay").items == 0


def test_one_answer_only_is_not_estimable_where_chance_explains_all() -> None:
    same = [("agree", "agree")] * 40
    assert not kappa(["agree"] * 40, ["agree"] * 40).estimable
    assert alpha(same).why == "all gave only one answer"
    assert not ac1(same).estimable


def test_rare_answers_lower_kappa_and_not_ac1() -> None:
    rows = [("agree", "agree")] * 90 + [("agree", "disagree")] * 5 + [("disagree", "agree")] * 5
    k, a = kappa([x for x, _ in rows], [y for _, y in rows]).value, ac1(rows).value
    assert k is not None
    assert a is not None
    assert k < 0 < 0.85 < a
