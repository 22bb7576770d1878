"""`secondlook bench`: words a second of a profile on one core, over the authored notes and passages.

A word is what stands between white space. Every text is different (no text is read twice), loading is timed apart, and
the figure is the median of several passes in this process.
"""

import platform
import statistics
import sys
import time

import nlp
from evaluation.authored import authored
from nlp.version import versions


def texts() -> list[nlp.Note]:
    """Return the whole authored notes, and the isolated passages twelve to a note."""
    notes, lines = [], []
    for item in authored("all"):
        if item.case_id:
            notes.append(nlp.Note(text=item.text, id=item.id, role=item.role))
        else:
            lines.append(item.text)
    notes += [nlp.Note(text="\n".join(lines[i : i + 12])) for i in range(0, len(lines), 12)]
    return notes


def speed(*, profile: str, passes: int) -> str:
    """Return the report as text."""
    began = time.perf_counter()
    pipeline = nlp.load(profile=profile, threads=1)
    loaded = time.perf_counter() - began
    notes = texts()
    count = sum(len(n.text.split()) for n in notes)
    rates, flags = [], 0
    for _ in range(passes):
        began = time.perf_counter()
        flags = sum(len(pipeline.review(note).flags) for note in notes)
        rates.append(count / (time.perf_counter() - began))
    made = versions(profile)
    return (
        f"profile {profile}, code {made['code']}, rules {made['rules']}, Python {platform.python_version()}, one core\n"
        f"{len(notes):,} notes, {count:,} words, {flags:,} flags; loading took {loaded:.2f} s\n"
        f"first pass {rates[0]:,.0f} words/s; median of {passes} passes {statistics.median(rates):,.0f} words/s "
        f"({min(rates):,.0f} to {max(rates):,.0f})\n"
    )


if __name__ == "__main__":
    sys.stdout.write(speed(profile="rules", passes=5))
