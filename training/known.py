"""What the program itself knows of a text before an encoder reads it: names made neutral, and the people that are asked about.

Of everybody a note speaks of it is asked whether they are a child or a man of the family, as the note-level gold lists them; of those
whom the ledger takes for one, whether a finding is owed. Whom gold does not name owes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluation.authored import Authored
from evaluation.people_report import KINDS, called, paired
from nlp.models.neutral import Neutral
from nlp.models.neutral import passages as neutral_passages
from nlp.models.outputs import KIND, OWED
from nlp.people import Survey, listed, survey
from nlp.people.roster import told_at
from nlp.records import Passage, Person, Span
from nlp.text.passages import split
from nlp.text.tokens import tokenise
from training.gold_people import gold_of


@dataclass(frozen=True, slots=True)
class Asked:
    """One person of a text: the output that is asked, whether it holds, and where the person is named.

    A spot is a passage's number, and the characters [start, end) in it.
    """

    output: str
    holds: bool
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
        everybody = survey(item.text, tokens, split(item.text))
        everyone = listed(everybody)
        bounds = [Passage(p.start, p.end, "") for p in item.passages]
        neutral = tuple(neutral_passages(item.text, tokens, bounds, everybody, everyone))
        found[item.id] = Known(neutral, (*_owed(item, everyone), *_kinds(item, everybody)) if item.case_id else ())
    return found


def _owed(item: Authored, everyone: Sequence[Person]) -> Iterator[Asked]:
    for kind, (_, key, content) in KINDS.items():
        gold = item.children if kind == "child" else item.men
        people = [person for person in everyone if person.kind == kind]
        pairs = paired([person["ref"] for person in gold], [called(person) for person in people])
        owed = {at for number, at in pairs if gold[number][key] != content}
        for at, person in enumerate(people):
            if spots := _spots(item, person.mentions):
                yield Asked(OWED[kind], at in owed, spots)


def _kinds(item: Authored, everybody: Survey) -> Iterator[Asked]:
    bonds, _, figures = everybody
    gold = gold_of(bonds, figures, [c["ref"] for c in item.children], [m["ref"] for m in item.men])
    for figure in figures:
        if spots := _spots(item, told_at(bonds, figure)):
            for kind, output in KIND.items():
                yield Asked(output, gold.get(figure.root) == kind, spots)


def _spots(item: Authored, mentions: Iterable[Span]) -> tuple[tuple[int, int, int], ...]:
    return tuple(
        (number, span.start - passage.start, min(span.end, passage.end) - passage.start)
        for span in mentions for number, passage in enumerate(item.passages) if passage.start <= span.start < passage.end
    )  # fmt: skip
