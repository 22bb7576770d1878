"""One reasoner for both headline findings: for each person, was something of the kind recorded, and if not, what came nearest.

What is looked for is data (`nlp/rules/casework.yaml`): the signals that satisfy the question, and whose question it is.
A child's own voice is met by words, being seen alone or how a baby presented; a man is met by a conversation, checks, his
part weighed, an invitation. Somebody else's voice or conversation does not count: each signal is tied to the person whom
it is about (`nlp/casework/evidence.py`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from nlp.casework.evidence import Seat, evidence_of, quote_of, seat
from nlp.casework.odds import Record, scale, told_of_all
from nlp.detect import Mention, Reading
from nlp.explain import words
from nlp.fusion import Decision
from nlp.records import Evidence, Finding, Note, Person, Searched, State
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
    looked_for: tuple[str, ...]


@cache
def question(name: str) -> Question:
    """Return the question of the reasoner `name`."""
    data = read_yaml("casework.yaml")[name]
    return Question(data["indicator"], frozenset(data["kinds"]), frozenset(data["satisfied_by"]),
                    tuple(data["looked_for"]))  # fmt: skip


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


def record_of(asked: Question, reading: Reading, people: Iterable[Person], decisions: Sequence[Decision]) -> Record:
    """Return what the note holds of the people whom a question is asked of."""
    seats = seat((p for p in people if p.kind in asked.kinds), reading)
    signals = [signal for signal in reading.signals if signal.rule.target in asked.satisfied_by]
    return Record(reading, seats, signals, _stated(asked, seats, reading, decisions), targets=asked.satisfied_by)


def absences(
    name: str, note: Note, reading: Reading, people: Sequence[Person], decisions: Sequence[Decision], *, thin: str
) -> list[Finding]:
    """Return a finding for each person of the reasoner's kind; `thin` says why the text is too thin for an absence."""
    asked = question(name)
    record = record_of(asked, reading, people, decisions)
    seats, weights, passages = record.seats, scale(name), _passages(record.seats)
    if thin:
        return [_finding(asked, note, reading, p, "not_assessable", (), thin) for p in seats.people]
    findings = []
    for number, person in enumerate(seats.people):
        signs = record.signs_of(number)
        odds, opinion = weights.weigh(record.traits(number)), reading.opinions.get(person)
        likely = not record.clear(number) and (opinion.weigh(odds) if opinion else odds) > 0
        if likely or (number in record.gaps and not signs):  # what the record says itself is not weighed, where nothing speaks against it
            if number in record.gaps:
                gap = record.gaps[number]
                nearest = quote_of([gap[0].passage], reading)
                findings.append(_finding(asked, note, reading, person, "found", _evidence(gap, note), nearest))
            else:
                nearest = quote_of([sign.passage for sign in signs] or passages.get(number, ()), reading)
                findings.append(_finding(asked, note, reading, person, "not_found", (), nearest))
        elif signs:
            nearest = quote_of([signs[0].passage], reading)
            findings.append(_finding(asked, note, reading, person, "ruled_out", _evidence(signs, note), nearest))
        elif (likeliest := record.likeliest(number)) is not None:
            nearest = quote_of([likeliest], reading)
            findings.append(_finding(asked, note, reading, person, "ruled_out", (_passage(likeliest, reading),), nearest))
        else:
            unsure = str(read_yaml("casework.yaml")["unsure"])
            findings.append(_finding(asked, note, reading, person, "not_assessable", (), unsure))
    return findings


def _evidence(mentions: Sequence[Mention], note: Note) -> tuple[Evidence, ...]:
    return tuple(evidence_of(m, note.text) for m in mentions[:_MOST_EVIDENCE])


def _passage(number: int, reading: Reading) -> Evidence:
    """Return a passage whose words as a whole speak for the record, where no rule names a wording."""
    span, why = reading.passages[number], str(read_yaml("casework.yaml")["heard"])
    return Evidence(source="words", start=span.start, end=span.end, quote=reading.text[span.start : span.end], why=why)


def _stated(asked: Question, seats: Seat, reading: Reading, decisions: Sequence[Decision]) -> dict[int, list[Mention]]:
    """The gaps that the text states itself, by the person whom they are about; one told of all ("the children") is about each."""
    stated: dict[int, list[Mention]] = {}
    for decision in decisions:
        if decision.indicator == asked.indicator and decision.shown:
            whole = told_of_all(decision.lead, reading)
            for who in seats.about(decision.lead) or (range(len(seats.people)) if whole else ()):
                stated.setdefault(who, []).append(decision.lead)
    return stated


def _passages(seats: Seat) -> dict[int, list[int]]:
    """The passages that mention each person, the one with most of the mentions first."""
    counts: dict[int, Counter[int]] = {}
    for at, places in enumerate(seats.by_passage):
        for _, who in places:
            counts.setdefault(who, Counter())[at] += 1
    return {who: sorted(found, key=partial(_most_first, found)) for who, found in counts.items()}


def _most_first(counts: Counter[int], at: int) -> tuple[int, int]:
    return -counts[at], at


def _finding(
    asked: Question, note: Note, reading: Reading, person: Person, state: State, evidence: tuple[Evidence, ...], nearest: str
) -> Finding:
    nearest = nearest or str(read_yaml("casework.yaml")["nothing"])
    sentence = str(words()["findings"][asked.indicator][state])
    quoted = nearest if state == "not_assessable" else f"“{nearest}”"
    return Finding(
        indicator=asked.indicator, level="note", state=state, person=person.label, aliases=person.aliases,
        searched=Searched(notes=(note.id,), dates=(note.date,), passages=len(reading.passages),
                          looked_for=asked.looked_for, nearest_miss=nearest),
        evidence=evidence,
        explanation=" ".join(sentence.format(person=person.label, nearest_miss=quoted).split()),
    )  # fmt: skip
