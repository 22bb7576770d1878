"""A plain-text summary to paste into a case system or an e-mail: what was marked, the question to consider, what was not found.

Lines have at most 98 characters. Each begins with a letter, a figure or a space: what a note says never stands at the
edge, where a spreadsheet looks for a formula.
"""

import textwrap
from collections.abc import Iterator, Sequence

from api.inputs import Item
from api.plain import clipped, one_line, printable, split_question
from api.report import Card, CaseReport, Gap, Report, about, cases, reports, versions_line
from nlp.explain import words
from nlp.records import Review

WIDTH = 98
_IN = "   "
_MOST_QUOTE = 300  # characters; where the passage is longer, only the marked words stand here


def summary(reviews: Sequence[tuple[Item, Review]]) -> str:
    """Return the summary; control characters of the note show as U+FFFD."""
    shown = reports(reviews)
    lines = _head(f"Second Look: {_name(shown[0]) if len(shown) == 1 else about(reviews)}")
    lines += _prose(f"Made with {versions_line(reviews)}. It decides nothing; your own reading comes first.")
    found = cases(reviews)
    for case in found:
        lines += _case(case)
    for number, note in enumerate(shown, 1):
        if len(shown) > 1:
            lines += ["", "", *_head(f"Note {number}: {_name(note)}")]
        lines += _note(note, in_case=any(number in case.numbers for case in found))
    lines += ["", "", "WHAT THIS DOES NOT TELL YOU", *_prose(words()["not_told"])]
    return "\n".join(lines) + "\n"


def _case(case: CaseReport) -> Iterator[str]:
    if case.gaps:
        yield from ("", "", *_head(f"The case {clipped(case.id)}, its notes taken together"))
        yield from _gaps(case.gaps)


def _note(note: Report, *, in_case: bool) -> Iterator[str]:
    yield ""
    if note.flags:
        yield f"WORTH READING AGAIN ({len(note.flags)})"
    else:
        yield from _prose(words()["empty"])
    asked = dict[str, int]()
    for number, card in enumerate(note.flags, 1):
        yield from _card(number, card, asked)
    gaps = [gap for gap in note.gaps if not (in_case and gap.level == "case")]
    if gaps:
        yield from _gaps(gaps)


def _card(number: int, card: Card, asked: dict[str, int]) -> Iterator[str]:
    """A card; a question that stands at an earlier one is not written again."""
    yield from _head(f"{number}. {card.title} ({card.read_as})")
    passage = f"{card.before}{card.quote}{card.after}"
    yield from _inside(f"“{passage if len(passage) <= _MOST_QUOTE else clipped(card.quote, _MOST_QUOTE)}”")
    question = split_question(card.questions[0])[0] if card.questions else ""
    if question and asked.setdefault(question, number) == number:
        yield from _inside(question)


def _gaps(gaps: Sequence[Gap]) -> Iterator[str]:
    yield from ("", f"WHAT WAS NOT FOUND ({len(gaps)})")
    for gap in gaps:
        yield from _head(f"{gap.title}{f': {gap.person}' if gap.person else ''}")
        yield from _inside(gap.text)


def _name(note: Report) -> str:
    return ", ".join(clipped(part) for part in (note.name, note.date, note.role) if part)


def _prose(text: str) -> list[str]:
    return _filled(text, "", "")


def _head(text: str) -> list[str]:
    return _filled(text, "", _IN)


def _inside(text: str) -> list[str]:
    return _filled(text, _IN, _IN)


def _filled(text: str, first: str, other: str) -> list[str]:
    return textwrap.wrap(one_line(printable(text)), WIDTH, initial_indent=first, subsequent_indent=other, break_on_hyphens=False)
