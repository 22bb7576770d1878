"""How much each passage sounds like one that records something of a person: its words, weighed as log-odds.

Rules name wordings; between them lie many ways to write that a child spoke or a man was met. Here every word of a passage
speaks a little for or against each signal, beside quotation marks and what the rules (or the model) found. The weights are data
(`nlp/rules/people/heard.yaml`), fitted by `training/fit_heard.py`. No signal is made of it: it only shifts the odds that
a finding is owed (`nlp/casework/odds.py`).
"""

import re
from collections.abc import Mapping
from functools import cache
from math import fsum
from typing import NamedTuple

from nlp.detect import Reading
from nlp.rules.data import read_yaml

QUOTED = "quoted"
NUMBER = "#"
_NUMBERS = re.compile(r" \d")
_QUOTES = re.compile("[\"“”]")


class Words(NamedTuple):
    """Some signals, their biases, the words that are weighed, and what each says of every signal."""

    targets: tuple[str, ...]
    biases: tuple[float, ...]
    known: frozenset[str]
    weights: Mapping[str, tuple[float, ...]]


@cache
def words(targets: frozenset[str]) -> Words:
    """Return the shipped weights for `targets`, as far as there are any."""
    scales: dict[str, dict[str, float]] = read_yaml("people/heard.yaml")["scales"]
    rows = {target: row for target, row in scales.items() if target in targets}
    known = frozenset(word for row in rows.values() for word in row if word != "bias")
    return Words(
        tuple(rows),
        tuple(row["bias"] for row in rows.values()),
        known,
        {word: tuple(row.get(word, 0.0) for row in rows.values()) for word in known},
    )


class Heard:
    """The odds of each signal, worked out passage by passage as they are asked for."""

    def __init__(self, reading: Reading, targets: frozenset[str]) -> None:
        self.words = words(targets)
        self._cues = Cues(reading)
        self._odds: dict[int, tuple[float, ...]] = {}

    def odds(self, passage: int) -> tuple[float, ...]:
        """Return the log-odds of one passage, in the order of `words.targets`."""
        found = self._odds.get(passage)
        if found is None:
            shipped = self.words
            rows = [shipped.weights[cue] for cue in self._cues.of(passage, shipped.known) if cue in shipped.weights]
            found = tuple(map(fsum, zip(shipped.biases, *rows, strict=True))) if rows else shipped.biases
            self._odds[passage] = found
        return found


class Cues:
    """What is weighed of the passages of a reading: words, any number as `#`, quotation marks, and signals found there."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.signals: dict[int, set[str]] = {}
        for signal in reading.signals:
            self.signals.setdefault(signal.passage, set()).add("signal:" + signal.rule.target)

    def of(self, number: int, known: frozenset[str] | None = None) -> set[str]:
        """Return what is weighed of one passage: all its words, or those `known` to weigh something."""
        line, passage = self.reading.lines[number], self.reading.passages[number]
        found = line.words & known if known is not None else {word for word in line.words if not word[0].isdigit()}
        found.update(self.signals.get(number, ()))
        if _NUMBERS.search(line.text):
            found.add(NUMBER)
        if _QUOTES.search(self.reading.text, passage.start, passage.end):
            found.add(QUOTED)
        return found
