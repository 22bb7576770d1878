"""Dates and lengths of time in notes, read by the note's own date: `3.2.24`, `4/3`, `w/c 4 March`, `last Tues`, `3/52 ago`.

A date has a first and a last day, and a precision that says how far apart they may be: a claim about working days rests on
days only. What could be a score, a part or a length of time ("4/10", "5/12") is taken as a date only behind words that show it
to be one; "two dates or no claim" begins here.
"""

import re
from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal, NamedTuple

from nlp.rules.data import read_yaml

Precision = Literal["day", "week", "month", "year"]
_OLDEST, _NEWEST = 1920, 2060
_LISTED = 60  # characters behind a date within which a comma goes on with the list
_ISO = re.compile(r"\s*(\d{4})-(\d\d?)-(\d\d?)(?!\d)")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class When(NamedTuple):
    """A date in a text: its words [start, end), the first and last day that it may be, and how exact it is."""

    start: int
    end: int
    first: date
    last: date
    precision: Precision


class Lasting(NamedTuple):
    """A length of time in a text: its words [start, end) and how many days that is (working days as such)."""

    start: int
    end: int
    days: int
    working: bool


def day_of(written: str) -> date | None:
    """Return the day that a note's date field begins with ("2024-05-13", "2024-05-13T10:00"), None if it tells none."""
    found = _ISO.match(written)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


@dataclass(frozen=True, slots=True)
class _Grammar:
    dates: re.Pattern[str]
    lengths: re.Pattern[str]
    before: re.Pattern[str]
    before_month: re.Pattern[str]
    after_part: re.Pattern[str]
    numbers: dict[str, int]
    units: dict[str, int]
    near: dict[str, int]
    shorthand: dict[str, int]


def _any(words: Any) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(map(str, words), key=len, reverse=True))


@cache
def _grammar() -> _Grammar:
    data, stamps = read_yaml("case/dates.yaml"), read_yaml("text/stamps.yaml")
    day, month = rf"(?:{_any(stamps['days'])})\b\.?", rf"(?:{_any(stamps['months'])})\b\.?"
    number = rf"(?:\d{{1,3}}|{_any(data['numbers'])})"
    unit, work = rf"(?:{_any(data['units'])})\b", rf"(?:{_any(data['working_day'])})\b"
    ordinal = r"\d{1,2}(?:st|nd|rd|th)?"
    parts = _any(data["shorthand"])
    length = rf"(?:(?P<n>{number})(?:\s+of)?[\s-]+(?:(?P<w>{work})|(?P<u>{unit}))|(?P<sn>\d{{1,2}})\s?/\s?(?P<sd>{parts})\b)"
    dates = rf"""(?<![\w£/.:])(?:
        (?P<iso>\d{{4}}-\d\d?-\d\d?)(?!\d)
      | (?P<full>\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)(?:\d{{4}}|\d{{2}}))(?![\d/])
      | (?P<words>{ordinal}(?:\s+of)?[\s-]*(?P<wm>{month})(?:[\s,-]*(?P<wy>\d{{4}}|'?\d{{2}}(?![\d:.]))\b)?)
      | (?P<mfirst>(?P<fm>{month})\s+(?P<fd>\d{{1,2}}(?:st|nd|rd|th)?)(?![\d:/])(?:,?\s+(?P<fy>\d{{4}}))?)
      | (?P<ago>{length}\s+(?:{_any(data["ago"])})\b)
      | (?P<bare>\d{{1,2}}[/.]\d{{1,2}})(?![/%\d]|\.\d|\s?(?:am|pm|kg|cm|mls?|oz|hrs?)\b|:\d)
      | (?P<monthly>(?P<mm>{month})(?:\s+(?P<my>\d{{4}})|\s?'(?P<mz>\d\d))?)(?!\w)
      | (?P<nearby>{_any(data["near"])})\b
      | (?P<rel>(?P<way>{_any(data["last"])}|{_any(data["next"])})\s+(?:(?P<rd>{day})|(?P<ru>week|month|year)\b))
      | (?P<year>(?:19|20)\d\d)(?![\d/.-])
    )"""
    return _Grammar(
        re.compile(dates, re.IGNORECASE | re.VERBOSE),
        re.compile(rf"(?<![\w£/.]){length}", re.IGNORECASE),
        re.compile(rf"(?:(?:^|[\s(\[,;:–—/&+-])(?:{_any(data['before_day'])}|{day})[\s:,(–-]*|[\d,;]\s*(?:,|;|and|&|\+|to)\s*|\A\W*|\n\W*|:\s*|\()\Z",
                   re.IGNORECASE),
        re.compile(rf"(?:^|\W)(?:{_any(data['before_month'])})\s*\Z", re.IGNORECASE),
        re.compile(rf"\s*(?:{_any(data['after_part'])})(?!\w)", re.IGNORECASE),
        dict(data["numbers"]), dict(data["units"]), dict(data["near"]), dict(data["shorthand"]),
    )  # fmt: skip


