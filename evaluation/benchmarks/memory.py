"""The memory of processes and of those that they have started, as Linux tells it."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nlp.errors import SecondLookError


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of all processes of the server in bytes: `rss` counts shared pages in each, `pss` shares them out."""

    processes: int
    rss: int
    pss: int


def memory(root: int) -> Memory:
    """Return the memory of all processes below `root`; raises SecondLookError where the system does not tell."""
    found = memory_of(descendants(root))
    if not found.processes:
        raise SecondLookError("the memory of other processes can be read on Linux only; run the load there")
    return found


def memory_of(pids: Iterable[int]) -> Memory:
    """Return the memory of so many processes; those that have ended count nothing."""
    rss = pss = count = 0
    for pid in pids:
        with contextlib.suppress(OSError, KeyError):  # it has ended meanwhile
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
            sizes = {line.split()[0]: int(line.split()[1]) * 1024 for line in lines if line.endswith(" kB")}
            rss, pss, count = rss + sizes["Rss:"], pss + sizes["Pss:"], count + 1
    return Memory(count, rss, pss)


def descendants(root: int) -> list[int]:
    """Return the processes that `root` has started, and those that they have started."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            parent = int(path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(path.parent.name))
    found, todo = list[int](), list(children.get(root, ()))
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += children.get(pid, [])
    return found
