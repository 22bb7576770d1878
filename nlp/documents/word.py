"""Word documents: everything that a reader of the page would see, in the order in which it stands.

The XML is walked with lxml on the terms of `ooxml.py`. python-docx, with which the project writes Word files, offers
neither text boxes, footnotes nor tracked changes, refuses .docm, and unpacks every part before anything can be checked.
"""

from nlp.documents.document import Document
from nlp.documents.limits import MOST_NAME, Clock
from nlp.documents.lines import Lines, label
from nlp.documents.ooxml import Package, local
from nlp.documents.word_lists import Lists
from nlp.documents.word_text import Walk
from nlp.errors import InputError

_UNREAD = {
    "altChunk": "a part put in from another document was not read",
    "chart": "a chart was not read",
    "relIds": "a diagram was not read",
    "OLEObject": "an embedded file was not read",
}


def read(raw: bytes, clock: Clock) -> Document:
    """Return the text: headers, the body with its boxes, tables and notes, then footers."""
    package = Package(raw)
    related = package.related(package.main)
    body = package.xml(package.main)
    walk = Walk(_lists(package, related), clock)
    for kind, role in (("footnotes", "Footnote"), ("endnotes", "Endnote"), ("comments", "Comment")):
        for _, target in _of(related, kind, package):
            walk.add_notes(role, package.xml(target))
    headers = _once(walk, package, related, "header")
    footers = _once(walk, package, related, "footer")
    lines = Lines(clock)
    _add(lines, headers)
    lines.gap()
    _add(lines, walk.blocks(body))
    _add(lines, walk.left())
    lines.gap()
    _add(lines, footers)
    names = {local(each) for each in body.iter()}
    warnings = [text for name, text in _UNREAD.items() if name in names]
    if names & {"blip", "imagedata"}:
        warnings.append("it holds pictures; words in a picture were not read")
        if not lines:
            raise InputError("there is no text in it, only pictures; it seems to be a scan. Type the words, or use a "
                             "program that turns scans into text")  # fmt: skip
    return Document(text=lines.text(), kind="docx", title=_title(package), warnings=tuple(warnings))


def _lists(package: Package, related: dict[str, tuple[str, str]]) -> Lists:
    lists = Lists()
    for _, target in _of(related, "numbering", package):
        lists.add_numbering(package.xml(target))
    for _, target in _of(related, "styles", package):
        lists.add_styles(package.xml(target))
    return lists


def _of(related: dict[str, tuple[str, str]], kind: str, package: Package) -> list[tuple[str, str]]:
    return [(id_, target) for id_, (type_, target) in related.items() if type_ == kind and package.has(target)]


def _once(walk: Walk, package: Package, related: dict[str, tuple[str, str]], kind: str) -> list[str]:
    """Return the lines of all headers (or footers), each said once however many sections repeat it."""
    found: dict[str, None] = {}
    for _, target in sorted(_of(related, kind, package), key=lambda each: each[1]):
        found.update(dict.fromkeys(line for line in walk.blocks(package.xml(target)) if line.strip()))
    return list(found)


def _add(lines: Lines, texts: list[str]) -> None:
    for text in texts:
        lines.add(text)


def _title(package: Package) -> str:
    for kind, target in package.related("").values():
        if kind == "core-properties" and package.has(target):
            for each in package.xml(target):
                if local(each) == "title":
                    return label(each.text or "", MOST_NAME)
    return ""


