"""Which hand's texts train, which calibrate and which test: always a whole hand, never single passages.

The hands of `calibration` and `test` wrote none of the text that the model learns from, and no rule was written from
`notes_n` to `notes_z` and beyond.
"""

from collections.abc import Collection, Iterator
from typing import Literal

from evaluation.authored import Authored, files, read_file

Split = Literal["train", "calibration", "test"]
USUAL = frozenset({"notes_p", "notes_k", "notes_l", "notes_ah", "notes_ai", "notes_aj", "notes_ak"})
"""Calibration hands whose briefs asked for no indicator more than for others: thresholds are chosen on them alone."""
DENSE = frozenset({"notes_ad", "notes_ae", "notes_af", "notes_ag"})
"""Calibration hands that were asked for what is rare or told indirectly, far more of it than records hold."""
CALIBRATION = USUAL | DENSE
TEST = frozenset({"notes_s", "notes_m", "notes_y"})


def split_of(stem: str) -> Split:
    """Return the split of a corpus file."""
    return "calibration" if stem in CALIBRATION else "test" if stem in TEST else "train"


def texts(split: Split) -> Iterator[Authored]:
    """Yield the authored texts of a split, in file order."""
    yield from of_hands({path.stem for path in files("all") if split_of(path.stem) == split})


def of_hands(stems: Collection[str]) -> Iterator[Authored]:
    """Yield the authored texts of some hands, by the names of their files, in file order."""
    for path in files("all"):
        if path.stem in stems:
            yield from read_file(path)
