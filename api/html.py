"""`scan --format html`: one self-contained page, readable on screen and on paper, without script and without network."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.inputs import Item
from api.marks import stretches
from nlp.explain import title, words
from nlp.indicators import family_of
from nlp.records import Flag, Review

_KINDS = (("child", "Children"), ("mother", "Mother"), ("man", "Men"), ("adult", "Other adults"), ("professional", "Professionals"))
_READ_AS = {
    "affirmed": "stated or reported", "suspected": "a worry, not a fact", "historical": "in the past", "negated": "denied or ruled out",
    "hypothetical": "plan, advice or general", "other": "somebody else",
}  # fmt: skip


def page(reviews: Sequence[tuple[Item, Review]]) -> str:
    """Return the page for the reviews given; all text of notes is escaped."""
    loader = FileSystemLoader(Path(__file__).parent / "web")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    notes = [_note(number, item, review) for number, (item, review) in enumerate(reviews, 1)]
    return environment.get_template("report.html.j2").render(
        notes=notes, empty=words()["empty"], not_told=words()["not_told"], versions=reviews[0][1].versions if reviews else {}
    )


def _note(number: int, item: Item, review: Review) -> dict[str, Any]:
    note = item.note
    pieces = [
        {"text": note.text[p.start : p.end], "numbers": p.numbers,
         "family": family_of(review.flags[p.numbers[0] - 1].indicator) if p.numbers else ""}
        for p in stretches(note.text, review.flags)
    ]  # fmt: skip
    people = [(name, [p for p in review.people if p.kind == kind]) for kind, name in _KINDS]
    return {
        "key": f"n{number}", "name": note.id or item.where, "date": note.date, "role": note.role, "pieces": pieces,
        "flags": [_card(f) for f in review.flags], "set_aside": [_card(f) for f in review.set_aside],
        "gaps": [{"title": title(f.indicator), "person": f.person, "text": f.explanation,
                  "looked_for": f.searched.looked_for if f.searched else ()}
                 for f in review.findings if f.state in ("found", "not_found")],
        "people": [(name, found) for name, found in people if found], "passages": review.passages,
    }  # fmt: skip


def _card(flag: Flag) -> dict[str, Any]:
    return {
        "title": title(flag.indicator), "family": family_of(flag.indicator), "read_as": _READ_AS[flag.assertion],
        "quote": " ".join(flag.quote.split()), "explanation": flag.explanation, "questions": flag.questions,
        "rules": list(dict.fromkeys(e.source.removeprefix("rule:") for e in flag.evidence)), "repeat_of": flag.repeat_of,
        "right": round(flag.confidence.value * 100), "n": flag.confidence.n,
    }  # fmt: skip
