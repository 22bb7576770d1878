"""The blocks of code in the documents, cut into commands."""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT

_BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL)
_HERE = re.compile(r"<<-? *'?(\w+)'?")
_NAMED = re.compile(r"^([A-Z_]+)=(\S*)$")
_FIRST = ("README.md", "docs/start.md", "docs/screening.md", "docs/quality.md", "docs/judging.md", "docs/reviewing.md")
"""These go first, and in this order: each finds what the one before has made, as a reader would."""


class Block(NamedTuple):
    """A block of code: the page, the number of its first line, its language ("" where none is named), and its text."""

    page: str
    line: int
    language: str
    text: str


class Command(NamedTuple):
    """One command as a shell takes it: the variables set before it, its words, and the line itself."""

    variables: dict[str, str]
    words: list[str]
    line: str


def pages() -> list[str]:
    """Return the documents that hold commands, in the order in which they are followed."""
    found = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))]
    there = [page for page in found if not re.match(r"docs/examples/\d", page)]
    return sorted(there, key=lambda page: _FIRST.index(page) if page in _FIRST else len(_FIRST))


def blocks(page: str, root: Path = ROOT) -> list[Block]:
    """Return the blocks of a page; instructions to the documentation tool are left out."""
    text = (root / page).read_text(encoding="utf-8")
    found = []
    for match in _BLOCK.finditer(text):
        if match["language"].startswith("{"):
            continue
        inside = "".join(line.removeprefix(match["indent"]) for line in match["text"].splitlines(keepends=True))
        found.append(Block(page, text.count("\n", 0, match.start()) + 2, match["language"], inside))
    return found


def commands(text: str) -> list[Command]:
    """Cut a block into commands: lines that go on (a backslash, an open quotation, a text that follows) are one."""
    made, held, until = [], "", ""
    for line in text.splitlines(keepends=True):
        held += line
        if until:
            if line.strip() != until:
                continue
        elif here := _HERE.search(line):
            until = here[1]
            continue
        elif line.rstrip().endswith("\\") or not _closed(held):
            continue
        head = held.split("\n", 1)[0] if until else held.replace("\\\n", " ")
        words = shlex.split(head, comments=True)
        variables = {}
        while words and (named := _NAMED.match(words[0])):
            variables[named[1]] = named[2]
            words.pop(0)
        if words or variables:
            made.append(Command(variables, words, held.strip()))
        held, until = "", ""
    if held.strip():
        raise ValueError(f"a command does not end: {held.strip()}")
    return made


def _closed(text: str) -> bool:
    try:
        shlex.split(text, comments=True)
    except ValueError:
        return False
    return True
