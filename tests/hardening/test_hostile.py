"""Text that is made to stall or to break: a share of what `python -m evaluation.benchmarks.fuzz` tries, and the limits of one note."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

import nlp
from api.scan import run
from evaluation.benchmarks import fuzz, hostile
from evaluation.benchmarks.targets import TARGETS, Target
from nlp.errors import TooMuchError
from nlp.screening.records import Placed
from nlp.screening.reviewing import review_case
from nlp.text import bounds

SIZE = 40_000
TITLES = [title for title, _ in hostile.long_texts(100)]


@pytest.mark.parametrize("title", TITLES)
def test_ten_times_the_text_takes_not_much_more_than_ten_times_as_long(pipeline: nlp.Pipeline, title: str) -> None:
    """Or is refused: quadratic behaviour would make it a hundred times as long."""

    def seconds(size: int) -> float:
        text = next(text for name, text in hostile.long_texts(size) if name == title)
        best = 9e9
        for _ in range(2):
            began = time.process_time()
            try:
                pipeline.review(nlp.Note(text=text))
            except TooMuchError:
                return 0.0
            best = min(best, time.process_time() - began)
        return best

    short, long = seconds(SIZE // 10), seconds(SIZE)
    assert long < 0.5 or long < 35 * short, (short, long)


@pytest.mark.parametrize(("text", "what"), [
    ("a " * (bounds.MOST_WORDS + 1), "words and signs"), ("Left.\n" * (bounds.MOST_PASSAGES + 1), "sentences and lines"),
    ("mum dad " * (bounds.MOST_PLACES // 2 + 1), "words for people"),
])  # fmt: skip
def test_more_than_one_note_can_hold_is_refused_by_name(pipeline: nlp.Pipeline, text: str, what: str) -> None:
    with pytest.raises(TooMuchError, match=what):
        pipeline.review(nlp.Note(text=text))


def test_too_many_names_are_refused_and_cost_only_their_own_note(
    pipeline: nlp.Pipeline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = next(text for title, text in hostile.long_texts(160_000) if title == "thousands of names")
    with pytest.raises(TooMuchError, match="different names"):
        pipeline.review(nlp.Note(text=text))
    (tmp_path / "many.txt").write_text(text, encoding="utf-8")
    (tmp_path / "one.txt").write_text("Dad smokes cannabis in the shed.", encoding="utf-8")
    names = [str(tmp_path / "many.txt"), str(tmp_path / "one.txt")]
    assert run(names, form="jsonl", profile="rules", out=None, set_aside=False, quiet=False) == 1
    said = capsys.readouterr()
    assert "cannabis" in said.out
    assert "more than 3,000 different names" in said.err
    rows = review_case(pipeline, [Placed(0, "row 2", nlp.Note(text=text, case_id="c"))], pseudonymise=False)
    assert str(rows["errors"][0]["why"]).startswith("the note holds more than 3,000 different names")
    assert rows["errors"][0]["what_to_do"] == "Split it, one record a note"


@pytest.mark.parametrize(("target", "inputs"), [("text", 400), ("rules", 300), ("documents", 150)])
def test_hostile_inputs_are_answered_or_refused(target: str, inputs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)  # hypothesis alone: atheris is for those who develop
    fuzzed = fuzz.library(target, inputs, seed=11)
    assert fuzzed.wrong == {}, fuzzed.inputs
    assert sum(fuzzed.made.values()) >= inputs // 2
    assert fuzzed.ended["answered"] > inputs // 10


@pytest.mark.parametrize(("run_", "wrong"), [
    (lambda _: 1 / 0, "ZeroDivisionError"), (lambda _: "a quote is not the words of the text", "a quote"), (lambda _: _burn(), "took more"),
])  # fmt: skip
def test_it_sees_what_breaks_what_contradicts_itself_and_what_stalls(
    run_: Callable[[object], str], wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TARGETS, "text", Target(run_, 0.05))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    fuzzed = fuzz.library("text", 3, seed=1)
    assert next(iter(fuzzed.wrong)).startswith(wrong)


def _burn() -> str:
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    return ""
