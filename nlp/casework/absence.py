"""One reasoner for both headline findings: for each person, was something of the kind recorded, and if not, what came nearest.

What is looked for is data (`nlp/rules/casework.yaml`): the signals that satisfy the question, and whose question it is.
A child's own voice is met by words, being seen alone or how a baby presented; a man is met by a conversation, checks, his
part weighed, an invitation. Somebody else's voice or conversation does not count: each signal is tied to the person whom
it is about (`nlp/casework/evidence.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from nlp.casework.evidence import Seat, evidence_of, quote_of, seat
from nlp.detect import Mention, Reading
from nlp.explain import words
from nlp.fusion import Decision
from nlp.records import Finding, Note, Person, Searched, State
from nlp.rules.data import read_yaml
from nlp.rules.frequency import frequency_table

REASONERS = ("child_voice", "adult_males")
_SAMPLE = 400
_MOST_EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class Question:
    """What one reasoner asks of each person."""

    indicator: str
    kinds: frozenset[str]
    satisfied_by: frozenset[str]
    slight: frozenset[str]
    looked_for: tuple[str, ...]


@cache
def question(name: str) -> Question:
    """Return the question of the reasoner `name`."""
    data = read_yaml("casework.yaml")[name]
    return Question(data["indicator"], frozenset(data["kinds"]), frozenset(data["satisfied_by"]),
                    frozenset(data["slight"]), tuple(data["looked_for"]))  # fmt: skip


def too_thin(reading: Reading) -> str:
    """Return why no absence can be told from this text, or an empty string where one can."""
    data = read_yaml("casework.yaml")
    norms = reading.tokens.norms[:_SAMPLE]
    if len(norms) < data["assessable"]["fewest_words"]:
        return str(data["thin"]["short"])
    common = frequency_table()
    if sum(map(common.__contains__, norms)) < data["assessable"]["fewest_common"] * len(norms):
        return str(data["thin"]["foreign"])
    return ""


def absences(
    name: str, note: Note, reading: Reading, people: Sequence[Person], decisions: Sequence[Decision], *, thin: str
) -> list[Finding]:
    """Return a finding for each person of the reasoner's kind; `thin` says why the text is too thin for an absence."""
    asked = question(name)
    seats = seat((p for p in people if p.kind in asked.kinds), reading)
    if not seats.people:
        return []
    if thin:
        return [_finding(asked, note, reading, p, "not_assessable", (), thin) for p in seats.people]
    signs: dict[int, list[Mention]] = {}
    for signal in reading.signals:
        if signal.rule.target in asked.satisfied_by:
            for who in seats.about(signal):
                signs.setdefault(who, []).append(signal)
    met = {who: found for who, found in signs.items() if _enough(asked, found)}
    stated = _stated(asked, seats, decisions)
    findings = []
    for number, person in enumerate(seats.people):
        if number in met:
            nearest = quote_of([met[number][0].passage], reading)
            findings.append(_finding(asked, note, reading, person, "ruled_out", met[number], nearest))
        elif number in stated:
            nearest = quote_of([stated[number][0].passage], reading)
            findings.append(_finding(asked, note, reading, person, "found", stated[number], nearest))
        else:
            slight = [sign.passage for sign in signs.get(number, ())]
            nearest = quote_of(slight or _passages_of(number, seats), reading)
            findings.append(_finding(asked, note, reading, person, "not_found", (), nearest))
    return findings


def _enough(asked: Question, signs: Sequence[Mention]) -> bool:
    """Whether the signs satisfy the question: one clear sign, or slight ones in two passages."""
    return any(s.rule.id not in asked.slight for s in signs) or len({s.passage for s in signs}) > 1


def _stated(asked: Question, seats: Seat, decisions: Sequence[Decision]) -> dict[int, list[Mention]]:
    """The gaps that the text states itself, by the person whom they are about."""
    stated: dict[int, list[Mention]] = {}
    for decision in decisions:
        if decision.indicator == asked.indicator and decision.shown:
            for who in seats.about(decision.lead):
                stated.setdefault(who, []).append(decision.lead)
    return stated


def _passages_of(number: int, seats: Seat) -> list[int]:
    """The passages that mention the person, the one with most of them first."""
    counts = [(sum(who == number for _, who in places), -at) for at, places in enumerate(seats.by_passage)]
    return [-at for count, at in sorted(counts, reverse=True) if count]


def _finding(
    asked: Question, note: Note, reading: Reading, person: Person, state: State, mentions: Sequence[Mention], nearest: str
) -> Finding:
    nearest = nearest or str(read_yaml("casework.yaml")["nothing"])
    sentence = str(words()["findings"][asked.indicator][state])
    quoted = nearest if state == "not_assessable" else f"“{nearest}”"
    return Finding(
        indicator=asked.indicator, level="note", state=state, person=person.label, aliases=person.aliases,
        searched=Searched(notes=(note.id,), dates=(note.date,), passages=len(reading.passages),
                          looked_for=asked.looked_for, nearest_miss=nearest),
        evidence=tuple(evidence_of(m, note.text) for m in mentions[:_MOST_EVIDENCE]),
        explanation=" ".join(sentence.format(person=person.label, nearest_miss=quoted).split()),
    )  # fmt: skip
