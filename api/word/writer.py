"""Blocks to WordprocessingML, in a package made by python-docx.

Each text goes through `printable`, and reaches the document as a text node: nothing here reads mark-up, addresses or
field codes out of a text.
"""

import io
import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import IO, Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Twips
from lxml import etree

from api.plain import lines, printable
from api.word.blocks import Block, Paragraph, Picture, Run, Table

Element = Any  # lxml-stubs know nothing of the classes that python-docx puts on elements
NAME = "Second Look"
_KEPT = {TYPE.OFFICE_DOCUMENT, TYPE.CORE_PROPERTIES, TYPE.STYLES, TYPE.SETTINGS, TYPE.NUMBERING, TYPE.THEME, TYPE.FOOTER}
_A4, _MARGIN, _FOOT = (11906, 16838), 1134, 567
_SETTINGS = """<w:settings {ns}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>
<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode"
 w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-GB"/>
<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>"""
_NUMBERING = """<w:numbering {ns}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">
<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="&#x2022;"/><w:lvlJc w:val="left"/>
<w:pPr><w:ind w:left="454" w:hanging="284"/></w:pPr></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def write(blocks: Iterable[Block], *, title: str, made: datetime, out: IO[bytes]) -> None:
    """Write the .docx with these blocks to `out`."""
    document = docx.Document()
    _furnish(document, title=title, made=made)
    section = document.element.body.sectPr
    count = itertools.count(1)
    for block in blocks:
        if isinstance(block, Picture):
            _picture(document, block)
        else:
            section.addprevious(_paragraph(block, count) if isinstance(block, Paragraph) else _table(block, count))
    document.save(out)


def _furnish(document: Document, *, title: str, made: datetime) -> None:
    """Put our styles, settings, page and properties in place of those of python-docx's template."""
    _replace(document.styles.element, (files("api.word") / "styles.xml").read_bytes())
    _replace(document.settings.element, _SETTINGS.format(ns=nsdecls("w")).encode())
    _replace(document.part.numbering_part.element, _NUMBERING.format(ns=nsdecls("w")).encode())
    section = document.sections[0]
    section.page_width, section.page_height = map(Twips, _A4)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Twips(_MARGIN)
    section.footer_distance = section.header_distance = Twips(_FOOT)
    section.footer.is_linked_to_previous = False
    foot = section.footer.paragraphs[0]._p
    foot.getparent().replace(foot, _footer(title))
    for rels in (document.part.rels, document.part.package.rels):
        for name in [name for name, rel in rels.items() if rel.reltype not in _KEPT]:
            del rels[name]
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.language = _fit(f"{NAME}: {title}"), NAME, NAME, "en-GB"
    about.comments = about.subject = about.keywords = about.category = ""
    about.created = about.modified = made.astimezone(UTC).replace(tzinfo=None)
    about.revision = 1


def _replace(element: Element, content: bytes) -> None:
    """Give an element the children of another one, which is read from `content`."""
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(content)))


def _footer(title: str) -> Element:
    paragraph = _element("w:p")
    _sub(_sub(paragraph, "w:pPr"), "w:pStyle", val="Footer")
    _words(paragraph, Run(f"{NAME}: {title}\tPage "))
    _field(paragraph, "PAGE")
    _words(paragraph, Run(" of "))
    _field(paragraph, "NUMPAGES")
    return paragraph


def _field(paragraph: Element, code: str) -> None:
    """A field of our own: the only two there are count pages."""
    run = _sub(_sub(paragraph, "w:fldSimple", instr=f" {code} "), "w:r")
    _sub(run, "w:t").text = "1"


def _paragraph(block: Paragraph, count: Iterator[int]) -> Element:
    paragraph = _element("w:p")
    properties = _sub(paragraph, "w:pPr")
    _sub(properties, "w:pStyle", val=block.style)
    if block.with_next:
        _sub(properties, "w:keepNext")
    if block.new_page:
        _sub(properties, "w:pageBreakBefore")
    _runs(paragraph, block.runs, count)
    return paragraph


def _runs(paragraph: Element, runs: Iterable[Run], count: Iterator[int]) -> None:
    for run in runs:
        ids = [(str(next(count)), name) for name in run.marks]
        for number, name in ids:
            _sub(paragraph, "w:bookmarkStart", id=number, name=name)
        if run.to:
            _words(_sub(paragraph, "w:hyperlink", anchor=run.to, history="1"), run)
        else:
            _words(paragraph, run)
        for number, _ in ids:
            _sub(paragraph, "w:bookmarkEnd", id=number)


def _words(parent: Element, run: Run) -> None:
    element = _sub(parent, "w:r")
    if run.style:
        _sub(_sub(element, "w:rPr"), "w:rStyle", val=run.style)
    for at, part in enumerate(_fit(run.text).split("\t")):
        if at:
            _sub(element, "w:tab")
        if part:
            text = _sub(element, "w:t")
            text.text = part
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _picture(document: Document, block: Picture) -> None:
    paragraph = document.add_paragraph()
    shape = paragraph.add_run().add_picture(io.BytesIO(block.png), width=Twips(_A4[0] - 2 * _MARGIN))
    shape._inline.docPr.set("descr", _fit(block.alt))


def _table(block: Table, count: Iterator[int]) -> Element:
    table = _element("w:tbl")
    properties = _sub(table, "w:tblPr")
    _sub(properties, "w:tblStyle", val="TableGrid")
    _sub(properties, "w:tblW", w=str(sum(block.widths)), type="dxa")
    _sub(properties, "w:tblLayout", type="fixed")
    _sub(properties, "w:tblLook", val="0020", firstRow="1", lastRow="0", firstColumn="0", lastColumn="0", noHBand="1", noVBand="1")
    _sub(properties, "w:tblCaption", val=block.caption)
    grid = _sub(table, "w:tblGrid")
    for width in block.widths:
        _sub(grid, "w:gridCol", w=str(width))
    head = tuple((Run(name),) for name in block.head)
    for number, row in enumerate((head, *block.rows)):
        element = _sub(table, "w:tr")
        properties = _sub(element, "w:trPr")
        _sub(properties, "w:cantSplit")
        if block.height and number:
            _sub(properties, "w:trHeight", val=str(block.height), hRule="atLeast")
        if not number:
            _sub(properties, "w:tblHeader")
        for width, runs in zip(block.widths, row, strict=True):
            cell = _sub(element, "w:tc")
            _sub(_sub(cell, "w:tcPr"), "w:tcW", w=str(width), type="dxa")
            cell.append(_paragraph(Paragraph("TableText" if number else "TableHeading", runs), count))
    return table


def _fit(text: str) -> str:
    """The text in one line, as a document can hold it."""
    return " ".join(lines(printable(text)))


def _element(tag: str) -> Element:
    return parse_xml(f"<{tag} {nsdecls('w')}/>")


def _sub(parent: Element, tag: str, **attributes: str) -> Element:
    return etree.SubElement(parent, qn(tag), {qn(f"w:{name}"): value for name, value in attributes.items()})
