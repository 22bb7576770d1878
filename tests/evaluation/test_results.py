"""Numbers in documents come from results files."""

from evaluation.card import PAGE
from evaluation.card import current as current_card
from evaluation.results_table import END, START, current, table
from tests.conftest import ROOT


def test_the_readme_shows_the_figures_that_were_measured() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.partition(START)[2].partition(END)[0].strip() == current().strip()


def test_nothing_to_estimate_is_said_so() -> None:
    names = ("all_micro", "family_a_micro", "family_b_micro", "child_finding", "man_finding")
    summary = dict.fromkeys([f"{name}_{part}" for name in names for part in ("p", "r", "f1")], 0.5)
    results = {
        "summary": {**summary, "all_micro_f1_ci95": [0.4, 0.6], "hard_negatives_flagged": 0.1, "clean_passages_flagged": 0.1},
        "indicators": {"domestic_abuse": {"tp": 0, "fp": 0, "fn": 3}},
    }
    assert "| Domestic abuse | 3 | not estimable | 0.00 | 0.00 |" in table({"rules": results})


def test_the_models_card_shows_the_figures_that_were_measured() -> None:
    assert PAGE.read_text(encoding="utf-8") == current_card()
