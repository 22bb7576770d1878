"""What a worker does. Answers come back as JSON bytes, so that the server need not encode them again.

An exception never leaves a worker as it is, because it could carry text of a note: a foreseen one becomes its message,
any other one the name of its type and the lines of code it passed through.
"""

import gc
import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import nlp
from api.work.case import case_answer
from api.work.catalogue import catalogue
from nlp.errors import SecondLookError, where_failed
from nlp.records import Note
from nlp.wire import review_to

Line = tuple[str, str, str, str, str]
"""A note on its way to a worker: text, id, case_id, date, role."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: the JSON, or why it was refused (to be shown), or where it failed (for the log); and how much was read."""

    body: bytes = b""
    refused: str = ""
    failed: str = ""
    notes: int = 0
    words: int = 0

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle it for the way to the server, and be empty from then on: the worker would keep the answer until the next note."""
        content = tuple(getattr(self, field.name) for field in fields(self))
        for field in fields(self):
            object.__setattr__(self, field.name, field.default)
        return type(self), content


def prepare() -> None:
    """Make a new worker ready for notes."""
    from api import logs
    from api.work.warm import EXAMPLE

    logs.set_up()
    nlp.load(profile="full", threads=1).review(Note(text=EXAMPLE))
    gc.collect()
    gc.freeze()  # so that what a note leaves behind is found quickly


def review_note(profile: str, note: Line) -> Outcome:
    """Review one note."""
    return _guarded(lambda: review_to(nlp.load(profile=profile, threads=1).review(_note(note))))


def review_case(profile: str, notes: list[Line | None], errors: list[dict[str, Any]]) -> Outcome:
    """Review the notes of one case; None stands for a note that could not be read and is told of in `errors`."""
    return _guarded(lambda: case_answer(profile, [n and _note(n) for n in notes], errors))


def describe(profile: str) -> Outcome:
    """Return the catalogue: indicators, rules, versions."""
    return _guarded(lambda: catalogue(profile))


def _note(line: Line) -> Note:
    text, id_, case_id, date, role = line
    return Note(text=text, id=id_, case_id=case_id, date=date, role=role)


def _guarded(make: Callable[[], Any]) -> Outcome:
    try:
        made = make()
        reviews = [review for review in made.get("reviews", [made]) if "passages" in review]
        body = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
        return Outcome(body, notes=len(reviews), words=sum(review["words"] for review in reviews))
    except SecondLookError as error:
        return Outcome(refused=str(error))
    except Exception as error:
        return Outcome(failed=where_failed(error))
