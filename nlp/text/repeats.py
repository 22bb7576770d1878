"""Text that stands again: passages pasted from an earlier note, or twice in the same one.

Copied text makes one event look like several and hides what is new, so each copy is shown with where it stood first.
"""

import re
from collections.abc import Sequence
from typing import Final

from nlp.records import Passage
from nlp.text.lines import MARKER
from nlp.text.stamps import LEAD

FEWEST_WORDS: Final = 6
"""Words below which the same wording twice is no sign of a copy ("No concerns today")."""

_WORD = re.compile(r"\w+")
_JOINED = str.maketrans("", "", "'’‘`")


def repeated(notes: Sequence[tuple[str, Sequence[Passage]]]) -> list[list[int | None]]:
    """Return for each passage of each note the index of the note in which its wording first stood, or None.

    `notes` are the text and passages of one case's notes in order. A passage that stands twice in one note names that
    note.
    """
    first: dict[str, int] = {}
    return [
        [_seen(first, wording(text[passage.start : passage.end]), at) for passage in passages]
        for at, (text, passages) in enumerate(notes)
    ]


def wording(passage: str) -> str:
    """Return the words of a passage in one form: no stamp or list mark in front, no case, punctuation or spacing.

    A passage of too few words to be told from a chance likeness gives an empty text.
    """
    begun = 0
    for lead in (MARKER, LEAD, MARKER):
        found = lead.match(passage, begun)
        begun = found.end() if found else begun
    words = _WORD.findall(passage[begun:].translate(_JOINED).casefold())
    return " ".join(words) if len(words) >= FEWEST_WORDS else ""


def _seen(first: dict[str, int], words: str, at: int) -> int | None:
    """Return the note in which a wording stood before, and remember it where it is new."""
    if not words:
        return None
    if words in first:
        return first[words]
    first[words] = at
    return None
