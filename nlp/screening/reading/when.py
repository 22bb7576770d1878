"""Dates as exports write them, to ISO 8601; a form that is not known gives nothing rather than a wrong day.

Whether the day or the month comes first is told by the whole column, never by one cell.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, Literal

Order = Literal["day", "month"]
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL: Final = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_NEWEST: Final = 60  # two figures up to here are of this century
_YEARS: Final = range(1900, 2101)
_EPOCH: Final = date(1899, 12, 30)
_SERIAL: Final = range(18_000, 70_000)  # days since 1900 as Excel counts them: 1949 to 2091

_CLOCK = r"(?P<h>\d{1,2})[:.](?P<n>\d\d)(?:[:.](?P<s>\d\d)(?:[.,]\d{1,9})?)?\s*(?P<half>[ap]\.?m\.?)?\s*(?:Z|UTC|GMT|BST|[+-]\d\d:?\d\d)?"
_TIME = rf"(?:(?:\s*T\s*|,?\s+(?:at\s+)?|\s+-\s+){_CLOCK})?"
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_ISO = re.compile(rf"(?P<y>\d{{4}})[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?){_TIME}")
_PACKED = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?:T?(?P<h>\d\d)(?P<n>\d\d)(?P<s>\d\d)?)?")
_NUMBERS = re.compile(rf"{_WEEKDAY}(?P<a>\d\d?)\s?(?P<sep>[/.-])\s?(?P<b>\d\d?)\s?(?P=sep)\s?(?P<y>\d{{4}}|\d\d){_TIME}", re.I)
_WORDS = re.compile(rf"{_WEEKDAY}(?P<d>\d\d?)(?:st|nd|rd|th)?(?:\s+of)?[\s/.-]*{_MONTH}[\s,/.'-]*(?P<y>\d{{4}}|\d\d){_TIME}", re.I)
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}{_MONTH}\s+(?P<d>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_TIME}", re.I)
_DAYS = re.compile(r"(?P<days>\d{5})(?:\.\d+)?")
_LONGEST: Final = 60


def looks_like_date(cell: object) -> bool:
    """Say whether a cell holds a date in any form, a bare number of days apart."""
    if isinstance(cell, date):
        return True
    text = str(cell).strip()
    return not text.isdigit() and bool(iso(text, "day") or iso(text, "month"))


def order_of(cells: Iterable[object]) -> Order | None:
    """Return what comes first in dates such as 4/3/2024, None where none of them tells (or some tell one, some the other)."""
    seen: set[Order] = set()
    for cell in cells:
        found = _NUMBERS.fullmatch(str(cell).strip()[:_LONGEST])
        if found:
            first, second = int(found["a"]), int(found["b"])
            if first > 12 >= second:
                seen.add("day")
            elif second > 12 >= first:
                seen.add("month")
    return seen.pop() if len(seen) == 1 else None


def iso(cell: object, order: Order) -> str:
    """Return a cell as YYYY-MM-DD, with T and the time where one other than midnight is written; "" where it is no date."""
    if isinstance(cell, datetime):
        return _written(cell.date(), cell.hour, cell.minute)
    if isinstance(cell, date):
        return _written(cell, 0, 0)
    text = str(cell).strip()
    if not text or len(text) > _LONGEST:
        return ""
    for pattern in (_ISO, _PACKED, _NUMBERS, _WORDS, _MONTH_FIRST):
        if found := pattern.fullmatch(text):
            return _of(found, order)
    if (found := _DAYS.fullmatch(text)) and int(found["days"]) in _SERIAL:
        return _written(_EPOCH + timedelta(int(found["days"])), 0, 0)
    return ""


def _of(found: re.Match[str], order: Order) -> str:
    parts = found.groupdict()
    if "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        day, month = (first, second) if order == "day" else (second, first)
    else:
        day, month = int(parts["d"]), _month(parts["month"]) if "month" in parts else int(parts["m"])
    year = int(parts["y"])
    if len(parts["y"]) == 2:
        year += 2000 if year <= _NEWEST else 1900
    if year not in _YEARS:
        return ""
    hour, minute = int(parts.get("h") or 0), int(parts.get("n") or 0)
    if parts.get("half"):
        hour = hour % 12 + (12 if parts["half"][0] in "pP" else 0)
    try:
        return _written(date(year, month, day), hour, minute) if hour < 24 and minute < 60 else _written(date(year, month, day), 0, 0)
    except ValueError:
        return ""


def _month(word: str) -> int:
    low = word.lower()
    if low[:3] not in _MONTHS or not (_FULL[_MONTHS.index(low[:3])].startswith(low) or low == "sept"):
        return 0
    return _MONTHS.index(low[:3]) + 1


def _written(day: date, hour: int, minute: int) -> str:
    return f"{day.isoformat()}T{hour:02}:{minute:02}" if hour or minute else day.isoformat()
