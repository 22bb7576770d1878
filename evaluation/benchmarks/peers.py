"""The same export read by EDS-NLP, for comparison: keywords, sentences, negation, hypothesis, history. It is not a dependency.

    python -m venv peers && peers/bin/pip install edsnlp
    peers/bin/python -P evaluation/benchmarks/peers.py export.csv

It looks for far less than Second Look does: our afternoon's list of keywords. Reading the file is part of the time; nothing is written.
Seconds are those of the core that the process used, so that other work on the machine does not count.
"""

import csv
import importlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_KEYWORDS = Path(__file__).parent.parent / "keywords.yaml"
_LEAST = 3  # letters of a keyword


def texts(path: Path) -> Iterator[str]:
    """Yield the notes of an export that `evaluation.benchmarks.exports` made."""
    with path.open(encoding="cp1252", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            yield row["Narrative"]


def pipeline() -> Any:
    """Return EDS-NLP with a matcher for the keywords and its qualifiers, in English where it has any."""
    edsnlp = importlib.import_module("edsnlp")
    eds = importlib.import_module("edsnlp.pipes")
    made = edsnlp.blank("eds")
    made.add_pipe(eds.sentences())
    made.add_pipe(eds.matcher(terms=_terms(), attr="LOWER"))
    for name in ("negation", "hypothesis", "history"):
        made.add_pipe(getattr(eds, name)())
    return made


def main() -> None:
    """Print words a second of one core."""
    notes = list(texts(Path(sys.argv[1])))
    made, words = pipeline(), sum(len(text.split()) for text in notes)
    began, found = time.process_time(), 0
    for text in texts(Path(sys.argv[1])):
        found += len(made(text).ents)
    seconds = time.process_time() - began
    sys.stdout.write(json.dumps({
        "peer": f"edsnlp {importlib.import_module('importlib.metadata').version('edsnlp')}", "notes": len(notes), "words": words,
        "found": found, "cpu_seconds": round(seconds, 1), "words_per_cpu_second": round(words / seconds),
    }, indent=1) + "\n")  # fmt: skip


def _terms() -> dict[str, list[str]]:
    """Return the keywords by indicator; read without a library, because the peer's environment has none of ours."""
    terms, name = dict[str, list[str]](), ""
    for line in _KEYWORDS.read_text(encoding="utf-8").splitlines():
        if line[:1].isalpha() and ":" in line:
            name, _, rest = line.partition(":")
            terms[name] = _words(rest)
        elif name and line.strip() and not line.strip().startswith("#"):
            terms[name] += _words(line)
    return {key: words for key, words in terms.items() if words}


def _words(line: str) -> list[str]:
    pieces = line.replace("[", " ").replace("]", " ").replace('"', " ").strip().removeprefix("-").split(",")
    return [piece.strip() for piece in pieces if len(piece.strip()) >= _LEAST]


if __name__ == "__main__":
    main()
