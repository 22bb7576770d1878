"""Every error that Second Look raises on purpose, as one tree.

    SecondLookError
    ├── InputError        a note, file or line that cannot be read
    │   ├── MappingError  columns that could be read in two ways, or that are not there
    │   └── TooMuchError  a note with more words, passages or names than are read at once
    ├── RuleError         a rule file that breaks the schema (file, line, key)
    ├── ProfileError      a profile that does not exist or is not installed
    ├── ModelError        a shipped model that is missing, changed or unreadable
    └── ScreeningError    a screening that cannot begin or go on; what was done so far is kept

A message says what is wrong, where, and what to do. It never quotes a note.
"""

import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parent.parent


class SecondLookError(Exception):
    """Anything that went wrong in a way the user can act on."""


class InputError(SecondLookError):
    """A note, file or line that cannot be read; the message names the place."""


class MappingError(InputError):
    """Columns of an export that could be read in two ways, or that are not there; the message says what to write.

    `columns` are the names of the columns that there are, for somebody to choose from.
    """

    def __init__(self, message: str, *, columns: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.columns = tuple(columns)


class TooMuchError(InputError):
    """A note with more words, passages or names than are read at once; the message says how many it may have."""


class RuleError(SecondLookError):
    """A rule file that breaks the schema; the message names file, line and key."""


class ProfileError(SecondLookError):
    """A profile that does not exist, or whose parts are not installed."""


class ModelError(SecondLookError):
    """A shipped model that is missing, changed or unreadable; the message names the file."""


class ScreeningError(SecondLookError):
    """A screening that cannot begin or go on; the message says what is kept and how to go on."""


def where_failed(error: BaseException) -> str:
    """Return the type of an error and the last lines of our code it passed, and none of what it says, which could be text of a note."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return f"{type(error).__name__} at {' > '.join(f'{_short(frame.filename)}:{frame.lineno}' for frame in frames)}"


def _short(name: str) -> str:
    path = Path(name)
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name
