"""What each model flags by itself, without rules and without the other model, by thresholds of its own from the calibration hands."""

from collections.abc import Iterator, Sequence

import numpy as np

from evaluation.authored import Authored
from evaluation.metrics import Answers
from nlp.context import Assessor
from nlp.detect import SILENT, read
from nlp.indicators import INDICATORS
from nlp.models.artefact import open_artefact, shipped
from nlp.models.encoder import Encoder
from nlp.models.linear import open_linear
from nlp.models.outputs import FLAGS
from nlp.models.scorer import Readers, Scorer
from nlp.records import Passage
from nlp.rules.compiled import load_book


def scorers(profile: str) -> Iterator[tuple[str, Scorer, dict[str, float]]]:
    """Yield the models of a profile by name, with the thresholds that each has alone; none where the profile has no model."""
    folder = shipped(profile)
    if folder is None:
        return
    artefact = open_artefact(folder)
    weighing = artefact.json("weighing.json")
    for name, limits in weighing.get("alone", {}).items():
        yield name, open_linear(weighing["linear"]) if name == "linear" else Encoder(artefact, threads=2), limits


def alone(scorer: Scorer, limits: dict[str, float], items: Sequence[Authored], like: Answers) -> Answers:
    """Return what a model by itself says of the gold passages of `items`; `like` holds the gold and the cases, row by row."""
    book, assessor, readers = load_book(), Assessor.load(), Readers(scorer)
    chance, row = np.zeros(like.gold.shape), 0
    for item in items:
        reading = read(item.text, book, assessor)
        odds = readers.read(reading, item.role)[0].logits[:, FLAGS]
        for passage in item.passages:
            for number, part in enumerate(reading.passages):
                if part.kind not in SILENT and _same(part, passage.start, passage.end):
                    chance[row] = np.maximum(chance[row], 1 / (1 + np.exp(-odds[number])))
            row += 1
    said = chance >= np.array([limits[i] for i in INDICATORS])
    return Answers(said, like.gold, like.case, chance)


def _same(part: Passage, start: int, end: int) -> bool:
    """Whether a passage of the program and one of gold share more than a mark or two, as in `training/weigh.py`."""
    return min(part.end, end) - max(part.start, start) > 2
