"""How these tests read a note: the ledger of a text, and people told in few words."""

from nlp.people import ledger
from nlp.records import Person
from nlp.text.passages import split
from nlp.text.tokens import tokenise


def people_in(text: str) -> tuple[Person, ...]:
    """Return the people of `text`."""
    return ledger(text, tokenise(text), split(text))


def labels(text: str, kind: str) -> list[str]:
    """Return the labels of the people of one kind, in order."""
    return [person.label for person in people_in(text) if person.kind == kind]


def person(text: str, word: str) -> Person:
    """Return the one person whose label or aliases hold `word`."""
    (found,) = [p for p in people_in(text) if any(word in telling for telling in (p.label, *p.aliases))]
    return found


def told(text: str, word: str) -> list[str]:
    """Return every mention, as written, of the person whose label or aliases hold `word`."""
    return [text[span.start : span.end] for span in person(text, word).mentions]
