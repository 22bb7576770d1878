"""Fit the linear scorer on the training hands: labels and the teacher's scores, one logistic regression for each output.

All outputs are fitted together, since they share the words. The features are those that `nlp/models/linear.py` adds up; a row
that stands in few passages weighs more (inverse document frequency), which is folded into its weights. Nothing is drawn by chance.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.authored import Authored, files
from nlp.indicators import INDICATORS, SIGNALS
from nlp.models import hashed
from nlp.models.artefact import sha256
from nlp.models.linear import SCALES, WEIGHTS, beside, factor
from nlp.models.outputs import COLUMN
from nlp.records import SHOWN
from nlp.version import code_version
from training.known import Known, known
from training.scores import SCORES, Scores, taught
from training.splits import split_of, texts

LEARNT = (*INDICATORS, *SIGNALS)
"""The outputs that it learns."""
_GOLD = 0.5  # the share of the labels in what it learns; the rest are the teacher's scores
_PENALTY = 1.0
_STEPS = 40
_FEWEST = 2  # passages in which a row must stand to have a weight
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights [rows, outputs] and biases [outputs]."""

    weights: Floats
    biases: Floats


def fit(items: Sequence[Authored], about: Mapping[str, Known], scores: Scores) -> Fitted:
    """Return the scorer fitted to `items`, with names neutral as it will read them."""
    matrix = table([neutral.text for neutral in about[item.id].neutral] for item in items)
    wanted = np.concatenate([_wanted(item, scores.get(item.id)) for item in items])
    often = np.bincount(matrix.indices, minlength=hashed.ROWS)
    kept = np.flatnonzero(often >= _FEWEST)
    rarity = np.log((len(wanted) + 1) / (often[kept] + 1)).astype(np.float32)
    weights = np.zeros((hashed.ROWS, len(LEARNT)), np.float32)
    weights[kept], biases = _regression(matrix[:, kept].multiply(rarity).tocsr(), wanted)
    weights[kept] *= rarity[:, None]
    return Fitted(weights, biases)


def table(texts: Iterable[Iterable[str]]) -> Any:
    """Return the passages of all texts as a sparse table [passages, rows]."""
    from scipy.sparse import csr_matrix, vstack

    own = cache(lambda word: np.array(hashed.own(word), np.int64))
    return vstack([_of_text([hashed.words(passage) for passage in text], own, csr_matrix) for text in texts]).tocsr()


def _of_text(passages: Sequence[Sequence[str]], own: Any, csr_matrix: Any) -> Any:
    """Return the passages of one text as a sparse table, by the same sums as `nlp/models/linear.py`."""
    sizes = np.array([len(words) for words in passages])
    words = [word for passage in passages for word in passage]
    at = np.repeat(np.arange(len(passages)), sizes)
    groups = [own(word) for word in words] or [np.zeros(0, np.int64)]
    places, rows = [np.repeat(at, [len(group) for group in groups][: len(words)])], [np.concatenate(groups)]
    signs = np.array([hashed.sign(word) for word in words], np.uint32)
    for step in hashed.STEPS:
        first = np.flatnonzero(at[:-step] == at[step:])
        places.append(at[first])
        rows.append(hashed.pairs(signs[first], signs[first + step], step).astype(np.int64))
    shape = (len(passages), hashed.ROWS)
    here = np.concatenate(places)
    inside = csr_matrix((factor(sizes)[here, 0], (here, np.concatenate(rows))), shape)
    near = np.array([hashed.near(word) for word in words], np.int64)
    around = factor(beside(sizes))[:, 0]
    parts = [inside]
    for shift in (-1, 1):
        fits = np.flatnonzero((at + shift >= 0) & (at + shift < len(passages)))
        parts.append(csr_matrix((around[at[fits] + shift], (at[fits] + shift, near[fits])), shape))
    return sum(parts[1:], parts[0])


def _wanted(item: Authored, scores: Floats | None) -> Floats:
    """Return what each output should say of each passage, 0 to 1."""
    columns = [COLUMN[name] for name in LEARNT]
    gold = np.array(
        [[name in p.signals or p.labels.get(name) in SHOWN for name in LEARNT] for p in item.passages], np.float32
    )  # fmt: skip
    return gold if scores is None else _GOLD * gold + (1 - _GOLD) * scores[:, columns]


def _regression(matrix: Any, wanted: Floats) -> tuple[Floats, Floats]:
    """Return the weights and biases that lose least, drawn towards nothing."""
    from scipy.optimize import minimize

    width, count = matrix.shape[1], wanted.shape[1]
    turned, share = matrix.T.tocsr(), wanted.mean(0)

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, biases = point[: width * count], point[width * count :]
        odds = matrix @ weights.reshape(width, count).astype(np.float32) + biases.astype(np.float32)
        lost = float((np.logaddexp(0, odds) - wanted * odds).sum()) + _PENALTY / 2 * float(weights @ weights)
        slope = (1 / (1 + np.exp(-odds)) - wanted).astype(np.float32)
        return lost, np.concatenate([(turned @ slope).ravel() + _PENALTY * weights, slope.sum(0)])

    start = np.concatenate([np.zeros(width * count), np.log((share + 1e-6) / (1 - share + 1e-6))])
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS, "maxcor": 6}).x
    return best[: width * count].reshape(width, count).astype(np.float32), best[width * count :].astype(np.float32)


def source() -> str:
    """Return a short hash of all that the scorer is made from: the training hands, the teacher's scores, and how it is fitted."""
    digest = hashlib.sha256(repr((LEARNT, _GOLD, _PENALTY, _STEPS, _FEWEST, hashed.FORM)).encode())
    for path in (*((SCORES,) if SCORES.is_file() else ()), *(path for path in files("all") if split_of(path.stem) == "train")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def fitted_to_corpus(folder: Path) -> Path:
    """Fit the scorer on the training hands and write its artefact into `folder`; return the folder."""
    began, items = time.monotonic(), list(texts("train"))
    fitted = fit(items, known(items), taught())
    write(fitted, folder, {"source": source(), "training_minutes": round((time.monotonic() - began) / 60, 1)})
    return folder


def write(fitted: Fitted, folder: Path, about: Mapping[str, Any]) -> None:
    """Write the artefact: weights in 8 bits with a scale for each output, and the manifest; its version tells which weights."""
    folder.mkdir(parents=True, exist_ok=True)
    scales = np.maximum(np.abs(fitted.weights).max(0), 1e-6) / 127
    (folder / WEIGHTS).write_bytes(np.rint(fitted.weights / scales).astype(np.int8).tobytes())
    content = {"outputs": list(LEARNT), "scales": scales.tolist(), "biases": fitted.biases.tolist()}
    (folder / SCALES).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    hashes = {name: sha256(folder / name) for name in (WEIGHTS, SCALES)}
    version = f"{folder.name}+{hashes[WEIGHTS][:8]}"
    manifest = {"version": version, "rows": hashed.ROWS, "gold": _GOLD, "code": code_version(), **about, "files": hashes}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
