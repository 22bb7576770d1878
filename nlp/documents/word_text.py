"""The walk through the XML of a Word document: blocks to lines, runs to text."""

from collections.abc import Iterator

from nlp.documents.limits import MOST_CHARACTERS, MOST_NAME, Clock, too_long
from nlp.documents.lines import label, row
from nlp.documents.ooxml import Element, attribute, child, local
from nlp.documents.word_lists import Lists

_DELETED = frozenset(("del", "moveFrom", "delText", "delInstrText", "instrText", "rPr", "pPr", "tblPr", "trPr", "tcPr",
                      "sectPr", "sdtPr", "fldData", "rubyPr", "rt"))  # fmt: skip
_PLAIN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_REFERENCES = {"footnoteReference": "Footnote", "endnoteReference": "Endnote", "commentReference": "Comment"}
_TICKS = {"f0fe": "☑", "f0fd": "☒", "f0a8": "☐", "f06f": "☐", "f0fc": "✓", "f0fb": "✗", "f0a7": "•", "f0b7": "•"}
_OFF = ("0", "false", "off")
_SIGNS_PER_CHECK = 200


class Walk:
    """Reads elements in document order; notes and text boxes follow the paragraph that they hang on."""

    def __init__(self, lists: Lists, clock: Clock) -> None:
        self._lists = lists
        self._clock = clock
        self._notes: dict[tuple[str, str], list[str]] = {}
        self._hanging: list[str] = []
        self._size = 0
        self._count = 0

    def add_notes(self, role: str, root: Element) -> None:
        """Take in the footnotes, endnotes or comments that the body will refer to by id."""
        for each in root:
            if attribute(each, "type") in ("separator", "continuationSeparator", "continuationNotice"):
                continue
            lines = [line.strip() for line in self.blocks(each) if line.strip()]
            author = label(attribute(each, "author"), MOST_NAME)
            if lines:
                lines[0] = f"{role} by {author}: {lines[0]}" if author else f"{role}: {lines[0]}"
            self._notes[role, attribute(each, "id")] = lines

    def left(self) -> list[str]:
        """Return the notes that nothing in the body refers to."""
        found = [line for lines in self._notes.values() for line in lines]
        self._notes.clear()
        return found

    def blocks(self, root: Element) -> list[str]:
        """Return the lines of everything in an element: paragraphs, tables, and what holds them."""
        found: list[str] = []
        for each in root:
            name = local(each)
            if name == "p":
                found += self._paragraph(each)
            elif name == "tbl":
                found += self._table(each)
            elif name == "AlternateContent":
                found += self.blocks(_choice(each))
            elif name not in _DELETED:
                found += self.blocks(each)
        return found

    def _paragraph(self, element: Element) -> list[str]:
        self._count += 1
        if self._count % _SIGNS_PER_CHECK == 0:
            self._clock.check()
        properties = child(element, "pPr")
        hanging, self._hanging = self._hanging, []
        text = "".join(self._runs(element))
        mark = self._lists.mark(properties) if text.strip() else ""
        self._size += len(text) + 1
        if self._size > 2 * MOST_CHARACTERS:
            raise too_long()
        lines = [f"{mark}{text}"]
        if text.strip() and self._lists.is_heading(properties):
            lines.insert(0, "")
        lines += self._hanging
        self._hanging = hanging
        return lines

    def _runs(self, element: Element) -> Iterator[str]:
        for each in element:
            name = local(each)
            if name == "t":
                yield each.text or ""
            elif name in _PLAIN:
                yield _PLAIN[name]
            elif name == "sym":
                yield _TICKS.get(attribute(each, "char").lower(), "•")
            elif name in _REFERENCES:
                self._hanging += self._notes.pop((_REFERENCES[name], attribute(each, "id")), [])
            elif name == "AlternateContent":
                yield from self._runs(_choice(each))
            elif name == "txbxContent":
                self._hanging += [line for line in self.blocks(each) if line.strip()]
            elif name in ("p", "tbl"):
                self._hanging += self.blocks_of(each)
            elif name == "fldChar":
                yield from _form_field(each)
            elif name not in _DELETED and not (name == "r" and _is_hidden(each)):
                yield from self._runs(each)

    def blocks_of(self, element: Element) -> list[str]:
        """Return the lines of one block."""
        return self._paragraph(element) if local(element) == "p" else self._table(element)

    def _table(self, element: Element) -> list[str]:
        found: list[str] = []
        for each in _within(element, "tr"):
            properties = child(each, "trPr")
            if properties is not None and child(properties, "del") is not None:
                continue
            found += row([self.blocks(cell) for cell in _within(each, "tc")])
        return ["", *found, ""]


def _within(element: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, also those inside content controls or tracked moves."""
    for each in element:
        if local(each) == name:
            yield each
        elif local(each) in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
            yield from _within(each, name)


def _choice(element: Element) -> Element:
    """Return the first form of a thing that is there in two, unless only the second holds text."""
    forms = list(element)
    for each in forms:
        if any(local(inner) in ("txbxContent", "t") for inner in each.iter()):
            return each
    return forms[0] if forms else element


def _is_hidden(run: Element) -> bool:
    properties = child(run, "rPr")
    if properties is None:
        return False
    vanish = child(properties, "vanish")
    return vanish is not None and attribute(vanish, "val").lower() not in _OFF


def _form_field(element: Element) -> Iterator[str]:
    """Yield the tick box or the chosen item of an old form field; its typed text stands in the document itself."""
    data = child(element, "ffData")
    box = None if data is None else child(data, "checkBox")
    if box is not None:
        state = child(box, "checked")
        state = child(box, "default") if state is None else state
        yield "[x]" if state is not None and attribute(state, "val").lower() not in _OFF else "[ ]"
    menu = None if data is None else child(data, "ddList")
    if menu is not None:
        items = [attribute(each, "val") for each in menu if local(each) == "listEntry"]
        result = child(menu, "result")
        at = attribute(result, "val") if result is not None else "0"
        if at.isdigit() and int(at) < len(items):
            yield items[int(at)]
