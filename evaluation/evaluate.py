"""`secondlook evaluate`: how well each part does on the test hands, which neither training nor calibration has seen.

One table of the same passages by keywords, by rules alone, by each model alone, and by all together as shipped; per
indicator with intervals; calibration; and what the assertion is worth. Results go to `evaluation/results/test_<profile>.json`.
"""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

import nlp
from evaluation.alone import alone, scorers
from evaluation.authored import Authored
from evaluation.metrics import Answers, average_precision, calibration, counts, measured
from nlp.indicators import FAMILY_A, FAMILY_B, INDICATORS
from nlp.records import SHOWN, Note
from nlp.text.tokens import normal
from nlp.version import versions

RESULTS = Path(__file__).parent / "results"
_KEYWORDS = Path(__file__).parent / "keywords.yaml"
_NUMBER = {name: number for number, name in enumerate(INDICATORS)}


class Gold:
    """Labels of the test notes, passage by passage as their writers cut them."""

    def __init__(self, items: Iterable[Authored]) -> None:
        self.items = [item for item in items if item.case_id]
        cases = {name: number for number, name in enumerate(dict.fromkeys(i.case_id for i in self.items))}
        rows = [(item, passage) for item in self.items for passage in item.passages]
        self.case = np.array([cases[item.case_id] for item, _ in rows])
        self.shown = np.array([[p.labels.get(i) in SHOWN for i in INDICATORS] for _, p in rows], bool)
        self.aside = np.array([[i in p.labels and p.labels[i] not in SHOWN for i in INDICATORS] for _, p in rows], bool)
        self.told = [p.labels for _, p in rows]


def evaluate(profile: str, items: Iterable[Authored]) -> dict[str, Any]:
    """Return the results of `profile` on whole notes, with every baseline on the same passages."""
    gold = Gold(items)
    methods = {"keywords": _keywords(gold), "rules": _profile("rules", gold)[0]}
    for name, scorer, limits in reversed(list(scorers(profile))):  # the better one last
        methods[name] = alone(scorer, limits, gold.items, methods["rules"])
    fused, assertions = _profile(profile, gold)
    methods[profile] = fused
    tables = {name: counts(answers) for name, answers in methods.items()}
    families = {"all": INDICATORS, "family_a": FAMILY_A, "family_b": FAMILY_B}
    best = tables[profile]
    return {
        "versions": versions(profile), "notes": len(gold.items), "cases": int(gold.case.max()) + 1, "passages": len(gold.case),
        "methods": {
            name: {family: measured(table[:, [_NUMBER[i] for i in members]].sum(1)) for family, members in families.items()}
            | {
                "hard_negatives_flagged": _share(methods[name].said, gold.aside),
                "clean_passages_flagged": _clean(methods[name].said, gold.shown),
            }
            for name, table in tables.items()
        },
        "indicators": {
            i: measured(best[:, n]) | {"average_precision": average_precision(fused.chance[:, n], gold.shown[:, n])}
            for i, n in _NUMBER.items()
        },
        "calibration": calibration(fused.chance.ravel(), gold.shown.ravel()), "assertion": assertions,
    }  # fmt: skip


def _profile(profile: str, gold: Gold) -> tuple[Answers, dict[str, Any]]:
    """Return what a profile flags, and how often the assertion of a right flag is right."""
    pipeline = nlp.load(profile=profile)
    said = np.zeros_like(gold.shown)
    chance = np.zeros(gold.shown.shape)
    asserted: dict[str, list[int]] = {a: [0, 0] for a in sorted(SHOWN)}
    row = 0
    for item in gold.items:
        review = pipeline.review(Note(text=item.text, id=item.id, date=item.date, role=item.role))
        for passage in item.passages:
            for flag, shown in [(f, True) for f in review.flags] + [(f, False) for f in review.set_aside]:
                if flag.start < passage.end and flag.end > passage.start:
                    column = _NUMBER[flag.indicator]
                    if shown:
                        said[row, column] = True
                        want = passage.labels.get(flag.indicator)
                        if want in SHOWN:
                            asserted[str(want)][0] += flag.assertion == want
                            asserted[str(want)][1] += 1
                    if shown or flag.assertion in SHOWN:
                        chance[row, column] = max(chance[row, column], flag.confidence.value)
            row += 1
    shares = {a: {"right": right, "n": n, "share": right / n if n else None} for a, (right, n) in asserted.items()}
    return Answers(said, gold.shown, gold.case, chance), shares


def _keywords(gold: Gold) -> Answers:
    """Return what an afternoon's list of words flags."""
    content = yaml.safe_load(_KEYWORDS.read_text("utf-8"))
    listed: dict[str, list[list[str]]] = {i: [normal(w) for w in words] for i, words in content.items()}
    said = np.zeros_like(gold.shown)
    row = 0
    for item in gold.items:
        for passage in item.passages:
            norms = normal(item.text[passage.start : passage.end])
            for indicator, phrases in listed.items():
                said[row, _NUMBER[indicator]] = any(_holds(norms, phrase) for phrase in phrases)
            row += 1
    return Answers(said, gold.shown, gold.case, said.astype(float))


def _holds(norms: list[str], phrase: list[str]) -> bool:
    return any(norms[at : at + len(phrase)] == phrase for at in range(len(norms) - len(phrase) + 1))


def _share(said: NDArray[np.bool_], of: NDArray[np.bool_]) -> float | None:
    return float(said[of].mean()) if of.any() else None


def _clean(said: NDArray[np.bool_], shown: NDArray[np.bool_]) -> float:
    return float(said[~shown.any(1)].any(1).mean())


def written(results: dict[str, Any], profile: str) -> str:
    """Keep the results and return them as a table to read."""
    kept = {"date": date.today().isoformat(), **results}
    (RESULTS / f"test_{profile}.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    lines = [f"{results['notes']} notes, {results['cases']} cases, {results['passages']:,} passages of the test hands", ""]
    lines.append(f"{'method':12}{'P':>8}{'R':>8}{'F1':>8}  {'95 % of F1':14}{'A P':>8}{'A F1':>8}{'B F1':>8}{'hard':>8}{'clean':>8}")
    for name, row in results["methods"].items():
        every, a, b = row["all"], row["family_a"], row["family_b"]
        low, high = every["f1_ci95"]
        lines.append(
            f"{name:12}{_three(every['precision'])}{_three(every['recall'])}{_three(every['f1'])}  {low:.3f}-{high:.3f}   "
            f"{_three(a['precision'])}{_three(a['f1'])}{_three(b['f1'])}{_three(row['hard_negatives_flagged'])}{_three(row['clean_passages_flagged'])}"
        )
    lines += ["", f"{'indicator':26}{'n':>5}{'P':>8}{'R':>8}{'F1':>8}{'AP':>8}  95 % of F1"]
    for name, row in results["indicators"].items():
        interval = "{:.2f}-{:.2f}".format(*row["f1_ci95"]) if row["f1_ci95"] else "not estimable"
        figures = "".join(_three(row[key]) for key in ("precision", "recall", "f1", "average_precision"))
        lines.append(f"{name:26}{row['n']:5}{figures}  {interval}")
    error = results["calibration"]
    lines += ["", f"calibration error (decisions above 0.05, n {error['n']:,}): {_three(error['ece']).strip()}"]
    return "\n".join(lines) + "\n"


def _three(value: float | None) -> str:
    return f"{'-':>8}" if value is None else f"{value:8.3f}"
