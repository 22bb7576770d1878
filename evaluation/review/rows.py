"""The rows that judging the model rests on: a passage drawn to be read, and one decision about it.

`SampleItem` is a line of a sample file (JSONL). `Decision` is what the store hands to the measures: the latest decision of
one reader on one item, with what the item's draw recorded. Both are plain; texts are only in `SampleItem`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["agree", "disagree", "unsure", "defer"]
"""What a reader said. With an indicator: `agree` says that the passage is worth reading again for it, whether or not the
software showed it. Without one (`indicator` is null, "is anything here worth a second look?"): `agree` says that nothing was
missed, `disagree` that something was, and `missed` names it."""

Reason = Literal[
    "negated", "other_person", "historical", "hypothetical", "general_text", "wrong_indicator", "template", "too_little",
    "not_worth_reading_again", "other",
]  # fmt: skip
"""Why a reader disagreed."""

Stage = Literal["reader", "adjudicator"]

Queue = Literal["flagged", "near_threshold", "random_precision", "unflagged", "double_blind", "disagreement", "rule_false_alarms", "active"]

ESTIMATING: frozenset[str] = frozenset({"flagged", "random_precision", "unflagged", "near_threshold", "double_blind"})
"""Queues whose items were drawn by chance with a known probability; the others are for reading, never for estimates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleItem:
    """One passage drawn to be read: one line of a sample file.

    `inclusion_probability` is the chance, in (0, 1], that this draw took the item; 1 / it is how many passages it stands for.
    `indicator` is None for a passage without a flag. `flags` are the indicators shown on the passage, `near` those that just
    missed being shown, `rules` the rules and models behind the flag, `copies` how many passages hold the same pasted words
    (only the first is drawn). `start` and `end` are the passage's place in its note, in code points; -1 where unknown.
    """

    id: str
    note_id: str
    case_id: str
    date: str
    role: str
    text: str
    before: str
    after: str
    indicator: str | None
    confidence: float | None
    explanation: str
    stratum: str
    inclusion_probability: float
    seed: int
    versions: Mapping[str, str]
    queue: Queue = "flagged"
    quote: str = ""
    assertion: str = ""
    start: int = -1
    end: int = -1
    flags: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    copies: int = 1
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one reader (or the adjudicator) last said of one item; a decision that was undone is not handed over.

    `flagged` says whether the software showed the passage for `indicator` (for a passage without an indicator: False).
    `missed` are the indicators that the reader added. `groups` holds what the data know of the child (such as `age_band`).
    """

    item_id: str
    indicator: str | None
    flagged: bool
    confidence: float | None
    stratum: str
    inclusion_probability: float
    case_id: str
    note_kind: str
    date: str
    reader: str
    verdict: Verdict
    reason: Reason | None
    blind: bool
    queue: Queue = "flagged"
    stage: Stage = "reader"
    missed: tuple[str, ...] = ()
    wrong_assertion: bool = False
    assertion: str = ""
    """What the assertion should have been, where the reader said that it is wrong."""
    flags: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    copies: int = 1
    seconds: float | None = None
    decided: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
