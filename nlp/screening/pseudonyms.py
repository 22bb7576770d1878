"""Pseudonyms for the people of a case: `Child 1`, `Man 2`, the same wherever the case names them.

Only names that the ledger of people knows are replaced, and only in the tables. Words for roles ("Mum", "his dad") stay: they name
nobody. Numbers go by the order in which the case names people, so that a resumed run gives the same ones.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlp.casework.case import CaseResult
from nlp.people.tellings import read
from nlp.people.vocabulary import vocabulary
from nlp.records import Person, Review
from nlp.screening.records import Placed

Hide = Callable[[str], str]

_WORDS = {"child": "Child", "mother": "Mother", "man": "Man", "adult": "Adult", "professional": "Professional"}
_NAME = re.compile(r"[^\W\d_][\w’'-]*[^\W_]|[^\W\d_]")


def plain(text: str) -> str:
    """Return the text as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """The pseudonym of each person of a case, in the order of the case's people, and who is meant by which word of a name."""

    names: tuple[str, ...]
    meant: dict[str, tuple[int, ...]]
    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, notes: Sequence[Placed], reviews: Sequence[Review], together: CaseResult) -> "Pseudonyms":
        """Return the pseudonyms for the people of a case, who are called what its notes call them."""
        names, counts = list[str](), dict[str, int]()
        meant = dict[str, list[int]]()
        ledgers = [{person.label: person for person in review.people} for review in reviews]
        for number, person in enumerate(together.people):
            word = _WORDS[person.kind]
            counts[word] = counts.get(word, 0) + 1
            names.append(f"{word} {counts[word]}")
            tellings = [Person(label=person.label, kind=person.kind, aliases=person.aliases)]
            tellings += [ledgers[at][label] for at, label in person.places if label in ledgers[at]]
            for name in dict.fromkeys(n for telling in tellings for n in _names(telling)):
                meant.setdefault(name, []).append(number)
        for at, review in enumerate(reviews):
            _others(meant, names, counts, review, notes[at].note.text)
        every = "|".join(re.escape(name) for name in sorted(meant, key=lambda n: (-len(n), n)))
        one = rf"(?:{every})"
        pattern = re.compile(rf"(?<![\w]){one}(?:[ \t]+{one}|-{one})*(?![^\W_])", re.IGNORECASE) if meant else None
        return cls(tuple(names), {name: tuple(numbers) for name, numbers in meant.items()}, pattern)

    def hide(self, text: str) -> str:
        """Return the text with every known name replaced; a name is a word with a capital, so that "will" and "rose" stay."""
        return self.pattern.sub(self._one, text) if self.pattern and text else text

    def _one(self, found: re.Match[str]) -> str:
        words = found.group(0)
        if not words[0].isupper():
            return words
        votes = [number for word in re.split(r"[ \t]+", words.lower()) for number in self.meant.get(word, ())]
        best = max(votes, key=lambda n: (votes.count(n), -votes.index(n))) if votes else 0
        return self.names[best]


def _others(meant: dict[str, list[int]], names: list[str], counts: dict[str, int], review: Review, text: str) -> None:
    """Take in the people of a note whom the case does not list, so that their names are not left standing."""
    for person in review.people:
        new = [name for name in _names(person) if name not in meant]
        if new:
            counts["Person"] = counts.get("Person", 0) + 1
            names.append(f"Person {counts['Person']}")
            for name in new:
                meant[name] = [len(names) - 1]


def _names(person: Person) -> list[str]:
    """Return the words of a person's names, in lower case; none where only roles or initials are told."""
    told = read(0, person)
    if not told.named:
        return []
    words = [word.lower() for telling in (person.label, *person.aliases) for word in _NAME.findall(telling) if word[0].isupper()]
    kin = vocabulary()
    named = {told.given, told.surname} - {""}
    return list(dict.fromkeys(w for w in (_bare(w) for w in (*named, *words)) if len(w) > 1 and (w in named or not kin.people_at(w))))


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word)
