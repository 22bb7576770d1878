"""Mentions lie where the words stand, and pronouns go to somebody they fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import TooMuchError
from nlp.people import ledger, mentions
from nlp.text.passages import split
from nlp.text.tokens import tokenise
from tests.people.reading import people_in, told

NOTE = "Mum brought Noah (5) in. He was quiet and she spoke for him. Dad's new van was outside; he did not come in."


def test_mentions_are_the_words_of_the_note() -> None:
    for found in people_in(NOTE):
        assert found.mentions == tuple(sorted(found.mentions))
        assert all(0 <= span.start < span.end <= len(NOTE) for span in found.mentions)


def test_pronouns_go_to_somebody_they_fit() -> None:
    assert told(NOTE, "Mum") == ["Mum", "she"]
    assert told(NOTE, "Noah") == ["Noah", "He", "him"]
    assert told(NOTE, "Dad") == ["Dad", "he"]


def test_he_is_never_a_woman_and_she_never_a_man() -> None:
    text = "Nan Doreen rang. He was out. Uncle Bashir came. She left."
    assert told(text, "Doreen") == ["Nan", "Doreen", "She"] or told(text, "Doreen") == ["Nan", "Doreen"]
    assert "She" not in told(text, "Bashir")


def test_an_owner_is_not_part_of_the_mention() -> None:
    assert told("Aoibhe's teacher rang about Aoibhe (8).", "Aoibhe") == ["Aoibhe", "Aoibhe"]


@given(st.text(alphabet="Leo mumDad',.()\n7£é—\"’ABCS1", max_size=120))
def test_any_text_is_read(text: str) -> None:
    for found in ledger(text, tokenise(text), split(text)):
        assert found.label
        assert all(text[span.start : span.end].strip() for span in found.mentions)


def test_a_note_with_too_many_places_is_refused_at_the_first_beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = list[int]()
    pronoun = mentions._Finder.pronoun

    def counted(finder: mentions._Finder, token: int) -> int:
        taken.append(token)
        return pronoun(finder, token)

    monkeypatch.setattr(mentions, "MOST_PLACES", 10)
    monkeypatch.setattr(mentions._Finder, "pronoun", counted)
    text = "He rang. " * 500
    with pytest.raises(TooMuchError, match="more than 10 words for people"):
        ledger(text, tokenise(text), split(text))
    assert len(taken) == 11
