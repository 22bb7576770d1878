"""Measure each rule on the authored corpus and write `nlp/rules/measured.yaml`: `python -m evaluation.measure_rules`.

For each rule: in how many gold passages it yielded a shown hit, and in how many of those the labels agree. Only texts
of hands that no rule was written from, and none of the calibration and test hands, which must stay unseen.
"""

import sys
from collections import Counter

from evaluation.authored import files, read_file
from evaluation.rule_report import judged
from nlp.indicators import INDICATORS
from nlp.rules.compiled import load_book
from nlp.rules.data import ROOT
from training.splits import split_of

_HEAD = """# How often each rule fired on the authored corpus (passages with a shown hit) and how often labels agreed: [fired, agreed].
# Made by `python -m evaluation.measure_rules`; do not edit.
"""


def measure() -> str:
    """Return the content of the file."""
    fired: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    unseen = (item for path in files("held") if split_of(path.stem) == "train" for item in read_file(path))
    for row in judged(unseen):
        for name, target in {(m.rule.id, m.rule.target) for m in row.mentions if m.shown and not m.rule.is_signal}:
            fired[name] += 1
            agreed[name] += row.wanted(target)
    lines = [_HEAD, "rules:\n"]
    by_target: dict[str, list[str]] = {i: [] for i in INDICATORS}
    for rule in load_book().rules:
        if not rule.is_signal:
            by_target[rule.target].append(rule.id)
            if fired[rule.id]:
                lines.append(f"  {rule.id}: [{fired[rule.id]}, {agreed[rule.id]}]\n")
    lines.append("indicators:\n")
    for target, ids in by_target.items():
        total = sum(fired[i] for i in ids)
        lines.append(f"  {target}: {sum(agreed[i] for i in ids) / total if total else 0.5:.3f}\n")
    return "".join(lines)


if __name__ == "__main__":
    (ROOT / "measured.yaml").write_text(measure(), encoding="utf-8")
    sys.stdout.write("written: nlp/rules/measured.yaml\n")
