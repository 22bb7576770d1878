"""The examples that ship with a model: isolated training passages of each indicator, with the vectors that the model gives them."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator

from evaluation.authored import Authored
from nlp.indicators import INDICATORS
from nlp.models.alike import stored
from nlp.models.artefact import Artefact
from nlp.models.encoder import Encoder
from nlp.models.outputs import COLUMN
from nlp.records import SHOWN
from training.known import known

_MOST = {True: 110, False: 40}  # examples of an indicator that are worth showing, and that are not
_LENGTHS = range(30, 181)  # characters of an example


def exemplify(artefact: Artefact, items: Iterable[Authored], *, seed: int) -> None:
    """Choose examples from the isolated passages among `items`, and write them into the artefact's folder."""
    encoder = Encoder(artefact, threads=2)
    encoder.likely = -float("inf")
    rows, vectors = list[dict[str, str]](), []
    for item, indicator, assertion in _chosen(list(items), random.Random(seed)):  # noqa: S311  # not for secrets
        neutral = known([item])[item.id].neutral
        vector = encoder.read(item.role, [passage.text for passage in neutral]).vector(0, COLUMN[indicator])
        if vector is not None:
            rows.append({"indicator": indicator, "assertion": assertion, "text": item.text.strip()})
            vectors.append(vector)
    stored(artefact, rows, vectors)


def _chosen(items: list[Authored], rng: random.Random) -> Iterator[tuple[Authored, str, str]]:
    """Yield (passage, indicator, assertion), indicator by indicator."""
    found = defaultdict[tuple[str, bool], list[tuple[Authored, str, str]]](list)
    for item in items:
        if not item.case_id and len(item.passages) == 1 and len(item.text.strip()) in _LENGTHS:
            for indicator, assertion in item.passages[0].labels.items():
                found[indicator, assertion in SHOWN].append((item, indicator, assertion))
    for indicator in INDICATORS:
        for worth, most in _MOST.items():
            here = found[indicator, worth]
            yield from rng.sample(here, min(most, len(here)))
