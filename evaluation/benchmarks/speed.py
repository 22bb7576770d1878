"""`secondlook bench`: words and notes a second of a profile on one core, over authored notes and passages.

A word is what stands between white space. The profile runs in a process of its own, with one thread. Its notes are read several times,
and each is timed by itself, in seconds of the core that the process used, so that other work on the machine does not count. The interval
is a bootstrap over notes (2,000 draws): what another such set of notes would have given. Peak memory is that of the process (RSS).
"""

import json
import platform
import random
import subprocess
import sys
import time
from typing import Any

import numpy as np

import nlp
from evaluation.authored import authored
from nlp.errors import SecondLookError
from nlp.version import versions

WORDS = {"rules": 60_000, "full": 12_000, "large": 3_000}
"""About how many words one pass reads."""
_SEED, _DRAWS, _LINES = 5, 2_000, 12


def speed(*, profile: str, passes: int) -> dict[str, Any]:
    """Return the figures of a profile, measured in a process of its own."""
    command = [sys.executable, "-m", __name__, profile, str(passes)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603  # our own command
    if done.returncode:
        raise SecondLookError(f"the profile {profile} could not be measured; run 'secondlook scan --profile {profile}' to see why")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def written(found: dict[str, Any]) -> str:
    """Return the figures as lines to read."""
    made = found["versions"]
    words, notes = found["words_per_second"], found["notes_per_second"]
    return (
        f"profile {made['profile']}, code {made['code']}, rules {made['rules']}, model {made['model']}, one core\n"
        f"  {words['value']:,.0f} words/s ({words['low']:,.0f} to {words['high']:,.0f}), "
        f"{notes['value']:,.1f} notes/s ({notes['low']:,.1f} to {notes['high']:,.1f}); 95 %, bootstrap over notes\n"
        f"  {found['passes']} passes over {found['notes']:,} notes of {found['words']:,} words, {found['flags']:,} flags; "
        f"first pass {found['first_pass']:,.0f} words/s; loading {found['load_seconds']:.2f} s; peak memory {found['peak_mb']:,.0f} MB\n"
    )


def texts() -> list[nlp.Note]:
    """Return the whole authored notes, and the isolated passages twelve to a note."""
    notes, lines = [], []
    for item in authored("all"):
        if item.case_id:
            notes.append(nlp.Note(text=item.text, id=item.id, role=item.role))
        else:
            lines.append(item.text)
    notes += [nlp.Note(text="\n".join(lines[i : i + _LINES])) for i in range(0, len(lines), _LINES)]
    return notes


def sample(words: int) -> list[nlp.Note]:
    """Return notes of about so many words in all, always the same ones."""
    notes, chosen, left = texts(), list[nlp.Note](), words
    random.Random(_SEED).shuffle(notes)  # noqa: S311  # which notes are read
    for note in notes:
        if left <= 0:
            break
        chosen.append(note)
        left -= len(note.text.split())
    return chosen


def measure(notes: list[nlp.Note], *, profile: str, passes: int) -> dict[str, Any]:
    """Read the notes `passes` times in this process and return the figures."""
    began = time.process_time()
    pipeline = nlp.load(profile=profile, threads=1)
    loaded = time.process_time() - began
    counts = np.array([len(note.text.split()) for note in notes])
    seconds, flags = np.zeros((passes, len(notes))), 0
    for turn in range(passes):
        flags = 0
        for place, note in enumerate(notes):
            began = time.process_time()
            flags += len(pipeline.review(note).flags)
            seconds[turn, place] = time.process_time() - began
    each = seconds.mean(axis=0)
    return {
        "versions": versions(profile), "notes": len(notes), "words": int(counts.sum()), "flags": flags, "passes": passes,
        "words_per_second": rate(counts, each), "notes_per_second": rate(np.ones(len(notes)), each),
        "first_pass": round(float(counts.sum() / seconds[0].sum())), "load_seconds": round(loaded, 2), "peak_mb": peak_megabytes(),
    }  # fmt: skip


def peak_megabytes() -> int:
    """Return the most memory (RSS) that this process has held, in megabytes; 0 where the system does not tell."""
    if platform.system() == "Windows":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most * (1 if platform.system() == "Darwin" else 1024) / 1e6)


def rate(counts: "np.ndarray[Any, Any]", seconds: "np.ndarray[Any, Any]") -> dict[str, float]:
    """Return how much of `counts` a second, with its 95 % interval from notes drawn again and again."""
    drawn = np.random.default_rng(_SEED).integers(0, len(counts), (_DRAWS, len(counts)))
    low, high = np.quantile(counts[drawn].sum(axis=1) / seconds[drawn].sum(axis=1), (0.025, 0.975))
    return {name: round(float(v), 1) for name, v in (("value", counts.sum() / seconds.sum()), ("low", low), ("high", high))}


if __name__ == "__main__":
    name, times = sys.argv[1], int(sys.argv[2])
    sys.stdout.write(json.dumps(measure(sample(WORDS[name]), profile=name, passes=times)))
