"""The date of a note that came without one: the only full date in the name of its file, or in its first lines.

Where two dates stand, or a date of birth, nothing is taken: a wrong date is worse than none.
"""

import re
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from api.inputs import Item
from nlp.casework.chronology import shown_on
from nlp.casework.dates import dates
from nlp.rules.data import read_yaml

_HEAD = 3  # lines with words in them
_LINE = 160  # characters of a line


def dated(item: Item) -> Item:
    """Return the item with a date, and a remark that says where it was found; as it is where it has one or none is told."""
    if item.note.date:
        return item
    named = _only(re.sub(r"[_\s]+", " ", PurePath(item.note.id).stem)) if item.note.id else None
    day = named or _headed(item.note.text)
    if day is None:
        return item
    where = "the name of the file" if named else "its first lines"
    remark = f"The note is dated {shown_on(day)}, which stands in {where}."
    return replace(item, note=replace(item.note, date=day.isoformat()), remarks=(*item.remarks, remark))


def _headed(text: str) -> date | None:
    lines = [line for line in text[:2000].splitlines() if line.strip()][:_HEAD]
    births = re.compile(rf"\b(?:{'|'.join(map(re.escape, read_yaml('case/dates.yaml')['births']))})\b", re.IGNORECASE)
    for line in lines:
        if births.search(line):
            return None
        if re.search(r"\d{4}|\d[/.-]\d", line[:_LINE]) and (day := _only(line[:_LINE])):
            return day
    return None


def _only(words: str) -> date | None:
    """Return the only day that the words tell in full; None where they tell none or several."""
    days = {when.first for when in dates(words, None) if when.precision == "day"}
    return days.pop() if len(days) == 1 else None
