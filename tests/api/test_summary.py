"""The plain-text summary: short lines, every quote and question, and nothing that a mail or case system could trip over."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlp
from api.plain import one_line, split_question
from api.summary import summary
from nlp.explain import words
from tests.api.payloads import PAYLOADS
from tests.api.test_word import SEEN, example, reviewed, scan
from tests.conftest import EXAMPLES

LINE = re.compile(r"(?:[A-Za-z0-9].{0,97}| {3}.{1,95})?")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("[0-9c]*")), ids=lambda path: path.name)
def test_it_holds_number_title_quote_question_and_gaps_in_short_lines(path: object) -> None:
    reviews = example(getattr(path, "name", ""))
    made = summary(reviews)
    assert all(LINE.fullmatch(line) for line in made.splitlines())
    text = one_line(made)
    for _, review in reviews:
        for number, flag in enumerate(review.flags, 1):
            title, quote = re.escape(words()[flag.indicator]["title"]), re.escape(one_line(flag.quote)[:40])
            assert re.search(rf"{number}\. {title} \([^)]*\) “[^”]*{quote}", text)
            assert split_question(flag.questions[0])[0] in text
        for finding in review.findings:
            assert (one_line(finding.explanation) in text) == (finding.state in ("found", "not_found"))
    assert one_line(words()["not_told"]) in text
    assert "\x1b" not in made
    assert not re.search("[\u2500-\u259f]", made)


def test_a_note_with_nothing_in_it_says_that_silence_is_not_clearance() -> None:
    assert one_line(words()["empty"]) in one_line(summary(reviewed(nlp.Note(text="The library bus comes on Thursdays."))))


def test_a_question_is_written_once_a_note() -> None:
    made = one_line(summary(reviewed(nlp.Note(text="Dad smokes cannabis.\n\nMum smokes cannabis as well."))))
    assert "2. Cannabis use" in made
    assert made.count("What does this mean for the child day to day") == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_line_is_a_formula_and_no_control_character_is_left(payload: str) -> None:
    note = nlp.Note(text=f"{payload}\n{SEEN} {payload} he smokes cannabis {payload}", id=payload, role=payload, case_id=payload)
    made = summary(reviewed(note, note))
    assert all(LINE.fullmatch(line) for line in made.splitlines())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f]", made)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text(text: str, name: str) -> None:
    made = summary(reviewed(nlp.Note(text=f"{text}\n{SEEN}{text}", id=name, role=name)))
    assert all(len(line) <= 98 for line in made.split("\n"))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]", made)
    assert made.encode("utf-8")


def test_scan_prints_it() -> None:
    import subprocess

    done = scan("--format", "summary", str(EXAMPLES / "05_midwife_booking.txt"), stdout=subprocess.PIPE)
    assert done.returncode == 0
    assert done.stdout.decode().startswith("Second Look: 05_midwife_booking.txt\nMade with Second Look")
