"""Single words that shape a sentence, looked up once per token: where clauses begin, and who somebody is."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from nlp.errors import RuleError
from nlp.records import Attribution
from nlp.rules.data import read_yaml

NAME = "context/words.yaml"
TURN, CLAUSE, STARTER, OPENER, COMMA, JOIN, STOP, QUESTION, PERSON = range(1, 10)
VOICES = ("adult", "child", "family", "professional", "police", "anonymous", "unknown")
_SETS = ("abbreviations", "answers", "negators", "negatives", "definite", "clitics", "links", "owners", "objects")
_LISTS = ("turns", "clauses", "starters", "openers", "writers", *_SETS)


class Who(NamedTuple):
    """Somebody a word stands for: role ('' for a pronoun), gender ('' if unknown), whose word it is when they speak."""

    role: str
    gender: str
    voice: Attribution | Literal["adult"]


@dataclass(frozen=True, slots=True)
class Words:
    """Word to what it does in a sentence (`breaks`: those that may end a reach), and to who it stands for."""

    kinds: dict[str, int]
    breaks: dict[str, int]
    people: dict[str, Who]
    abbreviations: frozenset[str]
    answers: frozenset[str]
    negators: frozenset[str]
    negatives: frozenset[str]
    definite: frozenset[str]
    clitics: frozenset[str]
    links: frozenset[str]
    owners: frozenset[str]
    objects: frozenset[str]
    recent: int

    def is_owner(self, norm: str) -> bool:
        """Whether a word tells whose the next one is: "her", "mum's"."""
        return norm in self.owners or (norm.endswith("'s") and norm not in self.clitics)


@cache
def load_words() -> Words:
    """Return the words of `context/words.yaml`."""
    return read_words(NAME, read_yaml(NAME))


def read_words(name: str, content: Any) -> Words:
    """Return the checked words of one file's content; `name` is what an error calls the file."""
    for key in _LISTS:
        if not isinstance(content.get(key), list) or not all(isinstance(word, str) for word in content[key]):
            raise RuleError(f"{name}: {key}: give a list of words; put quotes round 'no', 'on' and 'yes'")
    if not isinstance(content.get("recent"), int):
        raise RuleError(f"{name}: recent: '{content.get('recent')}' is no year")
    people = _people(name, content)
    kinds: dict[str, int] = {",": COMMA, ".": STOP, "!": STOP, "?": QUESTION}
    kinds.update(dict.fromkeys(content["openers"], OPENER))
    kinds.update({word: PERSON for word, who in people.items() if who.role and not word.endswith("'s")})
    kinds.update(dict.fromkeys(content["starters"], STARTER))
    kinds.update(dict.fromkeys(content["clauses"], CLAUSE))
    kinds.update(dict.fromkeys(content["turns"], TURN))
    kinds.update(dict.fromkeys(("and", "or", "nor"), JOIN))
    sets = {key: frozenset(content[key]) for key in _SETS}
    breaks = {word: kind for word, kind in kinds.items() if kind not in (OPENER, STARTER, PERSON)}
    return Words(kinds=kinds, breaks=breaks, people=people, recent=content["recent"], **sets)


def _people(name: str, content: Any) -> dict[str, Who]:
    people: dict[str, Who] = {}
    for number, entry in enumerate(content.get("roles", []), 1):
        unknown = set(entry) - {"role", "gender", "voice", "words"}
        if unknown or "role" not in entry or "words" not in entry:
            raise RuleError(f"{name}: roles: entry {number}: give role, voice, words and, if known, gender")
        if entry.get("voice") not in VOICES:
            raise RuleError(f"{name}: roles: entry {number}: voice: none of {', '.join(VOICES)}")
        _add(people, entry["words"], Who(entry["role"], entry.get("gender", ""), entry["voice"]))
    for gender, words in content.get("pronouns", {}).items():
        _add(people, words, Who("", gender, "adult"))
    _add(people, content["writers"], Who("", "writer", "professional"))
    return people


def _add(people: dict[str, Who], words: Iterable[str], who: Who) -> None:
    for word in words:
        people.setdefault(word, who)
        if who.role:
            people.setdefault(word + "'s", who)
