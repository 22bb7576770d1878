"""The table of the security standard: each row has an answer, and each test that it names is there."""

import ast
import re
from functools import cache

import yaml

from tests.conftest import ROOT

LEVELS: dict[str, str] = yaml.safe_load((ROOT / "tests" / "docs" / "asvs_levels.yaml").read_text(encoding="utf-8"))
ANSWERS = {"met", "partly", "not met", "yours", "none here"}
PAGE = (ROOT / "docs" / "safety" / "asvs.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if re.match(r"\| \d", line)]


@cache
def functions_of(path: str) -> set[str]:
    file = ROOT / path
    assert file.is_file(), f"{path} is not there"
    found = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return {node.name for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_row_has_an_answer() -> None:
    assert len(ROWS) > 100
    for numbers, level, asks, answer, how in ROWS:
        assert re.fullmatch(r"\d+\.\d+\.\d+(, \d+\.\d+\.\d+)*", numbers), numbers
        assert level in ("1", "2", "1, 2"), numbers
        assert asks, numbers
        assert answer in ANSWERS, f"{numbers}: {answer}"
        assert how or answer in ("none here", "yours") or numbers == "3.7.1", f"{numbers}: how?"


def left_out(section: str) -> bool:
    """Whether the page says at its head that a section, or its whole chapter, is left out."""
    head = PAGE.split("\n## ")[0]
    named = re.findall(r"\d+(?:\.\d+)?", " ".join(re.findall(r"\(([\d., ]+)\)", head)))
    return section in named or section.split(".")[0] in named


def test_every_requirement_of_both_levels_stands_there_with_its_level() -> None:
    levels = {f"{section}.{n}": level for section, of in LEVELS.items() for n, level in enumerate(of, 1) if not left_out(section)}
    assert len(levels) > 200
    wanted = {number for number, level in levels.items() if level in "12"}
    there = {number: row[1] for row in ROWS for number in row[0].split(", ")}
    assert sorted(wanted - set(there)) == [], "not in the table"
    assert sorted(set(there) - wanted) == [], "of level 3, or no requirement at all"
    for row in ROWS:
        assert row[1] == ", ".join(sorted({levels[number] for number in row[0].split(", ")})), row[0]


def test_no_requirement_stands_twice() -> None:
    every = [number for row in ROWS for number in row[0].split(", ")]
    assert len(every) == len(set(every))


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)
    assert len(named) > 80
    for path, name in named:
        assert not name or name in functions_of(path), f"{path} has no {name}"
