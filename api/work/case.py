"""The answer for the notes of one case: their reviews, and what they say taken together.

This joins what the reviews of the notes hold: people by the label they are called by, the timeline from the dates
given with the notes, and the findings of level `case`.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import nlp
from nlp.records import Json, Note, Review
from nlp.version import versions
from nlp.wire import finding_to, review_to

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Numbered = list[tuple[int, Note, Review]]


def case_answer(profile: str, notes: Sequence[Note | None], errors: list[dict[str, Any]]) -> Json:
    """Review the notes that could be read (the others are None) and return the answer; numbers are places in `notes`."""
    read = [(number, note) for number, note in enumerate(notes) if note is not None]
    reviews = nlp.load(profile=profile, threads=1).review_case([note for _, note in read])
    numbered = [(number, note, review) for (number, note), review in zip(read, reviews, strict=True)]
    return {
        "reviews": [review_to(review) for review in reviews],
        "people": people(numbered),
        "timeline": timeline(numbered),
        "findings": [finding_to(f) for r in reviews for f in r.findings if f.level == "case"],
        "errors": errors,
        "versions": versions(profile),
    }


def people(reviews: Numbered) -> list[Json]:
    """Return the people of all notes, joined where two notes use the same label for the same kind of person."""
    joined: dict[tuple[str, str], Json] = {}
    for number, _, review in reviews:
        for person in review.people:
            key = (person.label.casefold(), person.kind)
            entry = joined.setdefault(key, {"label": person.label, "kind": person.kind, "aliases": [], "age": "", "notes": []})
            entry["aliases"] += [a for a in person.aliases if a not in entry["aliases"]]
            entry["age"] = person.age or entry["age"]
            if number not in entry["notes"]:
                entry["notes"].append(number)
    return list(joined.values())


def timeline(reviews: Numbered) -> list[Json]:
    """Return the notes that came with a date such as 2024-03-05, in the order of their dates."""
    dated = [(day, number, note, review) for number, note, review in reviews if (day := _day(note.date))]
    dated.sort(key=lambda entry: entry[:2])
    return [
        {"date": note.date, "index": number, "id": note.id, "role": note.role,
         "indicators": list(dict.fromkeys(flag.indicator for flag in review.flags))}
        for _, number, note, review in dated
    ]  # fmt: skip


def _day(written: str) -> date | None:
    found = _DAY.match(written.strip())
    try:
        return date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None
