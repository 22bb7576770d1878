"""The pieces of a pattern put together: their expression, and what must stand in a passage for them to match.

A pattern is found by an anchor: words, or pairs of neighbouring words ("not seen"), of which one must stand in the
passage. Pairs are far rarer than words, so they are preferred where a pattern offers few enough.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_TEXTS = 200  # whole texts that a plain piece keeps
MOST_PAIRS = 100  # pairs of neighbouring words that a pattern may be looked up by

Words = frozenset[str]
NONE: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words (exact, or a prefix written `bruis*`, or `#` for a number) of which one must be in the passage."""

    words: Words
    cost: float  # how often they stand, per million words


@dataclass(slots=True)
class Piece:
    """A piece of a pattern.

    `texts` are its whole texts where it is nothing but words. `first` and `last` are the words that it may begin and end
    with, None where they cannot be listed. `open`: it may match nothing at all; `thin`: it has no width of its own.
    """

    regex: str
    anchors: list[Anchor] = field(default_factory=list)
    pairs: list[Words] = field(default_factory=list)
    texts: tuple[str, ...] = ()
    first: Words | None = NONE
    last: Words | None = NONE
    open: bool = True
    thin: bool = False


def plain(texts: Sequence[str], anchors: list[Anchor]) -> Piece:
    """Return the piece that is one of `texts`, each a run of norms with a space behind every one."""
    split = [text.split() for text in texts]
    pairs = [frozenset(f"{words[0]} {words[1]}" for words in split)] if all(len(words) > 1 for words in split) else []
    return Piece(any_of(texts), anchors, pairs, tuple(texts), frozenset(w[0] for w in split), frozenset(w[-1] for w in split),
                 open=False)  # fmt: skip


def append(sequence: Piece, item: Piece, *, optional: bool) -> None:
    """Put `item` behind what `sequence` holds; few plain texts stay plain texts."""
    longer = tuple(a + b for a in sequence.texts or ("",) for b in (*item.texts, *([""] if optional else [])))
    stays_plain = bool(item.texts) and (bool(sequence.texts) or not sequence.regex) and len(longer) <= MOST_TEXTS
    sequence.texts = longer if stays_plain else ()
    if not optional:
        sequence.anchors += item.anchors
        sequence.pairs += item.pairs
        if not (sequence.open or item.open) and sequence.last and item.first and len(sequence.last) * len(item.first) <= MOST_PAIRS:
            sequence.pairs.append(frozenset(f"{a} {b}" for a in sequence.last for b in item.first))
    sequence.regex += f"(?:{item.regex})?" if optional else item.regex
    if item.thin:
        return
    passes = optional or item.open
    if sequence.open:
        sequence.first = _union([sequence.first, item.first])
        sequence.open = passes
    sequence.last = _union([sequence.last, item.last]) if passes else item.last


def either(options: Sequence[Piece]) -> Piece:
    """Return the piece that is one of `options`."""
    best = [min(o.anchors, key=lambda a: a.cost, default=None) for o in options]
    known = [b for b in best if b is not None]
    anchors = [Anchor(NONE.union(*(b.words for b in known)), sum(b.cost for b in known))] if len(known) == len(options) else []
    if all(o.texts and "" not in o.texts for o in options):
        return plain(tuple(dict.fromkeys(t for o in options for t in o.texts)), anchors)
    rarest = [min(o.pairs, key=len, default=NONE) for o in options]
    pairs = [NONE.union(*rarest)] if all(rarest) and sum(map(len, rarest)) <= MOST_PAIRS else []
    texts = [t for o in options for t in o.texts]
    regexes = [*([any_of(texts)] if texts else []), *(o.regex for o in options if not o.texts)]
    return Piece(f"(?:{'|'.join(dict.fromkeys(regexes))})", anchors, pairs, (), _union([o.first for o in options]),
                 _union([o.last for o in options]), any(o.open for o in options))  # fmt: skip


def _union(sets: Sequence[Words | None]) -> Words | None:
    known = [s for s in sets if s is not None]
    return NONE.union(*known) if len(known) == len(sets) else None


def any_of(texts: Iterable[str]) -> str:
    """Return an expression for one of `texts`, letter by letter: long lists then cost no more than short ones."""
    tree: dict[str, Any] = {}
    for text in texts:
        node = tree
        for letter in text:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(tree)


def _branches(tree: dict[str, Any]) -> str:
    ends = "" in tree
    options = []
    for letter, below in tree.items():
        run = letter
        while len(below) == 1 and "" not in below and letter:  # a stretch without a fork stays one literal
            letter, below = next(iter(below.items()))
            run += letter
        if letter:
            options.append(re.escape(run).replace("\\ ", " ") + _branches(below))
    if not options:
        return ""
    if len(options) == 1 and not ends:
        return options[0]
    return f"(?:{'|'.join(options)})" + ("?" if ends else "")
