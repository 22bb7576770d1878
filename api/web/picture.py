"""The picture of a case's timeline: where each mark stands, for a wide screen and for a narrow one.

Wide: time runs to the right, with a lane for each kind of concern and of event. Narrow: one line a day (a month or a year where there
are too many), time running down. Colours and shapes are the style sheet's and the template's; every mark leads to its passage, and the
same stands in a table. No library draws this: their pictures carry their own colours and no links, so they fail in dark mode and forced
colours, and by keyboard.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from api.case import CONCERN, CaseView, Row, kinds
from nlp.explain import title

WIDTH, LEFT, RIGHT, TOP, LANE = 1060, 232, 18, 34, 34
_APART = 27  # units between the middles of two marks: each is as large as a finger needs
NARROW, DATE, LINE, HEAD = 256, 82, 32, 34
_MOST_LINES = 40
_MOST_TICKS = 9
_LETTER = 9.2

Across = Callable[[date], float]
"""How a day is placed."""
_What = TypeVar("_What")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: its middle, its shape, where it leads, what it says, and how many things stand in it."""

    x: float
    y: float
    shape: str
    target: str
    says: str
    count: int


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of which nothing is told, with its label where there is room for it."""

    start: float
    size: float
    label: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the wide picture: its name, where it stands, and the line of a concern that stays open."""

    name: str
    y: float
    concern: bool
    open_from: float | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A date on the way: where, and its name."""

    at: float
    name: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be drawn: its size, lanes, dates, stretches without anything, and marks."""

    width: float
    height: float
    left: float
    lanes: Sequence[Lane]
    ticks: Sequence[Tick]
    bands: Sequence[Band]
    marks: Sequence[Mark]


def shapes() -> list[tuple[str, str]]:
    """Return the shape and name of each kind of mark."""
    return [(lane["shape"], lane["one"]) for lane in kinds()["lanes"].values()]


def wide(view: CaseView) -> Picture | None:
    """Return the picture for a wide screen; None where no two days are known."""
    days = sorted({row.day for row in view.rows} | {day for day, _ in view.dated})
    if len(days) < 2:
        return None
    first, last = days[0], days[-1]
    room = WIDTH - LEFT - RIGHT - 28

    def across(day: date) -> float:
        return round(LEFT + 14 + room * (day - first).days / (last - first).days, 1)

    concerns = dict.fromkeys(c for row in view.rows for c in row.concerns)
    lanes, marks, y = list[Lane](), list[Mark](), float(TOP + LANE / 2)
    lanes.append(Lane("Notes", y, False, None))
    marks += _notes(view, across, y)
    for indicator in concerns:
        y += LANE
        rows = [row for row in view.rows if indicator in row.concerns]
        since = across(rows[0].day) if indicator in view.open else None
        lanes.append(Lane(title(indicator), y, True, since))
        marks += _marks(rows, across, y, kinds()["lanes"][CONCERN]["shape"], title(indicator))
    for name, lane in kinds()["lanes"].items():
        rows = [row for row in view.rows if name in row.lanes]
        if name != CONCERN and rows:
            y += LANE
            lanes.append(Lane(lane["title"], y, False, None))
            marks += _marks(rows, across, y, lane["shape"], "")
    bands = [_band(across(q.first), across(q.last), f"{q.days} days") for q in view.quiet]
    return Picture(WIDTH, y + LANE / 2 + 26, LEFT, lanes, [Tick(across(d), n) for d, n in _ticks(first, last)], bands, marks)


def _band(start: float, end: float, label: str) -> Band:
    size = end - start - 2 * 13
    return Band(start + 13, max(size, 2), label if size > len(label) * _LETTER else "")


