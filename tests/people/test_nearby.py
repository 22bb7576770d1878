"""Single words as traits: what stands beside a name is read, no name is."""

from nlp.people.nearby import Families, families, is_word
from nlp.people.roster import survey
from nlp.people.traits import Figure
from nlp.text.passages import split
from nlp.text.tokens import tokenise

NOTE = "{a} mended the fence with {b} (4). {a}'s brother rang.\nLater {b} slept."


def _figures(text: str) -> list[Figure]:
    return survey(text, tokenise(text), split(text), every_word=True)[2]


def test_other_names_give_the_same_traits() -> None:
    one, other = (_figures(NOTE.format(a=a, b=b)) for a, b in (("Callum", "Freya"), ("Olumide", "Xiadani")))
    assert [f.traits for f in one] == [f.traits for f in other]
    assert any("+1 mended" in f.traits for f in one)


def test_a_trait_tells_where_a_word_stands() -> None:
    (figure, *_) = _figures(NOTE.format(a="Callum", b="Freya"))
    assert {"+1 mended", "~ fence", "~> fence", "passage fence", "-1 ^"} <= figure.traits
    assert not {"~ the", "passage the", "passage 4"} & figure.traits


def test_only_words_with_a_weight_are_written_down_by_themselves() -> None:
    known = families().known
    assert known is not None
    text = NOTE.format(a="Callum", b="Freya")
    told = survey(text, tokenise(text), split(text))[2]
    assert all(trait in known for figure in told for trait in figure.traits if is_word(trait))
    assert Families(frozenset(("~ fence",))).near["fence"] == "~ fence"
    assert Families(frozenset()).near["fence"] == ""
