"""A review made for tests: authored notes screened with the rules, sampled, and read by two readers who know the labels, nearly."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nlp
from api.store.deciding import Decided, decide
from api.store.importing import import_sample
from api.store.people import Person, add
from api.store.reserving import next_item
from api.store.store import Store
from evaluation.authored import Authored, authored
from evaluation.review.pool import Candidate, text_key
from evaluation.review.rows import SampleItem
from evaluation.review.sample_file import write_sample
from evaluation.review.samplers import double_blind, flagged, item, unflagged
from nlp.indicators import INDICATORS
from nlp.records import SHOWN, Review

PASSWORD = "seven small words"


@dataclass(frozen=True)
class Place:
    """A passage of a note, with the note's review."""

    note: Authored
    review: Review
    start: int
    end: int


def sample(notes: int = 60, *, seed: int = 3) -> Iterator[SampleItem]:
    """Yield the items of a sample of the first authored notes."""
    pipeline = nlp.load(profile="rules")
    places: dict[str, Place] = {}
    pairs, passages = [], []
    for note in itertools.islice((n for n in authored("dev") if n.case_id), notes):
        review = pipeline.review(nlp.Note(text=note.text, id=note.id, case_id=note.case_id, date=note.date, role=note.role))
        for p in note.passages:
            name = f"{note.id}:{p.start}"
            places[name] = Place(note, review, p.start, p.end)
            here = [f for f in review.flags if p.start <= f.start < p.end]
            flags = tuple(dict.fromkeys(f.indicator for f in here))
            same = text_key(note.text[p.start : p.end], place=name)
            passages.append(Candidate(id=name, case_id=note.case_id, same=same, flags=flags))
            for f in {f.indicator: f for f in here}.values():
                pairs.append(
                    Candidate(
                        id=name, case_id=note.case_id, same=same, indicator=f.indicator, shown=True, confidence=f.confidence.value,
                        flags=flags, rules=tuple(e.source for e in f.evidence),
                    )
                )  # fmt: skip
    drawn = [*flagged(pairs, each=40, seed=seed), *unflagged(passages, size=120, beside=60, seed=seed)]
    for d in double_blind(drawn, share=0.3, seed=seed):
        place = places[d.candidate.id]
        said = next((f for f in place.review.flags if f.indicator == d.candidate.indicator and place.start <= f.start < place.end), None)
        text = place.note.text
        yield item(
            d, note_id=place.note.id, date=place.note.date, role=place.note.role, text=text[place.start : place.end].strip(),
            before=text[max(0, place.start - 200) : place.start], after=text[place.end : place.end + 200],
            explanation=said.explanation if said else "", versions={"rules": "made", "profile": "rules"}, quote=said.quote if said else "",
            assertion=said.assertion if said else "", start=place.start, end=place.end,
            groups={"age_band": "0-4" if len(text) % 3 else "5-9"},
        )  # fmt: skip


def gold() -> dict[tuple[str, int], dict[str, str]]:
    """Return the labels of every authored passage, by note and start."""
    return {(n.id, p.start): p.labels for n in authored("dev") if n.case_id for p in n.passages}


def read_review(store: Store, folder: Path, *, notes: int = 60, slips: float = 0.05, settle: bool = True) -> list[Person]:
    """Import a sample and read all of it: two readers who seldom slip, and an adjudicator who never does."""
    drawn = list(sample(notes))
    path = folder / "sample.jsonl"
    with path.open("w", encoding="utf-8") as out:
        write_sample(drawn, out)
    queues = [made.queue for made in import_sample(store, path, by="tester", keep_days=30)]
    roles = (("Ann", "reviewer"), ("Bea", "reviewer"), ("Cleo", "adjudicator"))
    people = [add(store, name=name, role=role, password=PASSWORD, by="tester") for name, role in roles]
    truth, rng = gold(), random.Random(5)
    for person in people if settle else people[:2]:
        for queue in queues:
            while held := next_item(store, queue, person):
                decide(store, held.item, person, _decision(store, held.item, truth, rng, 0.0 if person.role == "adjudicator" else slips))
    return people


def _decision(store: Store, name: str, truth: dict[tuple[str, int], dict[str, str]], rng: random.Random, slips: float) -> Decided:
    from api.store.tables import flags, items

    with store.reading() as connection:
        row = connection.execute(items.select().where(items.c.id == name)).one()
        shown = connection.execute(flags.select().where(flags.c.item_id == name)).one().flags
    labels = truth[row.note_id, row.start]
    right = [i for i in INDICATORS if labels.get(i) in SHOWN]
    missed = [i for i in right if i not in shown]
    agrees = not missed if row.indicator is None else row.indicator in right
    if rng.random() < slips:
        return Decided(verdict="unsure")
    reason = None if agrees or row.indicator is None else "negated" if labels.get(row.indicator) == "negated" else "not_worth_reading_again"
    return Decided(verdict="agree" if agrees else "disagree", reason=reason, missed=missed)