def _notes(view: CaseView, across: Across, y: float) -> list[Mark]:
    """Return the marks of the notes themselves; those too near one another share one, which tells how many it is."""
    marks = list[Mark]()
    for group in _near([(across(day), (day, number)) for day, number in view.dated]):
        (x, (day, first)), several = group[0], len(group)
        name = f"note {first}" if several == 1 else f"notes ×{several}, the first is note {first}"
        marks.append(Mark(x, y, "note", f"n{first}", f"{_long(day)}: {name}", first if several == 1 else -several))
    return marks


def _marks(rows: Iterable[Row], across: Across, y: float, shape: str, name: str) -> list[Mark]:
    return [_mark([row for _, row in group], group[0][0], y, shape, name) for group in _near([(across(row.day), row) for row in rows])]


def _mark(rows: Sequence[Row], x: float, y: float, shape: str, name: str) -> Mark:
    row = rows[0]
    titles = name or ", ".join(dict.fromkeys(title for one in rows for title in one.titles))
    where = f"note {row.place.note}" if len(rows) == 1 else f"{len(rows)} passages, the first in note {row.place.note}"
    return Mark(x, y, shape, row.place.target, f"{row.when}: {titles}, {where}", len(rows))


def _near(placed: Sequence[tuple[float, _What]]) -> list[list[tuple[float, _What]]]:
    """Return what is placed in groups of which the first ones stand apart."""
    groups = list[list[tuple[float, _What]]]()
    for at, what in sorted(placed, key=lambda pair: pair[0]):
        if groups and at - groups[-1][0][0] < _APART:
            groups[-1].append((at, what))
        else:
            groups.append([(at, what)])
    return groups


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Return the first days of as many months, quarters or years as fit."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if not months:
        return [(first, _short(first)), (last, _short(last))]
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200) if months / s <= _MOST_TICKS), 2400)
    found = list[tuple[date, str]]()
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        day = date(number // 12, number % 12 + 1, 1)
        if number % step == 0 and first <= day <= last:
            found.append((day, f"{day:%Y}" if step >= 12 else f"{day:%b %Y}"))
    return found or [(first, _short(first)), (last, _short(last))]


def _short(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def narrow(view: CaseView) -> Picture | None:
    """Return the picture for a narrow screen: a line for each day, month or year of which something is told."""
    if len({row.day for row in view.rows}) < 2:
        return None
    lanes = list(kinds()["lanes"].items())
    step = (NARROW - DATE) / len(lanes)
    middles = {name: DATE + step * (n + 0.5) for n, (name, _) in enumerate(lanes)}
    spans = next((s for s in (_day_span, _month_span, _year_span) if len({s(r.day) for r in view.rows}) <= _MOST_LINES), _year_span)
    lines = dict[tuple[date, str], list[Row]]()
    for row in view.rows:
        lines.setdefault(spans(row.day), []).append(row)
    ticks, bands, marks, y, before = list[Tick](), list[Band](), list[Mark](), float(HEAD), None
    for (_, name), rows in sorted(lines.items(), key=lambda line: line[0]):
        quiet = next((q for q in view.quiet if before and before <= q.first and q.last <= rows[-1].day), None)
        if quiet:
            bands.append(Band(y + 3, LINE - 6, f"{quiet.days} days"))
            y += LINE
        ticks.append(Tick(y + LINE / 2, name))
        for lane, looks in lanes:
            of = [row for row in rows if lane in row.lanes]
            if of:
                marks.append(_mark(of, middles[lane], y + LINE / 2, looks["shape"], ""))
        y, before = y + LINE, rows[0].day
    heads = [Lane(lane["shape"], middles[name], name == CONCERN, None) for name, lane in lanes]
    return Picture(NARROW, y + 4, DATE, heads, ticks, bands, marks)


def _day_span(day: date) -> tuple[date, str]:
    return day, f"{day.day} {day:%b %y}"


def _month_span(day: date) -> tuple[date, str]:
    return day.replace(day=1), f"{day:%b %Y}"


def _year_span(day: date) -> tuple[date, str]:
    return date(day.year, 1, 1), f"{day:%Y}"
