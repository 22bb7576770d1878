"""Dates and times as workers stamp their entries: `12/03/24 14:10`, `1430hrs`, `[14/02] HV:`, `Mon 3 June 2019`."""

import re

from nlp.rules.data import read_yaml


def _words(key: str) -> str:
    """Return the words of one list of `stamps.yaml` as an alternation, longest first so that none hides another."""
    listed: list[str] = read_yaml("text/stamps.yaml")[key]
    return "|".join(re.escape(word) for word in sorted(listed, key=len, reverse=True))


def _unit() -> str:
    """Return the pattern of one date, weekday or time."""
    day = rf"(?:{_words('days')})\b\.?"
    month = rf"(?:{_words('months')})\b\.?"
    ordinal = r"\d{1,2}(?:st|nd|rd|th)?"
    date = rf"\d{{4}}-\d\d?-\d\d?|\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?|{ordinal}\ {month}(?:\ \d{{4}}|\ \d\d\b)?"
    clock = rf"(?:{_words('clock')})(?![\w])\.?"
    time = rf"\d{{1,2}}[:.]\d\d(?:\ ?{clock})?|\d{{1,2}}\ ?{clock}|\d{{4}}(?:\ ?{clock})?(?!\d)"
    return rf"(?:{date}|{time}|{day}(?:\ {ordinal}(?![\w/.:]))?)(?![\w%£])"


UNIT = _unit()
_JOINT = rf"(?:[\s,;@~–—-]|\b(?:{_words('joints')})\b\s?)*+"
BARE = re.compile(rf"[\[(]?(?:{_words('joints')})?\s*{UNIT}(?:{_JOINT}{UNIT}){{0,5}}[\])]?\s*[:.,–—-]?", re.IGNORECASE)
"""A line that is a stamp and nothing else."""

LEAD = re.compile(rf"[\[(]?{UNIT}(?:{_JOINT}{UNIT}){{0,5}}[\])]?[\s:,–—|-]*", re.IGNORECASE)
"""The stamp at the head of an entry, with the marks that part it from the words."""


def is_stamp(line: str) -> bool:
    """Say whether a line holds only a date or time, so that nothing in it can be a fact."""
    return BARE.fullmatch(line) is not None
