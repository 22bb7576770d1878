"""Pages of lines to one text: hyphens at line ends, ligatures, and the headers and footers that every page repeats."""

import re
from collections import Counter
from typing import Final

from nlp.documents.lines import squeeze

_SIGNS = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
                       | dict.fromkeys("\ue000\uf0a7\uf0b7\uf0d8\uf06e\uf076\uf0fc\uf02d", "•"))  # fmt: skip
"""Ligatures, and the bullets that symbol fonts keep at private places."""
_SOFT = "\u00ad\u2010\u2027\ufffe"
_IN_LINE = re.compile(r"(?<=[^\W\d_])\u2010 (?!and\b|or\b|to\b)(?=[a-z])")
"""A word broken in a narrow cell, whose next line was extracted onto the same one."""
_BROKEN_WORD = re.compile(rf"([^\W\d_]+)([-{_SOFT}])\n([a-z]+)(\S*) ?")
_IN_LINE = re.compile(r"(?<=[^\W\d_])\u2010 (?!and\b|or\b|to\b)(?=[a-z])")
"""A word broken in a narrow cell, whose next line was extracted onto the same one."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NUMBER = re.compile(r"\d+")
_EDGE: Final = 3
"""Lines at the top and at the foot of a page that may be its header or footer."""
_FEWEST_PAGES: Final = 3
_HYPHENATES: Final = 3
"""Broken words from which a text is taken to have been hyphenated by machine."""


def page_lines(text: str) -> list[str]:
    """Return the lines of one page as its text was extracted."""
    text = text.translate(_SIGNS).replace("\r\n", "\n").replace("\r", "\n")
    return [squeeze(line).strip() for line in text.split("\n")]


def joined(pages: list[list[str]]) -> list[str]:
    """Return the lines of all pages, with what the pages repeat said once and broken words made whole."""
    text = "\n".join(line for page in _without_repeats(pages) for line in page)
    return _mended(text).split("\n")


def _without_repeats(pages: list[list[str]]) -> list[list[str]]:
    """Drop a header or footer from every page but the first that has it.

    It is one if it stands at the edge of most pages and differs at most by the number of the page.
    """
    if len(pages) < _FEWEST_PAGES:
        return pages
    seen: Counter[str] = Counter()
    for at, page in enumerate(pages):
        seen.update({_form(line, at, len(pages)) for _, line in _edges(page)})
    repeated = {form for form, count in seen.items() if count >= _FEWEST_PAGES and count > len(pages) / 2}
    said: set[str] = set()
    kept = []
    for at, page in enumerate(pages):
        dropped = set()
        for place, line in _edges(page):
            form = _form(line, at, len(pages))
            if form in repeated and form in said:
                dropped.add(place)
            said.add(form)
        kept.append([line for place, line in enumerate(page) if place not in dropped])
    return kept


def _edges(page: list[str]) -> list[tuple[int, str]]:
    filled = [(place, line) for place, line in enumerate(page) if line]
    return filled if len(filled) <= 2 * _EDGE else filled[:_EDGE] + filled[-_EDGE:]


def _form(line: str, at: int, count: int) -> str:
    """Return a line with the number of its page, and of pages, taken out; no other number is."""
    own = {str(at + 1): "#", str(count): "##"}
    return _NUMBER.sub(lambda match: own.get(match[0], match[0]), line)


def _mended(text: str) -> str:
    """Join words that were broken at the end of a line; the second half moves up.

    A hyphen that only a typesetter writes goes. A plain one goes if the word stands whole elsewhere, or if the text is
    hyphenated by machine and the word does not stand with its hyphen elsewhere; else it stays, as in "self-harm".
    """
    text = _IN_LINE.sub("", text)
    breaks = _BROKEN_WORD.findall(text)
    if not breaks:
        return text
    words = Counter(word.lower() for word in _WORD.findall(text))
    by_machine = sum(mark != "-" or f"{a}{b}".lower() in words for a, mark, b, _ in breaks) >= _HYPHENATES

    def join(match: re.Match[str]) -> str:
        before, mark, after, rest = match.groups()
        whole, parted = f"{before}{after}", f"{before}-{after}"
        if parted.lower() in words and whole.lower() not in words:
            return f"{parted}{rest}\n"
        halves = words[before.lower()] > 1 and words[after.lower()] > 1
        if mark != "-" or whole.lower() in words or (by_machine and not halves):
            return f"{whole}{rest}\n"
        return f"{parted}{rest}\n"

    return _BROKEN_WORD.sub(join, text)
