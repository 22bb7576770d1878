"""What a user hands to `scan`: files or standard input, read into notes, with a clear error for each that cannot be.

Nothing here quotes a note. A broken file or line becomes a `Problem`; the others go on.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.errors import InputError
from nlp.pipeline import MOST_CHARACTERS
from nlp.records import Note
from nlp.text.decode import decode

TEXT_SUFFIXES = (".txt", ".md", ".text", ".markdown", "")
LINE_SUFFIXES = (".jsonl", ".ndjson")
STDIN = "-"
_LONE = re.compile("[\ud800-\udfff]")  # half characters that JSON lets through and no file can hold


@dataclass(frozen=True, slots=True)
class Problem:
    """An input that could not be read: where, what is wrong and what to do; its id where that could be read."""

    message: str
    id: str = ""
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A note with the name of the place it came from ("visit.txt", "notes.jsonl:3")."""

    note: Note
    where: str


class NoteLine(BaseModel):
    """One line of JSONL input; only `text` is required."""

    model_config = ConfigDict(extra="ignore", strict=True)

    text: str
    id: str | None = None
    case_id: str | None = None
    date: str | None = None
    role: str | None = None


def read_inputs(names: Iterable[str]) -> Iterator[Item | Problem]:
    """Yield the notes of every input in order; a Problem stands where one could not be read."""
    for name in names:
        try:
            yield from _read_input(name)
        except InputError as error:
            yield Problem(str(error))


def _read_input(name: str) -> Iterator[Item | Problem]:
    where = "standard input" if name == STDIN else name
    path = Path(name)
    suffix = path.suffix.lower()
    if name != STDIN and suffix not in TEXT_SUFFIXES + LINE_SUFFIXES:
        raise InputError(f"{where}: files of type '{suffix}' cannot be read yet; use .txt, .md or .jsonl")
    text = decode(_bytes(name, where), where=where)
    if suffix in LINE_SUFFIXES or (name == STDIN and text.lstrip().startswith("{")):
        yield from _lines(text, where)
    else:
        note = Note(text=text, id="" if name == STDIN else path.name)
        yield _checked(note, where)


def _bytes(name: str, where: str) -> bytes:
    try:
        if name == STDIN:
            return sys.stdin.buffer.read()
        return Path(name).read_bytes()
    except FileNotFoundError:
        raise InputError(f"{where}: there is no such file; check the name and the folder") from None
    except IsADirectoryError:
        raise InputError(f"{where}: this is a folder; name the files in it, for example {where}/*.txt") from None
    except PermissionError:
        raise InputError(f"{where}: you are not allowed to read this file") from None
    except OSError as error:
        raise InputError(f"{where}: the file cannot be read ({error.strerror or 'input error'})") from None


def _lines(text: str, where: str) -> Iterator[Item | Problem]:
    count = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        count += 1
        place = f"{where}:{number}"
        try:
            yield _checked(_note(line, place), place)
        except InputError as error:
            yield Problem(str(error))
    if not count:
        raise InputError(f"{where}: there is no line in it; each line must be a note such as {{\"text\": \"...\"}}")


def _note(line: str, place: str) -> Note:
    try:
        data = json.loads(line)
    except ValueError as error:
        column = getattr(error, "colno", 0)
        raise InputError(f"{place}: not valid JSON at column {column}; each line must be one JSON object") from None
    except RecursionError:
        raise InputError(f"{place}: the JSON is nested too deeply; each line must be one flat JSON object") from None
    try:
        checked = NoteLine.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "line"
        raise InputError(f"{place}: {key}: {first['msg'].lower()}; a line needs \"text\", and may have id, case_id, "
                         "date and role, all as strings") from None  # fmt: skip
    return Note(**{key: _LONE.sub("\N{REPLACEMENT CHARACTER}", value or "") for key, value in checked.model_dump().items()})


def _checked(note: Note, where: str) -> Item | Problem:
    if not note.text.strip():
        problem = "the note is empty; nothing was looked at, and nothing follows from that"
    elif len(note.text) > MOST_CHARACTERS:
        problem = (f"the note has {len(note.text):,} characters; a note may have up to {MOST_CHARACTERS:,}. "
                   "Split it, one record a file or a line")  # fmt: skip
    else:
        return Item(note, where)
    return Problem(f"{where}: {problem}", note.id, note.case_id)
