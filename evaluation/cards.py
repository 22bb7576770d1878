"""The cards of the 23 indicators, `docs/cards/`: what each means, and how well it is found: `python -m evaluation.cards`.

A card takes its definition from `docs/indicators.md`, its examples from the rules' own, its figures from `evaluation/results/`,
and its known failures from the figures, the traps that are not passed yet and `known_failures.yaml`. A test holds the pages equal
to what this makes, so that no figure stands in one that nobody measured.
"""

import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from evaluation.review.shares import wilson
from nlp.explain import title
from nlp.indicators import FAMILY_A, FAMILY_B, INDICATORS
from nlp.rules.data import ROOT as RULES
from nlp.rules.loader import read_rule_file

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "cards"
RESULTS = Path(__file__).parent / "results"
_DEFINITIONS = ROOT / "docs" / "indicators.md"
_FAILURES = Path(__file__).parent / "known_failures.yaml"
_TRAPS = ROOT / "tests" / "traps"
_EXAMPLES = 4
_LONGEST = 140  # characters of an example
_FEW = 30  # passages, below which an interval is too wide to compare with
_MADE = "<!-- Made by `make figures` from docs/indicators.md, the rules and evaluation/results/; a test holds it equal. -->"
NOT_ESTIMABLE = "not estimable"


def card(indicator: str, test: dict[str, Any], dev: dict[str, Any]) -> str:
    """Return the card of an indicator as Markdown; `test` and `dev` are the results files of the profile `full`."""
    rules = read_rule_file(RULES / "indicators" / f"{indicator}.yaml").rules
    shown = [_first(rule.examples.match) for rule in rules]
    quiet = [_first(rule.examples.no) for rule in rules]
    lines = [
        f"# {title(indicator)}", "", _MADE, "", *definition(indicator), "", "## Examples", "",
        f"From the rules' own examples, which are run as tests. {len(rules)} rules look for it; "
        "they and the trained model are weighed together.", "",
        "**Marked:**", "", *_listed(shown), "", "**Near to these, and left alone by the rules for them:**", "", *_listed(quiet), "",
        "## How well it is found", "", *figures(indicator, test, dev), "", "## Known failures", "", *_failures(indicator, test), "",
        f"See the rules themselves: `secondlook rules list {indicator}`. All cards: [the 23 indicators](index.md).", "",
    ]  # fmt: skip
    return "\n".join(lines)


