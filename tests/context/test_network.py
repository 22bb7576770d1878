"""The network finds what the project's matcher finds, in the same language."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.context.cues import load_groups, shared_lists
from nlp.context.grammar import Grammar
from nlp.context.network import Network
from nlp.rules.data import ROOT, read_yaml
from nlp.rules.matcher import Line, Matcher
from nlp.rules.patterns import Language
from nlp.text.tokens import normal
from tests.context.markup import lines_of, unmarked


def both(patterns: list[tuple[str, dict[str, tuple[str, ...]]]]) -> tuple[Network, Matcher]:
    network = Network(Grammar(lists).read(text, key) for key, (text, lists) in enumerate(patterns))
    language = [Language(lists, lambda _: 1.0) for _, lists in patterns]
    return network, Matcher((key, language[key].compile(text)) for key, (text, _) in enumerate(patterns))


def found(pattern: str, text: str) -> list[tuple[int, int]]:
    network = Network([Grammar({"who": ("mum", "birth mum", "dad|father")}).read(pattern, 0)])
    return [(first, last) for _, first, last in network.find(normal(text))]


@pytest.mark.parametrize(
    ("pattern", "text", "hits"),
    [
        ("no", "no dv and no drugs", [(0, 1), (3, 4)]),
        ("no ..2 evidence of?", "no clear evidence of harm", [(0, 4)]),
        ("no ..2 evidence of?", "no. clear evidence of harm", []),
        ("(denied|denies) any?", "she denies any use", [(1, 3)]),
        ("^ plan", "plan: the plan", [(0, 1)]),
        ("none $", "none seen, none", [(3, 4)]),
        ("excluded !from|by", "excluded from school", []),
        ("excluded !from|by", "excluded a bleed", [(0, 1)]),
        ("excluded !from", "bleed excluded", [(1, 2)]),
        ("in #", "in 2015 and in spring", [(0, 2)]),
        ("@who said", "birth mum said so", [(0, 3)]),
        ("~deny", "denying, denied", [(0, 1), (2, 3)]),
        ("@who's plan", "birth mum's plan", [(0, 3)]),
    ],
)
def test_patterns(pattern: str, text: str, hits: list[tuple[int, int]]) -> None:
    assert found(pattern, text) == hits


def test_every_cue_is_found_where_the_matcher_finds_it() -> None:
    patterns = []
    for path in sorted((ROOT / "context").glob("*.yaml")):
        content = read_yaml(f"context/{path.name}")
        own = {name: tuple(map(str, words)) for name, words in content.get("lists", {}).items()}
        patterns += [(text, {**shared_lists(), **own}) for group in content.get("groups", []) for text in group.get("patterns", [])]
    network, matcher = both(patterns)
    sentences = [unmarked(line)[0] for name in ("clinical.txt", "general.txt", "field.txt") for line in lines_of(name)]
    sentences += [unmarked(example)[0] for group in load_groups() for example in group.examples]
    for sentence in sentences:
        norms = normal(sentence)
        assert keys(network.find(norms)) == keys(matcher.find(Line(norms))), sentence


def keys(hits: Iterable[tuple[int, int, int]]) -> set[tuple[int, int]]:
    return {(key, first) for key, first, _ in hits}


_WORDS = st.sampled_from(["no", "not", "evidence", "of", "harm", ",", ".", "denies", "any", "2015", "and", "was", "5"])


@given(st.lists(_WORDS, max_size=12))
def test_any_row_of_words(norms: list[str]) -> None:
    patterns: list[tuple[str, dict[str, tuple[str, ...]]]] = [
        ("no ..2 evidence (of|any)?", {}), ("not (any|of) !harm", {}), ("denies (. $|, and)", {}), ("of # harm?", {}),
        ("^ ..2 harm", {}), ("^ (no|and)", {}), ("(was|and) ..1 (not|no) ..1 harm", {}), ("# ..1 any", {}), ("(of|5) $", {}),
    ]  # fmt: skip
    network, matcher = both(patterns)
    hits, places = network.find(norms), keys(matcher.find(Line(norms)))
    assert keys(hits) <= places  # the network takes the longest hit, the matcher the shortest: it may find more in one
    assert all(any(k == key and a <= first < b for k, a, b in hits) for key, first in places)
    assert all(0 <= first < last <= len(norms) for _, first, last in network.find(norms))


def test_a_long_text_is_read_once_through() -> None:
    network = Network(pattern for group in load_groups() for pattern in group.patterns)
    norms = ["no", "evidence", "of", "not", "having", "been", "said"] * 3000
    assert len(network.find(norms)) > 3000
