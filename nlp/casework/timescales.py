"""Timescales between two events of a case: told only where both dates stand in the notes, by the limits of `timescales.yaml`.

The limits are England's, each with its source. A local file may set others, or another nation, whose bank holidays then count.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from nlp.casework.timeline import Event
from nlp.casework.working_days import NATIONS, after_working_days, working_days
from nlp.errors import InputError
from nlp.rules.data import parse_yaml, read_yaml

_UNITS = ("working_days", "months")


@dataclass(frozen=True, slots=True)
class Timescale:
    """How long may lie between two kinds of event, and where that is written."""

    name: str
    title: str
    start: str
    end: str
    limit: int
    unit: str
    source: str
    farthest: int


@dataclass(frozen=True, slots=True)
class Limits:
    """All timescales, and the nation whose working days count."""

    nation: str
    timescales: tuple[Timescale, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A timescale of which both days are known: how long it took, in its unit, and whether it was kept."""

    timescale: Timescale
    start: Event
    end: Event
    took: int
    due: date
    kept: bool


@cache
def limits(local: Path | None = None) -> Limits:
    """Return the timescales, with what a local file sets in place of ours; a mistake in it is an InputError with the key."""
    data: dict[str, Any] = read_yaml("timescales.yaml")
    rows = {name: dict(row) for name, row in data["timescales"].items()}
    nation = str(data["nation"])
    if local is not None:
        own = parse_yaml(local.read_text(encoding="utf-8"), local.name) or {}
        nation = str(own.get("nation", nation))
        for name, row in (own.get("timescales") or {}).items():
            rows[name] = {**rows.get(name, {}), **row}
    if nation not in NATIONS:
        raise InputError(f"{local}: nation: there is no '{nation}'; choose one of: {', '.join(NATIONS)}")
    return Limits(nation, tuple(_timescale(name, row, local) for name, row in rows.items()))


def _timescale(name: str, row: Mapping[str, Any], local: Path | None) -> Timescale:
    missing = [key for key in ("title", "from", "to", "limit", "unit", "source") if key not in row]
    if missing:
        raise InputError(f"{local}: timescales.{name}: '{missing[0]}' is missing")
    if row["unit"] not in _UNITS or not isinstance(row["limit"], int) or row["limit"] < 1:
        raise InputError(f"{local}: timescales.{name}: limit is a whole number of unit {' or '.join(_UNITS)}")
    return Timescale(name, str(row["title"]), str(row["from"]), str(row["to"]), row["limit"], str(row["unit"]), str(row["source"]),
                     int(row.get("farthest", 400)))  # fmt: skip


def measured(events: Sequence[Event], limit: Limits) -> list[Measured]:
    """Return every timescale whose two days the notes tell, in the order of the second day."""
    found = [m for timescale in limit.timescales for m in _measure(timescale, [e for e in events if e.own], limit.nation)]
    return sorted(found, key=lambda m: (m.end.day, m.timescale.name))


def _measure(timescale: Timescale, events: Sequence[Event], nation: str) -> Iterator[Measured]:
    done: set[tuple[date, date]] = set()
    for start, end in _pairs(timescale, events):
        if (start.day, end.day) in done or (end.day - start.day).days > timescale.farthest:
            continue
        done.add((start.day, end.day))
        if timescale.unit == "months":
            due = add_months(start.day, timescale.limit)
            took = (end.day.year - start.day.year) * 12 + end.day.month - start.day.month - (end.day.day < start.day.day)
        else:
            due = after_working_days(start.day, timescale.limit, nation=nation)
            took = working_days(start.day, end.day, nation=nation)
        yield Measured(timescale, start, end, took, due, end.day <= due)


def _pairs(timescale: Timescale, events: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
    """Yield the events that belong together.

    Both days in one note speak of one another; else an end belongs to the last start before it, and a start to the first end
    behind it, so that a time is never measured across another of its kind.
    """
    starts, ends = [e for e in events if e.kind == timescale.start], [e for e in events if e.kind == timescale.end]
    used: set[date] = set()
    for end in ends:
        own = [s for s in starts if s.number == end.number and s.day <= end.day and s is not end]
        same = [s for s in own if timescale.start != timescale.end and (s.day < end.day or s.passage == end.passage)]
        if same:
            used.add(end.day)
            yield max(same, key=lambda s: (s.day, s.passage <= end.passage, s.passage)), end
    for end in ends:
        if end.day in used or timescale.name == "referral_decision":
            continue  # a decision is measured from the referral that its own note names
        before = [s for s in starts if s.day < end.day]
        if not before:
            continue
        start = max(before, key=lambda s: s.day)
        if any(start.day < other.day < end.day for other in ends):
            continue
        used.add(end.day)
        yield start, end


def add_months(day: date, number: int) -> date:
    """Return the same day `number` months on, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
