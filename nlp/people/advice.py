"""What a trained model says of the people of a note, and how that weighs beside what the ledger itself makes of them.

A bare name ("Mason", "Keeley") is often a child's or a man's by nothing that a trait could name. A model that reads the whole note
around the name may know it. Its opinion is weighed with the ledger's own sums; what words settle ("her partner Darren") it never
changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

Scale = Literal["child", "man", "unnamed_child", "unnamed_man"]


class Look(NamedTuple):
    """How much a figure looks like a child and like a man of the family, as log-odds."""

    child: float
    man: float


class Weights(NamedTuple):
    """How the ledger's own sums for a child and for a man and the model's log-odds for both weigh; above 0 they speak for the kind."""

    bias: float
    own_child: float
    own_man: float
    says_child: float
    says_man: float

    def weigh(self, own: Look, says: Look) -> float:
        """Return the odds of both together."""
        return self.bias + self.own_child * own.child + self.own_man * own.man + self.says_child * says.child + self.says_man * says.man


@dataclass(frozen=True, slots=True)
class Advice:
    """What the model says of the figures of one note, by the number that stands for each, and how it weighs."""

    says: Mapping[int, Look]
    weights: Mapping[Scale, Weights]

    def weigh(self, root: int, own: Look, scales: tuple[Scale, Scale] = ("child", "man")) -> Look:
        """Return the odds of a figure being a child and being a man; those of the ledger where the model says nothing of it."""
        says = self.says.get(root)
        return own if says is None else Look(*(self.weights[scale].weigh(own, says) for scale in scales))


SILENT = Advice({}, {})
"""No model, no opinion."""
