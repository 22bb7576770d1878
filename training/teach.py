"""The teacher: a larger encoder's opinion of every training passage, given by one that has not learnt from that passage.

The hands are shared out into folds. For each fold an encoder learns from the other folds' hands and reads this one's. A smaller
encoder then learns from the hands' labels and these scores, which also soften labels that most hands would not have given.

    python -m training.teach FOLD     one fold: training/teacher/part-FOLD.npz (about a minute on a data-centre graphics
                                      processor, hours on two cores)
    python -m training.teach join     all folds: training/teacher/scores.npz, kept in the source tree
"""

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.authored import Authored, files, read_file
from training.known import Known, known
from training.learn import learn, tokenizer_of
from training.plan import Plan
from training.scores import FOLDER, SCORES, store, stored
from training.splits import split_of, texts

FOLDS = 4
TEACHER = Plan("mpnet", None, 6, 6e-5, 6144, 1.0, 0.1, "teacher")


def folds() -> list[list[Authored]]:
    """Return the training texts by fold: whole hands, dealt out in file order."""
    stems = [path for path in files("all") if split_of(path.stem) == "train"]
    return [[item for path in stems[n::FOLDS] for item in read_file(path)] for n in range(FOLDS)]


def teach(fold: int, base: Path, about: Mapping[str, Known]) -> None:
    """Write the scores of one fold's texts, read by an encoder that learnt from the other folds."""
    from training.examples import examples
    from training.fit import predict

    dealt = folds()
    learnt = learn(TEACHER, base, [item for n, some in enumerate(dealt) if n != fold for item in some], about, seed=fold + 1)
    texts = list(examples(dealt[fold], tokenizer_of(learnt.tokenizer), known=about))
    logits = predict(learnt.model, texts, learnt.marks, learnt.pad)
    FOLDER.mkdir(exist_ok=True)
    store(FOLDER / f"part-{fold}.npz", {e.id: _packed(x) for e, x in zip(texts, logits, strict=True)})


def join() -> None:
    """Join the folds' scores into one file: for each text, its passages' scores in file order."""
    scores = {name: rows for fold in range(FOLDS) for name, rows in stored(FOLDER / f"part-{fold}.npz").items()}
    store(SCORES, {name: scores[name] for name in sorted(scores)})


def _packed(logits: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.rint(255 / (1 + np.exp(-logits))).astype(np.uint8)


if __name__ == "__main__":
    if sys.argv[1] == "join":
        join()
    else:
        from training.base import fetch

        teach(int(sys.argv[1]), fetch(TEACHER.base), known(texts("train")))
