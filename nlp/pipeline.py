"""The whole way, for a note, the notes of a case, or a stream of notes.

    import nlp
    pipeline = nlp.load(profile="rules")
    review = pipeline.review(nlp.Note(text="..."))

A pipeline keeps no text between calls; it is safe to share by threads and cheap to load once a process.
"""

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from nlp import casework
from nlp.context import Assessor
from nlp.detect import Reading, read
from nlp.errors import InputError, ProfileError
from nlp.explain import flag_of
from nlp.fusion import Decision, decide
from nlp.indicators import SIGNALS
from nlp.local import local
from nlp.models.artefact import open_artefact, shipped
from nlp.records import Flag, Note, Review, Span
from nlp.rules.book import RuleBook
from nlp.rules.compiled import load_book
from nlp.text.repeats import repeated
from nlp.version import versions

if TYPE_CHECKING:
    from nlp.casework.case import CaseResult
    from nlp.models.judge import Judge
    from nlp.models.scorer import Memory

PROFILES = ("full", "rules", "large")
MOST_CHARACTERS = 1_000_000
_CHUNK = 64


def load(*, profile: str = "full", threads: int | None = None, point: str = "balanced") -> "Pipeline":
    """Return the pipeline of a profile; raises ProfileError for one that does not exist or is not shipped.

    `threads` is how many cores the model may use, all of them if left out. `point` is its operating point: `balanced`, or
    `wide` for audits, which shows more and is right less often.

    Where no model is installed `full` is `rules`, and `Pipeline.model` says so by being empty.
    """
    if profile not in PROFILES:
        raise ProfileError(f"there is no profile '{profile}'; choose one of: {', '.join(PROFILES)}")
    if profile == "large" and shipped(profile) is None:
        raise ProfileError("the profile 'large' needs a trained model that is not shipped yet; choose 'full' or 'rules'")
    return _pipeline(profile, threads or os.cpu_count() or 1, point)


@cache
def _pipeline(profile: str, threads: int, point: str) -> "Pipeline":
    return Pipeline(profile, threads=threads, point=point)


