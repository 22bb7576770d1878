"""Fit the odds that a finding about a person is owed: `python -m training.fit_findings`.

Reads the note-level gold of the hands that train and writes `nlp/rules/people/odds.yaml`. The people of each file are found
with weights that were not fitted on it, so that the odds know how often the ledger errs. A trait of a signal that is about
the person never speaks for a finding: such weights are held at 0, so that what satisfies a question only ever lowers the
odds. scikit-learn is needed here and nowhere at run time.
"""

import argparse
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from evaluation.authored import CORPUS, Authored, files, read_file
from evaluation.people_report import DEVELOPMENT, KINDS, REASONERS, Kind, called, paired
from nlp.casework import heard, signals
from nlp.casework.absence import question, record_of, too_thin
from nlp.context import Assessor
from nlp.detect import read
from nlp.fusion import decide
from nlp.indicators import SIGNALS
from nlp.people import kinds
from nlp.people.kinds import Scale
from nlp.rules.book import RuleBook
from nlp.rules.compiled import load_book
from nlp.rules.data import read_yaml
from training import fit_heard
from training.fit_people import scales, sheets, written
from training.splits import split_of

ODDS = Path(kinds.__file__).parent.parent / "rules" / "people" / "odds.yaml"
SHORT = (("a", "b", "c", "d", "e"), ("f", "g", "h", "i", "j"))
"""Hands of few notes, held out together; every other hand is held out by itself."""
STRENGTH = {"child": 0.3, "man": 0.3}
CUT = {"child": 0.4, "man": 0.36}
"""The probability from which a finding is made: where F1 is as good as the best on files that the weights were not fitted on."""
_FEWEST = 5


class Row(NamedTuple):
    """One person that the ledger found: the traits, whether a finding is owed, and which note and fold it is of."""

    traits: frozenset[str]
    owed: bool
    note: str
    fold: int


class Rows(NamedTuple):
    """All people of one kind, and how many findings are owed in each fold, people whom the ledger missed included."""

    rows: list[Row]
    owed: dict[int, int]


@contextmanager
def weighed(found: Mapping[str, Scale], words: Mapping[str, Scale]) -> Iterator[None]:
    """Let the ledger weigh people, and the odds weigh words, with these scales for a while."""
    people = {**read_yaml("people/weights.yaml"), "scales": _rows(found)}
    data = {"people/weights.yaml": people, "people/heard.yaml": {"scales": _rows(words)}}
    caches = (kinds.scale, kinds.pair, heard.words)
    for cached in caches:
        cached.cache_clear()
    try:
        with ExitStack() as stack:
            for module in (kinds, heard):
                stack.enter_context(patch.object(module, "read_yaml", lambda name: data.get(name) or read_yaml(name)))
            yield
    finally:
        for cached in caches:
            cached.cache_clear()


def _rows(found: Mapping[str, Scale]) -> dict[str, dict[str, float]]:
    return {name: {"bias": scale.bias, **scale.weights} for name, scale in found.items()}


def _add(note: Authored, book: RuleBook, assessor: Assessor, fold: int, out: Mapping[Kind, Rows]) -> None:
    year = int(note.date[:4]) if note.date[:4].isdigit() else None
    reading = read(note.text, book, assessor, year=year)
    decisions = decide(reading)
    for kind, name in REASONERS.items():
        _, key, content = KINDS[kind]
        gold = [person for person in (note.children if kind == "child" else note.men) if person[key] != content]
        out[kind].owed[fold] = out[kind].owed.get(fold, 0) + len(gold)
        if too_thin(reading):
            continue
        record = record_of(question(name), reading, reading.people, decisions)
        said = [called(person) for person in record.seats.people]
        everyone = note.children if kind == "child" else note.men
        right = {at for number, at in paired([p["ref"] for p in everyone], said) if everyone[number][key] != content}
        out[kind].rows.extend(Row(frozenset(record.traits(at)), at in right, note.id, fold) for at in range(len(said)))


def folds() -> tuple[list[list[str]], list[list[str]]]:
    """Return the files of development, grouped as they are held out, and those of the other hands that train, each by itself."""
    short = [[f"notes_{hand}" for hand in hands] for hands in SHORT]
    together = [name for names in short for name in names]
    later = [path.stem for path in files("all") if path.stem.startswith("notes_") and split_of(path.stem) == "train"]
    return [*short, *([n] for n in DEVELOPMENT if n not in together)], [[n] for n in later if n not in DEVELOPMENT]


