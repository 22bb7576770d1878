"""Check the authored corpus: `python -m training.corpus_check`. Prints its spread and every fault; exit status 1 on a fault.

Faults: a label or signal that is not in the codebook, a broken note, a near-duplicate passage, a run of eight words that also
stands in text which must stay out of training (given with `--apart`, or found in ../shared where that is there).
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evaluation.authored import CORPUS, Authored, authored
from nlp.indicators import INDICATORS, SIGNALS
from nlp.records import SHOWN

RUN = 8  # words; a run so long that is shared is copied
ASSERTIONS = frozenset({*SHOWN, "negated", "hypothetical", "other"})
STATES = {"children": ("voice", {"recorded", "partial", "absent"}), "men": ("assessed", {"yes", "partial", "no"})}
_ALIKE = 0.7  # share of common runs of four words from which two passages count as one
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def faults(items: Sequence[Authored], *, apart: Iterable[Path] = ()) -> Iterator[str]:
    """Yield what is wrong with the corpus, by the id of the text."""
    yield from _labels(items)
    yield from (f"{a} and {b}: nearly the same passage" for a, b in near_duplicates(items))
    kept_apart = {run for path in apart for run in runs(_plain(path), RUN)}
    for item in items:
        shared = kept_apart.intersection(runs(item.text, RUN))
        if shared:
            yield f"{item.id}: shares a run of {RUN} words with text kept apart"


def _labels(items: Sequence[Authored]) -> Iterator[str]:
    seen: Counter[str] = Counter(item.id for item in items)
    yield from (f"{key}: this id is there {count} times" for key, count in seen.items() if count > 1)
    for item in items:
        for passage in item.passages:
            for indicator, assertion in passage.labels.items():
                if indicator not in INDICATORS or assertion not in ASSERTIONS:
                    yield f"{item.id}: no label {indicator}:{assertion} in the codebook"
            yield from (f"{item.id}: no signal {s} in the codebook" for s in passage.signals - set(SIGNALS))
            if passage.end <= passage.start:
                yield f"{item.id}: an empty passage"
        for group, (key, allowed) in STATES.items():
            for person in getattr(item, group):
                if not person.get("ref") or person.get(key) not in allowed:
                    yield f"{item.id}: a person of `{group}` without name or with an unknown state"


def near_duplicates(items: Sequence[Authored]) -> Iterator[tuple[str, str]]:
    """Yield the ids of passages of eight words and more that share most of their runs of four words.

    Words that a case pastes from an earlier note of its own are meant to be there, and so are minimal pairs: nearly the
    same words under other labels.
    """
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    every: list[tuple[str, str, dict[str, str], frozenset[tuple[str, ...]]]] = []
    for item in items:
        for passage in item.passages:
            shingles = frozenset(runs(item.text[passage.start : passage.end], 4))
            if len(shingles) >= 5:
                for shingle in shingles:
                    holders[shingle].append(len(every))
                every.append((item.id, item.case_id or item.id, passage.labels, shingles))
    for number, (key, case, labels, shingles) in enumerate(every):
        shared: Counter[int] = Counter(n for shingle in shingles for n in holders[shingle] if n < number)
        for other, count in shared.items():
            its_key, its_case, its_labels, its_shingles = every[other]
            if its_case != case and its_labels == labels and count >= _ALIKE * len(shingles | its_shingles):
                yield its_key, key


def runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    """Yield every run of `length` words, in lower case and without punctuation."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    return zip(*(words[n:] for n in range(length)), strict=False)


def kept_apart() -> list[Path]:
    """Return the files whose text must not be trained on, where they lie beside the project."""
    shared = CORPUS.parent.parent.parent / "shared"
    return sorted([*shared.glob("eval/*.jsonl"), *shared.glob("seeds/*.md"), *shared.glob("seeds/*.txt")])


def spread(items: Sequence[Authored]) -> str:
    """Return a table of what the corpus holds."""
    notes = [i for i in items if i.case_id]
    cases = Counter(i.case_id for i in notes)
    shown: Counter[str] = Counter()
    aside: Counter[str] = Counter()
    for item in items:
        for passage in item.passages:
            for indicator, assertion in passage.labels.items():
                (shown if assertion in SHOWN else aside)[indicator] += 1
    lengths = sorted(len(i.text.split()) for i in notes)
    tenth = {n: lengths[n * len(lengths) // 10] for n in (1, 5, 9)}
    lines = [
        f"isolated passages {len(items) - len(notes):,}; whole notes {len(notes):,} with {sum(len(i.passages) for i in notes):,} passages; "
        f"cases of several notes {sum(n > 1 for n in cases.values())}; words {sum(len(i.text.split()) for i in items):,}",
        f"words of a note: a tenth up to {tenth[1]}, half up to {tenth[5]}, nine tenths up to {tenth[9]}",
        f"roles {len({i.role for i in items})}; years {min(i.date for i in notes)[:4]} to {max(i.date for i in notes)[:4]}",
        f"{'indicator':28}{'shown':>8}{'set aside':>11}",
    ]  # fmt: skip
    return "\n".join(lines + [f"{i:28}{shown[i]:8}{aside[i]:11}" for i in INDICATORS])


def _plain(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".jsonl":
        return text
    return "\n\n".join("".join(s["t"] for s in json.loads(line)["segments"]) for line in text.splitlines() if line.strip())


def main() -> None:
    """Print the spread and the faults."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--apart", type=Path, nargs="*", help="files whose text must not be in the corpus")
    args = parser.parse_args()
    items = list(authored("all"))
    print(spread(items))
    found = list(faults(items, apart=kept_apart() if args.apart is None else args.apart))
    print(*found, sep="\n")
    print(f"{len(found)} faults")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
