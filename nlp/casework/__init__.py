"""Reasoners over a note: what one would expect to find in the record, and whether it is there."""

from collections.abc import Sequence

from nlp.casework.absence import REASONERS, absences, question, too_thin
from nlp.detect import Reading
from nlp.fusion import Decision
from nlp.records import Finding, Note, Person

__all__ = ["findings", "signals"]


def findings(note: Note, reading: Reading, people: Sequence[Person], decisions: Sequence[Decision]) -> tuple[Finding, ...]:
    """Return the findings of one note: for each child and each man, what the record holds of them or does not."""
    thin = too_thin(reading)
    return tuple(f for name in REASONERS for f in absences(name, note, reading, people, decisions, thin=thin))


def signals() -> frozenset[str]:
    """Return the signals that the reasoners rest on."""
    return frozenset(signal for name in REASONERS for signal in question(name).satisfied_by)
