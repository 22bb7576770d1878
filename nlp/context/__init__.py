"""How a span of text is meant: asserted how, said by whom, done by and to whom, and the words that say so.

>>> from nlp.context import assess
>>> text = "Mum denied any bruising."
>>> assess(text, 15, 23).assertion
'negated'
"""

from bisect import bisect_right

from nlp.context.assessor import Assessor
from nlp.context.reading import Reading
from nlp.context.sentence import sentence_around
from nlp.context.words import load_words
from nlp.records import Context, Cue
from nlp.text.tokens import tokenise

__all__ = ["Assessor", "Reading", "assess"]
_AHEAD = 40  # code points read on: a bare "No." after a question answers it


def assess(text: str, start: int, end: int) -> Context:
    """Return the context of the span `text[start:end]` of any English text, read within its own sentence."""
    low, high = sentence_around(text, start, end)
    tokens = tokenise(text[low : high + _AHEAD])
    count = tokens.between(0, high - low)[1]
    if not count:
        return Context()
    first = min(bisect_right(tokens.ends, start - low), count - 1)
    last = max(tokens.between(0, end - low)[1], first + 1)
    own = tokens.norms[first] in load_words().negators
    told = Assessor.load().read(tokens, 0, count).assess(first, last, own_negation=own)
    moved = (Cue(start=cue.start + low, end=cue.end + low, says=cue.says) for cue in told.cues)
    return Context(
        assertion=told.assertion, attribution=told.attribution, subject=told.subject, object=told.object,
        cues=tuple(moved),
    )  # fmt: skip
