"""The trained model beside the rules: what it adds to a reading, and the decision of both together.

A passage is flagged where the weighed probability passes the threshold. Where a rule named it, the rule's words stand for
the flag; where only the model did, the clause around the words that carried its score does. A hit of the indicators in `ALWAYS` is lowered
and shown, never dropped, however little the model thinks of it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from nlp.context import Assessor
from nlp.detect import SILENT, Mention, Opinion, Reading
from nlp.fusion import Decision, decide
from nlp.indicators import INDICATORS
from nlp.models.alike import Examples
from nlp.models.artefact import Artefact
from nlp.models.encoder import Encoder, Scores
from nlp.models.linear import open_linear
from nlp.models.outputs import COLUMN, FLAGS, KIND, MENTIONS, OWED, TOLD
from nlp.models.scorer import Memory, Readers
from nlp.models.sign import ModelSign
from nlp.models.weighing import RuleSays, Weighing
from nlp.people import listed
from nlp.people.advice import Advice, Look, Scale, Weights
from nlp.people.roster import told_at
from nlp.records import Assertion, Confidence, Context, Cue, Passage, Person, Span
from nlp.rules.data import read_yaml

ALWAYS = frozenset({"domestic_abuse", "harm_to_child", "child_injury"})
_METHOD = "calibrated on notes of writers that neither the rules nor the model had seen"
_WEIGHED = "the words that weighed most"
_SHORT = 160  # code points
_STOPS = (". ", "; ", ": ", ", ", "\n")
_NUMBER = {name: number for number, name in enumerate(INDICATORS)}


@dataclass(frozen=True, slots=True)
class Judge:
    """One trained model and its weighing. Stateless between calls."""

    version: str
    readers: Readers
    weighing: Weighing
    signals: dict[str, float]
    owed: dict[str, dict[str, float]]
    kinds: dict[Scale, Weights]
    point: str
    examples: Callable[[], Examples | None]

    @classmethod
    def of(cls, artefact: Artefact, *, threads: int, point: str, own: Mapping[str, float] | None = None) -> "Judge":
        """Return the judge of an artefact; `point` names its operating point, `balanced` or `wide`; `own` thresholds go before."""
        weighing = artefact.json("weighing.json")
        weighing["thresholds"][point].update(own or {})
        weighed = Weighing.of(weighing)
        readers = Readers(Encoder(artefact, threads=threads), open_linear(weighed.linear) if weighed.linear else None)
        return cls(artefact.version, readers, weighed,
                   {k: float(v) for k, v in weighing["signals"].items()}, weighing["owed"],
                   {scale: Weights(*row) for scale, row in weighing.get("kinds", {}).items()}, point,
                   cache(partial(Examples.of, artefact)))  # fmt: skip

    @staticmethod
    def memory(readings: Sequence[Reading]) -> Memory:
        """Return a memory for the notes of one case, to be given with each of them."""
        return Memory(readings)

    def decide(
        self, reading: Reading, assessor: Assessor, *, role: str, year: int | None, memory: Memory | None = None
    ) -> list[Decision]:
        """Return the decisions on one note; add the signals that the model read to `reading`, and whom it lists as child or man.

        `memory` is what the model said of earlier notes of the case.
        """
        by_rule = decide(reading)
        spoken = [n for n, p in enumerate(reading.passages) if p.kind not in SILENT]
        scores, linear = self.readers.read(reading, role, memory)
        says = {(d.passage, _NUMBER[d.indicator]): RuleSays(d.confidence.value, any(m.shown for m in d.mentions)) for d in by_rule}
        logits = scores.logits.astype(np.float64)
        chances = self.weighing.probabilities(logits[:, FLAGS], logits[:, MENTIONS], says, linear)
        limits = self.weighing.thresholds[self.point]
        decisions = [self._weighed(d, chances[d.passage, _NUMBER[d.indicator]], limits[_NUMBER[d.indicator]]) for d in by_rule]
        named = {(d.passage, _NUMBER[d.indicator]) for d in decisions if any(m.shown for m in d.mentions)}
        extra = []
        for passage in spoken:
            for column in np.flatnonzero(chances[passage] >= limits):
                if (passage, int(column)) not in named:
                    extra.append(self._read(reading, assessor, scores, passage, int(column), chances[passage, column], year))
        overruled = {(d.passage, d.indicator) for d in extra}
        kept = [d for d in decisions if (d.passage, d.indicator) not in overruled]
        self._signal(reading, assessor, scores, spoken, year)
        if self.kinds:
            reading.people = listed(reading.survey, Advice(looks(reading, scores), self.kinds))
        reading.opinions = opinions(reading, scores, self.owed)
        return sorted(kept + extra, key=lambda d: (d.lead.start, d.indicator))

    def _weighed(self, decision: Decision, chance: float, limit: float) -> Decision:
        """Return a rule's decision with the weighed confidence."""
        named = any(m.shown for m in decision.mentions)
        shown = named and (chance >= limit or (decision.shown and decision.indicator in ALWAYS))
        return Decision(decision.indicator, decision.passage, decision.lead, decision.mentions,
                        self._confidence(decision.indicator, chance), shown, decision.shown and chance < limit)  # fmt: skip

    def _confidence(self, indicator: str, chance: float) -> Confidence:
        return Confidence(value=round(min(float(chance), 0.99), 2), n=self.weighing.n[indicator], method=_METHOD)

    def _read(
        self, reading: Reading, assessor: Assessor, scores: Scores, passage: int, column: int, chance: float, year: int | None
    ) -> Decision:
        """Return the decision on a passage that the model alone reads so."""
        indicator = INDICATORS[column]
        mention = self._mention(reading, assessor, scores, passage, indicator, year)
        examples, vector = self.examples(), scores.vector(passage, COLUMN[indicator])
        alike = examples.nearest(indicator, vector) if examples and vector is not None else ()
        return Decision(indicator, passage, mention, (mention,), self._confidence(indicator, chance), True, alike=alike)

    def _mention(self, reading: Reading, assessor: Assessor, scores: Scores, passage: int, target: str, year: int | None) -> Mention:
        """Return what the model reads in a passage as a mention: the clause around the words that carried the score."""
        bounds = reading.passages[passage]
        start, end = (bounds.start + at for at in scores.words(passage, COLUMN[target]))
        if end <= start:
            start, end = bounds.start, bounds.end
        tokens = reading.tokens
        a, b = tokens.between(start, end)
        first, last = tokens.between(bounds.start, bounds.end)
        context = assessor.read(tokens, first, last, year=year).assess(a, max(b, a + 1))
        assertion = context.assertion if context.assertion in ("suspected", "historical") else _told(scores, passage)
        told = Context(
            assertion=assertion, attribution=context.attribution, subject=context.subject, object=context.object,
            cues=(Cue(start=start, end=end, says=_WEIGHED),),
        )  # fmt: skip
        phrases = read_yaml("phrases.yaml")["model"]
        sign = ModelSign(self.version, target, target not in _NUMBER, str(phrases["title"]), str(phrases["why"]))
        return Mention(sign, passage, *_clause(reading.text, bounds, start, end), told, assertion)

    def _signal(self, reading: Reading, assessor: Assessor, scores: Scores, spoken: Sequence[int], year: int | None) -> None:
        """Add the signals that the reasoners rest on and no rule saw."""
        known = {(m.passage, m.rule.target) for m in reading.signals}
        added = [
            self._mention(reading, assessor, scores, passage, signal, year)
            for passage, signal in self._sure_signals(scores, spoken) if (passage, signal) not in known
        ]  # fmt: skip
        if added:
            reading.signals = sorted([*reading.signals, *added], key=lambda m: (m.passage, m.start))

    def _sure_signals(self, scores: Scores, spoken: Sequence[int]) -> Iterator[tuple[int, str]]:
        for signal, limit in self.signals.items():
            column = scores.logits[:, COLUMN[signal]]
            yield from ((passage, signal) for passage in spoken if column[passage] >= limit)


