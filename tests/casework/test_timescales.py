"""Working days and timescales: a claim needs two dates, and a local file may set other limits."""

from datetime import date
from pathlib import Path

import pytest

import nlp
from nlp import Note
from nlp.casework.timescales import add_months, limits
from nlp.casework.working_days import after_working_days, working_days
from nlp.errors import InputError


@pytest.mark.parametrize(("nation", "days"), [("England", 1), ("Scotland", 2)])
def test_bank_holidays_are_those_of_the_nation(nation: str, days: int) -> None:
    assert working_days(date(2024, 3, 28), date(2024, 4, 2), nation=nation) == days  # Good Friday; Easter Monday is none in Scotland


def test_working_days_from_a_day_to_itself_and_on() -> None:
    assert working_days(date(2024, 3, 13), date(2024, 3, 13), nation="England") == 0
    assert after_working_days(date(2024, 3, 13), 3, nation="England") == date(2024, 3, 18)
    assert add_months(date(2024, 11, 30), 3) == date(2025, 2, 28)


REFERRAL = "MARF received 06/02/18 from the school.\nDecision recorded: 14/02/18 by the senior practitioner. To be seen at school."


def _late(*texts: str) -> list[str]:
    pipeline = nlp.load(profile="rules")
    notes = [Note(text=t, id=str(n), case_id="c", date=f"2018-02-{14 + n}", role="social worker") for n, t in enumerate(texts)]
    return [f.explanation for f in pipeline.review_case(notes)[-1].findings if f.level == "case" and f.indicator == "delay"]


def test_two_dates_that_break_a_timescale_are_asked_about_with_the_source() -> None:
    (words,) = _late(REFERRAL, "Visit to the home today, seen with the children, all of them up and dressed for school.")
    assert "6 February 2018 to 14 February 2018" in words
    assert "Working Together" in words


@pytest.mark.parametrize(
    "text",
    [
        "MARF received 06/02/18 from the school. A decision is to be made by 14/02/18 when the manager is back from leave.",
        "MARF received from the school. Decision recorded: 14/02/18 by the senior practitioner, to be seen at school.",
        "MARF received 13/02/18 from the school. Decision recorded: 14/02/18 by the senior practitioner, seen at school.",
    ],
)
def test_one_date_a_plan_or_a_timescale_kept_is_no_claim(text: str) -> None:
    assert _late(text, "Visit to the home today, seen with the children, all of them up and dressed for school.") == []


def test_a_local_file_sets_other_limits(tmp_path: Path) -> None:
    path = tmp_path / "local.yaml"
    path.write_text("nation: Scotland\ntimescales:\n  core_group: {limit: 15}\n", encoding="utf-8")
    local = limits(path)
    assert local.nation == "Scotland"
    assert {t.name: t.limit for t in local.timescales}["core_group"] == 15
    assert {t.name: t.limit for t in local.timescales}["icpc"] == 15


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nation: Cornwall", "there is no 'Cornwall'"),
        ("timescales: {mine: {title: x}}", "'from' is missing"),
        ("timescales: {icpc: {unit: years}}", "limit is a whole number"),
    ],
)
def test_a_mistake_in_a_local_file_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "local.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        limits(path)
