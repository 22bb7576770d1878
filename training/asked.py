"""Whom a finding is owed about, as a model learns it: the people that the ledger finds, beside the note-level gold.

Somebody whom the ledger takes for a child or a man of the family, and the gold does not name, owes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import nlp
from evaluation.authored import Authored
from evaluation.people_report import KINDS, called, paired
from nlp.models.outputs import OWED
from nlp.records import Note


@dataclass(frozen=True, slots=True)
class Asked:
    """One person of a text: the output that is asked, whether a finding is owed, and where the person is named.

    A spot is a passage's number, and the characters [start, end) in it.
    """

    output: str
    owed: bool
    spots: tuple[tuple[int, int, int], ...]


def asked(items: Iterable[Authored]) -> Mapping[str, tuple[Asked, ...]]:
    """Return the people of each whole note, by its id."""
    pipeline = nlp.load(profile="rules")
    found: dict[str, tuple[Asked, ...]] = {}
    for item in items:
        if item.case_id:
            found[item.id] = tuple(_people(item, pipeline))
    return found


def _people(item: Authored, pipeline: nlp.Pipeline) -> Iterable[Asked]:
    everyone = pipeline.review(Note(text=item.text, id=item.id, date=item.date, role=item.role)).people
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
