"""The mixed load: every kind of request is made, the same ones for the same seed, and a server answers each as it should."""

import itertools
import os
import random
import re
import sys

import pytest

from evaluation.benchmarks.load import load
from evaluation.benchmarks.memory import descendants
from evaluation.benchmarks.requests import KINDS, requests


def test_all_kinds_are_made_and_the_same_for_the_same_seed() -> None:
    first, second = ([*itertools.islice(requests("rules", random.Random(7)), 900)] for _ in range(2))
    assert {request.kind for request in first} == set(KINDS)
    assert [(r.kind, r.address, r.headers) for r in first] == [(r.kind, r.address, r.headers) for r in second]
    assert {request.leaves for request in first} == {"", "while", "after"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory of other processes can be read on Linux only")
def test_a_few_seconds_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluation.benchmarks.load._SETTLE", 0.2)
    before = descendants(os.getpid())
    report, _ = load(profile="rules", minutes=0.05)
    assert re.search(r"memory at the end: +\d+ processes, PSS \d", report)
    assert "p99" in report
    assert not re.search(r"\b5\d\d [1-9]|no answer", report.partition("by status:")[2].partition("\n")[0])
    assert set(descendants(os.getpid())) <= set(before)
