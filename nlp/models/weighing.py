"""Rules and models weighed to one calibrated probability a passage and indicator.

A logistic weighing that can be read: what the encoder says, what the rules say, what the linear scorer says, and how common the
indicator is. Its weights were fitted on notes whose writers neither the rules nor the models had seen (`training/weigh.py`), so
that the probability means what it says; `n` is how many decisions above 0.05 stand behind it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.indicators import INDICATORS

FEATURES = ("model", "model_high", "mention", "rule", "rule_sure", "rule_aside", "rule_and_model")
LINEAR = ("linear", "linear_high")
"""What the linear scorer adds, where the weighing was fitted with one."""
_CLIP = 8.0
_SOME = 2.0  # below log-odds of minus so much, an opinion that something may be there counts as none
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RuleSays:
    """What the rules say of one indicator in one passage: the best rule's confidence, and whether context lets it show."""

    confidence: float
    shown: bool


@dataclass(frozen=True, slots=True)
class Weighing:
    """The fitted weights: `common` [features], `own` [indicators, features + 1], the last column the intercept.

    `linear` is the version of the linear scorer that it was fitted with, empty for none.
    """

    common: Floats
    own: Floats
    thresholds: dict[str, Floats]
    n: dict[str, int]
    linear: str = ""

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Weighing":
        """Return the weighing that `training/weigh.py` wrote."""
        linear = str(data.get("linear", ""))
        if tuple(data["features"]) != FEATURES + LINEAR * bool(linear):
            raise ValueError("the weighing was fitted for other features")
        own = np.array([data["own"][i] for i in INDICATORS])
        points = {name: np.array([float(t[i]) for i in INDICATORS]) for name, t in data["thresholds"].items()}
        return cls(np.array(data["common"]), own, points, dict(data["n"]), linear)

    def probabilities(self, flags: Floats, mentions: Floats, rules: dict[tuple[int, int], RuleSays], linear: Floats | None) -> Floats:
        """Return the probabilities [passages, indicators]; `flags` and `mentions` are the encoder's logits of that shape.

        `rules` says what the rules say, by passage and column of the indicator, `linear` holds the linear scorer's logits.
        """
        x = features(flags, mentions, rules, linear)
        weights = self.common + self.own[:, :-1]
        logits: Floats = np.einsum("pif,if->pi", x, weights) + self.own[:, -1]
        return 1 / (1 + np.exp(-logits))


def features(flags: Floats, mentions: Floats, rules: dict[tuple[int, int], RuleSays], linear: Floats | None) -> Floats:
    """Return the features [passages, indicators, features] of `FEATURES`, in that order; with `linear` those of `LINEAR` too."""
    x = np.zeros((*flags.shape, len(FEATURES) + len(LINEAR) * (linear is not None)))
    model = np.clip(flags, -_CLIP, _CLIP)
    x[..., 0] = model
    x[..., 1] = np.maximum(model, 0)
    x[..., 2] = np.maximum(np.clip(mentions, -_CLIP, _CLIP) + _SOME, 0)
    if linear is not None:
        other = np.clip(linear, -_CLIP, _CLIP)
        x[..., len(FEATURES)] = other
        x[..., len(FEATURES) + 1] = np.maximum(other + _SOME, 0)
    for (passage, column), says in rules.items():
        if says.shown:
            x[passage, column, 3] = 1
            x[passage, column, 4] = _logit(says.confidence)
            x[passage, column, 6] = model[passage, column]
        else:
            x[passage, column, 5] = 1
    return x


def _logit(p: float) -> float:
    p = min(max(p, 0.02), 0.98)
    return float(np.log(p / (1 - p)))
