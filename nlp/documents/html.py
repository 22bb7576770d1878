"""Web pages and the HTML of e-mails: block structure to lines, tables to rows, and only what a reader would see.

lxml's parser is driven as a stream of events, so that depth costs nothing and no tree is built; it fetches nothing,
runs nothing and knows the entities of HTML alone. It is the library that Word documents need as well.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from nlp.documents.document import Document
from nlp.documents.limits import MOST_DEPTH, MOST_NAME, Clock
from nlp.documents.lines import BULLET, Lines, label, row, squeeze
from nlp.documents.plain import decoded
from nlp.errors import InputError

_DROPPED = frozenset(("script", "style", "template", "svg", "math", "object", "iframe", "audio", "video", "canvas",
                      "map", "datalist", "noframes"))  # fmt: skip
_APART = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "pre", "blockquote", "hr",
                    "form", "fieldset"))  # fmt: skip
_BLOCKS = _APART | {"div", "li", "dt", "dd", "section", "article", "header", "footer", "aside", "main", "nav",
                    "address", "figure", "figcaption", "caption", "details", "summary", "legend", "center", "option",
                    "textarea", "label", "body", "tbody", "thead", "tfoot"}  # fmt: skip
_VOID = frozenset(("br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track",
                   "wbr", "param"))  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_META = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*+=\s*+[\"']?\s*+([A-Za-z0-9_.:-]{2,40})", re.I)
_MARK = re.compile("\u2060? *(?:- |[0-9]+[.] )")
_LEAD = 4_096
_PIECE = 65_536
_MOST_OPEN = 100_000


def read(raw: bytes, clock: Clock) -> Document:
    """Return the text of a web page."""
    page = parse(unicode_of(raw), clock)
    return Document(text=page.lines.text(), kind="html", title=page.title)


def unicode_of(raw: bytes, charset: str = "") -> str:
    """Return HTML as text: by its byte order mark, then by `charset` (of an e-mail), then by what it says itself."""
    stated = _META.search(raw[:_LEAD])
    for name in (charset, stated[1].decode("ascii") if stated else ""):
        if name and not raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) and b"\x00" not in raw[:_LEAD]:
            try:
                return raw.decode("cp1252" if name.lower() in ("iso-8859-1", "latin1", "us-ascii", "ascii") else name)
            except (LookupError, UnicodeError):
                continue
    return decoded(raw)


@dataclass(slots=True)
class Page:
    """What the events of a page came to."""

    lines: Lines
    title: str


def parse(text: str, clock: Clock) -> Page:
    """Return the lines and title of a page given as text."""
    target = _Target(Lines(clock))
    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True)
    data = text.replace("\x00", "").encode("utf-8", "replace")
    for at in range(0, len(data), _PIECE):
        parser.feed(data[at : at + _PIECE])
        clock.check()
    if data:
        parser.close()
    return target.page()


@dataclass(slots=True)
class _Cell:
    """Somewhere that text gathers: the page itself or a cell of a table."""

    done: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)

    def flush(self) -> None:
        text = "".join(self.current).strip(" \n")
        self.current.clear()
        if text:
            self.done.append(text)


@dataclass(slots=True)
class _Table:
    """A table that is open, with the cells of its current row."""

    cells: list[_Cell] = field(default_factory=list)


class _Target:
    """Receives the parser's events."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._open: list[tuple[str, bool]] = []
        self._dropped = 0
        self._page = _Cell()
        self._tables: list[_Table] = []
        self._lists: list[int | None] = []
        self._pre = 0
        self._title: list[str] = []

    def page(self) -> Page:
        """Return the result once all events are in."""
        while self._tables:
            self._end_table()
        self._flush_page()
        return Page(self._lines, label("".join(self._title), MOST_NAME))

    def start(self, tag: str | bytes, attrib: Mapping[str | bytes, str | bytes]) -> None:
        """An element opens."""
        tag = str(tag)
        attributes = {str(key): str(value) for key, value in attrib.items()}
        dropped = tag in _DROPPED or "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", "")))
        dropped = dropped or (tag == "option" and "selected" not in attributes)
        if tag not in _VOID:
            self._open.append((tag, dropped))
            self._dropped += dropped
            if len(self._open) > _MOST_OPEN:
                raise InputError("its elements are nested too deeply; save the page again, or paste the text")
        if self._dropped or dropped:
            return
        if tag == "input":
            self._input(attributes)
        elif tag == "br":
            self._here().current.append("\n")
        elif tag in _BLOCKS:
            self._break(apart=tag in _APART)
        self._enter(tag)

    def _enter(self, tag: str) -> None:
        if tag == "table":
            self._tables.append(_Table())
            if len(self._tables) > MOST_DEPTH:
                raise InputError("its tables are nested too deeply; save the page again, or paste the text")
        elif tag == "tr" and self._tables:
            self._end_row()
        elif tag in ("td", "th") and self._tables:
            self._here().flush()
            self._tables[-1].cells.append(_Cell())
        elif tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag == "pre":
            self._pre += 1

    def end(self, tag: str | bytes) -> None:
        """An element closes."""
        dropped = False
        while self._open:
            name, was = self._open.pop()
            dropped = dropped or was
            self._dropped -= was
            if name == tag:
                break
        if self._dropped or dropped:
            return
        if tag == "table" and self._tables:
            self._end_table()
        elif tag == "tr" and self._tables:
            self._end_row()
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "pre" and self._pre:
            self._break(apart=True)
            self._pre -= 1
        if tag in _BLOCKS:
            self._break(apart=tag in _APART)

    def data(self, data: str | bytes) -> None:
        """Text comes, in pieces."""
        text = str(data)
        if self._open and self._open[-1][0] == "title" and "body" not in {name for name, _ in self._open[:3]}:
            self._title.append(text)
        elif not self._dropped:
            if self._pre:
                self._here().current.append(text)
                return
            current = self._here().current
            text = squeeze(text.replace("\n", " ").replace("\r", " "))
            if text.startswith(" ") and (not current or current[-1].endswith((" ", "\n"))):
                text = text[1:]
            if text:
                current.append(text)

    def comment(self, text: str | bytes) -> None:
        """Comments are not read."""

    def close(self) -> None:
        """The parser has ended."""

    def _here(self) -> _Cell:
        for table in reversed(self._tables):
            if table.cells:
                return table.cells[-1]
        return self._page

    def _break(self, *, apart: bool) -> None:
        """End the line; `apart` asks for a blank one where the page itself is being written."""
        here = self._here()
        if len(here.current) == 1 and _MARK.fullmatch(here.current[0]):
            return
        if here is not self._page:
            here.flush()
            return
        self._flush_page()
        if apart and not self._lists:
            self._lines.gap()

    def _flush_page(self) -> None:
        self._page.flush()
        self._lines.extend(self._page.done)
        self._page.done.clear()

    def _item(self) -> None:
        indent = "  " * max(0, len(self._lists) - 1)
        mark = BULLET
        if self._lists and self._lists[-1] is not None:
            self._lists[-1] += 1
            mark = f"{self._lists[-1]}. "
        here = self._here()
        if here is self._page:
            here.current.append(f"\N{WORD JOINER}{indent}{mark}")
        else:
            here.current.append(mark)

    def _input(self, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("type", "text").lower()
        if kind in ("checkbox", "radio"):
            self._here().current.append("[x] " if "checked" in attributes else "[ ] ")
        elif kind in ("text", "date", "number", "email", "tel", "time"):
            self._here().current.append(attributes.get("value", ""))

    def _end_row(self) -> None:
        table = self._tables[-1]
        if not table.cells:
            return
        for cell in table.cells:
            cell.flush()
        self._lines.check()
        made = row([cell.done for cell in table.cells])
        table.cells = []
        here = self._here()
        if here is self._page:
            self._flush_page()
            self._lines.extend(made)
        else:
            here.flush()
            here.done.extend(made)

    def _end_table(self) -> None:
        self._end_row()
        self._tables.pop()
