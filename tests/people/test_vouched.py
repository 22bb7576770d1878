"""An ordinary word is a name where the note calls somebody by it, and only there."""

import pytest

from nlp.people.roster import ledger
from nlp.records import Person
from nlp.text.passages import split
from nlp.text.tokens import tokenise


def people_in(text: str) -> tuple[Person, ...]:
    return ledger(text, tokenise(text), split(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Her son Gift cried at handover. Gift is five.", "Gift"),
        ("It was Dex, her boyfriend, who called.", "Dex"),
        ("Her partner Washington was out when we rang.", "Washington"),
    ],
)
def test_a_word_is_a_name_where_somebody_is_called_by_it(text: str, name: str) -> None:
    assert any(name in (person.label, *person.aliases) or person.label.startswith(name) for person in people_in(text))


@pytest.mark.parametrize("text", ["A Gift was left on the step.", "Mum goes to Washington on Monday.", "Her son was in Reception by nine."])
def test_elsewhere_it_is_not(text: str) -> None:
    assert not any(person.label.startswith(("Gift", "Washington", "Reception")) for person in people_in(text))


def test_mr_and_mrs_are_two_people_of_one_surname() -> None:
    found = {person.label: person.kind for person in people_in("Seen at home: Mr and Mrs Prentice. Leo, 6, played on the rug.")}
    assert found["Mr Prentice"] == "man"
    assert found["Mrs Prentice"] != "man"


def test_ages_in_words_are_read() -> None:
    text = "Tariq, said to be twenty-four, has a red car. He was out. Carly, nine, was home."
    found = {person.label: person.kind for person in people_in(text)}
    assert found["Tariq"] == "man"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The nursery rang. Sunday (4 months) was weighed and smiled.", "Sunday (4 months)"),
        ("He came with Gift (her husband). Gift was quiet.", "Gift (her husband)"),
        ("Derry hit his sister. He was told off.", "Derry"),
    ],
)
def test_a_town_or_day_that_does_what_people_do_is_somebody(text: str, name: str) -> None:
    assert name in [person.label for person in people_in(text)]


@pytest.mark.parametrize(
    "text", ["Seen on Sunday. Her dad Sunday and Monday.", "She saw her dad Saturday.", "Half term is in May. On 3 May they left."]
)
def test_days_and_months_are_nobody(text: str) -> None:
    assert not any(person.label.startswith(("Sunday", "Monday", "Saturday", "May")) for person in people_in(text))
