"""Which case a document belongs to: by the folder it lies in, or by its own name, told from all names together."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from nlp.errors import MappingError

_REFERENCE = re.compile(r"(?:[A-Za-z]{0,5}[ _-]?)?\d{3,}")
_LEADING = re.compile(r"((?:[A-Za-z]{1,5}[_-]?)?\d{3,})(?=[ _.-]|$)")
_DATED = re.compile(r"(?:19|20)\d\d(?:[ _.-]?[01]\d(?:[ _.-]?[0-3]\d)?)?(?!\d)")
_MOSTLY: Final = 0.8
_SHARED: Final = 0.6
FILE, NAME, NONE = "file", "name", "none"


class Rule(NamedTuple):
    """`level` is the folder, from the top, whose name is the case; 0 for a file's own name, -1 for the start of it, -2 for none."""

    level: int
    why: str
    doubled: bool = False

    def case_of(self, parts: Sequence[str]) -> str:
        """Return the case of a file by the folders above it and its name."""
        stem = PurePosixPath(parts[-1]).stem or parts[-1]
        if self.level == _NO_CASE:
            return ""
        if self.level == _START:
            found = _start(stem)
            return found or stem
        if not self.level or len(parts) <= self.level:
            return stem if len(parts) == 1 else "/".join([*parts[:-1], stem])
        chosen = "/".join(parts[: self.level]) if self.doubled else parts[self.level - 1]
        return chosen.removesuffix(".zip")

    @property
    def written(self) -> str:
        """What `--map case_id=` would have to say."""
        return {_NO_CASE: NONE, _START: NAME, 0: FILE}.get(self.level, f"folder:{self.level}")


_START: Final = -1
_NO_CASE: Final = -2


def speaks_of_files(asked: str) -> bool:
    """Say whether `--map case_id=` names a part of a file's name and not a column."""
    return asked in (FILE, NAME, NONE, "folder") or asked.startswith("folder:")


def rule(names: Sequence[Sequence[str]], asked: str) -> Rule:
    """Return the rule for files given as their parts; raises MappingError where it takes a person to say."""
    if asked:
        return _asked(asked, names)
    deepest = max((len(parts) - 1 for parts in names), default=0)
    wrapped = 0
    while wrapped < deepest and all(len(p) > wrapped + 1 and p[wrapped] == names[0][wrapped] for p in names):
        wrapped += 1  # one folder around everything says nothing
    if wrapped == deepest:
        return _flat(names)
    if wrapped + 1 == deepest:
        return _level(wrapped + 1, "the folder that a file lies in", names)
    return _deep(names, wrapped, deepest)


def _flat(names: Sequence[Sequence[str]]) -> Rule:
    starts = [_start(PurePosixPath(parts[-1]).stem) for parts in names]
    if len(names) > 1 and all(starts) and len(set(starts)) < len(starts):
        return Rule(_START, "files begin with a reference, and several share one")
    return Rule(0, "each file is taken for a case of its own")


def _start(stem: str) -> str:
    found = _LEADING.match(stem)
    return found[1] if found and not _DATED.match(stem) else ""


def _deep(names: Sequence[Sequence[str]], wrapped: int, deepest: int) -> Rule:
    levels = range(wrapped + 1, deepest + 1)
    referring = [n for n in levels if _refers({parts[n - 1] for parts in names if len(parts) > n})]
    if len(referring) == 1:
        return _level(referring[0], "the folders of that level are named by a reference", names)
    first = wrapped + 1
    inner: dict[str, set[str]] = {}
    for parts in names:
        if len(parts) > first + 1:
            inner.setdefault(parts[first - 1], set()).add(parts[first])
    counts = Counter(name for found in inner.values() for name in found)
    if len(inner) > 1 and not referring and all(count >= _SHARED * len(inner) for count in counts.values()):
        return _level(first, "the folders within are called alike from one to the next", names)
    raise MappingError(
        f"files lie up to {deepest} folders deep, and it cannot be told which folder is the case. "
        f"Write --map case_id=folder:{first} if the case is the folder at level {first}, "
        f"case_id=folder:{first + 1} if it is the one within, or case_id={FILE} if each file is a case"
    )


def _refers(names: set[str]) -> bool:
    return bool(names) and sum(bool(_REFERENCE.search(name)) and not _DATED.match(name) for name in names) >= _MOSTLY * len(names)


def _level(level: int, why: str, names: Sequence[Sequence[str]]) -> Rule:
    above = {tuple(parts[:level]) for parts in names if len(parts) > level}
    return Rule(level, why, len({path[-1] for path in above}) < len(above))


def _asked(asked: str, names: Sequence[Sequence[str]]) -> Rule:
    said = "named by --map"
    fixed = {FILE: Rule(0, said), NAME: Rule(_START, said), NONE: Rule(_NO_CASE, said), "folder": _level(1, said, names)}
    if asked in fixed:
        return fixed[asked]
    found = re.fullmatch(r"folder:(\d{1,2})", asked)
    if found and int(found[1]) > 0:
        if not any(len(parts) > int(found[1]) for parts in names):
            raise MappingError(f"no file lies {found[1]} folders deep; write a smaller number, or case_id={FILE}")
        return _level(int(found[1]), said, names)
    raise MappingError(
        f"for files, case_id is {FILE}, {NAME} (a reference at the start of the file's name), folder:1, folder:2 and so on, or {NONE}"
    )
