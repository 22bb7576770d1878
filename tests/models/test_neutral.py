"""The encoder reads the same words whoever is called what, and what it says is led back to the note's own words."""

import numpy as np
import pytest

from nlp.models.encoder import Scores, Told
from nlp.models.neutral import Neutral, in_original, passages
from nlp.people import ledger, survey
from nlp.records import Passage
from nlp.text.passages import split
from nlp.text.tokens import tokenise

NOTE = (
    "Visit to Mrs {surname}. {girl} (7) said that {man}'s dog growls and she hides. Mum rang {man} {surname}. "
    "Mr {surname} came at four; {girl} and her dad went out."
)
NAMES = [
    {"girl": "Lily", "man": "Darren", "surname": "Hall"},
    {"girl": "Oluwadamilola", "man": "Zbigniew", "surname": "Gebremedhin"},
    {"girl": "Ellie-Mae", "man": "Jean-Luc", "surname": "Featherstone"},
    {"girl": "Yan", "man": "Minh", "surname": "Xu"},
]


def read(text: str) -> tuple[list[Passage], list[Neutral]]:
    tokens, bounds = tokenise(text), split(text)
    return bounds, passages(text, tokens, bounds, survey(text, tokens, bounds), ledger(text, tokens, bounds))


def test_other_names_give_the_encoder_the_same_words() -> None:
    texts = {tuple(passage.text for passage in read(NOTE.format(**names))[1]) for names in NAMES}
    assert len(texts) == 1
    (words,) = texts
    assert not any(name in " ".join(words) for names in NAMES for name in names.values())
    assert "Mrs " in words[0]
    assert "her dad went out" in words[-1]


@pytest.mark.parametrize("names", NAMES)
def test_every_place_leads_back_into_the_passage_and_in_order(names: dict[str, str]) -> None:
    text = NOTE.format(**names)
    for bounds, passage in zip(*read(text), strict=True):
        ends = [passage.back(at, end=True) for at in range(len(passage.text) + 1)]
        starts = [passage.back(at) for at in range(len(passage.text) + 1)]
        assert starts == sorted(starts)
        assert ends == sorted(ends)
        assert starts[0] >= 0
        assert ends[-1] == bounds.end - bounds.start


def test_a_word_of_a_name_is_the_whole_name_in_the_note() -> None:
    text = "Zbigniew rang. Mum was upset that Zbigniew shouted."
    bounds, found = read(text)
    second = found[1].text
    at = second.index(found[0].text.split()[0])
    name = found[0].text.split()[0]
    own = text[bounds[1].start : bounds[1].end]
    assert own[found[1].back(at) : found[1].back(at + len(name), end=True)] == "Zbigniew"
    word = second.index("shouted")
    assert own[found[1].back(word) : found[1].back(word + 7, end=True)] == "shouted"
    nothing = np.zeros((2, 1), np.float32)
    scores = Scores(nothing, [None, Told([(at, at + len(name)), (word, word + 7)], nothing, nothing)])
    told = in_original(scores, found).told[1]
    assert told is not None
    assert [own[a:b] for a, b in told.offsets] == ["Zbigniew", "shouted"]


def test_words_for_people_and_initials_stay() -> None:
    text = "M and Dad rang about T. Social Worker told MGM that Baby slept."
    assert [passage.text for passage in read(text)[1]] == [text[p.start : p.end] for p in split(text)]


def test_a_name_that_stands_once_and_is_nobody_listed_is_neutral_too() -> None:
    note = "Visit to Mia (4). She asked who was coming. Only Big {man}. PNC clear, AMBER on the form."
    texts = {tuple(passage.text for passage in read(note.format(man=man))[1]) for man in ("Dave", "Shahzad", "Wiesław")}
    assert len(texts) == 1
    (words,) = texts
    assert any("PNC clear, AMBER" in passage for passage in words), "what may be no name stays"
