"""`report.html`: one page that says what was read, what was not, what was flagged, what was not found, and how to read that.

The page holds counts only: no words of a note, no family, no worker and no team. It needs no script and no network.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from nlp.explain import title, words
from nlp.indicators import INDICATORS, family_of
from nlp.offline import SCREENING_REPORT, policy
from nlp.screening.figures import bars, by_year, states
from nlp.screening.tally import Tally

STATES: Final = {
    "found": "the text says that it is missing", "not_found": "looked for and not found", "ruled_out": "something is recorded",
    "not_assessable": "cannot be told from the text",
}  # fmt: skip
READ_AS: Final = {"affirmed": "stated or reported", "suspected": "a worry, not a fact", "historical": "in the past"}
KINDS: Final = {"child": "Children", "mother": "Mothers", "man": "Men", "adult": "Other adults", "professional": "Professionals"}
_LEVELS: Final = {"note": "in a note", "case": "over the notes of a case"}
_MOST_YEARS: Final = 15


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page: a head, rows with their first cell as their name."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, what it shows in words, and the table behind it."""

    source: str
    alt: str
    table: Table


def write_report(path: Path, told: Tally, manifest: Mapping[str, Any]) -> None:
    """Write the page."""
    loader = FileSystemLoader(SCREENING_REPORT.parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = environment.get_template(SCREENING_REPORT.name).render(
        policy=policy(SCREENING_REPORT), counts=told.counts, manifest=manifest,
        versions=manifest["settings"]["versions"], not_told=words()["not_told"],
        flags=_flags(told), years=_years(told), gaps=_gaps(told), people=[(KINDS[k], told.people[k]) for k in KINDS],
        notes_by_year=_notes_by_year(told), errors=_errors(told), first_errors=told.first_errors,
    )  # fmt: skip
    path.write_text(page, encoding="utf-8")


def _flags(told: Tally) -> Picture:
    totals = {name: sum(told.assertions[name, how] for how in READ_AS) for name in INDICATORS}
    rows = [
        [title(name), f"{totals[name]:,}", f"{told.flagged[name]:,}", _per(told.flagged[name], told.counts["notes"]),
         *(f"{told.assertions[name, how]:,}" for how in READ_AS)] for name in INDICATORS
    ]  # fmt: skip
    svg = bars([title(n) for n in INDICATORS], [totals[n] for n in INDICATORS], [family_of(n) for n in INDICATORS], "passages flagged")
    head = ["Indicator", "Passages flagged", "Notes with a flag", "Of 100 notes", *(how.capitalize() for how in READ_AS.values())]
    return Picture(_image(svg), "Bars: passages flagged for each indicator. The table below has the numbers.",
                   Table("Passages flagged, by indicator", head, rows))  # fmt: skip


def _years(told: Tally) -> Picture | None:
    years = sorted(year for year in told.notes if year is not None)[-_MOST_YEARS:]
    if not years:
        return None
    rates = [[100 * told.flags[name, year] / told.notes[year] for year in years] for name in INDICATORS]
    rows = [[title(name), *(f"{told.flags[name, year]:,}" for year in years), f"{told.flags[name, None]:,}"] for name in INDICATORS]
    svg = by_year([title(n) for n in INDICATORS], [str(y) for y in years], rates, "flags for every 100 notes")
    return Picture(_image(svg), "Fields: flags for every 100 notes of a year, for each indicator. The table below has the counts.",
                   Table("Passages flagged, by indicator and year", ["Indicator", *map(str, years), "No date"], rows))  # fmt: skip


def _gaps(told: Tally) -> Picture | None:
    kinds = list(
        dict.fromkeys((name, level) for level in _LEVELS for name in INDICATORS if any(told.findings[name, level, s] for s in STATES))
    )
    if not kinds:
        return None
    titles = [f"{title(name)}, {_LEVELS[level]}" for name, level in kinds]
    counts = [{state: told.findings[name, level, state] for state in STATES} for name, level in kinds]
    rows = [[name, *(f"{found[state]:,}" for state in STATES)] for name, found in zip(titles, counts, strict=True)]
    svg = states(titles, counts, STATES, "findings")
    return Picture(_image(svg), "Bars: for each thing that was looked for, how often it was found. The table below has the numbers.",
                   Table("What was looked for", ["Looked for", *(s.capitalize() for s in STATES.values())], rows))  # fmt: skip


def _notes_by_year(told: Tally) -> Table:
    years = sorted(told.notes, key=lambda year: (year is None, year or 0))
    rows = [["No date" if y is None else str(y), f"{told.notes[y]:,}", f"{told.words[y]:,}"] for y in years]
    return Table("Notes read, by year", ["Year", "Notes", "Words"], rows)


def _errors(told: Tally) -> Table:
    rows = [[what, why, to_do, f"{n:,}"] for (what, why, to_do), n in sorted(told.errors.items(), key=lambda kv: (-kv[1], kv[0]))[:50]]
    return Table("What could not be read, and why", ["What", "Why", "What to do", "How many"], rows)


def _per(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "0.0"


def _image(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode('ascii')}"
