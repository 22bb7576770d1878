"""What the program itself knows of a text before an encoder reads it: names made neutral, and whom a finding may be owed about.

Somebody whom the ledger takes for a child or a man of the family, and the note-level gold does not name, owes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluation.authored import Authored
from evaluation.people_report import KINDS, called, paired
from nlp.models.neutral import Neutral
from nlp.models.neutral import passages as neutral_passages
from nlp.models.outputs import OWED
from nlp.people import ledger
from nlp.records import Passage, Person
from nlp.text.passages import split
from nlp.text.tokens import tokenise


@dataclass(frozen=True, slots=True)
class Asked:
    """One person of a text: the output that is asked, whether a finding is owed, and where the person is named.

    A spot is a passage's number, and the characters [start, end) in it.
    """

    output: str
    owed: bool
    spots: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """One text as the program knows it: each passage with neutral names, and the people that are asked about."""

    neutral: tuple[Neutral, ...]
    people: tuple[Asked, ...]


def known(items: Iterable[Authored]) -> Mapping[str, Known]:
    """Return what is known of each text, by its id; only whole notes have people that are asked about."""
    found = {}
    for item in items:
        tokens = tokenise(item.text)
        everyone = ledger(item.text, tokens, split(item.text), role=item.role)
        bounds = [Passage(p.start, p.end, "") for p in item.passages]
        neutral = tuple(neutral_passages(item.text, tokens, bounds, everyone))
        found[item.id] = Known(neutral, tuple(_people(item, everyone)) if item.case_id else ())
    return found


def _people(item: Authored, everyone: Sequence[Person]) -> Iterator[Asked]:
    for kind, (_, key, content) in KINDS.items():
        gold = item.children if kind == "child" else item.men
        people = [person for person in everyone if person.kind == kind]
        pairs = paired([person["ref"] for person in gold], [called(person) for person in people])
        owed = {at for number, at in pairs if gold[number][key] != content}
        for at, person in enumerate(people):
            spots = tuple(
                (number, span.start - passage.start, min(span.end, passage.end) - passage.start)
                for span in person.mentions for number, passage in enumerate(item.passages)
                if passage.start <= span.start < passage.end
            )  # fmt: skip
            if spots:
                yield Asked(OWED[kind], at in owed, spots)
