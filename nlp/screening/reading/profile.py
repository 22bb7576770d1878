"""What the cells of a column look like, from the first rows of a table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nlp.screening.reading.when import looks_like_date

_WORD = re.compile(r"[^\W\d_]{2,}")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d+", re.I)
_PROSE_WORDS: Final = 6.0
_REFERENCE: Final = 40


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares are of the cells that hold something; `words` and `characters` are means."""

    cells: int
    filled: int
    words: float
    characters: float
    dates: float
    references: float
    numbers: float
    distinct: int
    scientific: bool

    @property
    def prose(self) -> bool:
        """Whether the column holds sentences."""
        return self.words >= _PROSE_WORDS

    @property
    def dated(self) -> bool:
        """Whether the column holds dates."""
        return self.dates >= 0.8

    @property
    def reference(self) -> bool:
        """Whether the column holds short references such as a case or person has."""
        return self.references >= 0.9 and not self.dated

    @property
    def spoken(self) -> str:
        """What the column looks like, in words."""
        if not self.filled:
            return "empty"
        if self.dated:
            return "dates"
        if self.prose:
            return f"long text, {self.words:.0f} words on average"
        if self.reference:
            return "references"
        return "short text"


def profiled(cells: Sequence[object]) -> Profile:
    """Return the profile of a column."""
    texts = [text for cell in cells if (text := str(cell).strip())]
    full = [cell for cell in cells if str(cell).strip()]
    count = max(1, len(texts))
    return Profile(
        cells=len(cells),
        filled=len(texts),
        words=sum(len(_WORD.findall(text[:20_000])) for text in texts) / count,
        characters=sum(map(len, texts)) / count,
        dates=sum(map(looks_like_date, full)) / count,
        references=sum(is_reference(text) for text in texts) / count,
        numbers=sum(text.replace(".", "", 1).isdigit() for text in texts) / count,
        distinct=len(set(texts)),
        scientific=any(_SCIENTIFIC.fullmatch(text) for text in texts),
    )


def is_reference(text: str) -> bool:
    """Say whether a text could be the reference of a case, a person or a note."""
    return len(text) <= _REFERENCE and len(text.split()) <= 3 and any(c.isdigit() for c in text)
