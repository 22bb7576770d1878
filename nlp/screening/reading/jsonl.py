"""JSONL as a Table: one object a line. A line in the project's own form needs no guess."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from nlp.errors import InputError
from nlp.screening.reading.blob import Blob
from nlp.screening.reading.limits import MOST_COLUMNS, SAMPLE_BYTES, SAMPLE_ROWS
from nlp.screening.reading.lines import TooLong, encoding_of, lines_of, sample_of
from nlp.screening.reading.table import Broken, Row

_OWN: Final = ("text", "case_id", "date", "id", "role")
_MEANT: Final = {"text": "note"}
_AGAIN: Final = "export the line again as one flat JSON object"


class JsonlTable:
    """A file of JSON lines; its columns are the keys of its first lines."""

    kind = "JSON lines"
    ragged = False
    sparse = False

    def __init__(self, blob: Blob, _: Mapping[str, str]) -> None:
        self._blob = blob
        with blob.open() as stream:
            raw = sample_of(stream)
        try:
            self._encoding = encoding_of(raw)
            problem = ""
        except InputError as error:
            problem = str(error)
        if problem:
            raise InputError(f"{blob.name}: {problem}")
        keys: dict[str, None] = {}
        objects: list[tuple[int, dict[str, object]]] = []
        size = 0
        for number, line in enumerate(islice(self._lines(), SAMPLE_ROWS), 1):
            found = _object(line)
            if isinstance(found, dict):
                objects.append((number, found))
                keys |= dict.fromkeys(list(found)[:MOST_COLUMNS])
            size += 0 if isinstance(line, TooLong) else len(line)
            if size > SAMPLE_BYTES * 4:
                break
        if "text" in keys:  # the project's own form, in which a key may come late
            keys |= dict.fromkeys(_OWN)
        self.names: Sequence[str] = list(keys)[:MOST_COLUMNS]
        self._sample = [Row(number, [_cell(found.get(key)) for key in self.names]) for number, found in objects]

    @property
    def own_form(self) -> dict[str, str]:
        """The mapping of a file that has the project's own keys, empty for another."""
        if "text" not in self.names:
            return {}
        return {_MEANT.get(key, key): key for key in _OWN}

    def _lines(self) -> Iterator[str | TooLong]:
        return lines_of(self._blob.open(), self._encoding)

    def sample(self) -> Sequence[Row]:
        """Return the first rows."""
        return self._sample

    def rows(self) -> Iterator[Row | Broken]:
        """Yield the lines that hold something, numbered as an editor numbers them."""
        for number, line in enumerate(self._lines(), 1):
            if isinstance(line, str) and not line.strip():
                continue
            found = _object(line)
            if isinstance(found, str):
                yield Broken(number, found, _AGAIN)
                continue
            if "text" in self.names and not isinstance(found.get("text") or "", str):
                yield Broken(number, "its text is not a string", _AGAIN)
                continue
            yield Row(number, [_cell(found.get(key)) for key in self.names])


def _object(line: str | TooLong) -> dict[str, object] | str:
    """Return the object on a line, or why there is none."""
    if isinstance(line, TooLong):
        return "it is longer than any note may be (8,000,000 characters on a line)"
    try:
        data = json.loads(line)
    except RecursionError:
        return "the JSON is nested too deeply"
    except ValueError as error:
        return f"it is not valid JSON at column {getattr(error, 'colno', 1)}"
    return data if isinstance(data, dict) else "it is JSON, but not an object"


def _cell(value: object) -> object:
    """Return a value as a cell; what is itself a list or object is not one."""
    return "" if value is None or isinstance(value, dict | list) else value
