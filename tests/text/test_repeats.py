"""Text that stands again in a case, told from text that is merely alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.passages import split
from nlp.text.repeats import repeated


def _repeated(*notes: str) -> list[list[int | None]]:
    return repeated([(text, split(text)) for text in notes])


FIRST = "Nan has the boys every Friday night at hers."


@pytest.mark.parametrize(
    "again",
    [
        FIRST,
        "NAN HAS THE BOYS EVERY FRIDAY NIGHT AT HERS",
        "nan has the boys, every friday night - at hers!",
        "Nan has the\tboys every  Friday night at hers.",
        "- Nan has the boys every Friday night at hers.",
        "3) Nan has the boys every Friday night at hers.",
        "12/03/24 14:10 Nan has the boys every Friday night at hers.",
        "[14/02] Nan has the boys every Friday night at hers.",
        "- 1430hrs: Nan has the boys every Friday night at hers.",
    ],
)
def test_a_copied_passage_names_the_note_it_first_stood_in(again: str) -> None:
    assert _repeated(FIRST, "Dad rang.", again) == [[None], [None], [0]]


def test_straight_and_curly_apostrophes_are_one() -> None:
    assert _repeated("He's had no tea at Mum's all week.", "He’s had no tea at Mum’s all week.") == [[None], [0]]


def test_a_passage_that_stands_twice_in_one_note_names_that_note() -> None:
    assert _repeated("Dad rang.", f"{FIRST}\n{FIRST}") == [[None], [None, 1]]


def test_a_third_copy_still_names_the_first() -> None:
    assert _repeated(FIRST, FIRST, FIRST) == [[None], [0], [0]]


@pytest.mark.parametrize("again", ["Nan has the boys every Saturday night at hers.", "Nan has the boys at hers."])
def test_a_passage_with_other_words_is_new(again: str) -> None:
    assert _repeated(FIRST, again) == [[None], [None]]


def test_fewer_than_six_words_are_no_copy() -> None:
    assert _repeated("No concerns at home today.", "No concerns at home today.") == [[None], [None]]


def test_a_case_without_notes_has_nothing() -> None:
    assert repeated([]) == []


@given(st.lists(st.text(max_size=60), max_size=6))
def test_every_passage_has_an_answer_and_none_points_ahead(notes: list[str]) -> None:
    answers = _repeated(*notes)
    assert [len(answer) for answer in answers] == [len(split(text)) for text in notes]
    assert all(seen is None or seen <= at for at, answer in enumerate(answers) for seen in answer)
