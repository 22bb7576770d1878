"""The parts of a Word document as plain data: paragraphs of runs, and tables."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one character style. `to` is the bookmark that they lead to, `marks` are bookmarks that begin here."""

    text: str
    style: str = ""
    to: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in a style of `styles.xml`; `with_next` keeps it on the page of the one that follows."""

    style: str
    runs: tuple[Run, ...] = ()
    new_page: bool = False
    with_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture across the page, with what it shows in words for those who cannot see it."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose first row is repeated on each page; widths and the least height of a row are in twentieths of a point."""

    caption: str
    widths: tuple[int, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    height: int = 0


Block = Paragraph | Table | Picture
