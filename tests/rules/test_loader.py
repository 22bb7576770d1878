"""A mistake in a rule file is reported with file, line and key."""

from pathlib import Path

import pytest

from nlp.errors import RuleError
from nlp.rules.loader import build_book, read_rule_file

GOOD = """indicator: cannabis_use
rules:
  - id: cannabis.test
    title: Cannabis named
    why: It is named.
    source: [codebook]
    match:
      - cannabis
    examples:
      match: ["Smell of cannabis in the hall.", "He uses cannabis."]
      not: ["A joint visit.", "She was weeding."]
"""


def _load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cannabis_use.yaml"
    path.write_text(text, encoding="utf-8")
    build_book([(path, read_rule_file(path))])


def test_a_good_file_loads(tmp_path: Path) -> None:
    _load(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("why:", "wy:", "cannabis_use.yaml:5: rules.0.wy"),
        ("    title: Cannabis named\n", "", "cannabis_use.yaml:3: rules.0.title"),
        ('match: ["Smell of cannabis in the hall.", "He uses cannabis."]', 'match: ["He uses cannabis."]', ":10: rules.0.examples.match"),
        ("      - cannabis\n", "      - cannabis (weed\n", ":8: cannabis.test.match"),
        ("      - cannabis\n", '      - "@nobody cannabis"\n', "list '@nobody' does not exist"),
        ("      - cannabis\n", "      - cannabis ..99 smell\n", ":8: cannabis.test.match"),
        ("source: [codebook]", "source: [codebook", "cannabis_use.yaml:7: not valid YAML"),
        ("source: [codebook]", "source: [codebook]\n    source: [codebook]", "the key 'source' is there twice"),
        ("indicator: cannabis_use\n", "", "cannabis_use.yaml:1: give one of 'indicator' and 'signal'"),
        ("id: cannabis.test", "id: Cannabis Test", "cannabis_use.yaml:3: rules.0.id"),
    ],
)
def test_a_mistake_names_file_line_and_key(tmp_path: Path, old: str, new: str, place: str) -> None:
    assert old in GOOD
    with pytest.raises(RuleError) as caught:
        _load(tmp_path, GOOD.replace(old, new))
    assert place in str(caught.value)


def test_an_id_may_stand_once_only(tmp_path: Path) -> None:
    twice = GOOD + GOOD.split("rules:\n")[1]
    with pytest.raises(RuleError, match=r"cannabis\.test: this id also stands in"):
        _load(tmp_path, twice)
