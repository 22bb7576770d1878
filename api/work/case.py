"""The answer for the notes of one case: their reviews, and what they say taken together.

People are joined over the notes, the timeline goes by the dates given with the notes and tells the events that each note
records, and findings of level `case` come from the notes in the order of their dates.
"""

from collections.abc import Sequence
from typing import Any

import nlp
from nlp.casework.chronology import chronological
from nlp.casework.dates import day_of
from nlp.casework.holdings import Holding
from nlp.casework.timeline import Event
from nlp.people.joining import join
from nlp.records import Json, Note, Review
from nlp.version import versions
from nlp.wire import finding_to, review_to

Numbered = list[tuple[int, Note, Review]]


def case_answer(profile: str, notes: Sequence[Note | None], errors: list[dict[str, Any]]) -> Json:
    """Review the notes that could be read (the others are None) and return the answer; numbers are places in `notes`."""
    read = [(number, note) for number, note in enumerate(notes) if note is not None]
    reviews, together = nlp.load(profile=profile, threads=1).review_together([note for _, note in read])
    numbered = [(number, note, review) for (number, note), review in zip(read, reviews, strict=True)]
    return {
        "reviews": [review_to(review) for review in reviews],
        "people": held(numbered, together.holdings),
        "timeline": timeline(numbered, together.timeline),
        "findings": [finding_to(f) for f in together.findings],
        "open": list(together.open),
        "errors": errors,
        "versions": versions(profile),
    }


def people(reviews: Numbered) -> list[Json]:
    """Return the people of all notes, joined where names, titles or roles say that they are one; `notes` are numbers of notes."""
    order = chronological([note for _, note, _ in reviews])
    words = {number: note.text for number, note, _ in reviews}
    joined = join([(reviews[place][0], reviews[place][2].people) for place in order], words)
    return [
        {"label": p.label, "kind": p.kind, "aliases": list(p.aliases), "age": p.age, "notes": list(p.notes)} for p in joined
    ]  # fmt: skip


def held(reviews: Numbered, holdings: Sequence[Holding]) -> list[Json]:
    """Return the people with where each note names them, and what it holds of each child and man; the numbers of `holdings` are places."""
    return [
        {
            "label": h.person.label, "kind": h.person.kind, "aliases": list(h.person.aliases), "age": h.person.age,
            "notes": sorted({reviews[n][0] for n in h.person.notes}), "state": h.state,
            "named": [{"index": reviews[n.number][0], "label": n.label, "start": n.at.start, "end": n.at.end} for n in h.named],
            "holds": [
                {"index": reviews[r.number][0], "state": r.state, "start": r.words.start, "end": r.words.end, "quote": r.words.quote}
                for r in h.rows
            ],
        }
        for h in holdings
    ]  # fmt: skip


def timeline(reviews: Numbered, events: Sequence[Event] = ()) -> list[Json]:
    """Return the notes that came with a date such as 2024-03-05, in the order of their dates, with the events that each tells of.

    The numbers of events are places in `reviews`.
    """
    told: dict[int, list[Json]] = {}
    for event in events:
        told.setdefault(event.number, []).append({
            "kind": event.kind, "date": event.day.isoformat(), "precision": event.precision, "start": event.start, "end": event.end,
            "quote": event.quote,
        })  # fmt: skip
    dated = [(day, number, place) for place, (number, note, _) in enumerate(reviews) if (day := day_of(note.date))]
    dated.sort()
    return [
        {"date": reviews[place][1].date, "index": number, "id": reviews[place][1].id, "role": reviews[place][1].role,
         "indicators": list(dict.fromkeys(flag.indicator for flag in reviews[place][2].flags)), "events": told.get(place, [])}
        for _, number, place in dated
    ]  # fmt: skip
