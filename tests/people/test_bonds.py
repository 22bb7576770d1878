"""Which tellings are one person, and which are two."""

import pytest

from tests.people.reading import labels, people_in, person, told


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Darren (mum's partner) was out. MP rang later.", {"Darren (mum's partner)", "mum's partner", "MP"}),
        ("Daniel is Leo's dad. Dad rang. F to be invited.", {"Daniel (Leo's dad)", "Leo's dad", "Dad", "F"}),
        ("Jamie 'Jay' Calder, 31, was arrested. He said no.", {"Jamie", "Jay", "Calder"}),
        ("Kevin Marsh (Kez), 28, was at home. Marsh said that he would ring.", {"Kevin Marsh", "Kez", "Marsh"}),
    ],
)
def test_tellings_of_one_man_are_joined(text: str, names: set[str]) -> None:
    (man,) = [p for p in people_in(text) if p.kind == "man"]
    assert {man.label, *man.aliases} == names


def test_two_men_are_not_one_because_both_are_dad() -> None:
    text = "Leo's dad collects on Fridays. Mia's dad has no contact."
    assert labels(text, "man") == ["Leo's dad", "Mia's dad"]


def test_two_uncles_with_names_stay_two() -> None:
    assert labels("Uncle Sanjay has a key. Uncle Ravi does not.", "man") == ["Sanjay (Uncle)", "Ravi (Uncle)"]


def test_a_title_goes_with_the_grown_bearer_of_the_surname_never_with_the_child() -> None:
    text = "Ellis Hartley (9) was seen. Ellis likes school. Mr Hartley came at three."
    assert person(text, "Ellis").aliases == ("Ellis",)
    assert labels(text, "man") == ["Mr Hartley"]


def test_an_initial_goes_to_the_only_name_it_fits() -> None:
    text = "Rosalind (10) was quiet. R said that she is tired."
    assert told(text, "Rosalind") == ["Rosalind", "R", "she"]


def test_a_list_is_no_apposition() -> None:
    text = "At the table: mum, Ines, 7, dad and Rui, 3."
    assert labels(text, "child") == ["Ines (7)", "Rui (3)"]
    assert labels(text, "man") == ["dad"]


def test_another_man_is_another_man() -> None:
    assert labels("Visited at 4. A man was on the settee. A second man sat in the kitchen.", "man") == ["A man", "A second man"]


def test_a_man_told_by_an_initial_keeps_to_it() -> None:
    assert labels("Her husband, Mr D, works nights. Mr D was not seen.", "man") == ["Mr D"]


def test_a_letter_after_a_word_for_a_child_is_the_childs_name() -> None:
    text = "Review of Child F. Mother said that F sleeps well. Pupil M was in class, and a visit was made."
    assert labels(text, "child") == ["Child F", "Pupil M"]
    assert told(text, "Child F") == ["F", "F"]


def test_a_word_for_a_man_that_is_somebody_by_name_is_that_man() -> None:
    assert labels("Mum's partner is Gary, a bus driver. Gary works nights.", "man") == ["Gary (Mum's partner)"]


def test_a_pronoun_keeps_to_whom_the_passage_gave_it_first() -> None:
    text = "Tamsira (8) told her teacher that Vorelda's dog growls and she hides."
    assert told(text, "Tamsira") == ["Tamsira", "her", "she"]


def test_words_for_a_person_are_kept_as_they_stand_with_the_name_and_the_age() -> None:
    assert "Uncle Roy" in person("Uncle Roy came. Roy had tea.", "Roy").aliases
    assert "Girl 7" in person("Girl 7 on the landing in a coat.", "Girl").aliases


def test_a_child_told_by_a_letter_is_called_by_it_alone() -> None:
    assert labels("Child A (14 months) was weighed. Baby L slept.", "child") == ["Child A", "Baby L"]


def test_a_third_telling_does_not_make_two_fathers_one() -> None:
    text = "Dad rang at nine. Leo's dad collects on Fridays. Mia's dad has no contact."
    tellings = [{p.label, *p.aliases} for p in people_in(text) if p.kind == "man"]
    assert not any({"Leo's dad", "Mia's dad"} <= said for said in tellings)


def test_a_father_told_by_whose_he_is() -> None:
    text = "Ava is the first child of Father. Father of three older children is in prison. Father of Ava was met."
    tellings = [{p.label, *p.aliases} for p in people_in(text) if p.kind == "man"]
    assert tellings == [{"Father", "Father of Ava"}, {"Father of three older children"}]


def test_a_title_is_joined_once_words_beside_the_name_have_told_who_is_a_man() -> None:
    text = "Robert Dunne, father, spoke at length. Ms Dunne said no.\nRob came later. Mr Dunne left."
    assert {"Robert Dunne (father)", "Rob", "Mr Dunne"} <= {person(text, "Robert").label, *person(text, "Robert").aliases}
    assert person(text, "Ms Dunne").label == "Ms Dunne"
    assert "Donna Lees" not in person("Mr Lees (Kevin) and Donna Lees came. Mr Lees left.", "Mr Lees").aliases


def test_a_nickname_beside_the_full_name_is_somebody_else() -> None:
    assert told("David Lunt and Dave came. Dave left.", "David") == ["David Lunt"]


def test_a_surname_told_by_its_letter() -> None:
    assert person("Mr Wrona let us in. Mr W made tea.", "Wrona").aliases == ("Mr W",)
    text = "Mr Wrona let us in. Mr Webb taught him. Mr W made tea."
    assert person(text, "Wrona").aliases == ()


def test_a_name_whose_apostrophe_is_left_out() -> None:
    assert told("Yusuf (6) was seen. The cat likes Yusufs foot.", "Yusuf") == ["Yusuf", "Yusufs"]
    assert labels("Evan (6) was seen. Evans said no.", "child") == ["Evan (6)"]


def test_a_son_may_be_grown() -> None:
    assert labels("Son Jordan (23) is back since Easter. Jordan cooks.", "man") == ["Jordan (Son)"]
    assert labels("Her son Leo (3) sat by the door.", "child") == ["Leo (Her son)"]


def test_the_label_of_whoever_speaks_is_no_apposition() -> None:
    text = "Frankie (9) is often late.\nM: Frankie gets asthma at weekends."
    assert person(text, "Frankie").kind == "child"
    assert person("Ex (Levi's dad) has an order. Levi (2) is well.", "Levi (2)").kind == "child"


def test_a_worker_s_word_before_what_somebody_says_or_owns() -> None:
    assert person("HV: Robbie's booster is done. Robbie (3) ran off.", "Robbie").kind == "child"
    assert [p.label for p in people_in("HV: Anna Smith, Barnsley.") if p.kind == "professional"] == ["HV", "Anna Smith"]
