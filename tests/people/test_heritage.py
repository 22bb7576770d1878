"""Names of every heritage are read alike: the same notes with other names have the same people."""

import pytest

from tests.people.reading import people_in

NOTES = [
    "Visit to {mum} and the children. {girl} (7) showed me her reading book. {boy} (3) played with cars on the rug. "
    "{mum} said she feels low. Her partner {man} was at work.",
    "School log. {girl} told her teacher that {man} shouts at night. {girl} is worried about her brother {boy}, 4. "
    "Mum was rung and said {man} has moved out.",
    "{man}, 36, was arrested for assault. He was in drink. {mum}, 33, said she fell. Children at the address: {girl} 9, {boy} 6.",
    "Review. {boy}'s dad, {man}, came with {boy} (5 months). {boy} smiled at him and was weighed. Mum ({mum}) is well.",
    "TC from nursery: {boy} (4) came in with {man}, mum's new boyfriend. {girl}, Yr 2, was off. {mum} (mum) rang back.",
]

NAMES = {
    "English": {"mum": "Tracey", "man": "Darren", "girl": "Lily", "boy": "Oliver"},
    "Welsh": {"mum": "Angharad", "man": "Iestyn", "girl": "Gwenllian", "boy": "Macsen"},
    "Irish": {"mum": "Bronagh", "man": "Fergal", "girl": "Sadhbh", "boy": "Tadhg"},
    "Traveller": {"mum": "Philomena", "man": "Miley", "girl": "Kathleen-Ann", "boy": "Jimmy-Joe"},
    "Polish": {"mum": "Agnieszka", "man": "Zbigniew", "girl": "Zuzanna", "boy": "Tymoteusz"},
    "Romanian": {"mum": "Mihaela", "man": "Gheorghe", "girl": "Ruxandra", "boy": "Andrei"},
    "Somali": {"mum": "Hodan", "man": "Abdirahman", "girl": "Ifrah", "boy": "Liban"},
    "Punjabi": {"mum": "Harjinder", "man": "Sukhdev", "girl": "Simranjit", "boy": "Arjan"},
    "Yoruba": {"mum": "Folasade", "man": "Babatunde", "girl": "Temiloluwa", "boy": "Ayomide"},
    "Vietnamese": {"mum": "Huong", "man": "Tuan", "girl": "Linh", "boy": "Khang"},
    "Chinese": {"mum": "Xiuying", "man": "Jianguo", "girl": "Meilin", "boy": "Zihao"},
    "Arabic": {"mum": "Khadija", "man": "Mustafa", "girl": "Zaynab", "boy": "Bilal"},
    "Tamil": {"mum": "Sivakumari", "man": "Kandasamy", "girl": "Abirami", "boy": "Mithran"},
    "Turkish": {"mum": "Aysegul", "man": "Mehmet", "girl": "Elif", "boy": "Yusuf"},
    "unheard of": {"mum": "Vorelda", "man": "Bexton", "girl": "Tamsira", "boy": "Jorvane"},
}


@pytest.mark.parametrize("heritage", NAMES)
@pytest.mark.parametrize("note", NOTES)
def test_the_same_note_with_other_names_has_the_same_people(note: str, heritage: str) -> None:
    names = NAMES[heritage]
    kinds = {name: p.kind for p in people_in(note.format(**names)) for name in names.values() if p.label.startswith(name)}
    expected = {names["man"]: "man", names["girl"]: "child", names["boy"]: "child"}
    assert {name: kind for name, kind in kinds.items() if name != names["mum"]} == {
        name: kind for name, kind in expected.items() if name in note.format(**names)
    }
    assert kinds.get(names["mum"], "mother") in ("mother", "adult")
