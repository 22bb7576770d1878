"""Whether a note answers its concerns: what its hints weigh, and what settles it."""

import pytest

import nlp
from nlp.casework.unanswered import odds, weights

OPEN = "The flat smelt of cannabis and a grinder lay on the sofa. The baby's bottle had mould in it."
GAP = "The father was not seen and nobody has asked who he is."


def asked(pipeline: nlp.Pipeline, text: str, *, role: str = "health visitor") -> bool:
    """Return whether a note is asked what was done about its concerns."""
    found = pipeline.review(nlp.Note(text=text, date="2024-03-05", role=role)).findings
    return any(f.indicator == "no_follow_up" and f.level == "note" for f in found)


def test_only_gaps_in_practice_speak_for_the_question() -> None:
    raised = {hint for hint, weight in weights().items() if weight > 0} - {"bias"}
    assert raised
    assert all(hint.startswith("gaps") for hint in raised)


def test_more_hints_of_an_answer_never_make_the_question_likelier() -> None:
    assert odds({"weak near": 3}) < odds({"weak near": 1}) < odds({})


def test_concerns_with_nothing_that_answers_are_asked_about(pipeline: nlp.Pipeline) -> None:
    assert asked(pipeline, f"{OPEN} {GAP}")


@pytest.mark.parametrize("answer", ["Rang MASH at ten.", "Strategy discussion at two.", "Plan: visit with the police.", "Ref'd to CSC."])
def test_one_plain_answer_near_the_concern_settles_it(pipeline: nlp.Pipeline, answer: str) -> None:
    assert not asked(pipeline, f"{OPEN} {GAP} {answer}")


def test_a_note_that_is_a_response_itself_is_not_asked(pipeline: nlp.Pipeline) -> None:
    assert not asked(pipeline, f"Core group minutes. {OPEN} {GAP}")


def test_without_a_concern_nothing_is_asked(pipeline: nlp.Pipeline) -> None:
    assert not asked(pipeline, f"The flat was warm and the baby's bottle was clean. {GAP}")
