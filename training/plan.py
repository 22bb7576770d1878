"""What a model is made from and how, as its manifest keeps it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Plan:
    """What a model is made from and how: `epochs` passes over the text, `rate` to begin with.

    `gold` is the share of the hands' own labels in what it learns; the rest are a teacher's scores, where there are any.
    `hidden` is the share of words that it must do without (`training/fit.py`).
    `weights` is how it is stored (`training/export.py`). `start` is an earlier model that it goes on from (`training/start.py`), and
    `again` the share of the texts with a teacher's scores, which that model has learnt from, that each pass reads of them.
    """

    base: str
    layers: int | None
    epochs: int
    rate: float
    tokens_of_batch: int
    gold: float
    hidden: float
    version: str
    weights: Literal["int8", "blocks"] = "int8"
    start: str = ""
    again: float = 1.0
