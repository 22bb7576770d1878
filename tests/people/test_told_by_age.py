"""Children whom a note calls by an age alone, and ages that are nobody's."""

import pytest

from tests.people.reading import labels, person

ALONE = [
    ("Mum came to the clinic with her 3 yr old.", "her 3 yr old"),
    ("Caller says a 2 yo was on the balcony.", "a 2 yo"),
    ("Seen at the flat: a three year old, asleep on the settee.", "a three year old"),
]  # fmt: skip
NOBODY = [
    "The 3 year old car was outside.",
    "Bruise said to be 4 days old.",
    "A tenant, 34 yo, answered the door.",
    "Moved here 6 years ago, 2 year old carpet.",
]


@pytest.mark.parametrize(("text", "label"), ALONE)
def test_an_age_alone_is_a_child(text: str, label: str) -> None:
    assert labels(text, "child") == [label]


@pytest.mark.parametrize("text", NOBODY)
def test_an_age_of_a_thing_or_a_time_is_no_child(text: str) -> None:
    assert labels(text, "child") == []


def test_an_age_beside_a_name_is_that_childs() -> None:
    text = "Kit, 4 yr old, played. Kit was seen alone."
    assert labels(text, "child") == ["Kit (4 yr old)"]


@pytest.mark.parametrize("text", ["22/12 F (Esme) carried in, pale.", "F 22/12 (Esme) carried in, pale."])
def test_f_beside_a_childs_age_is_a_girl(text: str) -> None:
    assert person(text, "Esme").kind == "child"
    assert labels(text, "man") == []


def test_m_and_f_without_a_childs_age_stay_parents() -> None:
    text = "M was at home. F left 3 yrs ago. F rang at 10."
    assert labels(text, "mother") == ["M"]
    assert labels(text, "man") == ["F"]
    assert labels(text, "child") == []
