"""The teacher's stored scores: for each training text what a larger encoder says of its passages, 0 to 1, in 8 bits."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "teacher"
SCORES = FOLDER / "scores.npz"
Scores = Mapping[str, NDArray[np.float32]]


def taught() -> Scores:
    """Return the stored scores, [passages, outputs] for each text by its id; none where there is no teacher's file."""
    if not SCORES.is_file():
        return {}
    return {name: (rows / 255).astype(np.float32) for name, rows in stored(SCORES).items()}


def store(path: Path, scores: Mapping[str, NDArray[np.uint8]]) -> None:
    """Write the scores of many texts as one long table."""
    rows = list(scores.values())
    np.savez_compressed(path, names=np.array(list(scores)), counts=np.array(list(map(len, rows))), scores=np.concatenate(rows))


def stored(path: Path) -> dict[str, NDArray[np.uint8]]:
    """Return the scores that `store` wrote."""
    with np.load(path, allow_pickle=False) as kept:
        ends, scores = np.cumsum(kept["counts"]), kept["scores"]
        return {str(name): scores[end - count : end] for name, count, end in zip(kept["names"], kept["counts"], ends, strict=True)}
