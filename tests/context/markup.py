"""Sentences with inline mark-up: `Mum denied any [bruising]. -> negated`."""

from nlp.context import assess
from nlp.records import Context


def read_marked(example: str) -> tuple[Context, str]:
    """Return the context of the bracketed span of `example`, and the value that stands after its arrow."""
    sentence, _, wanted = example.rpartition(" -> ")
    box, text = "\N{WHITE SQUARE}", sentence.replace("[ ]", "\N{BALLOT BOX}")
    assert box not in text
    start, end = text.index("["), text.index("]") - 1
    return assess(text.replace("[", "").replace("]", ""), start, end), wanted.strip()
