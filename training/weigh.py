"""Fit how rules and model are weighed, on the calibration hands: probabilities, thresholds, and when a signal is sure.

Every passage of the calibration notes and every indicator is one case: what the rules say, what the model says, and what
the label says. A logistic regression with a strong pull towards what all indicators share learns the weights.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.authored import Authored
from nlp.context import Assessor
from nlp.detect import SILENT, read
from nlp.fusion import decide
from nlp.indicators import FAMILY_A, FAMILY_B, INDICATORS, SIGNALS
from nlp.models.encoder import Encoder
from nlp.models.outputs import COLUMN, FLAGS, MENTIONS
from nlp.models.weighing import FEATURES, RuleSays, features
from nlp.records import SHOWN
from nlp.rules.compiled import load_book

_OWN = 0.4  # how far an indicator may differ from what all share: the scale of its own columns
_PENALTY = 1.0
_AS_GOOD = 0.004  # a difference in F that a hundred notes cannot tell from none
_SLIGHT = 0.05  # decisions with a smaller probability are not what a confidence rests on
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """Passages of many notes: features [passages, indicators, features], labels [passages, indicators], signals and logits."""

    x: Floats
    y: NDArray[np.bool_]
    signal_logits: Floats
    signal_gold: NDArray[np.bool_]
    note: NDArray[np.int64]


def judged(items: Iterable[Authored], encoder: Encoder) -> Judged:
    """Run rules and encoder over whole notes and set them beside the labels, passage by passage as the pipeline splits them."""
    book, assessor = load_book(), Assessor.load()
    xs, ys, logits_of, golds, notes = [], [], [], [], []
    number = {name: n for n, name in enumerate(INDICATORS)}
    columns = [COLUMN[s] for s in SIGNALS]
    for at, item in enumerate(items):
        year = int(item.date[:4]) if item.date else None
        reading = read(item.text, book, assessor, role=item.role, year=year)
        scores = encoder.read(item.role, [item.text[p.start : p.end] for p in reading.passages]).logits.astype(np.float64)
        says = {(d.passage, number[d.indicator]): RuleSays(d.confidence.value, any(m.shown for m in d.mentions)) for d in decide(reading)}
        kept = [n for n, p in enumerate(reading.passages) if p.kind not in SILENT]
        x = features(scores[:, FLAGS], scores[:, MENTIONS], says)[kept]
        y = np.zeros((len(kept), len(INDICATORS)), np.bool_)
        gold = np.zeros((len(kept), len(SIGNALS)), np.bool_)
        for row, n in enumerate(kept):
            passage = reading.passages[n]
            for labelled in item.passages:
                if min(passage.end, labelled.end) - max(passage.start, labelled.start) > 2:
                    for indicator, assertion in labelled.labels.items():
                        y[row, number[indicator]] |= assertion in SHOWN
                    gold[row] |= [s in labelled.signals for s in SIGNALS]
        xs.append(x)
        ys.append(y)
        logits_of.append(scores[kept][:, columns])
        golds.append(gold)
        notes.append(np.full(len(kept), at))
    return Judged(np.concatenate(xs), np.concatenate(ys), np.concatenate(logits_of), np.concatenate(golds), np.concatenate(notes))


def fit(data: Judged) -> dict[str, Any]:
    """Return the content of `weighing.json`."""
    from sklearn.linear_model import LogisticRegression

    passages, count, width = data.x.shape
    indicator = np.tile(np.arange(count), passages)
    flat = data.x.reshape(-1, width)
    own = np.zeros((len(flat), count * (width + 1)), np.float32)
    rows = np.arange(len(flat))
    for feature in range(width):
        own[rows, indicator * (width + 1) + feature] = flat[:, feature] * _OWN * 0.5
    own[rows, indicator * (width + 1) + width] = _OWN * 2
    model = LogisticRegression(C=_PENALTY, max_iter=2000)
    model.fit(np.concatenate([flat.astype(np.float32), own], axis=1), data.y.reshape(-1))
    weights = model.coef_[0]
    common = weights[:width]
    apart = weights[width:].reshape(count, width + 1).copy()
    apart[:, :width] *= _OWN * 0.5
    apart[:, width] = apart[:, width] * _OWN * 2 + model.intercept_[0]
    chance = 1 / (1 + np.exp(-(np.einsum("pif,if->pi", data.x, common + apart[:, :width]) + apart[:, width])))
    return {
        "features": list(FEATURES), "common": common.tolist(),
        "own": {i: apart[n].tolist() for n, i in enumerate(INDICATORS)},
        "thresholds": {"balanced": _limits(chance, data.y, beta=1.0), "wide": _limits(chance, data.y, beta=2.5)},
        "n": {i: int((chance[:, n] > _SLIGHT).sum()) for n, i in enumerate(INDICATORS)},
        "signals": {s: _signal_limit(data.signal_logits[:, n], data.signal_gold[:, n]) for n, s in enumerate(SIGNALS)},
    }  # fmt: skip


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
