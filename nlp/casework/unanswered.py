"""A concern that nothing in its own note answers: what hints at an answer is counted, and weighed against gaps that the note tells of.

A plain answer near a concern settles it ("rang MASH"). Beyond that almost every note holds words that may tell of one ("GP", "asked",
"school"); one such word does not settle it, many do. The weights are data (`nlp/rules/case/unanswered.yaml`), fitted by
`training/fit_unanswered.py`; only gaps in practice speak for the question, never a hint of an answer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from math import fsum
from typing import Any

from nlp.casework.evidence import evidence_of, quote_of
from nlp.casework.followup import ANSWERS, concerns, hints, is_incoming, is_response, near
from nlp.casework.wording import finding, titles
from nlp.detect import Reading
from nlp.fusion import Decision
from nlp.indicators import FAMILY_B
from nlp.records import Finding, Note
from nlp.rules.data import read_yaml

_MOST = 3  # of one hint: more of them say no more
_LONG = 8  # passages
_LONGEST = 4
_MOST_EVIDENCE = 4


@cache
def weights() -> Mapping[str, float]:
    """Return the weight of each hint, and the bias they start from; a sum above 0 asks."""
    data: dict[str, Any] = read_yaml("case/unanswered.yaml")
    row: dict[str, float] = data["scales"]["unanswered"]
    return row


def odds(counts: Mapping[str, int]) -> float:
    """Return the log-odds that nothing in a note answers its concerns."""
    scale = weights()
    return fsum([scale["bias"], *(scale.get(hint, 0.0) * count for hint, count in sorted(counts.items()))])


def counted(reading: Reading, decisions: Sequence[Decision], asked: Sequence[Decision]) -> dict[str, int]:
    """Return how often each hint stands in a note, near its concerns `asked` and far from them."""
    beside = near(d.passage for d in asked)
    found: Counter[str] = Counter()
    for signal in reading.signals:
        if signal.rule.target in ANSWERS and not is_incoming(signal, reading):
            found[f"{signal.rule.target} {'near' if signal.passage in beside else 'far'}"] += 1
    for number, line in enumerate(reading.lines):
        for hint in hints(line):
            if number in beside:
                found[f"{hint} near"] += 1
            elif hint == "strong":
                found["strong far"] += 1
    for passage in {d.passage for d in decisions if d.shown and d.indicator in FAMILY_B}:
        found["gaps near" if passage in beside else "gaps far"] += 1
    counts = {hint: min(count, _MOST) for hint, count in found.items()}
    counts["long"] = min(len(reading.lines) // _LONG, _LONGEST)
    return counts


def doubtful(note: Note, reading: Reading, decisions: Sequence[Decision], asked: Sequence[Decision]) -> dict[str, int] | None:
    """Return the hints of a note whose concerns `asked` may be open; None where it has none, answers one plainly or is a response."""
    if not asked or is_response(note, reading):
        return None
    counts = counted(reading, decisions, asked)
    return None if "strong near" in counts else counts


def stands_open(note: Note, reading: Reading, decisions: Sequence[Decision], asked: Sequence[Decision]) -> bool:
    """Whether nothing in a note is found to answer its concerns `asked`; False where it has none."""
    counts = doubtful(note, reading, decisions, asked)
    return counts is not None and odds(counts) > 0


def unanswered(note: Note, reading: Reading, decisions: Sequence[Decision], *, thin: str) -> list[Finding]:
    """Return the finding of level `note`: a concern, and nothing in the note that answers it; at most one a note."""
    asked = concerns(decisions)
    if thin or not stands_open(note, reading, decisions, asked):
        return []
    first: dict[str, Decision] = {}
    for decision in asked:
        first.setdefault(decision.indicator, decision)
    return [
        finding(
            "note_open",
            level="note",
            state="not_found",
            evidence=[evidence_of(d.lead, note.text) for d in list(first.values())[:_MOST_EVIDENCE]],
            notes=(note.id,),
            dates=(note.date,),
            passages=len(reading.passages),
            nearest=quote_of([asked[-1].passage], reading),
            told={"titles": titles(first)},
        )
    ]