class Pipeline:
    """Rules, context, people and reasoners, loaded once."""

    def __init__(self, profile: str, *, threads: int, point: str) -> None:
        self.profile = profile
        folder = shipped(profile)
        self._judge = _judge(folder, threads, point, profile) if folder else None
        self.model = self._judge.version if self._judge else ""
        self._book = load_book().without(frozenset(SIGNALS) - casework.signals(), local().rules_off)
        self._assessor = Assessor.load()
        self._versions = versions(profile)

    def review(self, note: Note) -> Review:
        """Return what Second Look shows for one note. An empty text gives an empty review, never an absence."""
        reading = self._read(note)
        return self._review(note, reading, self._decide(note, reading))

    def without_findings(self, note: Note) -> Review:
        """Return the review of a note without findings, and without looking for what they rest on: for measuring what they cost."""
        reading = read(note.text, self._bare, self._assessor, year=_year(note.date))
        return self._review(note, reading, self._decide(note, reading), asked=False)

    @cached_property
    def _bare(self) -> RuleBook:
        """The rules without signals."""
        return load_book().without(frozenset(SIGNALS) | casework.signals())

    def review_case(self, notes: Sequence[Note]) -> list[Review]:
        """Return the reviews of one case's notes in the order given; findings over the case come on its last note by date."""
        return self._together(notes, alone=False)[0]

    def review_together(self, notes: Sequence[Note]) -> "tuple[list[Review], CaseResult]":
        """Return the reviews of one case's notes, and what they say together: people, timeline, findings.

        Notes are read by their dates, whatever their order; text repeated from an earlier note says so.
        """
        return self._together(notes, alone=True)

    def _together(self, notes: Sequence[Note], *, alone: bool) -> "tuple[list[Review], CaseResult]":
        """Review the notes of a case; a note by itself has people and a timeline only where `alone` asks for them."""
        from nlp.casework import case  # imported where a case is read: a note alone does not need it

        readings = [self._read(note) for note in notes]
        order = case.chronological(notes)
        memory = self._judge.memory(readings) if self._judge else None
        in_turn = {n: self._decide(notes[n], readings[n], memory) for n in order}
        decisions = [in_turn[n] for n in range(len(notes))]
        in_order = repeated([(notes[n].text, readings[n].passages) for n in order])
        earlier = {n: [None if seen is None else order[seen] for seen in rows] for n, rows in zip(order, in_order, strict=True)}
        copies = [{at for at, seen in enumerate(earlier[n]) if seen is not None} for n in range(len(notes))]
        single = [self._review(note, reading, made) for note, reading, made in zip(notes, readings, decisions, strict=True)]
        result = case.NOTHING
        if alone or len(notes) > 1:
            of_notes = {number: review.findings for number, review in enumerate(single)}
            result = case.case_findings(case.read_case(notes, readings, decisions, copies), of_notes)
        reviews = []
        for number, (review, reading) in enumerate(zip(single, readings, strict=True)):
            firsts = zip(reading.passages, earlier[number], strict=True)
            starts = {p.start: case.note_name(notes[first], first) for p, first in firsts if first is not None}
            found = result.findings if number == result.last else ()
            reviews.append(replace(review, flags=_marked(review.flags, starts), set_aside=_marked(review.set_aside, starts),
                                   findings=(*review.findings, *found)))  # fmt: skip
        return reviews, result

    def stream(self, notes: Iterable[Note], *, workers: int = 1) -> Iterator[Review]:
        """Yield one review a note, in order; notes of one case that follow each other are read as a case."""
        groups = (list(group) for _, group in _cases(notes))
        if workers <= 1:
            for group in groups:
                yield from self.review_case(group)
            return
        job = partial(_review_groups, self.profile)
        with ProcessPoolExecutor(workers) as pool:
            for reviews in pool.map(job, _chunks(groups)):
                yield from reviews

    def _read(self, note: Note) -> Reading:
        if len(note.text) > MOST_CHARACTERS:
            raise InputError(f"the note has {len(note.text):,} characters; at most {MOST_CHARACTERS:,} can be read at once")
        return read(note.text, self._book, self._assessor, year=_year(note.date))

    def _review(self, note: Note, reading: Reading, decisions: Sequence[Decision], *, asked: bool = True) -> Review:
        flags = [(d.shown, flag_of(d, note.text, _bounds(reading, d.passage))) for d in decisions]
        return Review(
            id=note.id, case_id=note.case_id,
            flags=tuple(f for shown, f in flags if shown), set_aside=tuple(f for shown, f in flags if not shown),
            findings=casework.findings(note, reading, reading.people, decisions) if asked else (), people=reading.people,
            passages=len(reading.passages), words=len(reading.tokens.norms), versions=self._versions,
        )  # fmt: skip

    def _decide(self, note: Note, reading: Reading, memory: "Memory | None" = None) -> list[Decision]:
        if self._judge is None:
            return decide(reading)
        return self._judge.decide(reading, self._assessor, role=note.role, year=_year(note.date), memory=memory)


def _judge(folder: Path, threads: int, point: str, profile: str) -> "Judge":
    from nlp.models.judge import Judge  # imported where a model is used: its libraries take time to load

    own = local().thresholds.get(profile, {}) if point == "balanced" else {}
    return Judge.of(open_artefact(folder), threads=threads, point=point, own=own)


def _year(date: str) -> int | None:
    """Return the year that a date begins with ("2024-05-13"), None if it tells none."""
    head = date[:4]
    return int(head) if len(head) == 4 and head.isascii() and head.isdigit() else None


def _bounds(reading: Reading, passage: int) -> Span:
    return Span(reading.passages[passage].start, reading.passages[passage].end)


def _marked(flags: Sequence[Flag], starts: dict[int, str]) -> tuple[Flag, ...]:
    return tuple(replace(f, repeat_of=starts[f.passage.start]) if f.passage.start in starts else f for f in flags)


def _cases(notes: Iterable[Note]) -> Iterator[tuple[object, Iterator[Note]]]:
    numbered = enumerate(notes)
    keyed = itertools.groupby(numbered, key=lambda pair: pair[1].case_id or pair[0])
    return ((key, (note for _, note in group)) for key, group in keyed)


def _chunks(groups: Iterable[list[Note]]) -> Iterator[list[list[Note]]]:
    iterator = iter(groups)
    while chunk := list(itertools.islice(iterator, _CHUNK)):
        yield chunk


def _review_groups(profile: str, groups: list[list[Note]]) -> list[Review]:
    pipeline = load(profile=profile, threads=1)  # one core a process
    return [review for group in groups for review in pipeline.review_case(group)]
