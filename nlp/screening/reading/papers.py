"""A document (letter, e-mail, visit note) to a note: its text, the case it belongs to, and its date."""

import re
from typing import Final

from nlp import documents
from nlp.errors import InputError
from nlp.records import Note
from nlp.screening.reading.archive import BROKEN
from nlp.screening.reading.blob import Blob, why
from nlp.screening.reading.case_names import Rule
from nlp.screening.reading.limits import MOST_BYTES
from nlp.screening.reading.records import Item, Unreadable, Where
from nlp.screening.reading.when import iso

_PLACE: Final = "document"
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d[-_. ]?[01]\d[-_. ]?[0-3]\d|[0-3]?\d[-_.][01]?\d[-_.](?:19|20)\d\d)(?!\d)")


def item_of(blob: Blob, rule: Rule) -> Item | Unreadable:
    """Return a document as a note, or why it cannot be read."""
    where = Where(blob.name)
    if blob.size > MOST_BYTES:
        reason = f"the file has {blob.size / 1_000_000:,.1f} MB; a document may have up to {MOST_BYTES // 1_000_000} MB"
        return _not(where, reason, "save it without pictures, or split it")
    try:
        with blob.open() as stream:
            raw = stream.read(MOST_BYTES + 1)
        document = documents.read(raw, name=blob.parts[-1], where=_PLACE)
    except InputError as error:
        reason, _, to_do = str(error).removeprefix(f"{_PLACE}: ").partition("; ")
        return _not(where, reason, to_do or "open it in the program that made it, and save it again")
    except BROKEN as error:
        return broken(blob, error)
    note = Note(text=document.text, id=blob.name, case_id=rule.case_of(blob.parts), date=document.date[:16] or day_in(blob.parts[-1]))
    return Item(note=note, where=where, remarks=document.warnings)


def broken(blob: Blob, error: Exception) -> Unreadable:
    """Return the row of errors for a file that the system or its zip does not give."""
    if isinstance(error, OSError) and blob.path is not None:
        reason, _, to_do = why(error).partition("; ")
        return _not(Where(blob.name), reason, to_do)
    return _not(Where(blob.name), "it is broken or cut off", "make the zip again, or take the file out of a whole one")


def day_in(name: str) -> str:
    """Return the date that a file's name holds, "" where there is none or more than one."""
    found = {day for each in _DAY.findall(name) if (day := iso(re.sub("[_ .]", "-", each), "day"))}
    return found.pop() if len(found) == 1 else ""


def _not(where: Where, reason: str, to_do: str) -> Unreadable:
    return Unreadable(where=where, what="the file", why=reason, what_to_do=to_do)
