"""`secondlook bench --cases`: what the reasoners cost a note, and how long a case of 400 notes takes.

The cost is measured on one core over the authored notes: reading a note with everything, and the same without its findings and the
signals that they rest on. People are read in both, because rules need them. The passes alternate, so that another program's load
falls on both alike; the medians are compared, in processor time.
"""

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

import nlp
from evaluation.authored import authored

MOST_SHARE = 0.15
"""What the reasoners may add to the time of a note."""
MOST_SECONDS = 3.0
"""What a case of 400 notes may take."""
_NOTES = 400


def notes_of_a_case(number: int = _NOTES) -> list[nlp.Note]:
    """Return a case of so many notes, made of the authored notes of the development hand, three days apart, of one family's length."""
    own = [i for i in authored("all") if i.id.startswith("nr-")]
    return [
        nlp.Note(text=f"{own[n % len(own)].text} ({n})", id=f"n{n}", case_id="c", role=own[n % len(own)].role,
                 date=(date(2018, 1, 1) + timedelta(3 * n)).isoformat())
        for n in range(number)
    ]  # fmt: skip


def reasoning(*, profile: str, passes: int) -> tuple[float, float]:
    """Return the seconds a note takes without the reasoners and with them: medians over the passes."""
    pipeline = nlp.load(profile=profile, threads=1)
    notes = [nlp.Note(text=i.text, id=i.id, date=i.date, role=i.role) for i in authored("all") if i.case_id]
    ways: tuple[Callable[[nlp.Note], object], ...] = (pipeline.without_findings, pipeline.review)
    for note in notes[:20]:
        pipeline.review(note)
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(passes):
        for way, times in zip(ways, taken, strict=True):
            began = time.process_time()
            for note in notes:
                way(note)
            times.append((time.process_time() - began) / len(notes))
    return statistics.median(taken[0]), statistics.median(taken[1])


def whole_case(*, profile: str, passes: int) -> tuple[float, float, int]:
    """Return the seconds of a case of 400 notes on the clock and of the processor (the best of the passes), and its words."""
    pipeline, notes = nlp.load(profile=profile, threads=1), notes_of_a_case()
    pipeline.review_together(notes[:5])
    clock, processor, words = list[float](), list[float](), 0
    for _ in range(passes):
        began, own = time.perf_counter(), time.process_time()
        reviews, _ = pipeline.review_together(notes)
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - own)
        words = sum(r.words for r in reviews)
    return min(clock), min(processor), words


def report(*, profile: str, passes: int) -> tuple[str, bool]:
    """Return the report as text, and whether both stay within what is asked."""
    without, whole = reasoning(profile=profile, passes=passes)
    share = whole / without - 1
    clock, processor, words = whole_case(profile=profile, passes=max(1, passes // 2))
    text = (
        f"profile {profile}, one core\n"
        f"a note without the reasoners {without * 1000:.2f} ms, with them {whole * 1000:.2f} ms: {share * 100:.1f} % more "
        f"(at most {MOST_SHARE * 100:.0f} % asked)\n"
        f"a case of {_NOTES} notes, {words:,} words: {clock:.2f} s, of which {processor:.2f} s on this core "
        f"(at most {MOST_SECONDS:.0f} s asked)\n"
    )
    return text, share <= MOST_SHARE and processor <= MOST_SECONDS

