"""What hostile inputs are given to: a part of the library, what must hold of its answer, and how long it may take."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import nlp
from nlp import documents
from nlp.casework.dates import dates, lengths
from nlp.text.passages import split
from nlp.text.tokens import tokenise
from nlp.wire import review_to

_NOTED = date(2024, 3, 5)


@dataclass(frozen=True, slots=True)
class Target:
    """A part of the library. `run` returns what is wrong with its answer, empty where nothing is; `ready` loads what it needs."""

    run: Callable[[Any], str]
    most_seconds: float
    ready: Callable[[], object] = lambda: None


@cache
def _pipeline() -> nlp.Pipeline:
    return nlp.load(profile="rules", threads=1)


def _warm() -> None:
    """Review one note, so that what is built when first needed is there before anything is timed, and stands apart, as in a worker."""
    _pipeline().review(nlp.Note(text="Mum said she was scared of him."))
    gc.collect()
    gc.freeze()


def _text(text: str) -> str:
    passages, tokens = split(text), tokenise(text)
    at = 0
    for passage in passages:
        if passage.start < at or passage.end <= passage.start or text[at : passage.start].strip():
            return "passages overlap or leave words out"
        at = passage.end
    if text[at:].strip():
        return "the last words are in no passage"
    found = [*((a, b) for a, b in zip(tokens.starts, tokens.ends, strict=True)), *((w.start, w.end) for w in dates(text, _NOTED))]
    found += [(lasting.start, lasting.end) for lasting in lengths(text)]
    return "" if all(0 <= a < b <= len(text) for a, b in found) else "words outside the text"


def _rules(text: str) -> str:
    review = _pipeline().review(nlp.Note(text=text, date="2024-03-05"))
    review_to(review)
    for flag in (*review.flags, *review.set_aside):
        if text[flag.start : flag.end] != flag.quote or not flag.passage.start <= flag.start < flag.end <= flag.passage.end:
            return "a quote is not the words of the text"
    for person in review.people:
        if any(not 0 <= span.start < span.end <= len(text) for span in person.mentions):
            return "a person outside the text"
    return ""


def _documents(file: tuple[str, bytes]) -> str:
    name, content = file
    text = documents.read(content, name=name, where="the file").text
    return "a text that cannot be written" if any("\ud800" <= c <= "\udfff" or c == "\0" for c in text) else ""


TARGETS: dict[str, Target] = {
    "text": Target(_text, 1.0), "rules": Target(_rules, 2.0, _warm), "documents": Target(_documents, 10.0),
}  # fmt: skip
