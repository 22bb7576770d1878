"""A mistake in a cue file is reported with file, group and key."""

from typing import Any

import pytest

from nlp.context.cues import load_groups, read_groups
from nlp.context.words import load_words, read_words
from nlp.errors import RuleError
from nlp.rules.data import read_yaml

GOOD: dict[str, Any] = {
    "id": "test.no", "says": "said not to be there", "direction": "forward", "scope": "run", "effect": "negated",
    "source": "a test", "patterns": ["no", "(none|nil) of"], "examples": [],
}  # fmt: skip


def test_a_good_group_is_read() -> None:
    (group,) = read_groups("f.yaml", {"groups": [GOOD]})
    assert (group.id, group.forward, group.backward, group.effect) == ("test.no", True, False, "negated")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scpoe": "run"}, "f.yaml: group test.no: scpoe: no such key; the keys are id, says"),
        ({"says": ""}, "f.yaml: group test.no: says: give a text"),
        ({"direction": "up"}, "f.yaml: group test.no: direction: 'up' is none of forward, backward, both"),
        ({"scope": "page"}, "f.yaml: group test.no: scope: 'page' is none of phrase"),
        ({"effect": "maybe"}, "f.yaml: group test.no: effect: 'maybe' is none of"),
        ({"doubles": "yes"}, "f.yaml: group test.no: doubles: 'yes' is neither true nor false"),
        ({"words": 0}, "f.yaml: group test.no: words: '0' is no number of words"),
        ({"mark": "comma"}, "f.yaml: group test.no: mark: 'comma' is none of query"),
        ({"patterns": []}, "f.yaml: group test.no: patterns: give at least one, or a mark"),
        ({"patterns": [False]}, "f.yaml: group test.no: patterns: give a list of texts; put quotes round each"),
        ({"patterns": ["(no"]}, "f.yaml: group test.no: patterns: pattern '( no': a bracket is opened and not closed"),
        ({"patterns": ["no)"]}, "f.yaml: group test.no: patterns: pattern 'no)': a bracket is closed"),
        ({"patterns": ["no @sings"]}, "f.yaml: group test.no: patterns: list '@sings' does not exist; known lists"),
        ({"patterns": ["no ..9 sign"]}, "f.yaml: group test.no: patterns: gap '..9': a gap is 1 to 8 words"),
        ({"patterns": ["bruis*"]}, "f.yaml: group test.no: patterns: 'bruis*': a cue's words are written out"),
        ({"patterns": ["no ' sign"]}, "f.yaml: group test.no: patterns: a word of a pattern holds no letter or digit"),
        ({"patterns": ["no? ..2"]}, "f.yaml: group test.no: patterns: pattern 'no? ..2': must begin with a word"),
    ],
)
def test_a_mistake_is_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleError) as caught:
        read_groups("f.yaml", {"groups": [{**GOOD, **change}]})
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("content", [None, {"lists": {}}, {"groups": [], "cues": []}])
def test_a_file_holds_groups_and_lists_alone(content: Any) -> None:
    with pytest.raises(RuleError, match=r"f\.yaml: give 'groups', and 'lists' if wanted"):
        read_groups("f.yaml", content)


def test_a_group_is_a_set_of_keys() -> None:
    with pytest.raises(RuleError, match=r"f\.yaml: a group must be a set of keys"):
        read_groups("f.yaml", {"groups": ["no"]})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"answers": [False]}, "w.yaml: answers: give a list of words; put quotes round"),
        ({"roles": [{"role": "mother"}]}, "w.yaml: roles: entry 1: give role, voice, words"),
        ({"roles": [{"role": "mother", "voice": "loud", "words": []}]}, "w.yaml: roles: entry 1: voice: none of"),
        ({"recent": "last year"}, "w.yaml: recent: 'last year' is no year"),
    ],
)
def test_a_mistake_in_the_words_is_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleError) as caught:
        read_words("w.yaml", {**read_yaml("context/words.yaml"), **change})
    assert str(caught.value).startswith(message)


def test_the_shipped_files_are_good() -> None:
    assert len({group.id for group in load_groups()}) == len(load_groups())
    assert load_words().recent > 2000
