"""The README's table of measured quality, from `evaluation/results/`: `python -m evaluation.results_table` writes it.

A test holds the README equal to the results file, so that no figure stands that nobody measured.
"""

import json
import sys
from pathlib import Path
from typing import Any

from nlp.explain import title
from nlp.indicators import FAMILY_A, FAMILY_B

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "evaluation" / "results" / "dev_rules.json"
START, END = "<!-- results -->", "<!-- /results -->"


def table(results: dict[str, Any]) -> str:
    """Return the table as Markdown."""
    summary, counts = results["summary"], results["indicators"]
    low, high = summary["all_micro_f1_ci95"]
    lines = [
        "Measured on 40 fictional development notes (other writers, never used for training), rules profile, passage by passage:",
        "",
        "| | precision | recall | F1 |",
        "| --- | ---: | ---: | ---: |",
        f"| all 23 indicators, micro (95 % interval of F1: {low:.2f} to {high:.2f}) | {_three(summary, 'all_micro')} |",
        f"| recorded concerns (family A) | {_three(summary, 'family_a_micro')} |",
        f"| gaps in practice (family B) | {_three(summary, 'family_b_micro')} |",
        f"| children without a recorded voice, person by person | {_three(summary, 'child_finding')} |",
        f"| men of whom little is known, person by person | {_three(summary, 'man_finding')} |",
        "",
        f"Mentions that are denied, planned or general and were flagged all the same: {summary['hard_negatives_flagged']:.2f}. "
        f"Passages without any indicator that were flagged: {summary['clean_passages_flagged']:.2f}.",
        "",
        "| indicator | passages | precision | recall | F1 |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for indicator in FAMILY_A + FAMILY_B:
        row = counts.get(indicator, {"tp": 0, "fp": 0, "fn": 0})
        tp, fp, fn = row["tp"], row["fp"], row["fn"]
        shares = " | ".join((_share(tp, tp + fp), _share(tp, tp + fn), _share(2 * tp, 2 * tp + fp + fn)))
        lines.append(f"| {title(indicator)} | {tp + fn} | {shares} |")
    return "\n".join(lines)


def _three(summary: dict[str, float], name: str) -> str:
    return " | ".join(f"{summary[f'{name}_{part}']:.2f}" for part in ("p", "r", "f1"))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "not estimable"


def current() -> str:
    """Return the table of the results that are kept."""
    return table(json.loads(RESULTS.read_text(encoding="utf-8")))


def main() -> None:
    """Put the table between its marks in the README."""
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{START}\n{current()}\n{END}{after}", encoding="utf-8")
    sys.stdout.write("written: README.md\n")


if __name__ == "__main__":
    main()
