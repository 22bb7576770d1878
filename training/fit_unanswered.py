"""Fit the odds that nothing in a note answers its concerns: `python -m training.fit_unanswered`.

Reads which concerns are answered from the cases of one hand (`training/corpus/cases.jsonl`), prints how the odds do on the other hand's
cases, and writes `nlp/rules/case/unanswered.yaml`. A hint of an answer that would speak for the question is dropped, and so is a gap
that would speak against it.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

import nlp
from evaluation.authored import CORPUS, read_file
from nlp.casework.absence import too_thin
from nlp.casework.followup import concerns
from nlp.casework.unanswered import doubtful
from nlp.context import Assessor
from nlp.detect import read
from nlp.fusion import decide
from nlp.people.kinds import Scale
from nlp.rules import data
from nlp.rules.compiled import load_book
from training.fit_people import written

UNANSWERED = Path(data.__file__).parent / "case" / "unanswered.yaml"
FITTED, TEST = "r", "s"
STRENGTH = 0.3
CUT = 0.2
"""The log-odds from which a question is asked: where 4 in 5 were right on cases of a hand that the weights were not fitted on."""


class Row(NamedTuple):
    """One note with concerns: its hints, and whether nothing in it answers any of them."""

    hints: dict[str, int]
    open: bool


def answers() -> dict[str, bool]:
    """Return for each note of the cases that has concerns by the gold whether none of them is answered in it."""
    found: dict[str, bool] = {}
    for line in (CORPUS / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        for concern in json.loads(line)["concerns"]:
            note = concern["note"]
            found[note] = found.get(note, True) and concern["answered"] != note
    return found


def rows(hand: str) -> Iterator[Row]:
    """Yield the notes of a hand in which concerns are found that may be open."""
    gold, book, assessor = answers(), load_book(), Assessor.load()
    for item in read_file(CORPUS / f"notes_{hand}.jsonl"):
        reading = read(item.text, book, assessor, year=int(item.date[:4]))
        decisions = decide(reading)
        note = nlp.Note(text=item.text, id=item.id, date=item.date, role=item.role)
        hints = None if too_thin(reading) else doubtful(note, reading, decisions, concerns(decisions))
        if hints is not None:
            yield Row(hints, gold.get(item.id, False))


def fit(found: Sequence[Row]) -> Scale:
    """Return the log-odds that nothing answers; hints whose sign makes no sense are dropped until none is left."""
    kept = {hint for row in found for hint in row.hints}
    while True:
        table = DictVectorizer()
        matrix = table.fit_transform([{h: float(n) for h, n in sorted(row.hints.items()) if h in kept} for row in found])
        model = LogisticRegression(C=STRENGTH).fit(matrix.toarray(), [row.open for row in found])
        weights = dict(zip(map(str, table.get_feature_names_out()), map(float, model.coef_[0]), strict=True))
        wrong = {hint for hint, weight in weights.items() if (weight > 0) != hint.startswith("gaps")}
        if not wrong:
            return Scale(round(float(model.intercept_[0]) - CUT, 2), {h: round(w, 2) for h, w in weights.items() if abs(w) >= 0.05})
        kept -= wrong


def figures(scale: Scale, found: Sequence[Row]) -> str:
    """Return how often the question is asked, how often rightly, and of how many notes in which nothing answers."""
    odds = np.array([scale.bias + sum(scale.weights.get(h, 0.0) * n for h, n in row.hints.items()) for row in found])
    truth = np.array([row.open for row in found])
    made = odds > 0
    return f"asked {made.sum()}, right {(made & truth).sum()}, notes with nothing that answers {truth.sum()} of {len(found)}"


def main() -> None:
    """Fit on one hand, print the figures on both, and write the weights."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    own, other = list(rows(FITTED)), list(rows(TEST))
    scale = fit(own)
    print(f"hand {FITTED}, fitted on: {figures(scale, own)}")
    print(f"hand {TEST}: {figures(scale, other)}")
    print(f"hand {FITTED} with weights of hand {TEST}: {figures(fit(other), own)}")
    head = UNANSWERED.read_text(encoding="utf-8").partition("\nscales:")[0]
    UNANSWERED.write_text(written({"unanswered": scale}, head), encoding="utf-8")


if __name__ == "__main__":
    main()
