"""The report on a review for a board: one HTML page, or a Word document, with pictures and the tables behind them."""

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.word.blocks import Block, Paragraph, Picture, Run, Table
from api.word.writer import write
from evaluation.review import pictures
from evaluation.review.measures import Measures
from evaluation.review.sections import Section, curve_section, sections
from evaluation.review.table import Table as Rows
from nlp.offline import policy

_TEMPLATE = Path(__file__).parent / "report.html.j2"
TITLE = "How far can it be relied on?"
LEAD = (
    "Readers read passages that were drawn by chance from a screening, and agreed or disagreed with what the software showed. This report "
    "says how often they agreed, how sure that is, and how much may have been missed."
)
LIMITS = (
    "The figures are about the screening that the passages were drawn from. Other notes, other writers or another version may differ.",
    "Readers can be wrong. Where two read the same passage, the report says how far they agree.",
    "Nothing here is about a family, a worker or a team, and it must not be used to rank them.",
    "Where there is too little to say something, it says “not estimable”.",
)
_PAGE_WIDTH = 9600


@dataclass(frozen=True, slots=True)
class Shown:
    """A section with its picture as a web page takes it."""

    section: Section
    source: str


def facts(m: Measures) -> Mapping[str, str]:
    """Return what the report rests on, in a few numbers."""
    return {
        "Passages read": f"{sum(j.state != 'deferred' for j in m.items):,}", "Decisions": f"{m.decisions:,}", "Readers": f"{m.readers:,}",
        "Still open": f"{sum(j.state == 'disagreed' for j in m.items):,}",
    }  # fmt: skip


def all_sections(m: Measures) -> list[Section]:
    """Return the sections of a report: those of `sections`, then the thresholds of every indicator with enough decisions."""
    curves = [curve_section(i, points) for i, points in m.curves.items() if points and points[0].precision.n >= 30]
    return [*sections(m), *curves]


def picture_source(section: Section) -> str:
    """Return the picture of a section as the address of an image, empty where it has none."""
    if section.picture is None or not section.table.rows:
        return ""
    return "data:image/svg+xml;base64," + base64.b64encode(pictures.svg(section.picture()).encode()).decode()


def page(m: Measures, *, made: datetime, versions: Sequence[str]) -> str:
    """Return the report as one page that needs no script and no network."""
    loader = FileSystemLoader(_TEMPLATE.parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    shown = [Shown(s, picture_source(s)) for s in all_sections(m)]
    return environment.get_template(_TEMPLATE.name).render(
        policy=policy(_TEMPLATE), title=TITLE, lead=LEAD,
        limits=LIMITS, facts=facts(m), sections=shown, made=f"{made.day} {made:%B %Y}", versions=versions
    )


def document(m: Measures, *, made: datetime, versions: Sequence[str]) -> bytes:
    """Return the report as a Word document."""
    out = io.BytesIO()
    write(_blocks(m, made, versions), title=TITLE, made=made, out=out)
    return out.getvalue()


def _blocks(m: Measures, made: datetime, versions: Sequence[str]) -> Iterator[Block]:
    yield Paragraph("Title", (Run("Second Look"),))
    yield Paragraph("Subtitle", (Run(TITLE),))
    yield Paragraph("Lead", (Run(LEAD),))
    for name, value in {**facts(m), "Made": f"{made.day} {made:%B %Y}", "Made with": "; ".join(versions)}.items():
        yield Paragraph("Fact", (Run(f"{name}\t", "Strong"), Run(value)))
    for section in all_sections(m):
        yield Paragraph("Heading1", (Run(section.title),))
        for words in section.says:
            yield Paragraph("Normal", (Run(words),))
        if section.picture is not None and section.table.rows:
            yield Picture(png=pictures.png(section.picture()), alt=section.alt)
        if section.table.rows:
            yield _table(section.table)
    yield Paragraph("Heading1", (Run("What this does not tell you"),))
    for words in LIMITS:
        yield Paragraph("ListBullet", (Run(words),))


def _table(rows: Rows) -> Table:
    head, cells = rows.read()
    longest = [max(max(map(len, name.split())), *(len(row[at]) for row in cells)) for at, name in enumerate(head)]
    weights = [min(max(w, 5), 24) for w in longest]
    widths = [max(500, round(_PAGE_WIDTH * w / sum(weights))) for w in weights]
    return Table(
        caption=rows.caption, widths=tuple(widths), head=tuple(head), rows=tuple(tuple((Run(cell),) for cell in row) for row in cells)
    )