def opinions(reading: Reading, scores: Scores, weights: Mapping[str, Mapping[str, float]]) -> dict[Person, Opinion]:
    """Return what the model thinks of a finding about each person of a kind in `weights`."""
    found, starts = {}, [p.start for p in reading.passages]
    for person in reading.people:
        if person.kind in weights:
            score = scores.of(_spots(starts, person.mentions), COLUMN[OWED[person.kind]])
            if score is not None:
                found[person] = Opinion(score, **weights[person.kind])
    return found


def looks(reading: Reading, scores: Scores) -> dict[int, Look]:
    """Return how much each figure of a note looks like a child and a man of the family to the model, by the number that stands for it."""
    found, starts = {}, [p.start for p in reading.passages]
    columns = [COLUMN[KIND[kind]] for kind in ("child", "man")]
    for figure in reading.survey.figures:
        both = scores.both(_spots(starts, told_at(reading.survey.bonds, figure)), columns)
        if both is not None:
            found[figure.root] = Look(*both)
    return found


def _spots(starts: Sequence[int], mentions: Iterable[Span]) -> list[tuple[int, int, int]]:
    """Return for each mention its passage and its characters in it; `starts` are those of the passages."""
    places = [(bisect_right(starts, span.start) - 1, span) for span in mentions]
    return [(at, span.start - starts[at], span.end - starts[at]) for at, span in places if at >= 0]


def _clause(text: str, bounds: Passage, start: int, end: int) -> tuple[int, int]:
    """Return the words from the stop before [start, end) to the stop after it; a short passage is one clause."""
    if bounds.end - bounds.start > _SHORT:
        before = max((text.rfind(stop, bounds.start, start) for stop in _STOPS), default=-1)
        after = min((at for stop in _STOPS if (at := text.find(stop, end, bounds.end)) >= 0), default=bounds.end)
        first, last = max(bounds.start, before + 1), after
    else:
        first, last = bounds.start, bounds.end
    words = text[first:last]
    return first + len(words) - len(words.lstrip()), first + len(words.rstrip())


def _told(scores: Scores, passage: int) -> Assertion:
    """Return how the model reads the passage to be told."""
    columns = [COLUMN[f"told:{a}"] for a in TOLD]
    return TOLD[int(scores.logits[passage, columns].argmax())]
