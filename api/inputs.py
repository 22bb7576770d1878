"""What a user hands to `scan`: files or standard input, read into notes, with a clear error for each that cannot be.

Nothing here quotes a note. A broken file or line becomes a `Problem`; the others go on.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from nlp import documents
from nlp.errors import InputError
from nlp.pipeline import MOST_CHARACTERS
from nlp.records import Note
from nlp.text.decode import decode

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
    remarks: tuple[str, ...] = ()  # what the reader of a document could not read, or wants known


class NoteLine(BaseModel):
    """One line of JSONL input; only `text` is required."""

    model_config = ConfigDict(extra="ignore", strict=True)

    text: str
    id: str | None = None
    case_id: str | None = None
    date: str | None = None
    role: str | None = None


def read_inputs(names: Iterable[str]) -> Iterator[Item | Problem]:
    """Yield the notes of every input in order; a Problem stands where one could not be read.

    The files of a folder are notes of one case, which is called like the folder, unless a line names another case.
    """
    for name in names:
        try:
            if name != STDIN and Path(name).is_dir():
                yield from _read_folder(Path(name))
            else:
                yield from _read_input(name)
        except InputError as error:
            yield Problem(str(error))


def _read_folder(folder: Path) -> Iterator[Item | Problem]:
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise InputError(f"{folder}: the folder cannot be read ({error.strerror or 'input error'})") from None
    if not files:
        raise InputError(f"{folder}: there is no file in this folder; folders inside it are not read")
    for path in files:
        try:
            for item in _read_input(str(path)):
                if isinstance(item, Item) and not item.note.case_id:
                    yield replace(item, note=replace(item.note, case_id=folder.resolve().name))
                else:
                    yield item
        except InputError as error:
            yield Problem(str(error))


def _read_input(name: str) -> Iterator[Item | Problem]:
    where = "standard input" if name == STDIN else name
    path = Path(name)
    raw = _bytes(name, where)
    if name != STDIN and path.suffix.lower() not in LINE_SUFFIXES:
        document = documents.read(raw, name=path.name, where=where)
        checked = _checked(Note(text=document.text, id=path.name, date=document.date[:10]), where)
        yield replace(checked, remarks=document.warnings) if isinstance(checked, Item) else checked
        return
    text = decode(raw, where=where)
    if name != STDIN or text.lstrip().startswith("{"):
        yield from _lines(text, where)
    else:
        yield _checked(Note(text=text), where)


def _bytes(name: str, where: str) -> bytes:
    try:
        if name == STDIN:
            return sys.stdin.buffer.read()
        return Path(name).read_bytes()
    except FileNotFoundError:
        raise InputError(f"{where}: there is no such file; check the name and the folder") from None
    except IsADirectoryError:
        raise InputError(f"{where}: this is a folder; files are read one by one") from None
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
