"""Fit the weights by which the ledger tells who is a child and who is a man: `python -m training.fit_people`.

Reads the note-level gold of the corpus, writes the scales of `nlp/rules/people/weights.yaml`. A logistic regression with an
L1 penalty; scikit-learn is needed here and nowhere at run time. Each note is read twice: as it is and without ages, so that
the weights do not lean on ages alone. No trait says whether a list holds a name. The second look is fitted on first looks of
files that the first was not fitted on. The hands of calibration and test are never read.
"""

import argparse
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from evaluation.authored import CORPUS, read_file
from nlp.people import kinds, unnamed
from nlp.people.bonds import Bonds
from nlp.people.kinds import Pair, Scale
from nlp.people.roster import survey
from nlp.people.traits import Figure
from nlp.records import Kind
from nlp.text.passages import split
from nlp.text.tokens import tokenise
from training.gold_people import gold_of
from training.splits import split_of

WEIGHTS = Path(kinds.__file__).parent.parent / "rules" / "people" / "weights.yaml"
FOLDS = 5
PENALTY = {"": 0.6, "_among": 1.0, "unnamed_man": 0.5, "unnamed_child": 0.5}
RAISED = {"child_among": 0.3, "man_among": 0.3, "unnamed_man": 1.0, "unnamed_child": 0.8}
"""How far a bias is raised, to where recall meets precision on files that the weights were not fitted on."""
_FEWEST = 3
READINGS = 2

Row = tuple[Collection[str] | dict[str, float], bool]


class Sheet(NamedTuple):
    """One note: its file's number, who is spoken of, and which of them gold lists as child or man."""

    fold: int
    bonds: Bonds
    figures: Sequence[Figure]
    gold: dict[int, Kind]


def _ageless(figure: Figure) -> Figure:
    return figure._replace(traits={trait for trait in figure.traits if trait != "age:child"})


def sheets(names: Sequence[str]) -> Iterator[Sheet]:
    """Yield the notes of the files, each in its two readings."""
    for fold, name in enumerate(names):
        for note in read_file(CORPUS / f"{name}.jsonl"):
            bonds, _, figures = survey(note.text, tokenise(note.text), split(note.text))
            gold = gold_of(bonds, figures, [c["ref"] for c in note.children], [m["ref"] for m in note.men])
            yield Sheet(fold, bonds, figures, gold)
            yield Sheet(fold, bonds, [_ageless(figure) for figure in figures], gold)


def fit(rows: Sequence[Row], *, strength: float) -> Scale:
    """Return the scale that tells the rows that hold from those that do not."""
    dicts = [traits if isinstance(traits, dict) else dict.fromkeys(sorted(traits), 1.0) for traits, _ in rows]
    seen: dict[str, int] = {}
    for row in dicts:
        for trait in row:
            seen[trait] = seen.get(trait, 0) + 1
    table = DictVectorizer()
    matrix = table.fit_transform([{t: v for t, v in row.items() if seen[t] >= READINGS * _FEWEST} for row in dicts])
    model = LogisticRegression(l1_ratio=1.0, C=strength, solver="liblinear", max_iter=500, random_state=7)
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")  # as liblinear wants them
    model.fit(matrix, [held for _, held in rows])
    weights = {str(t): round(float(w), 2) for t, w in zip(table.get_feature_names_out(), model.coef_[0], strict=True)}
    return Scale(round(float(model.intercept_[0]), 2), {t: w for t, w in sorted(weights.items()) if abs(w) >= 0.05})


def _first(notes: Sequence[Sheet]) -> Pair:
    rows: dict[Kind, list[Row]] = {"child": [], "man": []}
    for note in notes:
        for figure in note.figures:
            if figure.named and not kinds.settled(figure.roles, figure.traits):
                for kind, group in rows.items():
                    group.append((figure.traits, note.gold.get(figure.root) == kind))
    return kinds.paired(*(fit(rows[kind], strength=PENALTY[""]) for kind in ("child", "man")))


def _second(notes: Sequence[Sheet], first: Callable[[Sheet], Pair]) -> tuple[Scale, Scale]:
    rows: dict[Kind, list[Row]] = {"child": [], "man": []}
    for note in notes:
        circle = kinds.circle_of(note.figures, first(note))
        for seen in circle.everyone:
            if not seen.word:
                traits: dict[str, float] = dict.fromkeys(sorted(kinds.among(seen, circle, kinds.levels())), 1.0)
                traits.update(child=seen.look.child, man=seen.look.man)
                for kind, group in rows.items():
                    group.append((traits, note.gold.get(seen.figure.root) == kind))
    child, man = (fit(rows[kind], strength=PENALTY["_among"]) for kind in ("child", "man"))
    return child, man


def _unnamed(notes: Sequence[Sheet]) -> tuple[Scale, Scale]:
    """Fit the scales of people without a name beside the named ones of gold."""
    men: list[Row] = []
    children: list[Row] = []
    for note in notes:
        known = unnamed.known(note.bonds, note.figures, {f.root: note.gold.get(f.root) for f in note.figures if f.named})
        candidates = unnamed.man_candidates(known)
        for figure in candidates:
            men.append((unnamed.man_traits(known, figure, alone=len(candidates) == 1), note.gold.get(figure.root) == "man"))
        candidates = unnamed.child_candidates(known)
        for figure in candidates:
            children.append((unnamed.child_traits(known, figure, candidates), note.gold.get(figure.root) == "child"))
    return fit(men, strength=PENALTY["unnamed_man"]), fit(children, strength=PENALTY["unnamed_child"])


def scales(notes: Sequence[Sheet]) -> dict[str, Scale]:
    """Return all scales, fitted on `notes`."""
    groups = {note.fold % FOLDS for note in notes}
    part = {at: _first([n for n in notes if n.fold % FOLDS != at]) for at in groups}
    first = _first(notes)
    child, man = _second(notes, lambda note: part[note.fold % FOLDS])
    unnamed_man, unnamed_child = _unnamed(notes)
    own = {kind: {t: both[at] for t, both in first.weights.items() if both[at]} for at, kind in enumerate(("child", "man"))}
    found = {
        "child": Scale(first.child, own["child"]), "man": Scale(first.man, own["man"]),
        "child_among": child, "man_among": man, "unnamed_man": unnamed_man, "unnamed_child": unnamed_child,
    }  # fmt: skip
    return {name: Scale(round(scale.bias + RAISED.get(name, 0.0), 2), scale.weights) for name, scale in found.items()}


def written(found: dict[str, Scale], head: str) -> str:
    """Return the scales as YAML, under the comment that the file opens with."""
    lines = [head, "scales:"]
    for name, scale in found.items():
        lines += [f"  {name}:", f'    "bias": {scale.bias:.2f}']
        lines += [f'    "{trait}": {weight:.2f}' for trait, weight in sorted(scale.weights.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fit on all training hands, or on all but those named by --without, and write the scales."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", nargs="*", default=[], help="files to leave out, to see how the weights do on them")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    args = parser.parse_args()
    hands = [path.stem for path in sorted(CORPUS.glob("notes_*.jsonl")) if split_of(path.stem) == "train"]
    names = [name for name in hands if name not in args.without]
    head = WEIGHTS.read_text(encoding="utf-8").partition("\nscales:")[0]
    args.out.write_text(written(scales(list(sheets(names))), head), encoding="utf-8")


if __name__ == "__main__":
    main()
