"""What a worker does so that no object of it holds a note after the answer.

Pebble keeps the last task and the last answer of a worker until the next one comes, so both empty themselves on the way
(`Outcome.__reduce__` in `jobs.py` is the other half). Memory that was given back still holds words until it is used again: Python does not
overwrite it. `python -m evaluation.benchmarks.traces` counts what is left, and docs/keeping.md says how to have it overwritten.
"""

import gc
from collections.abc import Callable
from typing import Any

from nlp import memos


class Parcel:
    """A job and its arguments on their way to a worker; it can be opened once, and is empty then."""

    def __init__(self, job: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self._content: tuple[Callable[..., Any], tuple[Any, ...]] | None = (job, arguments)

    def open(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """Return what is in it."""
        content, self._content = self._content, None
        if content is None:
            raise RuntimeError("this parcel was opened before")
        return content


def do(parcel: Parcel) -> Any:
    """Do the job of a parcel, and forget what it left behind."""
    job, arguments = parcel.open()
    try:
        return job(*arguments)
    finally:
        del arguments
        memos.forget()
        gc.collect()
