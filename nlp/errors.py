"""Every error that Second Look raises on purpose, as one tree.

    SecondLookError
    ├── InputError        a note, file or line that cannot be read
    │   └── MappingError  columns that could be read in two ways, or that are not there
    ├── RuleError         a rule file that breaks the schema (file, line, key)
    ├── ProfileError      a profile that does not exist or is not installed
    └── ModelError        a shipped model that is missing, changed or unreadable

A message says what is wrong, where, and what to do. It never quotes a note.
"""


class SecondLookError(Exception):
    """Anything that went wrong in a way the user can act on."""


class InputError(SecondLookError):
    """A note, file or line that cannot be read; the message names the place."""


class MappingError(InputError):
    """Columns of an export that could be read in two ways, or that are not there; the message says what to write."""


class RuleError(SecondLookError):
    """A rule file that breaks the schema; the message names file, line and key."""


class ProfileError(SecondLookError):
    """A profile that does not exist, or whose parts are not installed."""


class ModelError(SecondLookError):
    """A shipped model that is missing, changed or unreadable; the message names the file."""
