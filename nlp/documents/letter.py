"""How an e-mail is set out as text, whichever program wrote it: its header as lines, then its words."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

from nlp.documents.document import Document
from nlp.documents.limits import MOST_NAME, Clock
from nlp.documents.lines import Lines, label
from nlp.errors import InputError

MOST_FIELD: Final = 2_000
_LISTED: Final = 10


def set_out(
    kind: str, fields: Sequence[tuple[str, str]], body: str, attached: Sequence[str], clock: Clock, *, date: str = "",
    warnings: Sequence[str] = (),
) -> Document:  # fmt: skip
    """Return the document of an e-mail; `attached` are the names of its attachments, which are not opened."""
    if not body.strip():
        only = ", only attachments; save and read each on its own" if attached else "; nothing was looked at"
        raise InputError(f"there is no text in it{only}")
    lines = Lines(clock)
    for name, value in fields:
        if value.strip():
            lines.add(f"{name}: {label(value, MOST_FIELD)}")
    lines.gap()
    lines.add(body)
    found = list(warnings)
    if attached:
        names = [label(name, MOST_NAME) or "without a name" for name in attached[:_LISTED]]
        more = f" and {len(attached) - _LISTED} more" if len(attached) > _LISTED else ""
        found.append(f"not opened, read each on its own: {', '.join(names)}{more}")
    title = label(dict(fields).get("Subject", ""), MOST_NAME)
    return Document(text=lines.text(), kind=kind, title=title, date=date, warnings=tuple(found))


def iso(date: str) -> str:
    """Return the date of an e-mail's header in ISO 8601, with its time and zone; "" where it is none."""
    try:
        when: datetime = parsedate_to_datetime(date[:200])
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return when.isoformat()
