"""People told in form fields, tables and codes, and words that look like people there."""

import pytest

from tests.people.reading import labels, people_in, person

MEN = [
    ("Wayne: partner, 34. He was met at the door.", "Wayne", "partner"),
    ("Mum seen.\n| Mark | mum's partner.", "Mark", "mum's partner"),
    ("FATHER  Craig Dunmore, address not known.", "Craig Dunmore", "FATHER"),
    ("Baby's father is Marlon, 24, who does nights.", "Marlon", "Baby's father"),
    ("Lee is stepdad 4 years, a driver.", "Lee", "stepdad"),
    ("Dean, dad to both, wrote to the school.", "Dean", "dad"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "word"), MEN)
def test_a_field_or_a_short_clause_joins_name_and_role(text: str, name: str, word: str) -> None:
    man = person(text, name)
    assert man.kind == "man"
    assert word in (man.label, *man.aliases)


def test_the_she_after_a_womans_partner_may_be_the_mother() -> None:
    text = "Mum said she is tired. Jonty, her partner, minds the baby. She will ring."
    assert labels(text, "man") == ["Jonty (her partner)"]


def test_a_woman_told_often_as_she_is_no_man_beside_a_mother() -> None:
    text = "Mum was out. Denise, her partner, made tea. She said she is well. She has work."
    assert labels(text, "man") == []


def test_codes_with_a_figure_are_children_and_the_same_later() -> None:
    text = "Child E1 was weighed by Area 2. Mother held E1. Child E2 was not seen."
    assert labels(text, "child") == ["Child E1", "Child E2"]


def test_baby_tells_a_name_that_is_an_ordinary_word() -> None:
    assert labels("Baby Rue was in the bouncer. Mum fed Rue.", "child") == ["Rue (Baby)"]
    assert labels("Baby Massage is on Tuesday. Baby Clinic was full.", "child") == []


def test_sister_before_a_childs_name_is_no_nurse() -> None:
    assert person("Sister Demi, 3, was not brought.", "Demi").kind == "child"
    assert person("Sister Demi said that she weighed him.", "Demi").kind == "professional"


def test_shorthand_that_is_nobody() -> None:
    assert [p for p in people_in("DA history known.") if p.kind == "man"] == []
    assert [p for p in people_in("Seen at clinic, ex 34/40, feeding well.") if p.kind == "man"] == []


def test_da_in_small_letters_is_a_father() -> None:
    assert labels("His da has put him out.", "man") == ["His da"]
