"""The people of several notes: what the notes' own words say of who is who."""

from nlp.people.joining import Joined, join
from tests.people.reading import people_in


def joined(*notes: str) -> dict[str, Joined]:
    """Return the people of `notes` by label."""
    texts = dict(enumerate(notes))
    found = join([(number, people_in(text)) for number, text in texts.items()], texts)
    return {person.label: person for person in found}


def test_a_nickname_beside_the_full_name_in_one_note_is_the_same_man() -> None:
    people = joined("Dave helps Leo (6) in the mornings. He is ex army.", "David Lunt, 41, spoke to us. He left. Leo (6) says Dave shouts.")
    assert {"David", "Dave"} & set(people["David Lunt"].aliases)
    assert people["David Lunt"].notes == (0, 1)


def test_two_men_who_share_the_start_of_a_surname_stay_two() -> None:
    people = joined("Dad (Robert Dunne) came for Leo (6).", "Mum's partner Dean Fulcher was out. Leo (6) was at school. His dad rang.")
    assert {"Robert Dunne", "Dean Fulcher"} <= set(people)
    assert not {"Dean", "Fulcher"} & {word for alias in people["Robert Dunne"].aliases for word in alias.split()}


def test_a_bare_dad_is_not_the_only_man_whom_the_case_names() -> None:
    people = joined("Rhys (9) lives with his nan. Dad is in Lincoln.", "Dean FULCHER, 35, was present. He left. Rhys (9) was in bed.")
    assert people["Dean FULCHER"].notes == (1,)


def test_she_in_other_notes_is_no_man() -> None:
    people = joined(
        "Morven SHAW 31. Contact of Sandy (4) agreed.",
        "Morven said she was tired. She cried. Sandy (4) played.",
        "Morven smiled; she is well.",
    )
    assert people["Morven SHAW"].kind != "man"


def test_the_named_woman_of_most_notes_is_the_mother_whom_the_others_do_not_name() -> None:
    people = joined("Leanne Cragg, 27, with Kobi Cragg (2). She was tired.", "Mum rang. Kobi (2) has a cold.", "M came with Kobi (2).")
    assert people["Leanne Cragg"].kind == "mother"
    assert people["Leanne Cragg"].notes == (0, 1, 2)
