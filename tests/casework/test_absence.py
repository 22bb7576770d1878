"""Findings for children and men: a short note, and what is asked of whom."""

import pytest

import nlp

CHILD, MAN = "absent_child_voice", "unassessed_adult_male"

OPEN = {
    (CHILD, "Yusuf"): "Telephone call from mother. She is worried about money. Yusuf (5) is at nursery and mum says he is doing fine. "
    "Review in May.",
    (CHILD, "Amira"): "Home visit. Mother said Amira (9) is no trouble. The flat was tidy and there was food in. Plan: call back in June.",
    (CHILD, "Child F"): "Review of Child F, aged four. Mother reported that F sleeps well. The health visitor and school were not asked. "
    "Closed to us.",
    (MAN, "Darren"): "Home visit to mum and baby. Mum's new boyfriend Darren was upstairs and did not come down. Next visit in May.",
    (MAN, "A male voice"): "Home visit. Mum opened the door. A male voice was heard upstairs but nobody came. Mum said all is fine.",
}

SATISFIED = {
    (CHILD, "Yusuf"): "Spoke to Yusuf alone in the book corner: Yusuf told me he feels safe at home and would like to see his dad more.",
    (CHILD, "Amira"): 'Saw Amira by herself at school. Amira said, "I like it at Nan\'s but I miss my cat."',
    (CHILD, "Child F"): "Child F was seen alone and told the worker that she likes nursery. F drew her house and said it was happy.",
    (MAN, "Darren"): "Met Darren at the office. "
    "Darren told me about his part in the baby's care and police checks on Darren came back clear.",
}

HERITAGES = [
    ("Leo", "Darren"), ("Gwenllian", "Iestyn"), ("Sadhbh", "Fergal"), ("Zuzanna", "Zbigniew"), ("Ruxandra", "Gheorghe"),
    ("Ifrah", "Abdirahman"), ("Simranjit", "Sukhdev"), ("Temiloluwa", "Babatunde"), ("Linh", "Tuan"), ("Zaynab", "Mustafa"),
    ("Abirami", "Kandasamy"), ("Jorvane", "Bexton"),
]  # fmt: skip

SWAPPED = [
    "Home visit to mum. {child} (7) was at school and was not seen. Her partner {man} was at work. Mum said that she feels low.",
    "School log. {child} (8) told her teacher that her stepdad {man} shouts and she hides. Mum rang and said {man} has moved out.",
    "{man}, {child}'s dad, came with {child} (5 months). {man} said that he does the night feeds. {child} smiled at him and babbled.",
]


def states(pipeline: nlp.Pipeline, text: str, indicator: str) -> dict[str, str]:
    """Return the state of every finding of one indicator by the person's label."""
    return {f.person or "": f.state for f in pipeline.review(nlp.Note(text=text)).findings if f.indicator == indicator and f.person}


def state_of(pipeline: nlp.Pipeline, text: str, indicator: str, name: str) -> str:
    """Return the state of the finding about the one person whose label begins with `name`."""
    (state,) = [state for person, state in states(pipeline, text, indicator).items() if person.startswith(name)]
    return state


@pytest.mark.parametrize(("indicator", "name"), OPEN)
def test_a_person_talked_about_only_is_asked_after(pipeline: nlp.Pipeline, indicator: str, name: str) -> None:
    assert state_of(pipeline, OPEN[indicator, name], indicator, name) in ("found", "not_found")


@pytest.mark.parametrize(("indicator", "name"), SATISFIED)
def test_a_satisfying_sentence_turns_the_absence_off(pipeline: nlp.Pipeline, indicator: str, name: str) -> None:
    text = f"{OPEN[indicator, name]} {SATISFIED[indicator, name]}"
    assert state_of(pipeline, text, indicator, name) == "ruled_out"


def test_a_siblings_voice_is_not_this_childs(pipeline: nlp.Pipeline) -> None:
    text = (
        "Visit to the home. Amina (9) told me on her own that she feels safe and likes maths. "
        "Her brother Yusuf (5) was at nursery today. Mum says Yusuf eats well and has no worries. Plan: visit again in two weeks."
    )
    found = states(pipeline, text, CHILD)
    assert {person.split()[0]: state for person, state in found.items()} == {"Amina": "ruled_out", "Yusuf": "not_found"}


@pytest.mark.parametrize("text", SWAPPED)
def test_names_of_another_heritage_change_no_finding(pipeline: nlp.Pipeline, text: str) -> None:
    seen = set()
    for child, man in HERITAGES:
        found = pipeline.review(nlp.Note(text=text.format(child=child, man=man))).findings
        seen.add(tuple((f.indicator, f.state, (f.person or "").replace(child, "C").replace(man, "M")) for f in found))
    assert len(seen) == 1


def test_every_finding_about_a_person_says_what_it_rests_on(pipeline: nlp.Pipeline, example_notes: list[nlp.Note]) -> None:
    for note in example_notes:
        for finding in [f for f in pipeline.review(note).findings if f.indicator in (CHILD, MAN)]:
            assert finding.searched is not None
            assert (finding.person or "") in finding.explanation
            assert finding.evidence or finding.state in ("not_found", "not_assessable")
            assert all(note.text[e.start : e.end] == e.quote for e in finding.evidence)


def test_an_unborn_baby_is_never_asked_after(pipeline: nlp.Pipeline) -> None:
    text = "Antenatal visit. Mum is 24 weeks pregnant and feels well. Unborn baby is moving. Her partner was not seen. Next visit in March."
    assert states(pipeline, text, CHILD) == {}


def test_a_gap_that_the_record_states_of_all_children_is_asked_of_each(pipeline: nlp.Pipeline) -> None:
    text = (
        "Audit of the file. Leo (7) and Mia (4) live with their mother. Two reports came from the school about money and clothes. "
        "The family moved house in May and the tenancy is in her name. None of the children were spoken to as part of the assessment."
    )
    assert set(states(pipeline, text, CHILD).values()) == {"found"}
