"""What an encoder says of each passage: the names of its outputs, in the order of the artefact's columns.

For each indicator two outputs, that a passage is worth reading again for it, and that it only mentions it (denied, planned,
general, somebody else); then the signals; then how the flagged thing is told. The last four are asked of a person, over the
words that name the person, not of a passage: whether a finding is owed (no voice of this child, no assessment of this man), and
whether the person is a child, or a man of the family. A model made before the last two were asked does not answer them.
"""

from nlp.indicators import INDICATORS, SIGNALS
from nlp.records import Assertion

TOLD: tuple[Assertion, ...] = ("affirmed", "suspected", "historical")
OWED: dict[str, str] = {"child": "owed:child", "man": "owed:man"}
KIND: dict[str, str] = {"child": "kind:child", "man": "kind:man"}
OUTPUTS: tuple[str, ...] = (
    *INDICATORS, *(f"mention:{i}" for i in INDICATORS), *SIGNALS, *(f"told:{a}" for a in TOLD), *OWED.values(), *KIND.values(),
)  # fmt: skip
COLUMN: dict[str, int] = {name: column for column, name in enumerate(OUTPUTS)}
FLAGS = slice(0, len(INDICATORS))
MENTIONS = slice(len(INDICATORS), 2 * len(INDICATORS))
NOTHING = -9.0
"""The log-odds of an output that was not asked: surely not."""
