"""Reasoners over a note and over a case: what one would expect to find in the record, and whether it is there."""

from collections.abc import Sequence

from nlp.casework.absence import REASONERS, absences, question, too_thin
from nlp.casework.unanswered import unanswered
from nlp.detect import Reading
from nlp.fusion import Decision
from nlp.indicators import SIGNALS
from nlp.records import Finding, Note, Person

__all__ = ["findings", "signals"]


def findings(note: Note, reading: Reading, people: Sequence[Person], decisions: Sequence[Decision]) -> tuple[Finding, ...]:
    """Return the findings of one note: what it holds of each child and man, and a concern that nothing in it answers."""
    thin = too_thin(reading)
    persons = [f for name in REASONERS for f in absences(name, note, reading, people, decisions, thin=thin)]
    return (*persons, *unanswered(note, reading, decisions, thin=thin))


def signals() -> frozenset[str]:
    """Return the signals that the reasoners rest on: those of each person, and those of events and answers."""
    return frozenset(SIGNALS) | frozenset(signal for name in REASONERS for signal in question(name).satisfied_by)