def collect() -> dict[Kind, Rows]:
    """Return every person of the hands that train, found with weights that were not fitted on the notes at hand.

    For a fold of development these are fitted on the other folds; for the other hands they are those that are shipped.
    """
    out: dict[Kind, Rows] = {kind: Rows([], {}) for kind in KINDS}
    book, assessor = load_book().without(frozenset(SIGNALS) - signals()), Assessor.load()
    passages = fit_heard.samples()
    own, later = folds()
    for fold, names in enumerate((*own, *later)):
        held = names[0] in DEVELOPMENT
        with _without(names, passages) if held else nullcontext():
            for name in names:
                for note in read_file(CORPUS / f"{name}.jsonl"):
                    _add(note, book, assessor, fold, out)
    return out


def _without(names: Collection[str], passages: Sequence[fit_heard.Sample]) -> AbstractContextManager[None]:
    people = scales(list(sheets([name for name in DEVELOPMENT if name not in names])))
    return weighed(people, fit_heard.scales([sample for sample in passages if sample.name not in names]))


def _satisfies(trait: str, targets: Collection[str]) -> bool:
    target, _, where = trait.partition(", ")
    return (target.split(" ")[0] in targets and where != "elsewhere") or trait == "signals of two kinds"


def fit(rows: Sequence[Row], *, strength: float, targets: Collection[str]) -> Scale:
    """Return the log-odds that a finding is owed; traits that satisfy the question are dropped until none speaks for it."""
    counts: dict[str, int] = {}
    for row in rows:
        for trait in row.traits:
            counts[trait] = counts.get(trait, 0) + 1
    kept = {trait for trait, count in counts.items() if count >= _FEWEST}
    while True:
        table = DictVectorizer()
        matrix = table.fit_transform([dict.fromkeys(sorted(row.traits & kept), 1.0) for row in rows])
        matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
        model = LogisticRegression(l1_ratio=1.0, C=strength, solver="liblinear", max_iter=500, random_state=7)
        model.fit(matrix, [row.owed for row in rows])
        weights = dict(zip(map(str, table.get_feature_names_out()), map(float, model.coef_[0]), strict=True))
        wrong = {trait for trait, weight in weights.items() if weight > 0 and _satisfies(trait, targets)}
        if not wrong:
            return Scale(float(model.intercept_[0]), {t: round(w, 2) for t, w in sorted(weights.items()) if abs(w) >= 0.05})
        kept -= wrong


def held_out(data: Rows, *, strength: float, targets: Collection[str]) -> dict[int, list[tuple[float, bool]]]:
    """Return for each fold its people's odds under weights of the other folds, with the truth."""
    found: dict[int, list[tuple[float, bool]]] = {}
    for fold in sorted({row.fold for row in data.rows}):
        scale = fit([row for row in data.rows if row.fold != fold], strength=strength, targets=targets)
        found[fold] = [(scale.weigh(row.traits), row.owed) for row in data.rows if row.fold == fold]
    return found


def figures(scored: Sequence[tuple[float, bool]], owed: int, cut: float) -> tuple[float, float, float]:
    """Return precision, recall and F1 of findings made from odds above `cut`."""
    made = [truth for odds, truth in scored if odds > cut]
    hit = sum(made)
    return hit / max(len(made), 1), hit / max(owed, 1), 2 * hit / max(len(made) + owed, 1)


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability."""
    return float(np.log(probability / (1 - probability)))


def main() -> None:
    """Print how the odds do on files held out in turn, then fit on all and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ODDS)
    args = parser.parse_args()
    found: dict[str, Scale] = {}
    for kind, data in collect().items():
        name = REASONERS[kind]
        targets = question(name).satisfied_by
        scored = held_out(data, strength=STRENGTH[kind], targets=targets)
        everyone, owed = [pair for pairs in scored.values() for pair in pairs], sum(data.owed.values())
        for cut in (0.35, 0.4, 0.45, 0.5, 0.55):
            print(kind, f"{cut:.2f}", *(f"{value:.3f}" for value in figures(everyone, owed, log_odds(cut))))
        scale = fit(data.rows, strength=STRENGTH[kind], targets=targets)
        found[name] = Scale(round(scale.bias - log_odds(CUT[kind]), 2), scale.weights)
    head = ODDS.read_text(encoding="utf-8").partition("\nscales:")[0]
    args.out.write_text(written(found, head), encoding="utf-8")


if __name__ == "__main__":
    main()
