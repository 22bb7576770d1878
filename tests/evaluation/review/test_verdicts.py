"""One judgement an item, from the decisions on it."""

from evaluation.review.samplers import disagreement
from evaluation.review.verdicts import judged
from tests.evaluation.review.made import decision


def test_readers_who_say_the_same_decide() -> None:
    (j,) = judged([decision("a"), decision("a", reader="r2")])
    assert (j.state, j.right, j.readers) == ("agreed", True, 2)


def test_readers_who_differ_leave_it_open_until_the_adjudicator_speaks() -> None:
    rows = [decision("a"), decision("a", reader="r2", verdict="disagree")]
    assert judged(rows)[0].state == "disagreed"
    assert disagreement(rows, seed=1) == ["a"]
    (j,) = judged([*rows, decision("a", reader="r3", stage="adjudicator", verdict="disagree")])
    assert (j.state, j.right) == ("agreed", False)


def test_unsure_and_deferred_decide_nothing() -> None:
    assert judged([decision("a", verdict="unsure")])[0].right is None
    assert judged([decision("a", verdict="defer")])[0].state == "deferred"
    assert judged([decision("a", verdict="unsure"), decision("a", reader="r2")])[0].right is True


def test_readers_who_miss_different_things_differ() -> None:
    rows = [decision("a", indicator=None, flagged=False, verdict="disagree", missed=(i,), reader=i) for i in ("delay", "neglect")]
    assert judged(rows)[0].state == "disagreed"