def dates(text: str, noted: date | None, start: int = 0, end: int | None = None) -> list[When]:
    """Return the dates in text[start:end] in order; `noted` is the note's own day, without which few can be told."""
    grammar = _grammar()
    end = len(text) if end is None else end
    found = list[When]()
    at = start
    while (match := grammar.dates.search(text, at, end)) is not None:
        at = match.end()
        listed = bool(found) and match.start() - found[-1].end < _LISTED
        bounds = _bounds(grammar, text, match, noted, start, listed=listed)
        if bounds is not None:
            first, last, precision = bounds
            if _OLDEST <= first.year <= _NEWEST:
                found.append(When(match.start(), match.end(), *_weekly(text, match.start(), first, last, precision)))
    return found


def lengths(text: str, start: int = 0, end: int | None = None) -> list[Lasting]:
    """Return the lengths of time in text[start:end]: "six weeks", "3/52", "45 working days"."""
    grammar = _grammar()
    found = list[Lasting]()
    for match in grammar.lengths.finditer(text, start, len(text) if end is None else end):
        days = _length(grammar, match)
        if days:
            found.append(Lasting(match.start(), match.end(), days, match["w"] is not None))
    return found


def _length(grammar: _Grammar, match: re.Match[str]) -> int:
    if match["sn"]:
        return int(match["sn"]) * grammar.shorthand[match["sd"]]
    low = match["n"].lower()
    number = int(low) if low.isdigit() else grammar.numbers[low]
    return number * (1 if match["w"] else grammar.units[" ".join(match["u"].lower().split())])


Bounds = tuple[date, date, Precision]


def _bounds(grammar: _Grammar, text: str, match: re.Match[str], noted: date | None, start: int, *, listed: bool) -> Bounds | None:
    """Return the days that a match stands for, or None where it is no date or cannot be told."""
    if match["iso"]:
        return _one(day_of(match["iso"]))
    if match["full"]:
        first, second, year = match["full"].split(match["sep"])
        return _one(_day(_century(year), int(second), int(first)))
    if match["words"]:
        return _of(int(re.match(r"\d+", match["words"])[0]), _month(match["wm"]), match["wy"], noted)  # type: ignore[index]
    if match["mfirst"]:
        return _of(int(re.match(r"\d+", match["fd"])[0]), _month(match["fm"]), match["fy"], noted)  # type: ignore[index]
    if match["bare"]:
        return _bare(grammar, text, match, noted, start, listed=listed)
    if match["monthly"]:
        return _whole_month(grammar, text, match, noted, start)
    if match["year"]:
        year = int(match["year"])
        if grammar.before_month.search(text, max(start, match.start() - 16), match.start()):
            return date(year, 1, 1), date(year, 12, 31), "year"
        return None
    return _relative(grammar, match, noted) if noted else None


def _one(day: date | None) -> Bounds | None:
    return (day, day, "day") if day else None


def _of(day: int, month: int, year: str | None, noted: date | None) -> Bounds | None:
    if year:
        return _one(_day(_century(year.strip("'")), month, day))
    return _one(_nearest(day, month, noted)) if noted else None


