"""No regular expression of ours runs away: each is given the texts that are worst for it, as long as what it is ever run on."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

import api
import nlp
from nlp.rules.compiled import load_book
from nlp.text.passages import MOST_WORDS
from tests.hardening.pumps import pumps

LONGEST_PASSAGE = 100 * MOST_WORDS + MOST_WORDS
"""Characters of a passage at most: rules, and most other expressions, never see more at once."""
MOST_SECONDS = 0.4
_NOT_IMPORTED = ("api.store.migrations.env", "nlp.screening.engines", "nlp.screening.spark", "api.spark_submit")


def modules() -> Iterator[Any]:
    for package in (nlp, api):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not found.name.startswith(_NOT_IMPORTED):
                yield importlib.import_module(found.name)


def expressions() -> dict[str, "re.Pattern[Any]"]:
    """Every expression that stands in a module, or that one of its functions without arguments makes, by where it stands."""
    found: dict[str, re.Pattern[Any]] = {}
    for module in modules():
        for name, value in vars(module).items():
            if getattr(value, "__module__", module.__name__) != module.__name__:
                continue
            if hasattr(value, "cache_info") and "re.Pattern" in str(getattr(value, "__annotations__", {}).get("return", "")):
                value = value()
            for number, one in enumerate(value if isinstance(value, tuple) else (value,)):
                if isinstance(one, re.Pattern):
                    found[f"{module.__name__}.{name}{number or ''}"] = one
    return found


def slowest(pattern: "re.Pattern[Any]", size: int) -> float:
    """Return the longest that any of the texts takes."""
    worst = 0.0
    for text in pumps(pattern, size):
        given: Any = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
        began = time.process_time()
        for _ in pattern.finditer(given):
            pass
        pattern.fullmatch(given)
        worst = max(worst, time.process_time() - began)
        if worst > MOST_SECONDS:
            break
    return worst


EXPRESSIONS = expressions()


def test_the_check_finds_what_runs_away() -> None:
    assert slowest(re.compile(r"(a+)+b"), 24) > MOST_SECONDS
    assert slowest(re.compile(r"\s+$"), LONGEST_PASSAGE) > MOST_SECONDS
    assert slowest(re.compile(r"\s{1,50}+$"), LONGEST_PASSAGE) < MOST_SECONDS


def test_most_expressions_are_found() -> None:
    assert len(EXPRESSIONS) > 70


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_does_not_run_away(name: str) -> None:
    assert slowest(EXPRESSIONS[name], LONGEST_PASSAGE) < MOST_SECONDS


def test_no_rule_runs_away() -> None:
    """Every fortieth expression that rules are made into; all of them have the same few parts."""
    book = load_book()
    regexes = sorted({compiled.regex for rule in book.rules for compiled in rule.match})
    assert len(regexes) > 500
    late = [regex[:60] for regex in regexes[::40] if slowest(re.compile(regex), 3_000) > MOST_SECONDS]
    assert late == []

