"""Rows made for tests."""

from dataclasses import replace
from typing import Any

from evaluation.review.rows import Decision

_RIGHT = Decision(
    item_id="", indicator="neglect", flagged=True, confidence=0.8, stratum="flagged/neglect", inclusion_probability=0.5, case_id="c1",
    note_kind="health visitor", date="2021-03-04", reader="r1", verdict="agree", reason=None, blind=False,
)  # fmt: skip


def decision(item_id: str, **changed: Any) -> Decision:
    """Return a decision: a right flag of neglect read by one reader, with what is `changed`."""
    return replace(_RIGHT, item_id=item_id, **changed)
