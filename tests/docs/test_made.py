"""Pages that are made from results, rules and code are what they are made from."""

import json
from pathlib import Path

import pytest

from evaluation import cards, fairness
from nlp.indicators import INDICATORS

MADE = cards.current()


@pytest.mark.parametrize("name", MADE)
def test_a_card_is_what_the_results_say(name: str) -> None:
    assert (cards.PAGES / name).read_text(encoding="utf-8") == MADE[name], "say: make figures"


def test_every_indicator_has_a_card_and_there_is_no_other() -> None:
    assert {path.name for path in cards.PAGES.glob("*.md")} == {"index.md", *(f"{i}.md" for i in INDICATORS)}


def test_the_fairness_statement_is_what_the_results_say() -> None:
    assert fairness.PAGE.read_text(encoding="utf-8") == fairness.page(), "say: make figures"


def test_what_cannot_be_estimated_is_said_so() -> None:
    test, dev = cards.results("test_full"), cards.results("dev_full")
    nothing = {**test["indicators"]["delay"], "n": 0, "precision": None, "recall": None, "precision_ci95": None, "recall_ci95": None}
    lines = cards.figures("delay", {**test, "indicators": {"delay": nothing}}, {**dev, "indicators": {}})
    assert f"| {test['notes']} test notes | 0 | not estimable | not estimable |" in "\n".join(lines)
    assert "| 40 development notes | 0 | not estimable | not estimable |" in "\n".join(lines)
    assert "Fewer than 30 passages" in "\n".join(lines)


def test_what_was_not_measured_is_said_so(tmp_path: Path) -> None:
    assert fairness.page(tmp_path).count("| `full` | not measured |") == 4
    heritages = {"polish": {"notes": 4, "same": 4}, "west_african": {"notes": 6, "same": 3}}
    swap = {"profile": "full", "notes": 10, "same": 7, "flags_changed_share": 0.031, "heritages": heritages}
    (tmp_path / "name_swap_full.json").write_text(json.dumps(swap), encoding="utf-8")
    (tmp_path / "name_swap_sex_full.json").write_text(json.dumps({**swap, "sex": True, "same": 10}), encoding="utf-8")
    ways = {"shorthand": {"notes": 9, "cut_otherwise": 1, "flags": 50, "gone": 0.04, "come": 0.02}}
    pairs = {"all": {"pairs": 20, "concern": 10, "again": 11, "same": 15, "denied_left_alone": 19, "told_apart": 9}}
    (tmp_path / "behaviour_full.json").write_text(json.dumps({"profile": "full", "ways": ways, "pairs": pairs}), encoding="utf-8")
    page = fairness.page(tmp_path)
    assert "| `full` | 10 | 0.70 (0.40 to 0.89) | 3.1 in 100 |" in page
    assert "| `full` | 10 | 1.00 (0.72 to 1.00) | 3.1 in 100 |" in page
    assert "The lowest is West African." in page
    assert "| `full` | shorthand | 9 | 50 | 4.0 in 100 | 2.0 in 100 |" in page
    assert "| `full` | 20 | 0.50" in page
