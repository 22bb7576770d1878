"""The parts of a Word container and their XML, read so that no entity is expanded and nothing outside is fetched."""

import posixpath
import zipfile

from lxml import etree

from nlp.documents import containers
from nlp.documents.limits import MOST_TAGS, MOST_XML
from nlp.errors import InputError

_BROKEN = "the Word document is broken or cut off; open it in Word and save it again"
Element = etree._Element


def local(element: Element) -> str:
    """Return the name of an element without its namespace, so that both dialects of the format read alike."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its name without namespace, or ""."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def child(element: Element, name: str) -> Element | None:
    """Return the first child of that name."""
    return next((each for each in element if local(each) == name), None)


class Package:
    """A Word document as parts that are named by relationships."""

    def __init__(self, raw: bytes) -> None:
        self._archive = containers.open_zip(raw)
        self._names = {name.lower(): name for name in self._archive.namelist()}
        self.main = self._main()

    def _main(self) -> str:
        for _, (kind, target) in self.related("").items():
            if kind == "officeDocument" and self.has(target):
                return target
        if self.has("word/document.xml"):
            return "word/document.xml"
        raise InputError("the part that holds the text is missing from it; open it in Word and save it again")

    def has(self, name: str) -> bool:
        """Say whether there is such a part."""
        return name.lower() in self._names

    def xml(self, name: str) -> Element:
        """Return the root element of a part."""
        try:
            data = containers.part(self._archive, self._names[name.lower()], MOST_XML)
        except (KeyError, zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zipfile.zlib.error):  # type: ignore[attr-defined]
            raise InputError(_BROKEN) from None
        if data.count(b"<") > MOST_TAGS:
            raise InputError("one of its parts is too large; split it, or paste the text")
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<\x00!\x00D\x00O" in data or b"\x00<\x00!\x00D" in data:
            raise InputError("it declares XML entities, which no word processor writes; it was not opened")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            if "depth" in str(error).lower():
                raise InputError("its parts are nested too deeply; paste the text instead") from None
            raise InputError(_BROKEN) from None

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Return the relationships of a part: id to (type, name of the part); those outside the file are left out."""
        folder, base = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        if not self.has(rels):
            return {}
        found = {}
        for each in self.xml(rels):
            if local(each) == "Relationship" and attribute(each, "TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attribute(each, "Target"))).lstrip("/")
                found[attribute(each, "Id")] = (attribute(each, "Type").rpartition("/")[2], target)
        return found
