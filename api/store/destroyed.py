"""Which texts were destroyed, remembered beside the keys: a backup that is put back would bring them back to life otherwise.

The file holds ids that tell nothing, one a line. It is written once the words are cut out of the database's files, so that a file that
lacks an id also says that the cutting out was stopped on the way.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from api.store.errors import KeysError


class Destroyed:
    """The ids of destroyed texts, in a file beside the keys."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> frozenset[str]:
        """Return the ids, none where there is no file yet; raises KeysError where there is one that cannot be read."""
        try:
            return frozenset(self.path.read_text(encoding="ascii").split())
        except FileNotFoundError:
            return frozenset()
        except (OSError, ValueError):
            raise KeysError(f"the list of destroyed texts, {self.path}, cannot be read; check your rights to it") from None

    def add(self, ids: Iterable[str]) -> None:
        """Remember more ids; the file is written whole or not at all."""
        part = self.path.with_name(self.path.name + ".part")
        try:
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
                out.writelines(f"{name}\n" for name in sorted(self.read().union(ids)))
                out.flush()
                os.fsync(out.fileno())
            part.replace(self.path)
        except OSError as error:
            raise KeysError(
                f"the words are destroyed, but {self.path}, which keeps them from coming back with a backup, cannot be written "
                f"({error.strerror}); make room or check the folder, and say this again"
            ) from None
