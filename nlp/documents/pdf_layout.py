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
_BROKEN_WORD = re.compile(rf"(?<![^\W\d_])([^\W\d_]{{1,60}})([-{_SOFT}])\n([a-z]+)(\S*) ?")
_IN_LINE = re.compile(r"(?<=[^\W\d_])\u2010 (?!and\b|or\b|to\b)(?=[a-z])")
"""A word broken in a narrow cell, whose next line was extracted onto the same one."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PAGE_NUMBER = re.compile(r"(?:page|p\.?|-)?\s*(\d+)(?:\s*(?:of|/|\|)\s*(\d+))?\s*-?", re.I)
_EDGE: Final = 2
"""Lines at the top and at the foot of a page that may be its header or footer."""
_FEWEST_LINES: Final = 8
_FEWEST_PAGES: Final = 3
_NEARLY_ALL: Final = 0.8
_HYPHENATES: Final = 3
"""Broken words from which a text is taken to have been hyphenated by machine."""


def page_lines(text: str) -> list[str]:
    """Return the lines of one page as its text was extracted."""
    text = text.translate(_SIGNS).replace("\r\n", "\n").replace("\r", "\n")
    return [squeeze(line).strip() for line in text.split("\n")]


def joined(pages: list[list[str]]) -> tuple[list[str], bool]:
    """Return the lines of all pages with broken words made whole, and whether headers or footers were left out."""
    kept = _without_repeats(pages)
    text = "\n".join(line for page in kept for line in page)
    return _mended(text).split("\n"), sum(map(len, kept)) < sum(map(len, pages))


def _without_repeats(pages: list[list[str]]) -> list[list[str]]:
    """Drop a header or footer from every page but the first that has it.

    It is one if the same line stands at the same place of nearly every page. A page of a few lines has none: in a form
    with a page a visit, "Seen alone: no" on each of them is no footer.
    """
    if len(pages) < _FEWEST_PAGES:
        return pages
    edges = [_edges(page, at + 1, len(pages)) for at, page in enumerate(pages)]
    seen = Counter(form for page in edges for form in set(page.values()))
    repeated = {form for form, count in seen.items() if count >= _FEWEST_PAGES and count >= len(pages) * _NEARLY_ALL}
    said: set[tuple[int, str]] = set()
    kept = []
    for page, forms in zip(pages, edges, strict=True):
        dropped = {place for place, form in forms.items() if form in repeated and form in said}
        said.update(forms.values())
        kept.append([line for place, line in enumerate(page) if place not in dropped])
    return kept


def _edges(page: list[str], number: int, count: int) -> dict[int, tuple[int, str]]:
    """Return the lines at the head and foot of a page: where each lies, its rank from the edge, and its words.

    A line that holds nothing but the number of the page is the same on each.
    """
    filled = [place for place, line in enumerate(page) if line]
    if len(filled) < _FEWEST_LINES:
        return {}
    ranks = {place: rank for rank, place in enumerate(filled[:_EDGE])}
    ranks |= {place: -rank - 1 for rank, place in enumerate(reversed(filled[-_EDGE:]))}
    return {place: (rank, _form(page[place], number, count)) for place, rank in ranks.items()}


def _form(line: str, number: int, count: int) -> str:
    found = _PAGE_NUMBER.fullmatch(line)
    return "#" if found and found[1] == str(number) and found[2] in (None, str(count)) else line


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