def _bare(grammar: _Grammar, text: str, match: re.Match[str], noted: date | None, start: int, *, listed: bool) -> Bounds | None:
    """Read "4/3" or "4.3" by the year of the note, where the words around show that it is a date."""
    if noted is None or grammar.after_part.match(text, match.end()):
        return None
    before = text[max(start, match.start() - 24) : match.start()]
    day, month = map(int, re.split(r"[/.]", match["bare"]))
    part = str(month) in grammar.shorthand
    plain = "/" in match["bare"] and not part and (day > 12 or "/0" in match["bare"])  # nothing else is written so
    if not (plain or grammar.before.search(before) or (listed and before.rstrip()[-1:] in (",", ";", "."))):
        return None
    if "." in match["bare"] and not _leads().search(before):
        return None  # a weight, a time, a dose
    headed = text[match.end() : match.end() + 1] == ":"
    if part and not (headed or (listed and day > month) or _shown(before)):
        return None  # "5/12" may be five months
    return _one(_nearest(day, month, noted))


def _shown(before: str) -> bool:
    """Whether the words before leave no doubt that a date follows."""
    return _leads().search(before) is not None


@cache
def _leads() -> re.Pattern[str]:
    words = [*read_yaml("case/dates.yaml")["shows_day"], *read_yaml("text/stamps.yaml")["days"]]
    return re.compile(rf"\b(?:{_any(words)})\b\W*\Z|\d/\d\d?,\s*\Z", re.IGNORECASE)


def _whole_month(grammar: _Grammar, text: str, match: re.Match[str], noted: date | None, start: int) -> Bounds | None:
    month, year = _month(match["mm"]), match["my"] or match["mz"]
    if not year:
        if (
            noted is None
            or not match["mm"][0].isupper()
            or not grammar.before_month.search(text[max(start, match.start() - 16) : match.start()])
        ):
            return None  # "may" and "march" are words
        near = _nearest(15, month, noted)
        if near is None:
            return None
        number = near.year
    else:
        number = _century(year)
    return date(number, month, 1), date(number, month, monthrange(number, month)[1]), "month"


def _relative(grammar: _Grammar, match: re.Match[str], noted: date) -> Bounds | None:
    if match["nearby"]:
        return _one(noted + timedelta(grammar.near[" ".join(match["nearby"].lower().split())]))
    if match["ago"]:
        days = _length(grammar, match)
        if not days or days > 365 * 30:
            return None
        day = noted - timedelta(days)
        spread = 0 if days < 7 else 3 if days < 30 else 15 if days < 365 else 182
        precision: Precision = "day" if days < 7 else "week" if days < 30 else "month" if days < 365 else "year"
        return day - timedelta(spread), day + timedelta(spread), precision
    sign = -1 if match["way"].lower() == "last" else 1
    if match["rd"]:
        wanted = _DAYS.index(match["rd"].lower()[:3])
        ahead, back = (wanted - noted.weekday()) % 7 or 7, (noted.weekday() - wanted) % 7 or 7
        return _one(noted + timedelta(ahead if sign > 0 else -back))
    if match["ru"].lower() == "week":
        monday = noted - timedelta(noted.weekday()) + timedelta(7 * sign)
        return monday, monday + timedelta(6), "week"
    if match["ru"].lower() == "month":
        number = noted.year * 12 + noted.month - 1 + sign
        year, month = divmod(number, 12)
        return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1]), "month"
    return date(noted.year + sign, 1, 1), date(noted.year + sign, 12, 31), "year"


def _weekly(text: str, start: int, first: date, last: date, precision: Precision) -> Bounds:
    """Widen a day behind "w/c" to its week."""
    if precision == "day" and _week_of().search(text[max(0, start - 20) : start]):
        return first, first + timedelta(6), "week"
    return first, last, precision


@cache
def _week_of() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\W)(?:{_any(read_yaml('case/dates.yaml')['week_of'])})\W*(?:\w+day|mon)?\s*\Z", re.IGNORECASE)


def _month(word: str) -> int:
    return _MONTHS.index(word.lower()[:3]) + 1


def _century(year: str) -> int:
    number = int(year)
    return number if number > 99 else 2000 + number if number <= _NEWEST - 2000 else 1900 + number


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(day: int, month: int, noted: date) -> date | None:
    """Return the day and month of the year that brings them nearest to the note; the earlier of two as near."""
    years = [d for year in (noted.year - 1, noted.year, noted.year + 1) if (d := _day(year, month, day))]
    return min(years, key=lambda d: (abs((d - noted).days), d), default=None)


def after(found: list[When], place: int) -> When | None:
    """Return the first date that begins at `place` or behind it."""
    at = bisect_right(found, place - 1, key=lambda w: w.start)
    return found[at] if at < len(found) else None
