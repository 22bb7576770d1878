"""Swapping names changes the names of a note and nothing else."""

from evaluation.authored import Authored
from evaluation.name_swap import swapped
from nlp.people.vocabulary import vocabulary

LISTS = {"one": {"f": ["Hodan"], "m": ["Karwan"], "surnames": ["Warsame"]}}


def test_names_change_by_sex_with_their_possessive_forms() -> None:
    assert vocabulary().lists.genders["darren"] == "m"
    note = Authored("n-1", "SW", "Darren's van was outside. Darren said no.", (), men=({"ref": "Darren", "assessed": "no"},))
    swap = swapped(note, {"Darren": "given"}, LISTS, 1)
    assert swap.note.text == "Karwan's van was outside. Karwan said no."
    assert swap.names == {"Darren": "Karwan"}


def test_a_name_stays_where_more_than_the_name_would_change() -> None:
    note = Authored("n-2", "SW", "Darren rang. DARREN was at the door.", (), men=({"ref": "Darren", "assessed": "no"},))
    assert swapped(note, {"Darren": "given"}, LISTS, 1).note.text == note.text
