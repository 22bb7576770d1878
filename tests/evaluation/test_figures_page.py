"""The page of figures is that of the result files, and nothing went wrong in them."""

import json

from evaluation.benchmarks import bench, figures, soak


def test_the_page_is_that_of_the_results() -> None:
    assert figures.PAGE.read_text(encoding="utf-8") == figures.page()


def test_nothing_went_wrong_in_the_soak_that_is_kept() -> None:
    found = json.loads(soak.RESULTS.read_text(encoding="utf-8"))
    assert soak.faults(found) == []
    assert found["memory"]["growth"] <= soak.MOST_GROWTH
    assert (found["plan"]["clients"], found["plan"]["seconds"], len(found["kills"])) == (50, 600, 10)


def test_every_answer_was_measured_with_1_10_and_50_clients() -> None:
    found = json.loads(bench.RESULTS.read_text(encoding="utf-8"))
    for profile in bench.PROFILES:
        assert [row["clients"] for row in found["http"][profile]["clients"]] == [1, 10, 50]
