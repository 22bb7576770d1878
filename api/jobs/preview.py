"""What a worker does with an export that was sent: says what its columns were taken for, and shows its first notes.

A hostile file is parsed there, where it can be stopped, and never in the server's own process.
"""

import json
from dataclasses import asdict
from itertools import islice
from typing import Any

from api.work.jobs import Outcome
from nlp.errors import MappingError, SecondLookError, where_failed
from nlp.screening.reading import Item, Unreadable, open_source

MEANINGS = ("note", "case_id", "date", "id", "role")
_ROWS = 5
_MOST_TEXT = 240


def preview(path: str, mapping: dict[str, str]) -> Outcome:
    """Return as JSON what the columns were taken for and the first notes, or `problem` and the columns to choose from."""
    try:
        return Outcome(json.dumps(_preview(path, mapping), ensure_ascii=False).encode())
    except MappingError as error:
        return Outcome(json.dumps({"problem": str(error), "names": list(error.columns), "columns": [], "rows": []}).encode())
    except SecondLookError as error:
        return Outcome(refused=str(error))
    except Exception as error:
        return Outcome(failed=where_failed(error))


def _preview(path: str, mapping: dict[str, str]) -> dict[str, Any]:
    source = open_source(path, mapping or None)
    told = source.describe()
    return {
        "problem": "", "kind": told.kind, "files": told.files, "columns": [asdict(column) for column in told.columns],
        "names": [column.name for column in told.columns], "mapping": dict(told.mapping), "remarks": list(told.remarks),
        "rows": [_row(item) for item in islice(source.items(), _ROWS)],
    }  # fmt: skip


def _row(item: Item | Unreadable) -> dict[str, str]:
    if isinstance(item, Unreadable):
        return {"where": str(item.where), "problem": f"{item.why}; {item.what_to_do}"}
    note = item.note
    text = " ".join(note.text[: 2 * _MOST_TEXT].split())
    return {
        "where": str(item.where), "problem": "", "case_id": note.case_id, "id": note.id, "date": note.date, "role": note.role,
        "text": text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]} …",
    }  # fmt: skip
