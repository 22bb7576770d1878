"""Fit how the ledger's own sums and the model's opinion weigh in saying who is a child and who a man, on the calibration hands.

The model has learnt the training hands by heart, so only hands that it has not seen tell how far it can be trusted.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from evaluation.authored import Authored
from nlp.detect import Reading
from nlp.models.encoder import Scores
from nlp.models.judge import looks
from nlp.people import kinds, unnamed
from nlp.people.advice import Look, Scale, Weights
from training.gold_people import gold_of

_STRENGTH = 1.0
_RAISED = 0.4
"""How far each bias is raised, since a child who is not listed is never asked after. Chosen once; no other value was tried."""


class Row(NamedTuple):
    """One figure that no word settles: what the ledger and the model make of it, and whether gold says it is of the scale's kind."""

    scale: Scale
    own: Look
    says: Look
    held: bool


def rows(item: Authored, reading: Reading, scores: Scores) -> Iterator[Row]:
    """Yield a row for each figure of a note and each scale that is asked of it; none where the model says nothing of people."""
    everybody, says = reading.survey, looks(reading, scores)
    gold = gold_of(everybody.bonds, everybody.figures, [c["ref"] for c in item.children], [m["ref"] for m in item.men])
    for root, (word, own) in kinds.sums(everybody.figures).items():
        if not word and root in says:
            yield Row("child", own, says[root], gold.get(root) == "child")
            yield Row("man", own, says[root], gold.get(root) == "man")
    known = unnamed.known(everybody.bonds, everybody.figures, {f.root: gold.get(f.root) for f in everybody.figures if f.named})
    for root, own_child in unnamed.child_sums(known).items():
        if root in says:
            yield Row("unnamed_child", Look(own_child, 0.0), says[root], gold.get(root) == "child")
    for root, own_man in unnamed.man_sums(known).items():
        if root in says:
            yield Row("unnamed_man", Look(0.0, own_man), says[root], gold.get(root) == "man")


def fit_kinds(found: Iterable[Row]) -> dict[Scale, Weights]:
    """Return the weights of each scale; none where there is nothing to learn from."""
    from sklearn.linear_model import LogisticRegression

    of: dict[Scale, list[Row]] = {}
    for row in found:
        of.setdefault(row.scale, []).append(row)
    weights = dict[Scale, Weights]()
    for scale, some in of.items():
        x, y = np.array([(*row.own, *row.says) for row in some]), np.array([row.held for row in some])
        model = LogisticRegression(C=_STRENGTH, max_iter=1000).fit(x, y)
        bias = float(model.intercept_[0]) + _RAISED
        weights[scale] = Weights(*(round(float(w), 3) for w in (bias, *model.coef_[0])))
    return weights
