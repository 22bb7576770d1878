"""Reasoners over a note: what one would expect to find in the record, and whether it is there."""

from collections.abc import Sequence

from nlp.detect import Reading
from nlp.fusion import Decision
from nlp.records import Finding, Note, Person


def findings(note: Note, reading: Reading, people: Sequence[Person], decisions: Sequence[Decision]) -> tuple[Finding, ...]:
    """Return the findings of one note."""
    return ()
