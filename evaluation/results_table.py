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
RESULTS = ROOT / "evaluation" / "results"
PROFILES = ("full", "large", "rules")
_ROWS = (
    ("all 23 indicators, micro", "all_micro"), ("recorded concerns (family A)", "family_a_micro"),
    ("gaps in practice (family B)", "family_b_micro"), ("children without a recorded voice, person by person", "child_finding"),
    ("men of whom little is known, person by person", "man_finding"),
)  # fmt: skip
START, END = "<!-- results -->", "<!-- /results -->"


def table(results: dict[str, dict[str, Any]]) -> str:
    """Return the table as Markdown; `results` holds the results of each profile, the one that users get first."""
    lines = ["Measured on 40 fictional development notes (other writers, never used for training), passage by passage:", ""]
    lines.append("| | " + " | ".join(f"{p}: precision | recall | F1" for p in results) + " |")
    lines.append("| --- |" + " ---: | ---: | ---: |" * len(results))
    for name, key in _ROWS:
        lines.append(f"| {name} | " + " | ".join(_three(r["summary"], key) for r in results.values()) + " |")
    lines.append("")
    for profile, of in results.items():
        summary = of["summary"]
        low, high = summary["all_micro_f1_ci95"]
        lines.append(
            f"Profile `{profile}`: 95 % interval of the micro F1 {low:.2f} to {high:.2f}. Mentions that are denied, planned or general and "
            f"were flagged all the same: {summary['hard_negatives_flagged']:.2f}. Passages without any indicator that were flagged: "
            f"{summary['clean_passages_flagged']:.2f}."
        )
    first = next(iter(results))
    lines += ["", f"| indicator (profile `{first}`) | passages | precision | recall | F1 |", "| --- | ---: | ---: | ---: | ---: |"]
    for indicator in FAMILY_A + FAMILY_B:
        row = results[first]["indicators"].get(indicator, {"tp": 0, "fp": 0, "fn": 0})
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
    kept = {p: RESULTS / f"dev_{p}.json" for p in PROFILES}
    return table({p: json.loads(path.read_text(encoding="utf-8")) for p, path in kept.items() if path.is_file()})


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
