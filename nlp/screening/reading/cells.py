"""A cell of an export to the text of a note: HTML and RTF that a system left in it are read as a person would see them."""

import html as entities
import re
from datetime import date, datetime
from typing import Final

from nlp.documents.limits import Clock
from nlp.documents.reader import read
from nlp.errors import InputError

_NAMES: Final = "p|br|div|span|b|i|u|strong|em|ul|ol|li|table|tbody|tr|td|th|font|html|body|head|h[1-6]|style|a|hr|pre|blockquote|o:p"
_TAGS = re.compile(rf"</?(?:{_NAMES})\b[^<>]*/?>", re.I)
_BLOCKS = re.compile(r"<(?:p|br|div|li|tr|table|h[1-6]|pre)\b", re.I)
_SIGNS: Final = "nbsp|amp|lt|gt|quot|apos|pound|rsquo|lsquo|ldquo|rdquo|ndash|mdash|hellip|bull"
_ENTITIES = re.compile(rf"&(?:{_SIGNS}|#\d{{1,6}}|#x[0-9a-f]{{1,5}});", re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LONE = re.compile("[\ud800-\udfff]")
_RTF: Final = "{\\rtf"
_MOST_CONTROL: Final = 0.02
_PLACE: Final = "cell"


def text_of(cell: object) -> str:
    """Return the text of a cell that holds a note; raises InputError (without a place) where it is not text."""
    text = _plainly(cell)
    if not text.isascii():
        text = _LONE.sub("\N{REPLACEMENT CHARACTER}", text)
    if text.lstrip()[:5].lower() == _RTF:
        return _document(text.lstrip().encode("cp1252", "replace"), "cell.rtf")
    if _CONTROL.search(text):
        if len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text) + 3:
            raise InputError("it holds binary data and not text; export it again")
        text = _CONTROL.sub(" ", text)
    if "&" in text and _ENTITIES.search(text) and not _TAGS.search(text):
        text = entities.unescape(text).replace("\N{NO-BREAK SPACE}", " ")
    return _page(text) if "<" in text and _TAGS.search(text) else text


def value_of(cell: object) -> str:
    """Return a cell that holds a reference or a role as one line."""
    text = _plainly(cell)
    if text.isprintable():
        return " ".join(text.split())
    return " ".join(_CONTROL.sub(" ", _LONE.sub("\N{REPLACEMENT CHARACTER}", text)).split())


def _plainly(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "secondlook-cp1252")
    return str(cell)


def _page(text: str) -> str:
    """Return HTML as text; where it has no blocks the line breaks between its words are the writer's own."""
    from nlp.documents import html

    whole = text if _BLOCKS.search(text) else text.replace("\n", "<br>")
    return html.parse(whole, Clock()).lines.text()


def _document(raw: bytes, name: str) -> str:
    try:
        return read(raw, name=name, where=_PLACE).text
    except InputError as error:
        problem = str(error).removeprefix(f"{_PLACE}: ")
    raise InputError(problem)
