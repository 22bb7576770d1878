"""Pages for practitioners and for quality teams can be read by somebody of ten, pages for reviewers by somebody of thirteen."""

import pytest

from tests.conftest import ROOT
from tests.docs.reading_age import reading_age, sentences, words

MOST_YEARS = {
    "start.md": 10, "practitioners.md": 10, "quality.md": 10, "problems.md": 10, "limits.md": 10, "case.md": 13, "reviewing.md": 13,
}  # fmt: skip
MOST_WORDS = 28  # of one sentence, on pages for somebody of ten


@pytest.mark.parametrize(("page", "years"), MOST_YEARS.items())
def test_a_page_is_easy_to_read(page: str, years: int) -> None:
    said = sentences(ROOT / "docs" / page)
    assert len(said) > 15
    assert reading_age(said) <= years
    longest = max(said, key=lambda sentence: len(words(sentence)))
    assert years > 10 or len(words(longest)) <= MOST_WORDS, longest


def test_the_measure_tells_plain_from_hard() -> None:
    plain = ["The cat sat on the mat.", "It was a big cat."]
    hard = ["Practitioners should operationalise multidisciplinary safeguarding considerations notwithstanding organisational constraints."]
    assert reading_age(plain) < 8
    assert reading_age(hard) > 20
