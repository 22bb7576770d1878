"""The pattern language: a pattern, a sentence with the expected words in [brackets], or none."""

import pytest

from nlp.errors import RuleError
from nlp.rules.compiled import load_book
from nlp.rules.matcher import Line, Matcher, lines_of
from nlp.rules.patterns import Language
from nlp.text.tokens import tokenise

LANGUAGE = Language({"father": ("dad", "father", "step dad")}, lambda _: 1.0)

CASES = [
    ("walk* on eggshells", "She is [walking on eggshells] at home."),
    ("~take her bank card", "He [took her bank card] again."),
    ("~take ..3 (bank card|wages)", "He [takes all of her wages] on Friday."),
    ("~take ..3 (bank card|wages)", "He takes the bus. Her wages are low."),
    ("smelt? of (weed|skunk)", "Coat reeked [of skunk]."),
    ("@father ~shout at", "[Dad's shouting at] her from the car."),
    ("@father ~shout at", "The [step-dad shouted at] them."),
    ("@father's flat", "Stays at [dad's flat] on Sundays."),
    ("@father's flat", "Dad has a flat."),
    ("joint !visit|call", "Sharing a [joint] on the step."),
    ("joint !visit|call", "A joint visit with the midwife."),
    ("^ dna", "[DNA] again."),
    ("^ dna", "Clinic DNA again."),
    ("attendance #", "His [attendance 61%] this term."),
    ("\\? dv", "Low mood, [?DV] at home."),
    ("mother ~say no", "[M said no] to the referral."),
    ("he ~hit", "[He's hit] me before."),
    ("hit|slap him", "They [slap him] for it."),
    ("didn't attend", "They [didnt attend] on Friday."),
    ("cannabis", "Strong smell of [canabis]."),
    ("a&e", "Taken to [A&E] by his nan."),
    ("saw (the|an?) child", "They [saw an child] there."),
    ("saw (a|any?) child", "They [saw child] there."),
    ("^ no reply $", "[No reply]"),
    ("^ no reply $", "No reply from her"),
]


@pytest.mark.parametrize(("pattern", "marked"), CASES)
def test_a_pattern_finds_the_marked_words(pattern: str, marked: str) -> None:
    text = marked.replace("[", "").replace("]", "")
    tokens = tokenise(text)
    hits = Matcher([(0, LANGUAGE.compile(pattern))]).find(Line(tokens.norms))
    found = [text[tokens.starts[h.first] : tokens.ends[h.last - 1]] for h in hits]
    expected = [marked[marked.index("[") + 1 : marked.index("]")]] if "[" in marked else []
    assert found == expected


@pytest.mark.parametrize("pattern", ["..3", "(a b", "a b)", "of ..40 weed", "ab*", "@nobody", "the?"])
def test_what_cannot_be_read_is_an_error(pattern: str) -> None:
    with pytest.raises(RuleError):
        LANGUAGE.compile(pattern)


def test_many_gaps_stay_linear() -> None:
    pattern = LANGUAGE.compile("~take ..8 money ..8 bank ..8 card")
    tokens = tokenise("took money bank " * 40_000)
    assert Matcher([(0, pattern)]).find(Line(tokens.norms)) == []


def test_passages_of_the_same_words_are_looked_through_once_and_others_not(monkeypatch: pytest.MonkeyPatch) -> None:
    norms = tokenise("Dad smokes cannabis. Mum rang. Dad smokes cannabis. Mum rang.").norms
    at = [number for number, norm in enumerate(norms) if norm == "."]
    lines = lines_of(norms, [(first, last + 1) for first, last in zip([0, *(a + 1 for a in at)], at, strict=False)])
    assert [lines[0] is lines[2], lines[1] is lines[3], lines[0] is lines[1]] == [True, True, False]
    book = load_book()
    assert [{hit.rule.target for hit in book.hits(lines, at)} >= {"cannabis_use"} for at in range(4)] == [True, False, True, False]
    other = book.without(frozenset({"cannabis_use"}))
    assert "cannabis_use" not in {hit.rule.target for hit in other.hits(lines, 0)}, "what another book found is not taken"
    monkeypatch.setattr(other._matcher, "find", lambda _: pytest.fail("it looked again"))
    assert other.hits(lines, 2) == other.hits(lines, 0)


def test_a_number_meets_the_patterns_that_ask_for_any() -> None:
    either = Matcher([(0, LANGUAGE.compile("attendance #")), (1, LANGUAGE.compile("week 12"))])
    for text, keys in (("attendance 12", [0]), ("week 12", [1]), ("week 13", []), ("attendance £13", [0])):
        assert [h.key for h in either.find(Line(tokenise(text).norms))] == keys, text
