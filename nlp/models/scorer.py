"""What every model that reads passages offers, and how a note is given to one or two of them.

The encoder and the linear scorer stand behind one interface, so that either can be measured, weighed or left out by itself. The encoder
takes nearly all of the time, so it is asked of no passage that carries no indicator, and of none twice: pasted text has the scores of
where it stood first.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from nlp.detect import SILENT, Reading
from nlp.models.encoder import Scores, Told
from nlp.models.neutral import in_original, passages
from nlp.models.outputs import FLAGS, NOTHING
from nlp.text.repeats import wording

_FRAME = SILENT - {"heading"}
"""Kinds of passage that not even a neighbour needs; what a heading says may decide how the next line is meant."""


class Scorer(Protocol):
    """Reads the passages of one text, written by a worker of `role`."""

    def read(self, role: str, passages: Sequence[str], wanted: Collection[int] | None = None) -> Scores:
        """Return the scores of each passage, or of the `wanted` ones; the others are at most read as their neighbours."""
        ...


class Row(NamedTuple):
    """What a model said of one passage."""

    logits: NDArray[np.float32]
    told: Told | None


class Memory:
    """What was said of the passages that stand more than once in the notes of a case. It lives as long as the case is read."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        counted = Counter(words for reading in readings for words in _wordings(reading))
        self.again = frozenset(words for words, count in counted.items() if words and count > 1)
        self.rows = dict[str, Row]()  # by the passage's text with neutral names


@dataclass(frozen=True, slots=True)
class Readers:
    """The models that read a note: one whose words and people are shown, and the linear one beside it, if there is one."""

    main: Scorer
    linear: Scorer | None = None

    def read(self, reading: Reading, role: str, memory: Memory | None = None) -> tuple[Scores, NDArray[np.float64] | None]:
        """Return the main scores of a note, read with neutral names and led back to its own text, and the indicators' linear logits.

        `memory` holds what was said of earlier notes of the case, and is added to.
        """
        neutral = passages(reading.text, reading.tokens, reading.passages, reading.survey, reading.people)
        texts = [passage.text for passage in neutral]
        scores = in_original(_once(self.main, role, texts, reading, memory or Memory([reading])), neutral)
        return scores, self.linear.read(role, texts).logits[:, FLAGS].astype(np.float64) if self.linear else None


def _wordings(reading: Reading) -> list[str]:
    """Return the words of each passage by which a copy is known, empty for one that carries no indicator."""
    return ["" if p.kind in SILENT else wording(reading.text[p.start : p.end]) for p in reading.passages]


def _once(scorer: Scorer, role: str, texts: Sequence[str], reading: Reading, memory: Memory) -> Scores:
    """Return the scores of the passages that carry indicators; what stood before has the scores that it had there."""
    spoken = [n for n, passage in enumerate(reading.passages) if passage.kind not in SILENT]
    copied = {n for n, words in enumerate(_wordings(reading)) if words in memory.again} if memory.again else set[int]()
    news, firsts = list[int](), set(memory.rows)
    for number in spoken:
        if number not in copied or texts[number] not in firsts:
            news.append(number)
            firsts.add(texts[number])
    scores = _without_frame(scorer, role, texts, reading, news)
    for number in copied.intersection(news):
        memory.rows[texts[number]] = Row(scores.logits[number], scores.told[number])
    logits, told = scores.logits.copy(), list(scores.told)
    for number in set(spoken).difference(news):
        logits[number], told[number] = memory.rows[texts[number]]
    return Scores(logits, told)


def _without_frame(scorer: Scorer, role: str, texts: Sequence[str], reading: Reading, wanted: Collection[int]) -> Scores:
    """Return the scores of the `wanted` passages; the scorer never sees what frames a note and tells nothing of it."""
    given = [n for n, passage in enumerate(reading.passages) if passage.kind not in _FRAME]
    place = {number: at for at, number in enumerate(given)}
    scores = scorer.read(role, [texts[number] for number in given], [place[number] for number in wanted])
    logits = np.full((len(texts), scores.logits.shape[1]), NOTHING, np.float32)
    told: list[Told | None] = [None] * len(texts)
    logits[given] = scores.logits
    for number, at in place.items():
        told[number] = scores.told[at]
    return Scores(logits, told)
