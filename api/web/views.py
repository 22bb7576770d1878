"""The result of a second look as HTML: the notes beside their cards, what was not found, people, and the case."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.inputs import Item
from api.plain import person_label
from api.report import PEOPLE, Card, Piece, Report, report
from api.web.render import render
from api.work.case import people as people_of
from api.work.case import timeline
from nlp.explain import title, words
from nlp.indicators import INDICATORS, family_of
from nlp.records import Finding, Json, Review

FAMILIES = {"family_a": "Recorded concerns", "family_b": "Gaps in practice"}
_ASKED = ("found", "not_found")
_STATES = {"ruled_out": "found in the text", "not_assessable": "could not be told from this text"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of the note with what the filter needs to know: its one indicator, or none where it has several."""

    piece: Piece
    indicators: tuple[str, ...]

    @property
    def one(self) -> str:
        """The indicator if all cards of these words have the same."""
        return self.indicators[0] if len(set(self.indicators)) == 1 else ""


@dataclass(frozen=True, slots=True)
class Question:
    """A finding as it is asked, with what was searched."""

    indicator: str
    family: str
    title: str
    person: str
    text: str
    looked_for: tuple[str, ...]
    passages: int
    state: str


@dataclass(frozen=True, slots=True)
class Section:
    """One note of the result: its report, with the indicators that the filter needs."""

    report: Report
    where: str
    marks: Sequence[Mark]
    cards: Sequence[tuple[str, Card]]
    aside: Sequence[tuple[str, Card]]
    questions: Sequence[Question]
    settled: Sequence[Question]
    remarks: Sequence[str]


def result(reviews: Sequence[tuple[Item, Review]], problems: Sequence[str]) -> tuple[str, str]:
    """Return the HTML of the result and the title of its page; `problems` tell of files that could not be read."""
    sections = [_section(number, item, review) for number, (item, review) in enumerate(reviews, 1)]
    shown = [indicator for section in sections for indicator in (*(i for i, _ in section.cards), *(q.indicator for q in section.questions))]
    flags, questions = sum(len(s.cards) for s in sections), sum(len(s.questions) for s in sections)
    html = render(
        "result", sections=sections, problems=problems, flags=flags, questions=questions, families=_families(shown),
        indicators=_indicators(shown), family_names=FAMILIES, case=_case(reviews) if len(reviews) > 1 else None,
        carried=_carried(reviews), summary=_summary(reviews), empty=_flat("empty"), not_told=_flat("not_told"),
        versions=reviews[0][1].versions if reviews else {},
    )  # fmt: skip
    return html, f"{counted(flags, 'passage')} and {counted(questions, 'question')}"


def counted(number: int, noun: str) -> str:
    """Return "1 passage", "2 passages", "no passages"."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _section(number: int, item: Item, review: Review) -> Section:
    made = report(number, item, review)
    return Section(
        report=made, where=made.name or item.where,
        marks=[Mark(p, tuple(review.flags[n - 1].indicator for n in p.numbers)) for p in made.pieces],
        cards=[(flag.indicator, card) for flag, card in zip(review.flags, made.flags, strict=True)],
        aside=[(flag.indicator, card) for flag, card in zip(review.set_aside, made.set_aside, strict=True)],
        questions=_questions(f for f in review.findings if f.level == "note" and f.state in _ASKED),
        settled=_questions(f for f in review.findings if f.level == "note" and f.state in _STATES), remarks=item.remarks,
    )  # fmt: skip


def _questions(findings: Iterable[Finding]) -> list[Question]:
    return [
        Question(
            f.indicator, family_of(f.indicator), title(f.indicator), f.person or "", f.explanation,
            f.searched.looked_for if f.searched else (), f.searched.passages if f.searched else 0, _STATES.get(f.state, ""),
        )
        for f in findings
    ]  # fmt: skip


def _case(reviews: Sequence[tuple[Item, Review]]) -> Json:
    """Return what the notes say together: everybody, the dates in order, and what was not found in all of them."""
    numbered = [(number, item.note, review) for number, (item, review) in enumerate(reviews, 1)]
    found = people_of(numbered)
    return {
        "people": [(name, [(person_label(p["label"], p["age"]), p["notes"]) for p in found if p["kind"] == kind]) for kind, name in PEOPLE],
        "timeline": [
            {"number": e["index"], "date": e["date"], "role": e["role"], "name": e["id"], "titles": [title(i) for i in e["indicators"]]}
            for e in timeline(numbered)
        ],
        "questions": _questions(f for _, review in reviews for f in review.findings if f.level == "case" and f.state in _ASKED),
        "undated": sum(not item.note.date for item, _ in reviews),
    }  # fmt: skip


def _families(shown: Sequence[str]) -> list[tuple[str, str, int]]:
    count = Counter(map(family_of, shown))
    return [(family, name, count[family]) for family, name in FAMILIES.items() if count[family]]


def _indicators(shown: Sequence[str]) -> list[tuple[str, str, int]]:
    count = Counter(shown)
    return [(i, title(i), count[i]) for i in INDICATORS if count[i]]


def _carried(reviews: Sequence[tuple[Item, Review]]) -> str:
    """Return the notes as the result page carries them: nothing is stored here, so its downloads must bring them again."""
    notes = [
        {"text": item.note.text, "id": item.note.id, "case_id": item.note.case_id, "date": item.note.date, "role": item.note.role}
        for item, _ in reviews
    ]
    return json.dumps(notes, ensure_ascii=False)


def _summary(reviews: Sequence[tuple[Item, Review]]) -> str:
    from api.summary import summary

    return summary(reviews)


def _flat(name: str) -> str:
    return " ".join(str(words()[name]).split())