def definition(indicator: str) -> list[str]:
    """Return the definition of an indicator: what it means, what is in, what is out, and where the learning comes from."""
    section = re.search(rf"^`{indicator}`\n(.*?)(?=^##|\Z)", _DEFINITIONS.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    if section is None:
        raise SystemExit(f"docs/indicators.md has no section with `{indicator}` below its heading")
    kept = [line for line in section[1].strip().splitlines() if not line.startswith("|")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join([f"`{indicator}`", "", *kept])).splitlines()


def figures(indicator: str, test: dict[str, Any], dev: dict[str, Any]) -> list[str]:
    """Return the table of figures, and on what they rest."""
    of_test = test["indicators"].get(indicator)
    of_dev = dev["indicators"].get(indicator, {"tp": 0, "fp": 0, "fn": 0})
    tp, fp, fn = of_dev["tp"], of_dev["fp"], of_dev["fn"]
    lines = [
        "| measured on | passages that a reader marked (n) | precision (95 %) | recall (95 %) | date |",
        "| --- | ---: | ---: | ---: | --- |",
        f"| {test['notes']} test notes | {of_test['n'] if of_test else 0} | {with_interval(of_test, 'precision')} | "
        f"{with_interval(of_test, 'recall')} | {date_of(test)} |",
        f"| 40 development notes | {tp + fn} | {_counted(tp, tp + fp)} | {_counted(tp, tp + fn)} | {date_of(dev)} |", "",
        "*Precision*: the part of the flagged passages that a reader marked too. *Recall*: the part of the passages that a reader marked "
        "that was flagged. All notes are fictional. In ordinary records concerns are rarer, so precision there will be lower.",
    ]  # fmt: skip
    if tp + fn < _FEW or not of_test or of_test["n"] < _FEW:
        lines += ["", f"Fewer than {_FEW} passages stand behind at least one line. Such a figure says little: look at the interval."]
    made = test["versions"]
    said = (
        f"Profile `full`, model `{made['model']}`, rules `{made['rules']}`. Intervals of the test notes draw whole cases anew; "
        "those of the development notes are Wilson's, as if passages were drawn one by one."
    )
    return [*lines, "", said]


def with_interval(row: dict[str, Any] | None, name: str) -> str:
    """Return a share with its interval, or that it cannot be estimated."""
    if not row or row[name] is None:
        return NOT_ESTIMABLE
    interval = row[f"{name}_ci95"]
    return f"{row[name]:.2f}" + (f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else f" (interval {NOT_ESTIMABLE})")


def date_of(results: dict[str, Any]) -> str:
    """Return the day on which results were measured."""
    return str(results.get("date", "not recorded"))


def _counted(right: int, of: int) -> str:
    if not of:
        return NOT_ESTIMABLE
    low, high = wilson(right, of)
    return f"{right / of:.2f} ({low:.2f} to {high:.2f})"


def _first(examples: list[str]) -> str:
    """Return the first example that stands by itself, or nothing."""
    return next((e for e in examples if "‖" not in e and len(e) <= _LONGEST), "")


def _listed(examples: list[str]) -> list[str]:
    """Return some examples, spread over the rules."""
    there = list(dict.fromkeys(e for e in examples if e))
    step = max(1, len(there) // _EXAMPLES)
    return [f"- {e}" for e in there[::step][:_EXAMPLES]]


def _failures(indicator: str, test: dict[str, Any]) -> list[str]:
    known = yaml.safe_load(_FAILURES.read_text(encoding="utf-8"))
    row = test["indicators"].get(indicator)
    lines = []
    if row and row["recall"] is not None:
        lines.append(f"- Of 10 passages that a reader marked in the test notes, about {round(10 * (1 - row['recall']))} were missed.")
    if row and row["precision"] is not None:
        lines.append(f"- Of 10 passages that were flagged, about {round(10 * (1 - row['precision']))} had not been marked by the reader.")
    lines += [f"- {said}" for said in [*known.get(indicator, []), *known["all"]]]
    traps = [trap for trap in _traps() if indicator in (*trap.get("flagged", []), *trap.get("not_flagged", []))]
    if traps:
        lines += ["", "Made-up sentences on which the rules are known to be wrong:", ""]
        lines += [f"- {trap['text']} ({_wanted(trap, indicator)})" for trap in traps]
    return lines


def _wanted(trap: dict[str, Any], indicator: str) -> str:
    return "missed" if indicator in trap.get("flagged", []) else "marked, and should not be, or read as the wrong kind"


@cache
def _traps() -> list[dict[str, Any]]:
    """Return the traps that are not passed yet."""
    names = {line for line in (_TRAPS / "not_yet.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(_TRAPS.glob("*.yaml"))]
    return [trap for content in files for trap in content["traps"] if trap["id"] in names]


def index(test: dict[str, Any]) -> str:
    """Return the page that leads to the cards."""
    lines = [
        "# The 23 indicators, each on a card", "", _MADE, "",
        "A card says what an indicator means, what is in and what is out, shows examples, and says how well it is found and where "
        "it fails. "
        f"Figures are of the profile `full` on {test['notes']} fictional test notes.", "",
        "| indicator | n | precision (95 %) | recall (95 %) |", "| --- | ---: | ---: | ---: |",
    ]  # fmt: skip
    for indicator in INDICATORS:
        row = test["indicators"].get(indicator)
        shares = f"{with_interval(row, 'precision')} | {with_interval(row, 'recall')}"
        lines.append(f"| [{title(indicator)}]({indicator}.md) | {row['n'] if row else 0} | {shares} |")
    for caption, family in (("Recorded concerns", FAMILY_A), ("Gaps in practice", FAMILY_B)):
        lines += ["", "```{toctree}", f":caption: {caption}", ":hidden:", "", *family, "```"]
    return "\n".join([*lines, ""])


def results(name: str) -> dict[str, Any]:
    """Return a results file."""
    content: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    return content


def current() -> dict[str, str]:
    """Return every page by its file's name."""
    test, dev = results("test_full"), results("dev_full")
    return {"index.md": index(test)} | {f"{i}.md": card(i, test, dev) for i in INDICATORS}


def main() -> None:
    """Write the pages."""
    PAGES.mkdir(exist_ok=True)
    for name, text in current().items():
        (PAGES / name).write_text(text, encoding="utf-8")
    sys.stdout.write("written: docs/cards/\n")


if __name__ == "__main__":
    main()
