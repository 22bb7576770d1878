"""Passages, tested as notes with a ‖ where two passages part."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.text.passages import MOST_WORDS, split

DIVIDED = [
    # sentences
    "Tegan settled quickly. ‖Mum made tea.",
    "ok. ‖mum said she would ring back on friday",
    "Mum tearful!! ‖Dad not spoken to.",
    "Is he eating? ‖She was not sure.",
    "She trailed off... and changed the subject.",
    "She trailed off... ‖Nan took over.",
    "Asked about the mark.‖Dad shrugged.",
    "Seen on 4.7.19 at 10.15, weight 3.98kg.  ‖Feeding well.",
    "Not weaned yet; has a bottle, a cot, and a car seat.",
    "HE WAS IN THE KITCHEN. ‖SHE WAS NOT.",
    # full stops that end nothing
    "Mr. Osei and Dr. Lunt met at approx. 3 p.m. in St. Anne's.",
    "Left at 3 p.m. ‖Mum drove.",
    "Sent c/o Mrs. Vale, e.g. by post, w/c 3rd, ref. 14, no. 7, tel. 01234.",
    "Mum said no. ‖Then she left.",
    "Seen by J. Harte and A.R. Moon today.",
    "TC to M. ‖She will ring.",
    "Ms B. was late but Mr D. came.",
    "Known to MS. ‖Walks with a stick.",
    "Left heel sl. dry, advised emollient.",
    "Plan 1. ring GP 2. see alone",
    # a query before a word is no question
    "?DV, ? smell of cannabis on landing.",
    "Likely ? Croup, seen by GP.",
    "Seen alone? [ ] yes [x] no",
    # quotations and brackets
    'Ivo said "I hid. It was loud." and went quiet.',
    "He asked 'can I stay? Please.' and cried.",
    "She said “no. Not again.” ‖Dad laughed.",
    '"He is a cousin." ‖Nan nodded.',
    '"Are you well?" she asked.',
    'Mum called it "a blip". ‖Nan did not agree.',
    "He stays 'cos he likes it. ‖Dad's mates' van was out. ‖It's 'fine'.",
    "Walked home (I had asked. Twice.) with Nan.",
    "Seen with Mum (tired). ‖Dad out.",
    # lines
    "no answer at door\n‖card left\n‖rang again tues",
    "12/03/24 14:10 TC to M.\n‖1430hrs text sent\n‖[14/02] HV: no access",
    "- room warm\n‖* cot built\n‖• stair gate on\n‖1. ring GP\n‖2) see alone\n‖(i) chase school\n‖a) letter",
    "1. Cared for by Nan. ‖Not seen alone.\n‖2. School content.",
    "•\nCot built\n‖•\nStair gate on",
    "Seen at home\r\n‖all well\r\n",
    # prose broken at one width
    "The worker called three times in the week before the meeting\n"
    "and left a card each time, but the door was not answered and\n"
    "nobody rang. ‖She wrote to Mrs. Vale as well and to school in\n"
    "Marsh Lane on the Friday.",
    "Offered a place at the group and\nthey said yes",
    # cells, bullets and tags side by side
    "| 04.05.21 | HV | no answer, card left | rang next day |",
    "| Mother was seen at home with both of the boys and said that she had felt a good deal better since the tablets"
    " changed ‖| Father has been working away since the spring and was not spoken to by anybody in the course of it |",
    "Tia\t4\tseen at school",
    "<p>Family history</p> ‖<ul> <li>Two older brothers</li> ‖<li>Moved in May</li> </ul>",
    "<ul class='x'> • Nan helps most days ‖• Dad works away",
    "Wt <9th centile, HR <100, all well.",
    # letters
    "From: J Harte\n‖Sent: 3 May 2021\n‖Subject: marks on both arms\n‖Hi Sam,\n\n‖Please ring me. ‖Thanks\n‖Jo",
]


@pytest.mark.parametrize("marked", DIVIDED)
def test_a_note_is_divided_where_the_marks_stand(marked: str) -> None:
    text = marked.replace("‖", "")
    shown = [text[p.start : p.end] for p in split(text)]
    assert shown == [part.strip() for part in marked.split("‖")]


KINDS = [
    ("PLAN\nRing school today", "heading line"),
    ("Home conditions\nCold and damp.", "heading sentence"),
    ("## Voice of the child:\n- likes Nan", "heading bullet"),
    ("**Improving contact between teams**\nTeams should meet.", "heading sentence"),
    ("2. Adults\nNan lives there.", "heading sentence"),
    ("What are we worried about?\nThe stairs.", "heading sentence"),
    ("DATE | EVENT | ACTION\n3/4 | rang | none", "heading cell"),
    ("Seen.\n\nMarsh Lane Safeguarding Board\n\nNobody asked.", "sentence heading sentence"),
    ("Seen.\nMarsh Lane Safeguarding Board\nNobody asked.", "sentence line sentence"),
    # a heading that carries a fact is no heading
    ("Category: neglect\nSeen.", "line sentence"),
    ("Attendance: 58%\nSeen.", "line sentence"),
    ("ATTENDANCE 58%\nSeen.", "line sentence"),
    ("Plan: refer to MARAC\nSeen.", "line sentence"),
    ("**Plan:** refer to MARAC\nSeen.", "line sentence"),
    ("MOTHER DRUNK AGAIN\nSeen.", "line sentence"),
    ("FATHER ASSAULTED MOTHER\nSeen.", "line sentence"),
    ("CHILD NOT SEEN\nSeen.", "line sentence"),
    ("NFA\nSeen.", "line sentence"),
    ("Mother in hospital\nSeen.", "line sentence"),
    ("Domestic abuse\nNeglect\nSeen.", "line line sentence"),
    ("- Domestic abuse\n- Neglect", "bullet bullet"),
    ("Seen.\nHome conditions", "sentence line"),
    # stamps
    ("12/03/24 14:10\nNo reply", "stamp line"),
    ("Mon 3 June 2019\nNo reply", "stamp line"),
    ("[1430hrs]\nNo reply", "stamp line"),
    ("1430hrs no reply", "line"),
    # letters and e-mails
    ("From: Jo\nTo: Duty\nSubject: Kai Moon\nDear Sam,\nRing me.", "header header header header sentence"),
    ("Subject: Kai has a black eye\nRing me.", "line sentence"),
    ("Hi Sam, Kai has a black eye\nRing me.", "line sentence"),
    ("Seen today.\nR. Vale, CMW", "sentence sign_off"),
    ("Seen today.\n\nKind regards\nJo Vale\nHealth Visitor", "sentence sign_off sign_off sign_off"),
    ("Seen today.\nThanks for seeing this hurt child", "sentence line"),
    ("Seen today.\nReferred GP", "sentence line"),
    ("Seen today.\nPresent: Mum, HV", "sentence line"),
]


@pytest.mark.parametrize(("text", "kinds"), KINDS)
def test_a_passage_knows_its_kind(text: str, kinds: str) -> None:
    assert " ".join(p.kind for p in split(text)) == kinds


def test_a_long_stretch_parts_at_the_best_place_below_the_cap() -> None:
    text = "mum and nan " * 30 + "went home; " + "dad rang the duty team " * 40
    shown = [text[p.start : p.end] for p in split(text)]
    assert shown[0].endswith("went home;")
    assert all(len(part.split()) <= MOST_WORDS for part in shown)


def test_an_empty_note_has_no_passages() -> None:
    assert split("") == split(" \n\t \r\n") == []


_NOTE_LIKE = st.text(
    st.sampled_from("aB7 \n\r\t.,;:!?'\"“”‘’()[]|<>/-*•#…\u2028\x1c\xa0é家") | st.characters(), max_size=200
)
# fmt: off
_PARTS = [
    "Mum", "said", "no.", "Dr.", "J.", "12/03/24", "14:10", "PLAN", "\n", "\n\n", "\t", "   ", "|", "<p>", "</p>",
    "<br>", "•", "- ", "1. ", '"', "'", "Dear Sam,\n", "From: Jo\n", "Kind regards\n", "and\n", "?DV",
    "...", "(", ")", "word " * 130,
]
_UNITS = [
    "(", "( ", "(a", ".", ". ", ".) ", " ", '"', '"a ', "'a", " 'a", "“a", "‘a’", "\n", "a\n", "and\n", "|", "| a ",
    "\t", "<p", "<p>", "<p ", "•", "• a ", "- ", "?", "1. ", "A. ", "a, ", "12/03/24 at ", "yours / ", ">",
    "word", "Mum said no. ",
]
# fmt: on
_WORDED = st.lists(st.sampled_from(_PARTS), max_size=40).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(_NOTE_LIKE | _WORDED)
def test_every_character_that_is_not_white_space_lies_in_exactly_one_passage(text: str) -> None:
    found = split(text)
    at = 0
    for passage in found:
        assert at <= passage.start < passage.end <= len(text)
        assert not text[at : passage.start].strip()
        part = text[passage.start : passage.end]
        assert part == part.strip()
        assert len(part.split()) <= MOST_WORDS
        at = passage.end
    assert not text[at:].strip()


@pytest.mark.parametrize("unit", _UNITS)
def test_time_grows_with_the_length_of_the_text_and_nothing_else(unit: str) -> None:
    split(unit * 8)
    text = unit * (100_000 // len(unit))
    begun = time.perf_counter()
    split("a" + text + "b")
    assert time.perf_counter() - begun < 1
