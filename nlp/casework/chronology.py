"""The notes of one case in the order of their dates, each with what was read in it, so that reasoners may ask what came after.

The order in which notes were handed in says nothing: it is used only for a note without a date, which stands behind the one
before it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from nlp.casework.dates import day_of
from nlp.detect import Mention, Reading
from nlp.fusion import Decision
from nlp.records import Evidence, Note, Person


@dataclass(frozen=True, slots=True)
class CaseNote:
    """One note of a case: its place in the order given, its name, its day, what was read, and which passages are copies."""

    number: int
    name: str
    day: date | None
    note: Note
    reading: Reading
    people: Sequence[Person]
    decisions: Sequence[Decision]
    copies: Collection[int]
    thin: str

    def evidence(self, mention: Mention) -> Evidence:
        """Return a mention of this note as the evidence of a finding over the case."""
        return Evidence(source=mention.rule.reference, start=mention.start, end=mention.end, why=mention.rule.why,
                        quote=self.note.text[mention.start : mention.end], cues=mention.context.cues, note=self.name)  # fmt: skip

    def words(self, start: int, end: int, *, source: str, why: str) -> Evidence:
        """Return words of this note as evidence; `source` names the rule data that found them."""
        return Evidence(source=f"rule:{source}", start=start, end=end, quote=self.note.text[start:end], why=why, note=self.name)

    def passage_of(self, number: int, *, source: str, why: str) -> Evidence:
        """Return a whole passage of this note as evidence."""
        passage = self.reading.passages[number]
        return self.words(passage.start, passage.end, source=source, why=why)


def note_name(note: Note, number: int) -> str:
    """Return what a note is called where something is said of it: its id, else its date, else its place."""
    return note.id or note.date or f"note {number + 1}"


def chronological(notes: Sequence[Note]) -> list[int]:
    """Return the places of `notes` in the order of their dates; notes of one day stand by id, then by their words."""
    keys = list[tuple[date, int, str, str]]()
    behind = date.min
    for number, note in enumerate(notes):
        day = day_of(note.date)
        keys.append((day or behind, 0 if day else number + 1, note.id, note.text))
        behind = day or behind
    return sorted(range(len(notes)), key=keys.__getitem__)


def shown_on(day: date | None) -> str:
    """Return a day as it is written in findings: `4 March 2024`."""
    return f"{day.day} {day:%B} {day.year}" if day else ""
