"""Ages, school years and dates of birth, as they are written."""

import pytest

from nlp.people.ages import after, before, of_pronoun
from tests.people.reading import people_in


@pytest.mark.parametrize(
    ("written", "years", "words"),
    [
        (" (6)", 6, "6"),
        (", 14,", 14, "14"),
        (" aged 6 months", 0.5, "aged 6 months"),
        (" 7/52", 7 / 52, "7/52"),
        (" (3/12)", 0.25, "3/12"),
        (" 2y 4m", 2, "2y 4m"),
        (", nearly 6,", 6, "nearly 6"),
        (" (15yo)", 15, "15yo"),
        (" (Yr 4)", 10, "Yr 4"),
        (", P3,", 10, "P3"),
        (" 5 asleep", 5, "5"),
        (", six,", 6, "six"),
        (" of about fourteen", 14, "of about fourteen"),
        (" DOB 3.2.15", 5, "3.2.15"),
        (" (b. 2002)", 18, "2002"),
        (" (34)", 34, "34"),
    ],
)
def test_an_age_after_a_name_is_read(written: str, years: float, words: str) -> None:
    age = after("Kim" + written, 3, latest=2020)
    assert age is not None
    assert (round(age.years, 3), age.words) == (round(years, 3), words)
    assert age.child == (years < 18)


NO_AGE = [
    " 3 times", " three weeks off work", " at 10.30", " 20% off", " 12:40", " nineteen weeks without a drink", " said 5",
    "\n7 visits", " 28/40",
]  # fmt: skip


@pytest.mark.parametrize("written", NO_AGE)
def test_numbers_that_are_no_age(written: str) -> None:
    assert after("Kim" + written, 3, latest=2020) is None


@pytest.mark.parametrize(("text", "years"), [("a 4 year old ", 4), ("15yo ", 15), ("9 month old ", 0.75)])
def test_an_age_before_a_word_is_read(text: str, years: float) -> None:
    age = before(text, len(text))
    assert age is not None
    assert age.years == years


@pytest.mark.parametrize("text", ["Kola DOB 3.9.21, 14 days.", "Aria born 14/8/22, 39+6.", "Kim, d.o.b. 03/2013, was seen."])
def test_a_birth_of_this_century_is_a_child_s(text: str) -> None:
    assert [p.kind for p in people_in(text)] == ["child"]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("We saw Poppy 3 eating dry pasta.", "3"),
        ("Seen: Mateus 7 (few words).", "7"),
        ("Oscar 14/12 walked to the door.", "14/12"),
        ("1520 DAUGHTER 3 YRS SAT ON THE WORKTOP", "3 YRS"),
        ("SUBJECT F/15. NINTH EPISODE.", "15"),
        ("Rocky had a plan. Rocky's nine.", "nine"),
    ],
)
def test_an_age_before_what_a_child_does(text: str, age: str) -> None:
    assert [p.age for p in people_in(text) if p.kind == "child"] == [age]


def test_a_number_that_is_none() -> None:
    told = people_in("Attendance: Jake 96, Rosie 94. Ella stays 2 days a week, Ella 2 days a week. He is 2.5 kg, Tom's 3 cats.")
    assert [p.age for p in told if p.age] == []


def test_an_age_told_of_a_pronoun() -> None:
    assert of_pronoun("He's eight.", 0) is not None
    assert of_pronoun("she is 6 and", 0) is not None
    assert of_pronoun("He is 2 weeks late", 0) is None
    assert of_pronoun("He is 2.5kg", 0) is None
