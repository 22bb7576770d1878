"""Pseudonyms for the people of a case: `Child 1`, `Man 2`, the same wherever the case names them.

Only names that the ledger of people knows are replaced, and only in the tables. Words for roles ("Mum", "his dad") stay: they name
nobody. Numbers go by the order in which the case names people, so that a resumed run gives the same ones.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from nlp.casework.case import CaseResult
from nlp.people.tellings import read, settings
from nlp.people.vocabulary import vocabulary
from nlp.records import Person, Review

Hide = Callable[[str], str]

_WORDS: Final = {"child": "Child", "mother": "Mother", "man": "Man", "adult": "Adult", "professional": "Professional"}
_OTHER: Final = "Person"
_NAME = re.compile(r"[^\W\d_][\w’'-]*[^\W_]|[^\W\d_]")
_OWNER = re.compile(r"['’]s?$")  # "Leo's dad" names somebody else than Leo


def plain(text: str) -> str:
    """Return the text as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """The pseudonym of each person of a case in the case's order (others behind them), and who is meant by which name."""

    names: tuple[str, ...]
    words: dict[str, tuple[int, ...]]
    whole: dict[str, int]
    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, reviews: Sequence[Review], together: CaseResult) -> "Pseudonyms":
        """Return the pseudonyms for the people of a case, who are called what its notes call them."""
        counts, names = Counter[str](), list[str]()
        words, whole, forms = dict[str, list[int]](), dict[str, int](), dict[str, None]()
        ledgers = [{person.label: person for person in review.people} for review in reviews]

        def take(kind: str, tellings: Iterable[Person]) -> None:
            counts[kind] += 1
            for word in dict.fromkeys(w for telling in tellings for w in _names(telling, whole, len(names))):
                forms.update(dict.fromkeys((word, word.upper(), word.title(), word.capitalize())))
                words.setdefault(word.lower(), []).append(len(names))
            names.append(f"{kind} {counts[kind]}")

        for person in together.people:
            told = [ledgers[at][label] for at, label in person.places if label in ledgers[at]]
            take(_WORDS[person.kind], [Person(label=person.label, kind=person.kind, aliases=person.aliases), *told])
        for other in [person for review in reviews for person in review.people]:
            if any(word.lower() not in words for word in _names(other, {}, 0)):
                take(_OTHER, [other])
        return cls(tuple(names), {word: tuple(dict.fromkeys(who)) for word, who in words.items()}, whole, _pattern(forms))

    def hide(self, text: str) -> str:
        """Return the text with every known name replaced; a name is written with a capital, so that "will" and "rose" stay."""
        return self.pattern.sub(self._one, text) if self.pattern and text else text

    def _one(self, found: re.Match[str]) -> str:
        told = _even(found.group(0))
        if told in self.whole:
            return self.names[self.whole[told]]
        pieces = [piece for word in told.split() for piece in ([word] if word in self.words else word.split("-"))]
        votes = Counter(number for piece in pieces for number in self.words.get(piece, ()))
        return self.names[votes.most_common(1)[0][0]] if votes else _OTHER


def _pattern(forms: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds one or several of the names in a row, with a title before them."""
    one = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
    titles = "|".join(case for title in settings()["titles"] for case in (title.capitalize(), title.upper()))
    return re.compile(rf"\b(?:(?:{titles})\b\.?[ \t]+)?(?:{one})(?:[ \t-](?:{one}))*\b") if one else None


def _names(person: Person, whole: dict[str, int], number: int) -> list[str]:
    """Return the words of a person's names as they are written; note in `whole` which tellings are theirs as they stand."""
    if not read(0, person).named:
        return []
    book, titles, found = vocabulary(), settings()["titles"], list[str]()
    for telling in (person.label, *person.aliases):
        words = [word for word in _NAME.findall(telling) if word[0].isupper() and not _OWNER.search(word)]
        names = [w for w in words if len(w) > 1 and w.lower() not in titles and not book.people_at(w.lower())]
        found += names
        if names and len(words) == len(telling.split()):
            whole.setdefault(_even(telling), number)
    return found


def _even(telling: str) -> str:
    return " ".join(telling.replace(".", " ").lower().split())
