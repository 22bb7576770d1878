"""People of several notes joined where names, titles or roles say that they are one, and left apart where they do not."""

import pytest

from nlp.people.joining import Joined, join
from nlp.people.tellings import read
from nlp.records import Person, Span


def _people(*notes: list[tuple[str, str]]) -> tuple[Joined, ...]:
    """Return the people of a case whose notes hold (label, kind)."""
    return join([
        (number, [Person(label=label, kind=kind, mentions=(Span(0, 1), Span(2, 3))) for label, kind in people])  # type: ignore[arg-type]
        for number, people in enumerate(notes)
    ])  # fmt: skip


def _labels(*notes: list[tuple[str, str]]) -> list[tuple[str, tuple[int, ...]]]:
    return [(p.label, p.notes) for p in _people(*notes)]


def test_names_nicknames_titles_and_initials() -> None:
    told = _labels(
        [("Kevin Lees", "man"), ("Temi Adeyemi (7)", "child")], [("Kev", "man"), ("T", "child")], [("Mr Lees", "man"), ("Temi", "child")]
    )
    assert told == [("Kevin Lees", (0, 1, 2)), ("Temi Adeyemi", (0, 1, 2))]


def test_the_mother_under_each_of_her_names() -> None:
    told = _people([("Cerys Pugh (Mum)", "mother")], [("M", "mother")], [("Mam", "mother")])
    assert [(p.label, p.notes) for p in told] == [("Cerys Pugh", (0, 1, 2))]
    assert {"Mum", "M", "Mam"} <= set(told[0].aliases)


def test_her_own_mother_is_not_the_mother() -> None:
    told = _people([("Mum", "mother")], [("her own mother", "mother"), ("Mum", "mother")])
    assert [(p.kind, p.notes) for p in told] == [("mother", (0, 1)), ("adult", (1,))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Leo's dad", "Mia's dad"),
        ("Kevin Lees", "Kevin Moss"),
        ("Mr Pugh senior", "Mr Pugh"),
        ("Darren (boyfriend)", "Lee (boyfriend)"),
    ],
)
def test_two_men_stay_two(one: str, other: str) -> None:
    assert len(_people([(one, "man")], [(other, "man")])) == 2


def test_a_bare_dad_is_nobody_s_where_the_case_knows_two_fathers() -> None:
    assert len(_people([("Kevin (Dad)", "man")], [("Segun (Dad)", "man")], [("Dad", "man")])) == 3
    assert len(_people([("Kevin (Dad)", "man")], [("Dad", "man")])) == 1
    assert len(_people([("Kevin (Leo's dad)", "man")], [("Mia's dad", "man")], [("Dad", "man")])) == 3


def test_two_people_of_one_note_stay_two() -> None:
    assert len(_people([("Leo", "child"), ("Leo", "child")])) == 2


def test_a_child_that_one_note_takes_for_an_adult() -> None:
    (told,) = _people([("Kola", "adult")], [("Kola (5/12)", "child")], [("Kola", "child")])
    assert told.kind == "child"


def test_what_a_telling_says() -> None:
    told = read(0, Person(label="Mr Ieuan Pugh (her father)", kind="man"))
    assert (told.title, told.given, told.surname, told.roles) == ("mr", "ieuan", "pugh", {"father"})


def test_a_husband_is_dad_where_no_other_man_may_be() -> None:
    assert len(_people([("Karim (husband)", "man")], [("Dad", "man")])) == 1
    assert len(_people([("Karim (husband)", "man"), ("Lee (ex)", "man")], [("Dad", "man")])) == 3
    assert len(_people([("Karim (partner)", "man")], [("Dad", "man")])) == 2
