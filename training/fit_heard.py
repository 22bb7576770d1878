"""Fit how much each word of a passage speaks for the signals that satisfy a question: `python -m training.fit_heard`.

Reads the signals of the gold passages of the development files, writes `nlp/rules/people/heard.yaml`. A logistic regression
with an L1 penalty over the words of a passage; names are read as their marks (`<child>`, `<man>`), so no name is weighed.
"""

import argparse
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from evaluation.authored import CORPUS, READ, Authored, read_file
from evaluation.people_report import DEVELOPMENT
from nlp.casework import signals
from nlp.casework.heard import Cues
from nlp.context import Assessor
from nlp.detect import read
from nlp.indicators import SIGNALS
from nlp.people import kinds
from nlp.people.kinds import Scale
from nlp.people.vocabulary import clip, vocabulary
from nlp.rules.compiled import load_book
from training.fit_people import fit, written

HEARD = Path(kinds.__file__).parent.parent / "rules" / "people" / "heard.yaml"
STRENGTH = 0.4


class Sample(NamedTuple):
    """One passage: the file it is of, what is weighed of it, and its gold signals."""

    name: str
    cues: frozenset[str]
    gold: frozenset[str]


def sample(name: str, notes: Iterable[Authored]) -> list[Sample]:
    """Return the passages of a file's notes."""
    book, assessor = load_book().without(frozenset(SIGNALS) - signals()), Assessor.load()
    found = list[Sample]()
    for note in notes:
        reading = read(note.text, book, assessor)
        starts = [passage.start for passage in reading.passages]
        gold: list[set[str]] = [set() for _ in starts]
        for labelled in note.passages if starts else ():
            gold[max(0, bisect_right(starts, labelled.start) - 1)] |= labelled.signals
        cues = Cues(reading)
        found += [Sample(name, frozenset(filter(_plain, cues.of(at))), frozenset(signs)) for at, signs in enumerate(gold)]
    return found


def _plain(cue: str) -> bool:
    """Whether a word is an ordinary one, or no word: what no list of words knows, or what is a name too, is not weighed."""
    lists, bare = vocabulary().lists, clip(cue)
    short = bare in lists.abbreviations and bare not in lists.genders
    return not bare.isalpha() or bare in lists.ordinary or bare in lists.people or short


def samples() -> list[Sample]:
    """Return the passages of all development files."""
    paths = [CORPUS / f"{name}.jsonl" for name in DEVELOPMENT] + sorted(CORPUS.glob("passages_*.tsv"))
    return [s for p in paths if p.suffix == ".jsonl" or p.name in READ for s in sample(p.stem, read_file(p))]


def scales(rows: Sequence[Sample]) -> dict[str, Scale]:
    """Return the weights for each signal."""
    return {target: fit([(row.cues, target in row.gold) for row in rows], strength=STRENGTH) for target in sorted(signals())}


def main() -> None:
    """Fit on all development files and write the weights."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    head = HEARD.read_text(encoding="utf-8").partition("\nscales:")[0]
    HEARD.write_text(written(scales(samples()), head), encoding="utf-8")


if __name__ == "__main__":
    main()
