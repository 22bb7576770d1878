"""The simulation's results as the table in `docs/judging.md`: `python -m evaluation.review.results_table` writes it."""

import json
from pathlib import Path

from evaluation.review.simulation import RESULTS
from nlp.explain import title

PAGE = Path(__file__).parent.parent.parent / "docs" / "judging.md"
START, END = "<!-- simulation -->\n", "<!-- /simulation -->"


def current() -> str:
    """Return the table of the results that are kept."""
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    head = f"{found['repetitions']:,} reviews: {found['precision_covered']:.1%} of all precision intervals held the truth, "
    lines = [
        head + f"and {found['recall_held']:.1%} of all bounds of recall.", "",
        "| sample | passages worth finding | read | true share right | width of the interval | truth held |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]  # fmt: skip
    for name, row in found["precision"].items():
        kind, _, indicator = name.partition("/")
        words = {"flagged": "", "flagged_by_case": ", whole cases"}.get(kind, "")
        shown = title(indicator) + words if indicator else "All that is shown"
        common = f"{row['prevalence']:.2%}" if row["prevalence"] else ""
        lines.append(f"| {shown} | {common} | {row['n']:.0f} | {row['true_precision']:.2f} | {row['width']:.2f} | {row['covered']:.1%} |")
    lines += ["", "| recall | passages worth finding | true recall | mean bound | bound held |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, row in found["recall"].items():
        lines.append(f"| {title(name)} | {row['prevalence']:.2%} | {row['true_recall']:.2f} | {row['bound']:.2f} | {row['held']:.1%} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the table into the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(START)
    PAGE.write_text(before + START + current() + END + rest.partition(END)[2], encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
