"""The same text through EDS-NLP, medSpaCy, Presidio and bare spaCy, with one list of words, each in an environment of its own.

    secondlook bench --peers

None of them is a dependency: an environment is made for each in a folder that is removed, or in the one that `--peers-in` names, which is
used again. What cannot be installed is said so, with the tool's name, and the others are measured all the same. The words are those of
`evaluation/keywords.yaml`, an afternoon's list; Second Look reads with its rules, which look for far more. So the figures compare what a
word costs, and say nothing of what is found.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import yaml

import nlp
from evaluation.benchmarks import speed
from evaluation.benchmarks.machine import machine, said
from nlp.version import versions

RESULTS = Path(__file__).parent.parent / "results" / "peers.json"
PEERS = {
    "spacy": ("spaCy", "spacy>=3.8,<4"), "edsnlp": ("EDS-NLP", "edsnlp>=0.17,<1"), "medspacy": ("medSpaCy", "medspacy>=1.3,<2"),
    "presidio": ("Presidio", "presidio-analyzer>=2.2,<3"),
}  # fmt: skip
_SCRIPT, _WORDS = Path(__file__).with_name("peer.py"), Path(__file__).parent.parent / "keywords.yaml"
_LEAST = 3  # letters of a keyword
_SECONDS = 1_800
WORDS, _PASSES = speed.WORDS["rules"], 3


def compare(*, words: int, passes: int, folder: Path | None, tell: Callable[[str], object]) -> dict[str, Any]:
    """Measure ourselves and every peer on notes of about so many words; `tell` gets each as lines to read."""
    notes = speed.sample(words)
    found: dict[str, Any] = {"versions": versions("rules"), "machine": machine(), "passes": passes, "notes": len(notes),
                             "words": sum(len(note.text.split()) for note in notes), "terms": sum(map(len, terms().values()))}  # fmt: skip
    tell(_head(found))
    ours = speed.measure(notes, profile="rules", passes=passes)
    found["ours"] = {"words_per_second": ours["words_per_second"], "found": ours["flags"]}
    tell(_own(found))
    found["peers"] = {}
    with tempfile.TemporaryDirectory() as made:
        task = Path(made) / "task.json"
        task.write_text(json.dumps({"texts": [note.text for note in notes], "terms": terms(), "passes": passes}), encoding="utf-8")
        for name in PEERS:
            found["peers"][name] = _peer(name, folder or Path(made), task, notes)
            tell(_line(name, found["peers"][name]))
    found["machine"]["load_average_after"] = machine()["load_average"]
    return found


def written(found: dict[str, Any]) -> str:
    """Return the figures as lines to read, as they were told."""
    return "".join([_head(found), _own(found), *(_line(name, of) for name, of in found["peers"].items())])


def run(*, file: Path | None, folder: Path | None) -> None:
    """Print the figures as they come, and write them to a file where one is named."""

    def tell(lines: str) -> None:
        sys.stdout.write(lines)
        sys.stdout.flush()

    found = compare(words=WORDS, passes=_PASSES, folder=folder, tell=tell)
    if file:
        file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def terms() -> dict[str, list[str]]:
    """Return the words by indicator, but for those that are too short to mean one thing."""
    given: dict[str, list[str]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return {name: [str(word) for word in words if len(str(word)) >= _LEAST] for name, words in given.items()}


def _peer(name: str, folder: Path, task: Path, notes: "list[nlp.Note]") -> dict[str, Any]:
    """Return the figures of a peer; where it could not be installed or run, at which step that was."""
    python = folder / name / "bin" / "python"
    if not python.exists() and not (_done([sys.executable, "-m", "venv", str(folder / name)]) and _installed(python, PEERS[name][1])):
        return {"failed": "could not be installed here"}
    done = _done([str(python), "-P", str(_SCRIPT), name, str(task)])
    if done is None:
        return {"failed": "was installed, and could not be run"}
    told = json.loads(done.splitlines()[-1])
    counts = np.array([len(note.text.split()) for note in notes])
    ways = [
        {"how": way["how"], "found": way["found"], "words_per_second": speed.rate(counts, np.array(way["seconds"]))} for way in told["ways"]
    ]
    return {"version": told["version"], "peak_mb": told["peak_mb"], "ways": ways}


def _installed(python: Path, wanted: str) -> bool:
    return _done([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted]) is not None


def _done(command: list[str]) -> str | None:
    """Return what a command printed; None where it failed. One thread each, as for ourselves."""
    environment = {**os.environ, **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")}
    environment.pop("PYTHONPATH", None)
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS, env=environment)  # noqa: S603  # our own
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout or "\n" if done.returncode == 0 else None


def _head(found: dict[str, Any]) -> str:
    return (
        f"{said(found['machine'])}\n{found['notes']:,} notes of {found['words']:,} words, {found['passes']} passes, one core each; "
        f"{found['terms']:,} words and phrases to find\n"
    )


def _own(found: dict[str, Any]) -> str:
    return f"Second Look {found['versions']['code']}, all of its rules: {_rate(found['ours'])}, {found['ours']['found']:,} flags\n"


def _line(name: str, of: dict[str, Any]) -> str:
    called = PEERS[name][0]
    if "failed" in of:
        return f"{called}: {of['failed']}\n"
    return "".join(f"{called} {of['version']}, {way['how']}: {_rate(way)}, {way['found']:,} places\n" for way in of["ways"])


def _rate(of: dict[str, Any]) -> str:
    rate = of["words_per_second"]
    return f"{rate['value']:,.0f} words/s ({rate['low']:,.0f} to {rate['high']:,.0f})"


if __name__ == "__main__":
    run(file=RESULTS, folder=None)
