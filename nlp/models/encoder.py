"""The shipped encoder: passages in, a score for each output and the weight of each word out. Runs without torch.

An ONNX model turns tokens into what the head's queries and values say of each (int8, onnxruntime); here the words of each
passage are weighed together. `training/encoder.py` is the same in torch.
"""

import os
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nlp.errors import ModelError
from nlp.models.artefact import Artefact
from nlp.models.outputs import FLAGS, NOTHING, OUTPUTS
from nlp.models.window import BEFORE, Marks, Window, around, windows

if TYPE_CHECKING:
    from tokenizers import Encoding

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Told:
    """The tokens of one passage: the characters of each, and what the head's queries and values say of it, [tokens, outputs].

    `vectors` is [tokens, width] where some indicator is likely enough to be shown, else None.
    """

    offsets: Sequence[tuple[int, int]]
    queries: Floats
    values: Floats
    vectors: Floats | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """What the encoder says of the passages of one text.

    `logits` is [passages, outputs]. `words(passage, output)` tells which characters of a passage carried a score. An output that
    the model was not made for is surely not there.
    """

    logits: Floats
    told: Sequence[Told | None]

    def words(self, passage: int, output: int) -> tuple[int, int]:
        """Return the characters [start, end) of the passage that carried most of an output's score; (0, 0) for none."""
        told = self.told[passage]
        if told is None or not told.offsets:
            return 0, 0
        queries = told.queries[:, output]
        weights = np.exp(queries - queries.max())
        return _stretch(told.offsets, (weights / weights.sum() * told.values[:, output])[: len(told.offsets)])

    def vector(self, passage: int, output: int) -> Floats | None:
        """Return the mean of a passage's token vectors as an output weighs them; None where they were not kept."""
        told = self.told[passage]
        if told is None or told.vectors is None:
            return None
        queries = told.queries[:, output]
        weights = np.exp(queries - queries.max())
        mean: Floats = (weights / weights.sum()) @ told.vectors
        return mean

    def of(self, spots: Iterable[tuple[int, int, int]], output: int) -> float | None:
        """Return an output's score over the words at `spots`, each a passage and characters [start, end) in it; None for no word."""
        both = self.both(spots, (output,))
        return both[0] if both else None

    def both(self, spots: Iterable[tuple[int, int, int]], outputs: Sequence[int]) -> tuple[float, ...] | None:
        """Return the scores of some outputs over the words at `spots`, as `of` does; None for no word, or for an output not made for."""
        queries, values = list[Floats](), list[Floats]()
        for passage, start, end in spots:
            told = self.told[passage]
            if told is None or told.queries.shape[1] <= max(outputs):
                continue
            words = slice(bisect_right(told.offsets, start, key=itemgetter(1)), bisect_left(told.offsets, end, key=itemgetter(0)))
            queries.append(told.queries[words][:, outputs])
            values.append(told.values[words][:, outputs])
        asked = np.concatenate(queries) if queries else np.zeros((0, len(outputs)), np.float32)
        if not len(asked):
            return None
        weights = np.exp(asked - asked.max(0))
        return tuple(((weights * np.concatenate(values)).sum(0) / weights.sum(0)).tolist())


class Encoder:
    """The model of one artefact. Stateless between calls; safe to share by threads.

    `likely` are the log-odds of an indicator from which a passage's vectors are kept.
    """

    def __init__(self, artefact: Artefact, *, threads: int) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # its threads would not survive a copied process
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(str(artefact.path("encoder.onnx")), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(artefact.path("tokenizer.json")))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.likely = -3.0
        self._marks = Marks(*artefact.manifest["marks"])
        self._most = int(artefact.manifest.get("window", BEFORE))
        self._width = len(artefact.manifest["outputs"])
        if tuple(artefact.manifest["outputs"]) != OUTPUTS[: self._width]:
            raise ModelError(f"the model {artefact.version} was made for other outputs; train it again")

    def read(self, role: str, passages: Sequence[str], wanted: Collection[int] | None = None) -> Scores:
        """Return the scores of the passages of one text, written by a worker of `role`.

        With `wanted` only of these; others are read where they stand beside one of them, and have no score.
        """
        asked = set(range(len(passages)) if wanted is None else wanted)
        first, *encoded = self._tokenizer.encode_batch([role, *passages], add_special_tokens=False)
        kept = around([len(e.ids) for e in encoded], asked)
        logits = np.full((len(passages), len(OUTPUTS)), NOTHING, np.float32)
        told: list[Told | None] = [None] * len(passages)
        for window in windows(first.ids, [encoded[number].ids for number in kept], self._marks, most=self._most):
            places = [place._replace(passage=kept[place.passage]) for place in window.places]
            places = [place for place in places if place.passage in asked]
            if places:
                self._run(Window(window.ids, places), encoded, logits, told)
        return Scores(logits, told)

    def _run(self, window: Window, encoded: "Sequence[Encoding]", logits: Floats, told: list[Told | None]) -> None:
        """Read one window; fill in the rows of `logits` and `told` of the passages that it stands for.

        One by one: padded batches are slower, since most of a window's time goes into its matrix products.
        """
        ids = np.array([window.ids], np.int64)
        both, vectors = (out[0] for out in self._session.run(["told", "vectors"], {"input_ids": ids, "attention_mask": np.ones_like(ids)}))
        rows = np.concatenate([np.arange(place.start, place.end) for place in window.places])
        queries, values = both[rows, : self._width], both[rows, self._width :]
        sizes = [place.end - place.start for place in window.places]
        starts = np.cumsum([0, *sizes[:-1]])
        weights = np.exp(queries - np.repeat(np.maximum.reduceat(queries, starts), sizes, axis=0))
        means = np.add.reduceat(weights * values, starts) / np.add.reduceat(weights, starts)
        logits[[place.passage for place in window.places], : self._width] = means
        for place, start, size in zip(window.places, starts, sizes, strict=True):
            offsets = encoded[place.passage].offsets[: size - 1]
            likely = logits[place.passage, FLAGS].max() > self.likely
            kept = vectors[place.start : place.end].copy() if likely else None
            told[place.passage] = Told(offsets, queries[start : start + size], values[start : start + size], kept)


def _stretch(offsets: Sequence[tuple[int, int]], share: Floats) -> tuple[int, int]:
    """Return the run of words that carries most: from the strongest token outwards while tokens add at least a fifth of it."""
    best = int(share.argmax())
    floor = 0.2 * float(share[best])
    first = last = best
    while first > 0 and (share[first - 1] > floor or (first > 1 and share[first - 2] > floor)):
        first -= 1
    while last + 1 < len(offsets) and (share[last + 1] > floor or (last + 2 < len(offsets) and share[last + 2] > floor)):
        last += 1
    return offsets[first][0], offsets[last][1]
