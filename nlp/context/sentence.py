"""The sentence or line round a span, for text that has not been cut into passages."""

import re

from nlp.context.words import load_words

_END = re.compile(r"(?<![.!?])[.!?]++[\"'’”)\]]*+\s++(?=[\"'‘“(\[]?[A-Z0-9])|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)]\s|[A-Z]))")
_WORD = re.compile(r"[\w.]+\Z")
_LOOK_BACK = 20


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return start and end of the sentence that holds the span [start, end) of `text`."""
    low, high = 0, len(text)
    for match in _END.finditer(text):
        if match.end() <= start:
            if not _is_abbreviation(text, match):
                low = match.end()
        elif match.start() >= end and not _is_abbreviation(text, match):
            high = match.end()
            break
    return low, high


def _is_abbreviation(text: str, stop: re.Match[str]) -> bool:
    """Whether the stop belongs to a word such as "Dr." or "b.i.d."."""
    if text[stop.start()] != ".":
        return False
    word = _WORD.search(text, max(0, stop.start() - _LOOK_BACK), stop.start())
    if word is None:
        return False
    low = word.group().lower()
    return low in load_words().abbreviations or (len(low) == 1 and low.isalpha()) or "." in low.strip(".")
