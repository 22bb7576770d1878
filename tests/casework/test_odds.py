"""The weights behind findings: what satisfies a question only ever speaks against one."""

import pytest

from nlp.casework.absence import REASONERS, question
from nlp.casework.heard import words
from nlp.casework.odds import scale
from nlp.people.vocabulary import vocabulary
from nlp.rules.data import read_yaml


@pytest.mark.parametrize("name", REASONERS)
def test_no_signal_about_the_person_speaks_for_a_finding(name: str) -> None:
    targets = question(name).satisfied_by
    weights = scale(name).weights
    about = {t: w for t, w in weights.items() if t.split(",")[0].split()[0] in targets and not t.endswith(", elsewhere")}
    assert about
    assert max(about.values()) <= 0


@pytest.mark.parametrize("name", REASONERS)
def test_words_are_weighed_for_every_signal_that_is_asked_for(name: str) -> None:
    assert set(words(question(name).satisfied_by).targets) == question(name).satisfied_by


def test_no_weighed_word_is_a_name() -> None:
    names = {name for text in read_yaml("people/names.yaml").values() for name in text.split()}
    lists = read_yaml("people/words.yaml")
    ordinary = {word for key in ("ordinary", "field", "also_names") for word in lists[key].split()}
    weighed = {word for row in read_yaml("people/heard.yaml")["scales"].values() for word in row}
    assert not (weighed & names) - ordinary - set(vocabulary().lists.people)
