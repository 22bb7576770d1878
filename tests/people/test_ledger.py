"""Who is in a note: sentences, and the people that a reader would list."""

import pytest

from tests.people.reading import labels, people_in

CHILDREN = [
    ("Home visit. Kayla (6) and Theo (4) were at the table. Baby Remi slept in the cot.", ["Kayla (6)", "Theo (4)", "Remi (Baby)"]),
    ("Re: Jasmin, aged 7 months\nThank you for seeing this little girl.", ["Jasmin (aged 7 months)"]),
    ("Children: Otto 9, Lina 7, Milo 2.", ["Otto (9)", "Lina (7)", "Milo (2)"]),
    ("Spoke to Priyanka (Yr 8) at school.", ["Priyanka (Yr 8)"]),
    ("Seen with her daughter Elodie and her partner.", ["Elodie (her daughter)"]),
    ("The three younger boys were asleep upstairs.", ["The three younger boys"]),
    ("A girl of 8 and a boy of 5 live at the address.", ["A girl (of 8)", "a boy (of 5)"]),
    ("S1 and S2 were both in school.", ["S1", "S2"]),
    ("ELLIOT 15 and ROSA 11 were at the address, both awake.", ["ELLIOT (15)", "ROSA (11)"]),
    ("Paisley (5) showed me the curtain. Skye (11/12) slept.", ["Paisley (5)", "Skye (11/12)"]),
    ("Beatriz dos Santos, 2, was in a buggy.", ["Beatriz dos Santos (2)"]),
    ("The child was not seen. Mother said that he was asleep.", ["The child"]),
]  # fmt: skip

MEN = [
    ("Dad (Piotr) collected her.", ["Piotr (Dad)"]),
    ("Her new partner Lewis answered the door.", ["Lewis (Her new partner)"]),
    ("Ray, mum's boyfriend, moved in at Easter.", ["Ray (mum's boyfriend)"]),
    ("Uncle Yaw drives them to school.", ["Yaw (Uncle)"]),
    ("Some lad was on the settee.", ["Some lad"]),
    ("A male voice was heard upstairs.", ["A male voice"]),
    ("A man's coat hung in the hall.", ["A man's coat"]),
    ("MP not seen on this visit.", ["MP"]),
    ("Two lodgers share the front room with the family.", ["Two lodgers"]),
    ("Re Carl, 34. He said that his stepdad drives him.", ["Carl", "his stepdad"]),
    ("A fella came down the stairs. Mum called him Jez.", ["Jez (A fella)"]),
    ("Pastor Kofi prays with them. Mr dos Santos works nights.", ["Pastor Kofi", "Mr dos Santos"]),
    ("Her father, Mr Osei, was not invited.", ["Mr Osei (Her father)"]),
]  # fmt: skip

NOBODY = [
    "Attended Sure Start on Monday with Calpol from Tesco.",
    "Oakfield Primary rang on Tuesday. Moses basket seen.",
    "Referred to CAMHS and MASH in March. Awaiting reply from Leeds.",
    "Discussed the Freedom Programme and safe sleep. Wouldn't engage.",
    "Born by SVD at 39+6, seen by HSE and FEO. NBBS taken, Apgars 9 and 10.",
    "No reply from Paisley. Sent to Skye Road.",
    "Plan: visit in 2 weeks, weigh, chase Housing.",
]


@pytest.mark.parametrize(("text", "expected"), CHILDREN)
def test_children_are_found(text: str, expected: list[str]) -> None:
    assert labels(text, "child") == expected


@pytest.mark.parametrize(("text", "expected"), MEN)
def test_men_are_found(text: str, expected: list[str]) -> None:
    assert labels(text, "man") == expected


@pytest.mark.parametrize("text", NOBODY)
def test_places_services_and_things_are_nobody(text: str) -> None:
    assert [p.label for p in people_in(text) if p.kind in ("child", "man", "mother", "adult")] == []


def test_workers_are_professionals_and_no_men_of_the_family() -> None:
    text = "PC Holt and Mr Brandt, teacher, met the GP. Dr Ilves wrote. Regards, Tomas, health visitor"
    assert labels(text, "man") == []
    assert {"PC Holt", "Mr Brandt", "GP", "Dr Ilves"} <= set(labels(text, "professional"))


def test_the_mother_takes_her_name() -> None:
    text = "Present: mum (Katarzyna), Ola, 5. Katarzyna said she is tired. M agreed to the plan."
    assert labels(text, "mother") == ["Katarzyna (mum)"]


def test_an_unborn_baby_is_no_child_but_a_pregnant_girl_is() -> None:
    assert labels("Mum is 24 weeks pregnant. Unborn baby discussed.", "child") == []
    assert labels("Ffraid (16) is 20 weeks pregnant.", "child") == ["Ffraid (16)"]


def test_a_note_about_an_adult_has_no_child() -> None:
    text = "Mr Adair, 52, attended for his knee. He lives alone and works as a joiner."
    assert labels(text, "child") == []
    assert labels(text, "man") == ["Mr Adair"]


def test_a_girlfriend_or_female_partner_is_no_man() -> None:
    assert labels("His girlfriend Leanne stayed. His wife rang later.", "man") == []
    assert labels("Her partner Denise was at home; she made tea.", "man") == []


def test_nothing_is_found_in_nothing() -> None:
    assert people_in("") == ()
    assert people_in("\n\n  \n") == ()


def person_ages(text: str) -> list[str]:
    return [p.age for p in people_in(text) if p.kind != "professional"]


def test_a_little_brother_is_no_man() -> None:
    assert labels("Dad rang. Her little brother was asleep.", "man") == ["Dad"]


def test_days_in_brackets_are_no_age() -> None:
    assert person_ages("No reply from Stacey (9, 16 and 23 July). Stacey was out.") == [""]
