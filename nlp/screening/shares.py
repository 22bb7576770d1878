"""The notes of an export on their way to the workers, shared out by case.

The notes of one case may be scattered over a file of millions of rows, and no two of them may go to different workers. So every
note is first written to one of many files by its case, a share, in the work folder of the output; then each share is read and
reviewed by itself. Memory stays that of one share, whatever the size of the export. The work folder is readable by its owner
only, and it is removed when the screening is done.
"""

import json
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Final

from nlp.records import Note
from nlp.screening.records import Placed

_SHARE_BYTES: Final = 256 * 1024
_FEWEST: Final = 16
_MOST: Final = 4096
_BUFFER: Final = 8_000_000  # characters that wait in memory before they are written


def how_many(size: int) -> int:
    """Return into how many shares an export of `size` bytes goes; the same for the same export, on any machine."""
    return min(max(-(-size // _SHARE_BYTES), _FEWEST), _MOST)


def share_file(folder: Path, number: int) -> Path:
    """Return where the notes of a share stand."""
    return folder / f"{number:04}.jsonl"


class Shares:
    """Writes notes to the shares of their cases. A note without a case is a case of its own."""

    def __init__(self, folder: Path, count: int) -> None:
        self._folder = folder
        self._count = count
        self._waiting = dict[int, list[str]]()
        self._held = 0

    def add(self, placed: Placed) -> None:
        """Put a note to the others of its case."""
        note = placed.note
        line = json.dumps([placed.number, placed.where, note.id, note.case_id, note.date, note.role, note.text, placed.remarks])
        self._waiting.setdefault(share_of(note.case_id, placed.number, self._count), []).append(line)
        self._held += len(line)
        if self._held > _BUFFER:
            self.write()

    def write(self) -> None:
        """Write what still waits."""
        for number, lines in self._waiting.items():
            with share_file(self._folder, number).open("a", encoding="ascii") as file:
                file.write("".join(f"{line}\n" for line in lines))
        self._waiting.clear()
        self._held = 0


def cases_of(path: Path) -> list[list[Placed]]:
    """Return the cases of a share in the order in which their first notes were read, each with its notes in that order."""
    with path.open(encoding="ascii") as file:
        return cases_in(file)


def cases_in(lines: Iterable[str]) -> list[list[Placed]]:
    """Return the cases of the lines of a share."""
    return by_case(placed_from(line) for line in lines)


def by_case(notes: Iterable[Placed]) -> list[list[Placed]]:
    """Return notes in the order of reading as cases in the order of their first notes."""
    cases = dict[str | int, list[Placed]]()
    for placed in notes:
        cases.setdefault(placed.note.case_id or placed.number, []).append(placed)
    return list(cases.values())


def placed_from(line: str) -> Placed:
    """Return the note of a line of a share."""
    number, where, id_, case_id, date, role, text, remarks = json.loads(line)
    return Placed(number, where, Note(text=text, id=id_, case_id=case_id, date=date, role=role), remarks)


def share_of(case_id: str, number: int, count: int) -> int:
    """Return the share, of `count`, in which the notes of a case go; `number` is that of the note, for one without a case."""
    case = case_id or f"\0{number}"
    return int.from_bytes(blake2b(case.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") % count
