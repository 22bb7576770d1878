"""Every passage of a note is read once, in a window of a size that the encoder can take, with neighbours around it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.models.window import MOST_OF_PASSAGE, MOST_TOKENS, OVERLAP, Marks, around, windows

MARKS = Marks(1, 2)
passages = st.lists(st.integers(0, 150).map(lambda n: [9] * n), max_size=60)


@settings(max_examples=200, deadline=None)
@given(passages, st.lists(st.just(7), max_size=12), st.integers(0, 120))
def test_each_passage_has_one_place(of: list[list[int]], role: list[int], shift: int) -> None:
    cut = windows(role, of, MARKS, shift=shift)
    assert [place.passage for window in cut for place in window.places] == list(range(len(of)))
    for window in cut:
        assert len(window.ids) <= MOST_TOKENS
        assert window.ids[0] == MARKS.opening
        for place in window.places:
            body = window.ids[place.start : place.end]
            assert body == [*of[place.passage][:MOST_OF_PASSAGE], MARKS.closing]


def test_a_short_note_is_one_window() -> None:
    (window,) = windows([7], [[9, 9], [9], [9, 9, 9]], MARKS)
    assert window.ids == [1, 7, 2, 9, 9, 2, 9, 2, 9, 9, 9, 2]


def test_passages_in_the_middle_of_a_long_note_have_company_on_both_sides() -> None:
    of = [[9] * 11 for _ in range(80)]
    for window in windows([], of, MARKS):
        first, last = window.places[0], window.places[-1]
        assert first.passage == 0 or first.start > OVERLAP
        assert last.passage == 79 or len(window.ids) - last.end >= OVERLAP


def test_no_passage_gives_no_window() -> None:
    assert windows([7], [], MARKS) == []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=60), st.data())
def test_wanted_passages_have_company_on_both_sides_and_no_more(sizes: list[int], data: st.DataObject) -> None:
    wanted = data.draw(st.sets(st.integers(0, len(sizes) - 1))) if sizes else set()
    kept = around(sizes, wanted)
    assert kept == sorted(set(kept))
    assert wanted <= set(kept)
    for number in wanted:
        before, after = _beside(sizes[:number][::-1]), _beside(sizes[number + 1 :])
        assert set(range(number - before, number + after + 1)) <= set(kept)
    reached = {n + step for n in wanted for step in range(-_beside(sizes[:n][::-1]), _beside(sizes[n + 1 :]) + 1)}
    assert set(kept) == reached


def _beside(sizes: list[int]) -> int:
    """Return how many of the passages that follow are wanted for at least `OVERLAP` tokens of company."""
    count, tokens = 0, 0
    while count < len(sizes) and tokens < OVERLAP:
        tokens += sizes[count] + 1
        count += 1
    return count
