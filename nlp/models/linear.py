"""The linear scorer: hashed words, groups of letters and pairs of a passage, and the words beside it, added up.

It reads what the encoder reads, passages with neutral names, and answers in the same outputs, many times faster and less well. What
a word adds is the same wherever it stands, so it is worked out once for each distinct word.
"""

from collections.abc import Collection, Container, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp import memos
from nlp.errors import ModelError
from nlp.models import hashed
from nlp.models.artefact import Artefact, open_artefact, shipped
from nlp.models.encoder import Scores
from nlp.models.outputs import COLUMN, NOTHING, OUTPUTS

WEIGHTS, SCALES = "weights.bin", "linear.json"
PROFILE = "linear"  # its line in the table of shipped models
FEWEST = 3  # a passage of fewer words counts as one of so many
_MOST = 20_000  # words remembered
Floats = NDArray[np.float32]


class _Word(NamedTuple):
    """What one word adds to its own passage, then to those beside it (32-bit numbers), and the number of which pairs are made."""

    adds: bytes
    sign: int


class _Words(dict[str, _Word]):
    """Word to what it adds, worked out once; forgotten with all that notes leave in memory (`nlp/memos.py`)."""

    def __init__(self, weights: NDArray[np.int8], scale: Floats) -> None:
        super().__init__()
        self._weights, self._scale = weights, scale
        memos.register(self)

    def __missing__(self, word: str) -> _Word:
        if len(self) > _MOST:
            self.clear()
        own = self._weights[hashed.own(word)].sum(axis=0, dtype=np.float32) * self._scale
        near = self._weights[hashed.near(word)] * self._scale
        self[word] = added = _Word(own.tobytes() + near.tobytes(), hashed.sign(word))
        return added

    def forget(self, common: Container[str]) -> None:
        """Forget the words that were remembered, but for common ones."""
        for word in [word for word in list(self) if word not in common]:
            self.pop(word, None)


class Linear:
    """The model of one artefact. Its answers do not hang on what it read before; safe to share by threads."""

    def __init__(self, artefact: Artefact) -> None:
        content = artefact.json(SCALES)
        self._columns = [COLUMN[name] for name in content["outputs"]]
        scale = np.array(content["scales"], np.float32)
        self._bias = np.array(content["biases"], np.float32)
        self._weights = np.fromfile(artefact.path(WEIGHTS), np.int8).reshape(hashed.ROWS, len(scale))
        self._scale, self._words = scale, _Words(self._weights, scale)

    @property
    def remembered(self) -> Collection[str]:
        """The words whose weights are at hand."""
        return self._words.keys()

    def read(self, role: str, passages: Sequence[str], wanted: Collection[int] | None = None) -> Scores:  # noqa: ARG002
        """Return the scores of the passages of one text; which words carried them is not told.

        Who wrote it makes no difference here, and no passage is left out: that would take as long.
        """
        logits = np.full((len(passages), len(OUTPUTS)), NOTHING, np.float32)
        if passages:
            logits[:, self._columns] = self._bias + self._added([hashed.words(text) for text in passages])
        return Scores(logits, [None] * len(passages))

    def _added(self, passages: Sequence[Sequence[str]]) -> Floats:
        """Return what the words of each passage, their pairs, and the words of the passages beside it add up to."""
        sizes = np.array([len(words) for words in passages])
        seen = [self._words[word] for words in passages for word in words]
        width = len(self._scale)
        added = np.zeros((len(passages), 2 * width), np.float32)
        if seen:
            table = np.frombuffer(bytearray().join([word.adds for word in seen]), np.float32).reshape(len(seen), 2 * width)
            full = np.flatnonzero(sizes)
            self._pair(table[:, :width], np.array([word.sign for word in seen], np.uint32), np.repeat(np.arange(len(passages)), sizes))
            added[full] = np.add.reduceat(table, (np.cumsum(sizes) - sizes)[full])
        own, near = added[:, :width], added[:, width:]
        return (own * factor(sizes) + beside(near) * factor(beside(sizes))).astype(np.float32, copy=False)

    def _pair(self, table: Floats, signs: hashed.Rows, passage: NDArray[np.int64]) -> None:
        """Add to the first word of each pair what the pair adds."""
        for step in hashed.STEPS:
            first = np.flatnonzero(passage[:-step] == passage[step:])
            table[first] += self._weights[hashed.pairs(signs[first], signs[first + step], step)] * self._scale


def open_linear(wanted: str) -> Linear:
    """Return the linear scorer that ships; raises ModelError where it is not the one of version `wanted`.

    A weighing fitted with one scorer would give wrong probabilities with another.
    """
    folder = shipped(PROFILE)
    artefact = open_artefact(folder) if folder else None
    if artefact is None or artefact.version != wanted:
        raise ModelError(f"the linear scorer {wanted} that the model was weighed with is not here; install Second Look again")
    return Linear(artefact)


def factor(sizes: NDArray[np.int64]) -> Floats:
    """Return by what passages of so many words are multiplied, as a column: long ones do not outweigh short ones."""
    return (1 / np.sqrt(np.maximum(sizes, FEWEST))).astype(np.float32)[:, None]


def beside(rows: NDArray[Any]) -> NDArray[Any]:
    """Return for each passage the sum of the rows of the passages before and after it."""
    added = np.zeros_like(rows)
    added[1:] += rows[:-1]
    added[:-1] += rows[1:]
    return added
