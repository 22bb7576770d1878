"""The model's card, `docs/model.md`, from the artefact's manifest and the results on the test hands: `python -m evaluation.card`.

A test holds the page equal to what this makes, so that no figure stands in it that nobody measured.
"""

import json
import sys
from pathlib import Path
from typing import Any

from evaluation.evaluate import RESULTS
from nlp.explain import title
from nlp.models.artefact import shipped

PAGE = Path(__file__).parent.parent / "docs" / "model.md"
_INTRO = """# The trained model

The profile `full` reads every passage with a small trained model beside the rules. The model reads a passage with what stands
around it, and says for each indicator how likely a reader would mark it. A linear scorer, which knows words but not what stands
between them, reads along. Rules and both models are weighed together to one confidence.
Where a rule named the passage, the rule's words are shown; where only the model did, the words that carried its score are shown,
and the card says so.

It decides nothing, and it was trained on fictional notes only. It runs on this computer, without a graphics card.
"""
_BESIDE = """## Beside other ways on the same passages

| | precision | recall | F1 (95 % interval) | family A F1 | family B F1 | hard negatives flagged | clean passages flagged |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""
_EACH = """## Each indicator, rules and model

| indicator | passages | precision (95 %) | recall (95 %) | F1 |
| --- | ---: | ---: | ---: | ---: |"""
_FAILURES = """## Known failures

- What is only implied over several notes: the model reads about 180 words at once.
- Long formal documents: the test hands wrote few, so how it does there has not been measured.
- Domestic abuse told by signs alone: most such passages are missed (see its recall above).
- A child's signs without words, and gaps that only somebody who knows the procedure would see.
- Exploitation by peers and strangers, for which the definitions have no exact place.
- Any writing that is unlike the corpus: other languages, scanned forms, strings of text messages.
"""
_CORPUS = "../training/corpus/README.md"
_METHODS = {"keywords": "a list of keywords", "rules": "rules alone", "linear": "the linear scorer alone", "encoder": "the encoder alone",
            "full": "rules and model"}  # fmt: skip


def card(manifest: dict[str, Any], results: dict[str, Any]) -> str:
    """Return the page as Markdown."""
    plan, methods = manifest["plan"], results["methods"]
    learnt = f"{plan['epochs']} passes over the training hands of [the corpus]({_CORPUS}), seed {manifest['seed']}"
    if manifest["taught"] and plan["gold"] < 1:
        learnt += f"; {100 * (1 - plan['gold']):.0f} in 100 of what it learns are a larger encoder's scores, the rest the labels"
    if plan.get("start"):
        learnt += f"; it goes on from `{plan['start']}` and reads {100 * plan['again']:.0f} in 100 of what that had learnt again"
    facts = {
        "version": f"`{manifest['version']}`",
        "made from": f"{manifest['base']} ({manifest['licence']}), sha256 `{manifest['base_sha256'][:16]}…`",
        "training": learnt,
        "time": f"{manifest['training_minutes']} minutes on {manifest['trained_on']}",
        "made with": "`secondlook train`, by the plan in its manifest",
        "measured on": f"{results['notes']} notes, {results['cases']} cases, {results['passages']:,} passages of hands that neither rules, "
        "model nor weights have seen",
    }
    lines = [_INTRO, "| | |", "| --- | --- |", *(f"| {name} | {fact} |" for name, fact in facts.items()), "", _BESIDE]
    for name, row in methods.items():
        every = row["all"]
        low, high = every["f1_ci95"]
        figures = [_two(every["precision"]), _two(every["recall"]), f"{_two(every['f1'])} ({low:.2f} to {high:.2f})",
                   _two(row["family_a"]["f1"]), _two(row["family_b"]["f1"]), _two(row["hard_negatives_flagged"]),
                   _two(row["clean_passages_flagged"])]  # fmt: skip
        lines.append(f"| {_METHODS.get(name, name)} | {' | '.join(figures)} |")
    error = results["calibration"]
    within = f"A confidence means what it says to within {100 * error['ece']:.1f} in 100 on average"
    lines += ["", f"{within} ({error['n']:,} decisions above 0.05).", "", _EACH]
    for name, row in results["indicators"].items():
        lines.append(f"| {title(name)} | {row['n']} | {_with(row, 'precision')} | {_with(row, 'recall')} | {_two(row['f1'])} |")
    made = "Made by `python -m evaluation.card` from `evaluation/results/test_full.json`"
    lines += ["", _FAILURES, f"{made}; rules version `{results['versions']['rules']}`.", ""]
    return "\n".join(lines)


def _two(value: float | None) -> str:
    return "not estimable" if value is None else f"{value:.2f}"


def _with(row: dict[str, Any], name: str) -> str:
    interval = row[f"{name}_ci95"]
    return _two(row[name]) + (f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else "")


def current() -> str:
    """Return the page for the model that ships."""
    folder = shipped("full")
    if folder is None:
        raise SystemExit("no model ships")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return card(manifest, json.loads((RESULTS / "test_full.json").read_text(encoding="utf-8")))


if __name__ == "__main__":
    PAGE.write_text(current(), encoding="utf-8")
    sys.stdout.write("written: docs/model.md\n")
