"""The authored corpus as an encoder's examples: token ids of each passage and what its outputs should be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from evaluation.authored import Authored
from nlp.models.outputs import COLUMN, OUTPUTS
from nlp.models.window import Marks
from nlp.records import SHOWN


@dataclass(frozen=True, slots=True)
class Example:
    """One text: token ids of the writer's role and of each passage; `wanted` is [passages, outputs], 0 to 1."""

    id: str
    role: list[int]
    passages: list[list[int]]
    wanted: NDArray[np.float32]


def examples(items: Iterable[Authored], tokenizer: Tokenizer) -> Iterator[Example]:
    """Yield an example for each authored text."""
    for item in items:
        texts = [item.text[p.start : p.end] for p in item.passages]
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
        yield Example(item.id, encoded[0].ids, [e.ids for e in encoded[1:]], wanted)


def marks_of(tokenizer: Tokenizer) -> tuple[Marks, int]:
    """Return the ids of a tokenizer's opening and closing marks, and of its padding."""
    for opening, closing, pad in (("[CLS]", "[SEP]", "[PAD]"), ("<s>", "</s>", "<pad>")):
        first, last, empty = (tokenizer.token_to_id(mark) for mark in (opening, closing, pad))
        if first is not None and last is not None and empty is not None:
            return Marks(first, last), empty
    raise ValueError("the tokenizer has marks that are not known here")
