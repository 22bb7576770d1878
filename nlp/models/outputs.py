"""What an encoder says of each passage: the names of its outputs, in the order of the artefact's columns.

For each indicator two outputs, that a passage is worth reading again for it, and that it only mentions it (denied, planned,
general, somebody else); then the signals; then how the flagged thing is told.
"""

from nlp.indicators import INDICATORS, SIGNALS
from nlp.records import Assertion

TOLD: tuple[Assertion, ...] = ("affirmed", "suspected", "historical")
OUTPUTS: tuple[str, ...] = (
    *INDICATORS, *(f"mention:{i}" for i in INDICATORS), *SIGNALS, *(f"told:{a}" for a in TOLD),
)  # fmt: skip
COLUMN: dict[str, int] = {name: column for column, name in enumerate(OUTPUTS)}
FLAGS = slice(0, len(INDICATORS))
MENTIONS = slice(len(INDICATORS), 2 * len(INDICATORS))
