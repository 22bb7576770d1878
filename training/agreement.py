"""How far two hands agree on the same passages: `python -m training.agreement` prints kappa for each indicator.

`training/corpus/second_coder.jsonl` holds the labels that a second hand gave a tenth of the whole notes without seeing the
first hand's. A passage counts as yes for an indicator where its label is worth showing.
"""

import json
import sys

import numpy as np
from numpy.typing import NDArray

from evaluation.authored import CORPUS, Labelled, authored
from evaluation.metrics import kappa
from nlp.indicators import INDICATORS
from nlp.records import SHOWN

Labels = dict[str, str]


def twice_coded() -> list[tuple[str, int, Labelled, Labels]]:
    """Return every passage coded twice: note, number of the passage, the first hand's passage, the second hand's labels."""
    lines = (CORPUS / "second_coder.jsonl").read_text(encoding="utf-8").splitlines()
    second = {row["id"]: {int(n): dict(labels) for n, labels in row["passages"].items()} for row in map(json.loads, lines)}
    return [
        (item.id, number, passage, second[item.id].get(number, {}))
        for item in authored("all") if item.id in second
        for number, passage in enumerate(item.passages)
    ]  # fmt: skip


def table() -> str:
    """Return kappa, and how often each hand said yes, by indicator; then over all; then the agreement on assertion."""
    rows = twice_coded()
    first = np.array([[p.labels.get(i) in SHOWN for i in INDICATORS] for _, _, p, _ in rows])
    other = np.array([[labels.get(i) in SHOWN for i in INDICATORS] for _, _, _, labels in rows])
    lines = [
        f"{len({r[0] for r in rows})} notes, {len(rows):,} passages",
        f"{'indicator':26}{'first':>7}{'second':>8}{'both':>6}{'kappa':>8}",
    ]
    for n, indicator in enumerate(INDICATORS):
        lines.append(_line(indicator, first[:, n], other[:, n]))
    lines.append(_line("all", first.ravel(), other.ravel()))
    right, alarms, misses = (first & other).sum(), (other & ~first).sum(), (first & ~other).sum()
    lines.append(f"second hand against the first: micro-F1 {2 * right / (2 * right + alarms + misses):.3f}")
    both = [(p.labels[i], labels[i]) for _, _, p, labels in rows for i in labels if i in p.labels]
    lines.append(f"same assertion where both label the indicator: {sum(a == b for a, b in both) / max(1, len(both)):.3f} (n {len(both):,})")
    return "\n".join(lines)


def _line(name: str, first: NDArray[np.bool_], other: NDArray[np.bool_]) -> str:
    agreed = kappa(first, other)
    shown = "not estimable" if agreed is None else f"{agreed:.2f}"
    return f"{name:26}{first.sum():7}{other.sum():8}{(first & other).sum():6}{shown:>8}"


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
