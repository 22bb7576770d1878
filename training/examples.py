"""The authored corpus as an encoder's examples: token ids of each passage and what its outputs should be."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from evaluation.authored import Authored
from nlp.models.neutral import Neutral
from nlp.models.outputs import COLUMN, OUTPUTS
from nlp.models.window import Marks
from nlp.records import SHOWN
from training.altered import altered
from training.known import Asked, Known

_NEUTRAL = 0.7  # share of the texts of one pass whose names are neutral, as they are when the program reads


@dataclass(frozen=True, slots=True)
class Named:
    """One person of a text: the column that is asked, what it should say, and (passage, first token, end) of each name."""

    column: int
    holds: float
    spots: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One text: token ids of the writer's role and of each passage; `wanted` is [passages, outputs], 0 to 1; its people."""

    id: str
    role: list[int]
    passages: list[list[int]]
    wanted: NDArray[np.float32]
    people: tuple[Named, ...] = ()


def examples(
    items: Iterable[Authored], tokenizer: Tokenizer, *, alter: random.Random | None = None,
    known: Mapping[str, Known] | None = None,
) -> Iterator[Example]:  # fmt: skip
    """Yield an example for each authored text, names neutral where it is `known`.

    With `alter`, some have other names and slips instead (`training/altered.py`).
    """
    for item in items:
        plain = [item.text[p.start : p.end] for p in item.passages]
        seen = (known or {}).get(item.id)
        neutral = seen.neutral if seen and (alter is None or alter.random() < _NEUTRAL) else None
        before = [passage.text for passage in neutral] if neutral else plain
        texts = altered(before, alter, rename=not neutral) if alter else before
        encoded = tokenizer.encode_batch([item.role, *texts], add_special_tokens=False)
        wanted = np.zeros((len(texts), len(OUTPUTS)), dtype=np.float32)
        for row, passage in zip(wanted, item.passages, strict=True):
            for indicator, assertion in passage.labels.items():
                if assertion in SHOWN:
                    row[COLUMN[indicator]] = row[COLUMN[f"told:{assertion}"]] = 1
                else:
                    row[COLUMN[f"mention:{indicator}"]] = 1
            for signal in passage.signals & COLUMN.keys():
                row[COLUMN[signal]] = 1
        named: tuple[Named, ...] = ()
        if seen and seen.people:
            words = encoded[1:] if texts == before else tokenizer.encode_batch(before, add_special_tokens=False)
            everyone = [_moved(asked, neutral) if neutral else asked for asked in seen.people]
            named = tuple(n for n in (_named(asked, words, encoded[1:]) for asked in everyone) if n.spots)
        yield Example(item.id, encoded[0].ids, [e.ids for e in encoded[1:]], wanted, named)


def _moved(asked: Asked, neutral: Sequence[Neutral]) -> Asked:
    """Return the person with spots in the neutral passages."""
    return replace(asked, spots=tuple((p, neutral[p].forth(a), neutral[p].forth(b, end=True)) for p, a, b in asked.spots))


def _named(asked: Asked, before: list[Encoding], after: list[Encoding]) -> Named:
    """Return where a person's names stand: word by word, since other names and slips leave the count of words as it is."""
    spots = []
    for passage, start, end in asked.spots:
        words = {before[passage].char_to_word(at) for at in range(start, end)} - {None}
        tokens = [at for at, word in enumerate(after[passage].word_ids) if word in words]
        if tokens:
            spots.append((passage, tokens[0], tokens[-1] + 1))
    return Named(COLUMN[asked.output], float(asked.holds), tuple(spots))


def marks_of(tokenizer: Tokenizer) -> tuple[Marks, int]:
    """Return the ids of a tokenizer's opening and closing marks, and of its padding."""
    for opening, closing, pad in (("[CLS]", "[SEP]", "[PAD]"), ("<s>", "</s>", "<pad>")):
        first, last, empty = (tokenizer.token_to_id(mark) for mark in (opening, closing, pad))
        if first is not None and last is not None and empty is not None:
            return Marks(first, last), empty
    raise ValueError("the tokenizer has marks that are not known here")
