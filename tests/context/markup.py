"""Sentences with inline mark-up: `Mum denied any [bruising]. -> negated`."""

import re
from pathlib import Path

from nlp.context import assess
from nlp.records import Context

ARROW = " -> "
_SPAN = re.compile(r"\[(?!\s?[xX]?\s?\])([^\]]+)\]")


def lines_of(name: str) -> list[str]:
    """Return the examples of a text file beside this one, comments and empty lines left out."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def unmarked(example: str) -> tuple[str, int, int, str]:
    """Return the text of an example, start and end of its span, and what stands after the arrow."""
    sentence, _, wanted = example.rpartition(ARROW)
    span = _SPAN.search(sentence)
    assert span, f"no [span] in: {example}"
    text = sentence[: span.start()] + span.group(1) + sentence[span.end() :]
    return text, span.start(), span.start() + len(span.group(1)), wanted.strip()


def read_marked(example: str) -> tuple[Context, str]:
    """Return the context of the bracketed span of `example`, and the value that stands after its arrow."""
    text, start, end, wanted = unmarked(example)
    return assess(text, start, end), wanted
