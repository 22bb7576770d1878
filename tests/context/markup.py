"""Sentences with inline mark-up: `Mum denied any [bruising]. -> negated`."""

import re

from nlp.context import assess
from nlp.records import Context

_SPAN = re.compile(r"\[(?!\s?[xX]?\s?\])([^\]]+)\]")
ARROW = " -> "


def read_marked(example: str) -> tuple[Context, str]:
    """Return the context of the bracketed span of `example`, and the value that stands after its arrow."""
    sentence, _, wanted = example.rpartition(ARROW)
    span = _SPAN.search(sentence)
    assert span, f"no [span] in: {example}"
    text = sentence[: span.start()] + span.group(1) + sentence[span.end() :]
    return assess(text, span.start(), span.start() + len(span.group(1))), wanted.strip()
