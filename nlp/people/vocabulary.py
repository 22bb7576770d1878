"""The words that people are called by, read once from `nlp/rules/people/`.

A `Vocabulary` answers, for one norm, which words for a person may begin there ("step dad", "HV"), whether the word is an
ordinary one (so that a capital says nothing), and what gender a given name leans to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from nlp.rules.data import read_yaml
from nlp.text.tokens import normal

_MEMO_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class Word:
    """What a word for a person says: the role, the kind of person, the gender, one or several."""

    role: str
    kind: str
    gender: str = ""
    many: bool = False


Entries = tuple[tuple[tuple[str, ...], Word], ...]


class _Starts(dict[str, Entries]):
    """Norm to the words for a person that begin with it, longest first; worked out once for each distinct norm."""

    def __init__(self, entries: Mapping[str, Entries]) -> None:
        super().__init__(entries)

    def __missing__(self, norm: str) -> Entries:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        found = self.get(norm[:-2], ()) if norm.endswith("'s") else ()
        self[norm] = found
        return found


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every list that the ledger reads."""

    starts: dict[str, Entries]
    pronouns: Mapping[str, str]
    modifiers: frozenset[str]
    counts: Mapping[str, int]
    owners: frozenset[str]
    articles: frozenset[str]
    titles: Mapping[str, str]
    ordinary: frozenset[str]
    also_names: frozenset[str]
    places: frozenset[str]
    institutions: frozenset[str]
    place_before: frozenset[str]
    abbreviations: frozenset[str]
    labelled: frozenset[str]
    genders: Mapping[str, str]
    speakers: frozenset[str]
    greetings: frozenset[str]
    closings: frozenset[str]


def _words(texts: list[Any]) -> list[tuple[str, ...]]:
    return [tuple(normal(str(text).lower())) for text in texts]


def _entries(kin: Mapping[str, Any], workers: Mapping[str, Any]) -> dict[str, Entries]:
    found: dict[str, dict[tuple[str, ...], Word]] = {}
    for text in _words(workers["workers"]):
        found.setdefault(text[0], {})[text[1:]] = Word("worker", "professional")
    for role, row in kin["roles"].items():
        word = Word(role, row["kind"], row["gender"], row.get("many", False))
        for text in _words(row["words"]):
            found.setdefault(text[0], {})[text[1:]] = word
    return {first: tuple(sorted(rest.items(), key=lambda item: -len(item[0]))) for first, rest in found.items()}


def _genders(names: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, text in names.items():
        for name in text.split():
            found[name] = "" if found.get(name, key[0]) != key[0] else key[0]
    return found


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of the shipped rule data."""
    kin, workers, capitals, names, words = (
        read_yaml(f"people/{name}.yaml") for name in ("kin", "workers", "capitals", "names", "words")
    )
    also = frozenset(words["also_names"].split())
    return Vocabulary(
        starts=_Starts(_entries(kin, workers)),
        pronouns={word: gender for gender, texts in kin["pronouns"].items() for word in texts},
        modifiers=frozenset(kin["modifiers"]),
        counts={str(word): number for word, number in kin["counts"].items()},
        owners=frozenset(kin["owners"]),
        articles=frozenset(kin["articles"]),
        titles={title: kind for kind, titles in workers["titles"].items() for title in titles},
        ordinary=frozenset(words["ordinary"].split()) | frozenset(words["field"].split()),
        also_names=also,
        places=frozenset(str(w) for key in ("calendar", "peoples", "places", "brands", "services") for w in capitals[key]),
        institutions=frozenset(capitals["institutions"]),
        place_before=frozenset(capitals["place_before"]),
        abbreviations=frozenset(capitals["abbreviations"].split()),
        labelled=frozenset(capitals["labelled"]),
        genders=_genders(names),
        speakers=frozenset(str(w) for key in ("says", "asks", "is", "was", "has", "had", "does", "did", "will", "comes", "handles") for w in read_yaml("people/cues.yaml")["after"][key]),
        greetings=frozenset(workers["greetings"]),
        closings=frozenset(workers["closings"]),
    )
