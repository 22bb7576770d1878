"""No regular expression of ours runs away: each is given the texts that are worst for it, as long as what it is ever run on."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

import api
import nlp
from nlp.casework.dates import _grammar
from nlp.rules.compiled import load_book
from nlp.text.passages import MOST_WORDS
from tests.conftest import ROOT
from tests.hardening.pumps import pumps

LONGEST_PASSAGE = 100 * MOST_WORDS + MOST_WORDS
"""Characters of a passage at most: rules, and most other expressions, never see more at once."""
MOST_SECONDS = 0.4
SHORT = {"nlp.context.sentence._WORD": 20, "nlp.casework.dates.before": 24, "nlp.casework.dates.before_month": 24,
         "nlp.casework.dates._leads": 24, "nlp.casework.dates._week_of": 24}  # fmt: skip
"""Expressions that are only ever looked for in so many characters before a place."""
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
            made = hasattr(value, "cache_info") and "re.Pattern" in str(getattr(value, "__annotations__", {}).get("return", ""))
            several = value() if made else value
            for number, one in enumerate(several if isinstance(several, tuple) else (several,)):
                if isinstance(one, re.Pattern) and one not in found.values():
                    found[f"{module.__name__}.{name}{number or ''}"] = one
    grammar = _grammar()
    found |= {f"nlp.casework.dates.{key}": getattr(grammar, key) for key in ("dates", "lengths", "before", "before_month", "after_part")}
    return found


@cache
def source() -> str:
    """Return all our code, to see how an expression is used."""
    return "\n".join(path.read_text(encoding="utf-8") for package in ("nlp", "api") for path in sorted((ROOT / package).rglob("*.py")))


def searches(name: str) -> bool:
    """Whether an expression is looked for anywhere in a text, not only matched at a place."""
    short = name.rpartition(".")[2].rstrip("0123456789")
    used = set(re.findall(rf"\b{short}(?:\(\))?\.(match|fullmatch|search|finditer|findall|sub|split)\b", source()))
    return not used or not used <= {"match", "fullmatch"}


def slowest(pattern: "re.Pattern[Any]", size: int, *, anywhere: bool = True) -> float:
    """Return the longest that any of the texts takes."""
    worst = 0.0
    for text in pumps(pattern, size):
        given: Any = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
        began = time.process_time()
        for _ in pattern.finditer(given) if anywhere else ():
            pass
        pattern.match(given)
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
    assert slowest(EXPRESSIONS[name], SHORT.get(name, LONGEST_PASSAGE), anywhere=searches(name)) < MOST_SECONDS


def test_no_rule_runs_away() -> None:
    """Every fortieth expression that rules are made into; all of them have the same few parts."""
    book = load_book()
    regexes = sorted({compiled.regex for rule in book.rules for compiled in rule.match})
    assert len(regexes) > 500
    late = [regex[:60] for regex in regexes[::40] if slowest(re.compile(regex), 3_000) > MOST_SECONDS]
    assert late == []

