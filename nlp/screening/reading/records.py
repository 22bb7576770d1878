"""What reading an export gives: notes with the place each came from, and the places that could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from nlp.records import Note


class Where(NamedTuple):
    """A place in the input: a file (a file within a zip is `zip/file`), and its row, counted as a spreadsheet counts them."""

    file: str
    row: int = 0

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}" if self.row else self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A note and where it came from. `remarks` say what was left out or could not be told, such as its date."""

    note: Note
    where: Where
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Something that could not be read: the place, what it is, why, and what to do. It never quotes a note."""

    where: Where
    what: str
    why: str
    what_to_do: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} cannot be read: {self.why}; {self.what_to_do}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column (or, for a folder, a part of a file's name): what it is taken for ("" if it is not read), and why."""

    name: str
    meaning: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file that was given, with the hash of its bytes, so that a later run can tell whether it changed."""

    file: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What an input is, before any note of it is read: kind, size, what was guessed and why, and the files with their hashes.

    `mapping` is what `--map` would have to say for the same reading; `remarks` are for the person who starts the run.
    """

    kind: str
    files: int
    bytes: int
    columns: tuple[Column, ...]
    inputs: tuple[Input, ...]
    mapping: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
