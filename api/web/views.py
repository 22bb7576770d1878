"""The result of a second look as HTML: the notes beside their cards, what was not found, people, and the case."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from api.case import CaseView, Place, Words, case_view
from api.inputs import Item
from api.marks import Stretch, stretches
from api.report import Card, Report, report
from api.web.picture import narrow, shapes, wide
from api.web.render import render
from api.web.spots import Token, tokens
from nlp.casework.case import CaseResult
from nlp.explain import title, words
from nlp.indicators import FAMILY_A, INDICATORS, family_of
from nlp.records import Finding, Json, Review, Span

FAMILIES = {"family_a": "Recorded concerns", "family_b": "Gaps in practice"}
_ASKED = ("found", "not_found")
_STATES = {"ruled_out": "found in the text", "not_assessable": "could not be told from this text"}


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
    places: Sequence[tuple[Place, Words]] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One note of the result: its report, with the indicators that the filter needs."""

    report: Report
    where: str
    tokens: Sequence[Token]
    cards: Sequence[tuple[str, Card]]
    aside: Sequence[tuple[str, Card]]
    questions: Sequence[Question]
    settled: Sequence[Question]
    remarks: Sequence[str]


def result(reviews: Sequence[tuple[Item, Review]], together: CaseResult | None, problems: Sequence[str]) -> tuple[str, str]:
    """Return the HTML of the result and the title of its page.

    `together` is what several notes say as one case; `problems` tell of files that could not be read.
    """
    view = case_view(reviews, together) if together and len(reviews) > 1 else None
    sections = [_section(n, item, review, view.spots(n) if view else ()) for n, (item, review) in enumerate(reviews, 1)]
    shown = [indicator for section in sections for indicator in (*(i for i, _ in section.cards), *(q.indicator for q in section.questions))]
    asked = _over_case(view) if view else []
    shown += [question.indicator for question in asked]
    flags, questions = sum(len(s.cards) for s in sections), sum(len(s.questions) for s in sections) + len(asked)
    html = render(
        "result", sections=sections, problems=problems, flags=flags, questions=questions, families=_families(shown),
        indicators=_indicators(shown), family_names=FAMILIES, case=_case(view) if view else None,
        carried=_carried(reviews), summary=_summary(reviews), empty=_flat("empty"), not_told=_flat("not_told"),
        versions=reviews[0][1].versions if reviews else {},
    )  # fmt: skip
    return html, f"{counted(flags, 'passage')} and {counted(questions, 'question')}"


def counted(number: int, noun: str) -> str:
    """Return "1 passage", "2 passages", "no passages"."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _section(number: int, item: Item, review: Review, spots: Collection[Span]) -> Section:
    made = report(number, item, review)
    return Section(
        report=made, where=made.name or item.where,
        tokens=list(tokens(item.note.text, _pieces(item, review), spots)),
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


def _pieces(item: Item, review: Review) -> list[tuple[Stretch, str, tuple[str, ...]]]:
    """Return the stretches of a note, each with the family and the indicators of its marks."""
    made = []
    for stretch in stretches(item.note.text, review.flags):
        indicators = tuple(review.flags[n - 1].indicator for n in stretch.numbers)
        made.append((stretch, family_of(indicators[0]) if indicators else "", indicators))
    return made


def _case(view: CaseView) -> Json:
    """Return what the notes say together: everybody, what happened when as a picture and a table, and questions."""
    placed = [*(((r.day, 0), r) for r in view.rows), *(((q.first, 1), q) for q in view.quiet)]
    lines = [line for _, line in sorted(placed, key=itemgetter(0))]
    return {
        "view": view, "questions": _over_case(view), "wide": wide(view), "narrow": narrow(view), "shapes": shapes(), "lines": lines,
        "names": {title(i) for i in FAMILY_A}, "undated": view.undated,
    }  # fmt: skip


def _over_case(view: CaseView) -> list[Question]:
    asked = _questions(a.finding for a in view.questions)
    return [replace(question, places=a.places) for question, a in zip(asked, view.questions, strict=True)]


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
