"""How hard a page is to read: the Automated Readability Index of its prose.

ARI = 4.71 × characters a word + 0.5 × words a sentence − 21.43 (Senter and Smith, 1967). It is about the school year of the United
States in which a reader can follow; a year and five is an age. It needs no syllables, so it needs no word list. Headings, tables and
commands are no prose and are left out; an entry of a list is a sentence.
"""

import re
from pathlib import Path

_CODE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_NOT_PROSE = re.compile(r"^ *(?:#|\||<!--|:|$)")
_ENTRY = re.compile(r"^ *(?:[-*]|\d+\.) +")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*_`]")
_END = re.compile(r"(?<=[.!?:])[\"”)]?\s+")
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")


def sentences(path: Path) -> list[str]:
    """Return the sentences of a page's prose."""
    paragraphs = [""]
    for line in _CODE.sub("", path.read_text(encoding="utf-8")).splitlines():
        if _NOT_PROSE.match(line):
            paragraphs.append("")
        elif _ENTRY.match(line):
            paragraphs.append(_ENTRY.sub("", line))
        else:
            paragraphs[-1] += f" {line.strip()}"
    plain = [_MARKS.sub("", _LINK.sub(r"\1", paragraph)).strip() for paragraph in paragraphs]
    return [sentence for paragraph in plain for sentence in _END.split(paragraph) if _WORD.search(sentence)]


def words(sentence: str) -> list[str]:
    """Return the words of a sentence."""
    return _WORD.findall(sentence)


def reading_age(said: list[str]) -> float:
    """Return the age, in years, at which a reader can follow these sentences."""
    every = [word for sentence in said for word in words(sentence)]
    letters = sum(sum(map(str.isalnum, word)) for word in every)
    return 4.71 * letters / len(every) + 0.5 * len(every) / len(said) - 21.43 + 5
