"""The whole way: a note, a case, a stream; what never happens to an empty or foreign text."""

import pytest

import nlp


def test_one_note_a_stream_and_two_processes_agree(pipeline: nlp.Pipeline, example_notes: list[nlp.Note]) -> None:
    single = [pipeline.review(note) for note in example_notes]
    assert list(pipeline.stream(example_notes)) == single
    assert list(pipeline.stream(example_notes, workers=2)) == single


def test_text_pasted_from_an_earlier_note_of_the_case_is_known_as_repeated(pipeline: nlp.Pipeline) -> None:
    line = "Neighbour reports a strong smell of cannabis from the flat most evenings."
    notes = [nlp.Note(text=line, id="a", case_id="c"), nlp.Note(text=f"Visit today. {line}", id="b", case_id="c")]
    first, second = pipeline.review_case(notes)
    assert [f.repeat_of for f in first.flags if f.indicator == "cannabis_use"] == [None]
    assert [f.repeat_of for f in second.flags if f.indicator == "cannabis_use"] == ["a"]


@pytest.mark.parametrize("text", ["", "   \n", "ok", "Dad.", "Kind regards"])
def test_no_absence_from_a_text_that_holds_nothing(pipeline: nlp.Pipeline, text: str) -> None:
    review = pipeline.review(nlp.Note(text=text))
    assert not [f for f in review.findings if f.state in ("found", "not_found")]


def test_no_absence_from_a_text_in_another_language(pipeline: nlp.Pipeline) -> None:
    text = (
        "Wizyta domowa u rodziny Kowalskich. Leo (7) i jego ojciec Marek byli w domu, matka w pracy. Rozmawialiśmy o szkole i o tym, "
        "jak dziecko śpi w nocy. Marek powiedział, że wszystko jest w porządku i nie potrzebuje pomocy."
    )
    review = pipeline.review(nlp.Note(text=text))
    assert not [f for f in review.findings if f.state in ("found", "not_found")]


def test_a_child_talked_about_only_is_asked_after_and_a_child_who_spoke_is_not(pipeline: nlp.Pipeline) -> None:
    text = (
        "Home visit. Spoke to Amina (9) alone in her room: she told me she feels safe at home and likes her new school. "
        "Her brother Yusuf (5) was at nursery and mum says he is doing fine."
    )
    states = {f.person: f.state for f in pipeline.review(nlp.Note(text=text)).findings if f.indicator == "absent_child_voice"}
    assert {name.split()[0]: state for name, state in states.items() if name} == {"Amina": "ruled_out", "Yusuf": "not_found"}


def test_a_man_who_is_only_named_is_asked_after_and_a_man_who_was_met_is_not(pipeline: nlp.Pipeline) -> None:
    text = (
        "Mum's partner Darren was upstairs and did not come down. Met with Leo's father, Mr Okafor, at his flat; we talked about his "
        "part in Leo's care and police checks on him came back clear."
    )
    states = {f.person or "": f.state for f in pipeline.review(nlp.Note(text=text)).findings if f.indicator == "unassessed_adult_male"}
    assert any("Darren" in name and state in ("found", "not_found") for name, state in states.items())
    assert any("Okafor" in name and state == "ruled_out" for name, state in states.items())


def test_a_profile_that_is_not_there_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(nlp.ProfileError, match="there is no profile 'best'"):
        nlp.load(profile="best")
    monkeypatch.setattr("nlp.pipeline.shipped", lambda _: None)
    with pytest.raises(nlp.ProfileError, match="'large' needs a trained model"):
        nlp.load(profile="large")


def test_the_public_surface() -> None:
    assert set(nlp.__all__) == {
        "Context", "Evidence", "Finding", "Flag", "InputError", "Note", "Passage", "Person", "Pipeline", "ProfileError", "Review",
        "RuleError", "SecondLookError", "load",
    }  # fmt: skip
