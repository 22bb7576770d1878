"""What every model that reads passages offers, and how a note is given to one or two of them.

The encoder and the linear scorer stand behind one interface, so that either can be measured, weighed or left out by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nlp.detect import Reading
from nlp.models.encoder import Scores
from nlp.models.neutral import in_original, passages
from nlp.models.outputs import FLAGS


class Scorer(Protocol):
    """Reads the passages of one text, written by a worker of `role`."""

    def read(self, role: str, passages: Sequence[str]) -> Scores:
        """Return the scores of each passage."""
        ...


@dataclass(frozen=True, slots=True)
class Readers:
    """The models that read a note: one whose words and people are shown, and the linear one beside it, if there is one."""

    main: Scorer
    linear: Scorer | None = None

    def read(self, reading: Reading, role: str) -> tuple[Scores, NDArray[np.float64] | None]:
        """Return the main scores of a note, read with neutral names and led back to its own text, and the indicators' linear logits."""
        neutral = passages(reading.text, reading.tokens, reading.passages, reading.people)
        texts = [passage.text for passage in neutral]
        scores = in_original(self.main.read(role, texts), neutral)
        return scores, self.linear.read(role, texts).logits[:, FLAGS].astype(np.float64) if self.linear else None
