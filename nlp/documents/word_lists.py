"""The numbers and bullets of Word's lists, which the text of a paragraph does not hold."""

from dataclasses import dataclass, field

from nlp.documents.lines import BULLET
from nlp.documents.ooxml import Element, attribute, child, local

_LEVELS = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST_ROMAN = 3_999


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int


@dataclass(slots=True)
class Lists:
    """The lists of a document, counting as its paragraphs are read in order."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _abstract: dict[str, str] = field(default_factory=dict)
    _styles: dict[str, Element] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)

    def add_numbering(self, root: Element) -> None:
        """Take in numbering.xml."""
        for each in root:
            if local(each) == "abstractNum":
                self._levels[attribute(each, "abstractNumId")] = dict(map(_level, _named(each, "lvl")))
            elif local(each) == "num":
                self._abstract[attribute(each, "numId")] = _value(each, "abstractNumId")

    def add_styles(self, root: Element) -> None:
        """Take in styles.xml."""
        self._styles = {attribute(each, "styleId"): each for each in _named(root, "style")}

    def is_heading(self, properties: Element | None) -> bool:
        """Say whether a paragraph is a heading, by its style or its outline level."""
        if properties is None:
            return False
        style = _value(properties, "pStyle").lower()
        return style.startswith(("heading", "title", "berschrift")) or child(properties, "outlineLvl") is not None

    def mark(self, properties: Element | None) -> str:
        """Return what stands before a paragraph: "- ", "2. ", "1.3 " and so on, indented by its level; mostly ""."""
        number, at = self._place(properties)
        level = self._levels.get(self._abstract.get(number, ""), {}).get(at)
        if level is None or number == "0":
            return ""
        indent = "  " * at
        if level.form == "bullet":
            return indent + BULLET
        if level.form == "none":
            return ""
        counts = self._counts.setdefault(self._abstract[number], [0] * _LEVELS)
        counts[at] = counts[at] + 1 if counts[at] else level.start
        counts[at + 1 :] = [0] * (_LEVELS - at - 1)
        return f"{indent}{self._written(number, level, counts)} "

    def _written(self, number: str, level: _Level, counts: list[int]) -> str:
        text = level.pattern
        for at, other in self._levels[self._abstract[number]].items():
            if f"%{at + 1}" in text:
                text = text.replace(f"%{at + 1}", _count(counts[at] or other.start, other.form))
        return text

    def _place(self, properties: Element | None) -> tuple[str, int]:
        """Return the list and level of a paragraph, its own or those of its style."""
        seen: set[str] = set()
        while properties is not None:
            found = child(properties, "numPr")
            if found is not None and child(found, "numId") is not None:
                level = _value(found, "ilvl")
                return _value(found, "numId"), min(int(level), _LEVELS - 1) if level.isdigit() else 0
            style = _value(properties, "pStyle")
            if not style or style in seen or style not in self._styles:
                break
            seen.add(style)
            properties = child(self._styles[style], "pPr")
        return "", 0


def _named(element: Element, name: str) -> list[Element]:
    return [each for each in element if local(each) == name]


def _value(element: Element, name: str) -> str:
    found = child(element, name)
    return "" if found is None else attribute(found, "val")


def _level(element: Element) -> tuple[int, _Level]:
    at, start = attribute(element, "ilvl"), _value(element, "start")
    level = _Level(
        form=_value(element, "numFmt") or "decimal",
        pattern=_value(element, "lvlText")[:40],
        start=int(start) if start.isdigit() and len(start) < 6 else 1,
    )
    return min(int(at), _LEVELS - 1) if at.isdigit() else 0, level


def _count(number: int, form: str) -> str:
    """Return a number as a list writes it; a form that is not known is written in digits."""
    letters = chr(ord("a") + (number - 1) % 26) * min(1 + (number - 1) // 26, 10)
    if form in ("lowerLetter", "upperLetter"):
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman") and number <= _MOST_ROMAN:
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return roman if form == "lowerRoman" else roman.upper()
    return str(number)
