"""The authored corpus as labelled texts: isolated passages and whole notes, with gold by the codebook.

`training/corpus/` holds the files; it is part of the source tree, not of the installed package.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.errors import InputError

CORPUS = Path(__file__).parent.parent / "training" / "corpus"
READ = frozenset({*(f"passages_{n}.tsv" for n in range(1, 9)), *(f"notes_{hand}.jsonl" for hand in "abcdefghij")})
"""Files that rules were written from and are mended by (split `dev`); no rule was written from the others (split `held`)."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A gold passage: code points [start, end) of its text, its labels (indicator to assertion) and signals."""

    start: int
    end: int
    labels: dict[str, str]
    signals: frozenset[str]


@dataclass(frozen=True, slots=True)
class Authored:
    """One authored text with its gold passages; `children` and `men` only for whole notes."""

    id: str
    role: str
    text: str
    passages: tuple[Labelled, ...]
    case_id: str = ""
    date: str = ""
    children: tuple[dict[str, str], ...] = ()
    men: tuple[dict[str, str], ...] = ()


def files(split: str) -> list[Path]:
    """Return the corpus files of `split`: dev, held or all."""
    every = sorted(CORPUS.glob("passages_*.tsv")) + sorted(CORPUS.glob("notes_*.jsonl"))
    if not every:
        raise InputError(f"no corpus files under {CORPUS}; run this from a source checkout")
    return [p for p in every if split == "all" or (p.name not in READ) == (split == "held")]


def authored(split: str) -> Iterator[Authored]:
    """Yield every authored text of `split` in file order."""
    for path in files(split):
        yield from read_file(path)


def read_file(path: Path) -> Iterator[Authored]:
    """Yield the authored texts of one corpus file."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            yield _passage(line, f"{path.stem}:{number}") if path.suffix == ".tsv" else _note(json.loads(line))


def _passage(line: str, key: str) -> Authored:
    role, text, labels, signals = [*line.split("\t"), "-", "-"][:4]
    gold = dict(pair.split(":") for pair in labels.split(",") if ":" in pair)
    marks = frozenset(s for s in signals.strip().split(",") if s and s != "-")
    return Authored(key, role, text, (Labelled(0, len(text), gold, marks),))


def _note(note: dict[str, Any]) -> Authored:
    at, passages = 0, []
    for segment in note["segments"]:
        text = segment["t"]
        start = at + len(text) - len(text.lstrip())
        end = at + len(text.rstrip())
        at += len(text)
        passages.append(Labelled(start, end, dict(segment["f"]), frozenset(segment.get("s", ()))))
    return Authored(
        note["id"], note["role"], "".join(s["t"] for s in note["segments"]), tuple(passages), note["case_id"], note["date"],
        tuple(note.get("children", ())), tuple(note.get("men", ())),
    )  # fmt: skip
