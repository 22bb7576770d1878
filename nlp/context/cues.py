"""Groups of cue words as data: what they say about a span, in which direction, and how far they reach.

Read from `nlp/rules/context/*.yaml`. A file holds `groups` and, if wanted, `lists` of words that its patterns use as
@name. A group's keys are those of `CueGroup`; a mistake is a RuleError that names file, group and key.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from nlp.context.grammar import Grammar, Node
from nlp.errors import RuleError
from nlp.rules.data import ROOT, read_yaml

FOLDER = "context"
DIRECTIONS = ("forward", "backward", "both")
SCOPES = {"phrase": 1, "list": 2, "run": 3, "clause": 4, "sentence": 5, "passage": 6}
"""How far a cue reaches: the lowest level of break (see `breaks.py`) that stops it."""
RANKS = {"mask": 0, "ends": 0, "speaker": 0, "source": 0, "alleged": 0,
         "suspected": 1, "historical": 2, "hypothetical": 3, "affirmed": 4, "negated": 5, "other": 7}  # fmt: skip
"""Effects, and which of them wins where several reach a span; `strong` lifts hypothetical above negated."""
STRONG = 6
MARKS = ("query", "question", "year", "answer")
"""What no word pattern can say: an abutting question mark, a closing one, a year long past, an answer that follows."""
_SPEECH = ("speaker", "source", "alleged")
_TEXTS = ("id", "says", "direction", "scope", "effect", "source")
_FLAGS = ("strong", "doubles", "yields", "loose", "keeps", "thing")
_KEYS = (*_TEXTS, *_FLAGS, "words", "mark", "patterns", "examples")


@dataclass(frozen=True, slots=True, kw_only=True)
class CueGroup:
    """Cues with one meaning.

    `reach` is the break level that stops them, `ahead` and `behind` how many words away they reach at most (-1: not that
    way). `doubles`: they also undo a wording that is negative itself ("no missed appointments"). `yields`: they give way
    to an allegation in the same passage. `keeps`: a mask that leaves a cue to what lies in the mask itself ("no referral
    was made"). `thing`: they make a thing of the span (a tool, a policy, an offer) and say nothing about a wording that
    is negative itself. `loose`: they do not reach what is told as known ("asked about the bruise", "nobody mentioned
    his drinking").
    """

    id: str
    says: str
    forward: bool
    backward: bool
    reach: int
    ahead: int
    behind: int
    effect: str
    rank: int
    doubles: bool
    yields: bool
    loose: bool
    keeps: bool
    thing: bool
    mark: str
    patterns: tuple[Node, ...] = field(repr=False)
    examples: tuple[str, ...]
    is_speech: bool
    """Whether the cue tells who says so, and nothing about how the span is meant."""


class Found(NamedTuple):
    """A cue in a passage: its token range [first, last), counted from the passage's first token."""

    first: int
    last: int
    group: CueGroup
    within: tuple[int, int] | None = None
    """A cue that a mask stands over ("no referral") still reaches what lies in the mask itself."""


def load_groups() -> list[CueGroup]:
    """Return the cue groups of all files, in a fixed order."""
    groups: list[CueGroup] = []
    seen: dict[str, str] = {}
    for path in sorted((ROOT / FOLDER).glob("*.yaml")):
        if path.name == "words.yaml":
            continue
        for group in read_groups(f"{FOLDER}/{path.name}", read_yaml(f"{FOLDER}/{path.name}"), len(groups)):
            if group.id in seen:
                raise RuleError(f"{FOLDER}/{path.name}: group {group.id}: id: also stands in {seen[group.id]}")
            seen[group.id] = f"{FOLDER}/{path.name}"
            groups.append(group)
    return groups


def read_groups(name: str, content: Any, number: int = 0) -> list[CueGroup]:
    """Return the checked groups of one file's content; `name` is what an error calls the file.

    Groups are numbered from `number` on; at the ends of their patterns stands that number.
    """
    if not isinstance(content, dict) or not set(content) <= {"lists", "groups"} or "groups" not in content:
        raise RuleError(f"{name}: give 'groups', and 'lists' if wanted, and no other key")
    lists = {key: tuple(str(word) for word in words) for key, words in content.get("lists", {}).items()}
    grammar = Grammar({**shared_lists(), **lists})
    return [_group(name, raw, grammar, key) for key, raw in enumerate(content["groups"], number)]


@cache
def shared_lists() -> dict[str, tuple[str, ...]]:
    """Return the word lists of `lexicon/` that any pattern may use as @name."""
    lists: dict[str, tuple[str, ...]] = {}
    for path in sorted((ROOT / "lexicon").glob("*.yaml")):
        shared = read_yaml(f"lexicon/{path.name}").get("lists", {})
        lists.update({key: tuple(str(word) for word in words) for key, words in shared.items()})
    return lists


def _group(name: str, raw: Any, grammar: Grammar, number: int) -> CueGroup:
    if not isinstance(raw, dict):
        raise RuleError(f"{name}: a group must be a set of keys, not '{raw}'")
    place = f"{name}: group {raw.get('id', '(no id)')}"
    for key in raw:
        if key not in _KEYS:
            raise RuleError(f"{place}: {key}: no such key; the keys are {', '.join(_KEYS)}")
    for key in _TEXTS:
        if not isinstance(raw.get(key), str) or not raw[key].strip():
            raise RuleError(f"{place}: {key}: give a text")
    _one_of(place, raw, "direction", DIRECTIONS)
    _one_of(place, raw, "scope", SCOPES)
    _one_of(place, raw, "effect", RANKS)
    for key in _FLAGS:
        if not isinstance(raw.get(key, False), bool):
            raise RuleError(f"{place}: {key}: '{raw[key]}' is neither true nor false")
    if "mark" in raw:
        _one_of(place, raw, "mark", MARKS)
    words = raw.get("words", 1000)
    if not isinstance(words, int) or words < 1:
        raise RuleError(f"{place}: words: '{words}' is no number of words")
    return CueGroup(
        id=raw["id"], says=raw["says"], forward=raw["direction"] != "backward", backward=raw["direction"] != "forward",
        ahead=-1 if raw["direction"] == "backward" else words, behind=-1 if raw["direction"] == "forward" else words,
        reach=SCOPES[raw["scope"]], effect=raw["effect"],
        rank=STRONG if raw.get("strong") else RANKS[raw["effect"]],
        doubles=raw.get("doubles", False), yields=raw.get("yields", False), loose=raw.get("loose", False),
        keeps=raw.get("keeps", False), thing=raw.get("thing", False),
        mark=raw.get("mark", ""), is_speech=raw["effect"] in _SPEECH,
        patterns=tuple(_read(place, text, grammar, number) for text in _texts(place, raw, "patterns")),
        examples=tuple(_texts(place, raw, "examples")),
    )  # fmt: skip


def _one_of(place: str, raw: Mapping[str, Any], key: str, allowed: Iterable[str]) -> None:
    if raw[key] not in allowed:
        raise RuleError(f"{place}: {key}: '{raw[key]}' is none of {', '.join(allowed)}")


def _texts(place: str, raw: Mapping[str, Any], key: str) -> list[str]:
    texts = raw.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise RuleError(f"{place}: {key}: give a list of texts; put quotes round each")
    if key == "patterns" and not texts and "mark" not in raw:
        raise RuleError(f"{place}: {key}: give at least one, or a mark")
    return texts


def _read(place: str, text: str, grammar: Grammar, key: int) -> Node:
    try:
        return grammar.read(text, key)
    except RuleError as error:
        raise RuleError(f"{place}: patterns: {error}") from None
