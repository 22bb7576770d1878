"""The words that people are called by, read once from `nlp/rules/people/`.

A `Vocabulary` answers, for one norm, whether a mention of a person may begin there and of what sort, which words for a
person do ("step dad", "HV"), and what gender a given name leans to.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from nlp.people.ages import SPELLED
from nlp.rules.data import read_yaml
from nlp.text.tokens import normal

NOTHING: Final = 0
PRONOUN: Final = 1
PERSON: Final = 2
TITLE: Final = 3
NAME: Final = 4
NUMBER: Final = 5

_MEMO_LIMIT = 200_000
_STEM = 4
_ENDINGS = (("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""), ("er", ""))
_NOT_NAMED = ("n't", "nae", "'d", "'ll", "'ve", "'re", "'m")


class Word(NamedTuple):
    """What a word for a person says: the role, the kind of person, the gender, one or several."""

    role: str
    kind: str
    gender: str = ""
    many: bool = False


Entries = tuple[tuple[tuple[str, ...], Word], ...]


def clip(norm: str) -> str:
    """Return a norm without its possessive ending."""
    return norm[:-2] if norm[-2:] == "'s" else norm


@dataclass(frozen=True, slots=True)
class Lists:
    """The word lists as sets."""

    ordinary: frozenset[str]
    also_names: frozenset[str]
    places: frozenset[str]
    calendar: frozenset[str]
    dates: frozenset[str]
    services: frozenset[str]
    dated_by: frozenset[str]
    institutions: frozenset[str]
    place_before: frozenset[str]
    abbreviations: frozenset[str]
    labelled: frozenset[str]
    particles: frozenset[str]
    modifiers: frozenset[str]
    owners: frozenset[str]
    articles: frozenset[str]
    counts: frozenset[str]
    speakers: frozenset[str]
    tellers: frozenset[str]
    school_before: frozenset[str]
    titles: Mapping[str, str]
    pronouns: Mapping[str, str]
    genders: Mapping[str, str]
    people: Mapping[str, Entries]


class _Codes(dict[str, int]):
    """Norm to what may begin there (`NOTHING`, `PRONOUN`, ...), worked out once for each distinct norm."""

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self._lists = lists

    def __missing__(self, norm: str) -> int:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        self[norm] = code = self._code(norm)
        return code

    def _code(self, norm: str) -> int:
        lists, bare = self._lists, clip(norm)
        if norm in lists.pronouns:
            return PRONOUN
        if bare in lists.titles:
            return TITLE
        if norm in lists.people or bare in lists.people:
            return PERSON
        if norm[0].isdigit() or norm in SPELLED:
            return NUMBER
        letters = bare.replace("'", "")
        if not letters.isalpha() or norm.startswith("i'") or norm.endswith(_NOT_NAMED):
            return NOTHING
        listed = bare in lists.ordinary or bare in lists.places
        return NAME if bare in lists.also_names or len(bare) == 1 or not listed else NOTHING


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every list that the ledger reads, and the code of each norm."""

    lists: Lists
    codes: dict[str, int]
    longest: int
    """Letters of the longest ordinary word: no word of more than two of them is made of ordinary words."""

    def people_at(self, norm: str) -> Entries:
        """Return the words for a person that begin with `norm`, longest first."""
        people = self.lists.people
        return people.get(norm) or people.get(clip(norm), ())

    def derived(self, word: str) -> bool:
        """Whether a word is an inflection of ordinary words, or two of them written as one ("worktops", "keywork")."""
        ordinary = self.lists.ordinary
        for ending, put in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _STEM and word[: -len(ending)] + put in ordinary:
                return True
        stem = word.removesuffix("s")
        return 2 * _STEM <= len(word) <= 2 * self.longest + 1 and any(
            stem[:cut] in ordinary and stem[cut:] in ordinary for cut in range(_STEM - 1, len(stem) - _STEM + 1)
        )


def _entries(kin: Mapping[str, Any], workers: Mapping[str, Any]) -> dict[str, Entries]:
    found: dict[str, dict[tuple[str, ...], Word]] = {}
    rows: list[tuple[Word, Iterable[str]]] = [(Word("worker", "professional"), workers["workers"])]
    rows += [(Word(role, r["kind"], r["gender"], r.get("many", False)), r["words"]) for role, r in kin["roles"].items()]
    for word, texts in rows:
        for text in texts:
            first, *rest = normal(str(text).lower())
            found.setdefault(first, {})[tuple(rest)] = word
    for first in list(found):
        found[first] = {**found.get(clip(first), {}), **found[first]}
    return {first: tuple(sorted(rest.items(), key=lambda item: -len(item[0]))) for first, rest in found.items()}


def _strings(items: Iterable[object]) -> frozenset[str]:
    return frozenset(str(item) for item in items)


def make(lists: Lists) -> Vocabulary:
    """Return the vocabulary of `lists`."""
    return Vocabulary(lists, _Codes(lists), max(map(len, lists.ordinary), default=0))


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of the shipped rule data."""
    kin, workers, capitals, names, words, cues = (
        read_yaml(f"people/{name}.yaml") for name in ("kin", "workers", "capitals", "names", "words", "cues")
    )
    places: Collection[str] = [w for k in ("calendar", "peoples", "places", "brands", "services") for w in capitals[k]]
    return make(
        Lists(
            ordinary=frozenset(words["ordinary"].split()) | frozenset(words["field"].split()),
            also_names=frozenset(words["also_names"].split()),
            places=_strings(places),
            calendar=_strings([*capitals["calendar"], *capitals["peoples"], *capitals["services"]]),
            dates=_strings(capitals["calendar"]),
            services=_strings(capitals["services"]),
            dated_by=_strings(capitals["dated_by"]),
            institutions=_strings(capitals["institutions"]),
            place_before=_strings(capitals["place_before"]),
            abbreviations=frozenset(capitals["abbreviations"].split()),
            labelled=_strings(capitals["labelled"]),
            particles=_strings(capitals["particles"]),
            modifiers=_strings(kin["modifiers"]),
            owners=_strings(kin["owners"]),
            articles=_strings(kin["articles"]),
            counts=_strings(kin["counts"]),
            tellers=_strings(w for key in kin["tellers"] for w in cues["after"][key]),
            speakers=_strings(w for key in kin["speakers"] for w in cues["after"][key]),
            school_before=_strings(kin["school_before"]),
            titles={title: kind for kind, titles in workers["titles"].items() for title in titles},
            pronouns={word: gender for gender, texts in kin["pronouns"].items() for word in texts},
            genders={name: gender for gender, text in names.items() for name in text.split()},
            people=_entries(kin, workers),
        )
    )
