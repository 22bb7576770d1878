"""The authored examples that lie nearest to a passage which the model flagged, with how their writers labelled them.

A reader who sees two of them can tell what the model took the passage for. They are fictional and ship with the artefact:
`examples.json` holds their words, `examples.bin` their vectors in 8 bits, row after row, one for each example and indicator.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.models.artefact import Artefact
from nlp.records import Alike

WORDS, VECTORS = "examples.json", "examples.bin"
_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples of each indicator, and their vectors [examples, width], of length 127 each."""

    of_indicator: Mapping[str, Sequence[tuple[int, Alike]]]
    vectors: NDArray[np.int8]

    @classmethod
    def of(cls, artefact: Artefact) -> "Examples | None":
        """Return the examples of an artefact, None where it has none."""
        if WORDS not in artefact.manifest["files"]:
            return None
        grouped = defaultdict[str, list[tuple[int, Alike]]](list)
        rows: list[dict[str, Any]] = artefact.json(WORDS)
        for number, row in enumerate(rows):
            grouped[row["indicator"]].append((number, Alike(text=row["text"], assertion=row["assertion"])))
        return cls(dict(grouped), np.fromfile(artefact.path(VECTORS), np.int8).reshape(len(rows), -1))

    def nearest(self, indicator: str, vector: NDArray[np.float32]) -> tuple[Alike, ...]:
        """Return the two examples of an indicator that lie nearest to `vector`, nearest first."""
        rows = self.of_indicator.get(indicator, ())
        near = self.vectors[[number for number, _ in rows]].astype(np.float32) @ vector
        return tuple(rows[at][1] for at in np.argsort(-near, kind="stable")[:_SHOWN])


def packed(vectors: Sequence[NDArray[np.float32]]) -> NDArray[np.int8]:
    """Return vectors as the artefact keeps them."""
    table = np.stack(vectors)
    rounded: NDArray[np.int8] = np.rint(table / np.linalg.norm(table, axis=1, keepdims=True) * 127).astype(np.int8)
    return rounded


def stored(artefact: Artefact, rows: Sequence[Mapping[str, str]], vectors: Sequence[NDArray[np.float32]]) -> None:
    """Write the examples into the artefact's folder: `rows` with `indicator`, `assertion` and `text`."""
    artefact.path(WORDS).write_text(json.dumps(rows, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    artefact.path(VECTORS).write_bytes(packed(vectors).tobytes())
