"""The shipped encoder: passages in, a score for each output and the weight of each word out. Runs without torch.

An ONNX model turns tokens into vectors (int8, onnxruntime); the head is two plain matrices. `training/encoder.py` is the
same in torch.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nlp.models.artefact import Artefact
from nlp.models.outputs import OUTPUTS
from nlp.models.window import Marks, Window, windows

if TYPE_CHECKING:
    from tokenizers import Encoding

_ROWS = 16  # windows of one run at most
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the encoder says of the passages of one text.

    `logits` is [passages, outputs]. `words(passage, output)` tells which characters of a passage carried a score.
    """

    logits: Floats
    carried: tuple[tuple[tuple[tuple[int, int], ...], Floats], ...]

    def words(self, passage: int, output: int) -> tuple[int, int]:
        """Return the characters [start, end) of the passage that carried most of an output's score; (0, 0) for none."""
        offsets, share = self.carried[passage]
        return _stretch(offsets, share[:, output]) if len(offsets) else (0, 0)


class Encoder:
    """The model of one artefact. Stateless between calls; safe to share by threads."""

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
        with np.load(artefact.path("head.npz"), allow_pickle=False) as head:
            self._weights: Floats = np.concatenate([head["queries"], head["values"]], axis=1)
            self._bias: Floats = head["bias"]
        self._marks = Marks(*artefact.manifest["marks"])
        self._pad = int(artefact.manifest["pad"])

    def read(self, role: str, passages: Sequence[str]) -> Scores:
        """Return the scores of the passages of one text, written by a worker of `role`."""
        if not passages:
            return Scores(np.zeros((0, len(OUTPUTS)), np.float32), ())
        first, *encoded = self._tokenizer.encode_batch([role, *passages], add_special_tokens=False)
        cut = windows(first.ids, [e.ids for e in encoded], self._marks)
        logits = np.zeros((len(passages), len(OUTPUTS)), np.float32)
        carried: list[tuple[tuple[tuple[int, int], ...], Floats]] = [((), np.zeros((0, len(OUTPUTS)), np.float32))] * len(passages)
        order = sorted(range(len(cut)), key=lambda n: len(cut[n].ids))
        for at in range(0, len(order), _ROWS):
            some = [cut[n] for n in order[at : at + _ROWS]]
            self._run(some, encoded, logits, carried)
        return Scores(logits, tuple(carried))

    def _run(
        self, some: Sequence[Window], encoded: "Sequence[Encoding]", logits: Floats,
        carried: list[tuple[tuple[tuple[int, int], ...], Floats]],
    ) -> None:  # fmt: skip
        ids = np.full((len(some), max(len(w.ids) for w in some)), self._pad, np.int64)
        mask = np.zeros_like(ids)
        for line, window in enumerate(some):
            ids[line, : len(window.ids)] = window.ids
            mask[line, : len(window.ids)] = 1
        hidden = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        width = len(OUTPUTS)
        for line, window in enumerate(some):
            both = hidden[line] @ self._weights
            queries, values = both[:, :width], both[:, width:]
            for place in window.places:
                of = queries[place.start : place.end]
                weight = np.exp(of - of.max(0))
                weight /= weight.sum(0)
                share = weight * values[place.start : place.end]
                logits[place.passage] = share.sum(0) + self._bias
                offsets = tuple(encoded[place.passage].offsets[: place.end - place.start - 1])
                carried[place.passage] = (offsets, share[: len(offsets)])


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
