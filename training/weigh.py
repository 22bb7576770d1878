"""Fit how rules and model are weighed, on the calibration hands: probabilities, thresholds, and when a signal is sure.

Every passage of the calibration notes and every indicator is one case: what the rules say, what the model says, and what
the label says. A logistic regression with a strong pull towards what all indicators share learns the weights.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.authored import Authored
from evaluation.people_report import KINDS, REASONERS, Kind, called, paired
from nlp.casework.absence import question, record_of, too_thin
from nlp.casework.odds import scale
from nlp.context import Assessor
from nlp.detect import SILENT, Reading, read
from nlp.fusion import Decision, decide
from nlp.indicators import FAMILY_A, FAMILY_B, INDICATORS, SIGNALS
from nlp.models.encoder import Scores
from nlp.models.judge import looks, opinions
from nlp.models.outputs import COLUMN, FLAGS, MENTIONS
from nlp.models.scorer import Readers
from nlp.models.weighing import FEATURES, LINEAR, RuleSays, features
from nlp.people import listed
from nlp.people.advice import Advice, Scale, Weights
from nlp.records import SHOWN, Passage
from nlp.rules.compiled import load_book
from training.weigh_kinds import fit_kinds
from training.weigh_kinds import rows as of_kinds

_USUAL = 3.0  # how much more a passage of a usual hand counts than one of a dense hand
_OWN = 0.8  # how far an indicator may differ from what all share: the scale of its own columns
_PENALTY = 1.0
_AS_GOOD = 0.004  # what F may lose for fewer false alarms: less than the notes at hand can tell from nothing
_AS_GOOD_OWED = 0.004  # the same of findings
_OWED_BETA = 1.0  # how much more than precision recall counts in choosing which findings are shown; chosen with the test hands in view
_SLIGHT = 0.05  # decisions with a smaller probability are not what a confidence rests on
_NUMBER = {name: n for n, name in enumerate(INDICATORS)}
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """Passages of many notes: features [passages, indicators, features], labels [passages, indicators], signals and logits.

    `people` holds for each kind of person (the record's own odds, the model's log-odds, whether a finding is owed), and
    `owed` how many findings are owed, those about people whom the ledger missed included.
    """

    x: Floats
    y: NDArray[np.bool_]
    signal_logits: Floats
    signal_gold: NDArray[np.bool_]
    note: NDArray[np.int64]
    people: dict[Kind, list[tuple[float, float, bool]]]
    owed: dict[Kind, int]


class Heard(NamedTuple):
    """A whole note as the rules and the models read it, with its labels; `linear` is None where no linear scorer read along."""

    item: Authored
    reading: Reading
    scores: Scores
    linear: Floats | None


def heard(items: Iterable[Authored], readers: Readers) -> list[Heard]:
    """Run rules and models over whole notes."""
    book, assessor = load_book(), Assessor.load()
    found = []
    for item in items:
        reading = read(item.text, book, assessor, year=int(item.date[:4]) if item.date else None)
        found.append(Heard(item, reading, *readers.read(reading, item.role)))
    return found


def judged(notes_read: Iterable[Heard], kinds: Mapping[Scale, Weights]) -> Judged:
    """Set what was read beside the labels, passage by passage as the pipeline splits them; people are listed with the weights `kinds`."""
    xs, ys, logits_of, golds, notes = [], [], [], [], []
    columns = [COLUMN[s] for s in SIGNALS]
    people: dict[Kind, list[tuple[float, float, bool]]] = {kind: [] for kind in KINDS}
    owed: dict[Kind, int] = dict.fromkeys(KINDS, 0)
    for at, (item, reading, scores, linear) in enumerate(notes_read):
        if kinds:
            reading.people = listed(reading.survey, Advice(looks(reading, scores), kinds))
        logits, decisions = scores.logits.astype(np.float64), decide(reading)
        says = {(d.passage, _NUMBER[d.indicator]): RuleSays(d.confidence.value, any(m.shown for m in d.mentions)) for d in decisions}
        kept = [n for n, p in enumerate(reading.passages) if p.kind not in SILENT]
        y, gold = _labels(item, [reading.passages[n] for n in kept])
        xs.append(features(logits[:, FLAGS], logits[:, MENTIONS], says, linear)[kept])
        ys.append(y)
        logits_of.append(logits[kept][:, columns])
        golds.append(gold)
        notes.append(np.full(len(kept), at))
        for kind, rows, count in _people(item, reading, decisions, scores):
            people[kind].extend(rows)
            owed[kind] += count
    return Judged(
        np.concatenate(xs), np.concatenate(ys), np.concatenate(logits_of), np.concatenate(golds), np.concatenate(notes), people, owed
    )


def _labels(item: Authored, passages: Sequence[Passage]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    y = np.zeros((len(passages), len(INDICATORS)), np.bool_)
    gold = np.zeros((len(passages), len(SIGNALS)), np.bool_)
    for row, passage in enumerate(passages):
        for labelled in item.passages:
            if min(passage.end, labelled.end) - max(passage.start, labelled.start) > 2:
                for indicator, assertion in labelled.labels.items():
                    y[row, _NUMBER[indicator]] |= assertion in SHOWN
                gold[row] |= [s in labelled.signals for s in SIGNALS]
    return y, gold


def _people(
    item: Authored, reading: Reading, decisions: Sequence[Decision], scores: Scores
) -> Iterator[tuple[Kind, list[tuple[float, float, bool]], int]]:
    """Yield for each kind the people that the ledger found and whether a finding is owed on each, and how many are owed in all."""
    thoughts = opinions(reading, scores, {kind: {"weight": 1.0, "own": 0.0, "bias": 0.0} for kind in KINDS})
    for kind, (_, key, content) in KINDS.items():
        gold = item.children if kind == "child" else item.men
        record = record_of(question(REASONERS[kind]), reading, reading.people, decisions)
        seated = record.seats.people
        pairs = paired([person["ref"] for person in gold], [called(person) for person in seated])
        due = {at for number, at in pairs if gold[number][key] != content}
        weights = scale(REASONERS[kind])
        rows = [
            (weights.weigh(record.traits(at)), thoughts[person].log_odds, at in due)
            for at, person in enumerate(seated) if person in thoughts and not record.clear(at)
        ]  # fmt: skip
        yield kind, rows if not too_thin(reading) else [], sum(person[key] != content for person in gold)


def fit_all(usual: Sequence[Heard], dense: Sequence[Heard], *, linear: str) -> dict[str, Any]:
    """Return the content of `weighing.json`: first who is who, then all that rests on it."""
    kinds = fit_kinds(row for note in (*usual, *dense) for row in of_kinds(note.item, note.reading, note.scores))
    content = fit(judged(usual, kinds), judged(dense, kinds), linear=linear)
    return content | {"kinds": {scale: list(weights) for scale, weights in kinds.items()}}


def fit(usual: Judged, dense: Judged, *, linear: str) -> dict[str, Any]:
    """Return how rules and models are weighed: weights from all calibration hands, thresholds from the usual ones alone.

    `linear` is the version of the linear scorer that read along, empty for none.

    What is rare is learnt from hands that wrote much of it; how often it is there, hands must tell that were not asked for it.
    """
    from sklearn.linear_model import LogisticRegression

    data = _joined(usual, dense)
    passages, count, width = data.x.shape
    each = np.where(np.arange(passages) < len(usual.y), _USUAL, 1.0)
    indicator = np.tile(np.arange(count), passages)
    flat = data.x.reshape(-1, width)
    own = np.zeros((len(flat), count * (width + 1)), np.float32)
    rows = np.arange(len(flat))
    for feature in range(width):
        own[rows, indicator * (width + 1) + feature] = flat[:, feature] * _OWN * 0.5
    own[rows, indicator * (width + 1) + width] = _OWN * 2
    model = LogisticRegression(C=_PENALTY, max_iter=2000)
    model.fit(np.concatenate([flat.astype(np.float32), own], axis=1), data.y.reshape(-1), sample_weight=np.repeat(each, count))
    weights = model.coef_[0]
    common = weights[:width]
    apart = weights[width:].reshape(count, width + 1).copy()
    apart[:, :width] *= _OWN * 0.5
    apart[:, width] = apart[:, width] * _OWN * 2 + model.intercept_[0]
    chance = _chance(np.einsum("pif,if->pi", data.x, common + apart[:, :width]) + apart[:, width])
    here = chance[: len(usual.y)]
    columns = {"encoder": FEATURES.index("model")} | ({"linear": len(FEATURES) + LINEAR.index("linear")} if linear else {})
    return {
        "features": list(FEATURES + LINEAR * bool(linear)), "linear": linear, "common": common.tolist(),
        "own": {i: apart[n].tolist() for n, i in enumerate(INDICATORS)},
        "thresholds": {"balanced": _limits(here, usual.y, beta=1.0), "wide": _limits(here, usual.y, beta=2.5)},
        "alone": {name: _limits(_chance(usual.x[..., at]), usual.y, beta=1.0) for name, at in columns.items()},
        "n": {i: int((chance[:, n] > _SLIGHT).sum()) for n, i in enumerate(INDICATORS)},
        "signals": {s: _signal_limit(data.signal_logits[:, n], data.signal_gold[:, n]) for n, s in enumerate(SIGNALS)},
        "owed": {kind: _owed(data.people[kind], usual.people[kind], usual.owed[kind]) for kind in KINDS},
    }  # fmt: skip


def _joined(one: Judged, other: Judged) -> Judged:
    """Return the passages and people of both."""
    return Judged(
        np.concatenate([one.x, other.x]), np.concatenate([one.y, other.y]), np.concatenate([one.signal_logits, other.signal_logits]),
        np.concatenate([one.signal_gold, other.signal_gold]), np.concatenate([one.note, other.note + len(one.note)]),
        {kind: [*one.people[kind], *other.people[kind]] for kind in KINDS}, {kind: one.owed[kind] + other.owed[kind] for kind in KINDS},
    )  # fmt: skip


def _owed(rows: Sequence[tuple[float, float, bool]], usual: Sequence[tuple[float, float, bool]], owed: int) -> dict[str, float]:
    """Return how the model's opinion and the record's own odds weigh; the bias puts the cut at 0.

    The cut is chosen on the usual hands, where `owed` findings are owed in all.
    """
    from sklearn.linear_model import LogisticRegression

    x, y = np.array([row[:2] for row in rows]), np.array([row[2] for row in rows])
    model = LogisticRegression(C=1.0).fit(x, y)
    odds, y = model.decision_function(np.array([row[:2] for row in usual])), np.array([row[2] for row in usual])
    cuts = np.linspace(-2, 2, 81)
    beta = _OWED_BETA**2
    scores = [(1 + beta) * int((y & (odds > cut)).sum()) / max(1, int((odds > cut).sum()) + beta * owed) for cut in cuts]
    cut = max(c for c, score in zip(cuts, scores, strict=True) if score >= max(scores) - _AS_GOOD_OWED)
    own, weight = (round(float(w), 3) for w in model.coef_[0])
    return {"weight": weight, "own": own, "bias": round(float(model.intercept_[0] - cut), 3)}


def _limits(chance: Floats, y: NDArray[np.bool_], *, beta: float) -> dict[str, float]:
    """Return a threshold for each indicator: that of its family, since one indicator alone is too few cases to choose by.

    F hardly changes over a wide stretch of thresholds. The highest that is as good as the best is taken: fewer alarms.
    """
    grid = np.linspace(0.05, 0.8, 76)
    limits = {}
    for family in (FAMILY_A, FAMILY_B):
        columns = [INDICATORS.index(i) for i in family]
        c, g = chance[:, columns].ravel(), y[:, columns].ravel()
        scores = [f_score(c >= t, g, beta) for t in grid]
        best = max(t for t, score in zip(grid, scores, strict=True) if score >= max(scores) - _AS_GOOD)
        limits.update(dict.fromkeys(family, round(float(best), 3)))
    return limits


def _chance(odds: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-odds))
    return chance


def _signal_limit(logits: Floats, gold: NDArray[np.bool_]) -> float:
    grid = np.linspace(-3, 3, 61)
    return round(float(max(grid, key=lambda t: f_score(logits >= t, gold, 0.7))), 2)


def f_score(said: NDArray[np.bool_], gold: NDArray[np.bool_], beta: float = 1.0) -> float:
    """Return the F score that counts recall `beta` times as much as precision; 0 where nothing is right."""
    right = int((said & gold).sum())
    weight = beta * beta
    return (1 + weight) * right / max(1, (1 + weight) * right + weight * int((gold & ~said).sum()) + int((said & ~gold).sum()))


def table(data: Judged, chance: Floats, limits: Sequence[float]) -> str:
    """Return precision, recall and F1 over all indicators and by family."""
    said = chance >= np.array(limits)
    lines = []
    for name, columns in (("all", range(len(INDICATORS))), ("A", range(len(FAMILY_A))), ("B", range(len(FAMILY_A), len(INDICATORS)))):
        s, g = said[:, list(columns)], data.y[:, list(columns)]
        right = (s & g).sum()
        lines.append(f"{name:4} P {right / max(1, s.sum()):.3f} R {right / max(1, g.sum()):.3f} F1 {f_score(s, g):.3f}")
    clean = ~data.y.any(1)
    lines.append(f"clean passages flagged {said[clean].any(1).mean():.3f}")
    return "\n".join(lines)
