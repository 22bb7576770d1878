"""Dates and lengths of time, read by the day of the note; what may be a score or a dose is no date."""

from datetime import date

import pytest

from nlp.casework.dates import dates, day_of, lengths

NOTED = date(2024, 3, 14)  # a Thursday


@pytest.mark.parametrize(
    ("text", "told", "first", "last"),
    [
        ("Seen 3.2.24 at home", "3.2.24", "2024-02-03", "2024-02-03"),
        ("Visit 12/03/2024 14:10", "12/03/2024", "2024-03-12", "2024-03-12"),
        ("CAD 09-06-20", "09-06-20", "2020-06-09", "2020-06-09"),
        ("on Tuesday 18th January 2022", "18th January 2022", "2022-01-18", "2022-01-18"),
        ("12-Mar-2018 16:20", "12-Mar-2018", "2018-03-12", "2018-03-12"),
        ("March 3rd, no reply", "March 3rd", "2024-03-03", "2024-03-03"),
        ("Screened 5 Oct.", "5 Oct.", "2023-10-05", "2023-10-05"),
        ("met on 4/3", "4/3", "2024-03-04", "2024-03-04"),
        ("Core grp on 28/2", "28/2", "2024-02-28", "2024-02-28"),
        ("w/c 4/3", "4/3", "2024-03-04", "2024-03-10"),
        ("w/c 4 March", "4 March", "2024-03-04", "2024-03-10"),
        ("last Tues he came", "last Tues", "2024-03-12", "2024-03-12"),
        ("next Monday", "next Monday", "2024-03-18", "2024-03-18"),
        ("seen yesterday", "yesterday", "2024-03-13", "2024-03-13"),
        ("3/52 ago", "3/52 ago", "2024-02-19", "2024-02-25"),
        ("two weeks ago", "two weeks ago", "2024-02-26", "2024-03-03"),
        ("last week", "last week", "2024-03-04", "2024-03-10"),
        ("in January", "January", "2024-01-01", "2024-01-31"),
        ("since 2019", "2019", "2019-01-01", "2019-12-31"),
        ("2023-11-30", "2023-11-30", "2023-11-30", "2023-11-30"),
    ],
)
def test_a_date_is_read_by_the_day_of_the_note(text: str, told: str, first: str, last: str) -> None:
    (when,) = dates(text, NOTED)
    assert (text[when.start : when.end], when.first.isoformat(), when.last.isoformat()) == (told, first, last)


@pytest.mark.parametrize(
    "text",
    ["scored 4/10", "3 of 5 sessions", "5/12 old", "28/40 weeks", "12.5 kg", "she may go", "30.2.2024", "review 5/12", "BP 112/70", ""],
)
def test_what_may_be_something_else_is_no_date(text: str) -> None:
    assert dates(text, NOTED) == []


def test_a_list_of_dates_goes_on() -> None:
    text = "Appointments: 10/1 no access, 31/1 not brought, 21/2 no access"
    assert [w.first.isoformat() for w in dates(text, NOTED)] == ["2024-01-10", "2024-01-31", "2024-02-21"]


def test_without_the_day_of_the_note_only_whole_dates_are_told() -> None:
    assert [w.first.isoformat() for w in dates("on 4/3, 5/3/24, yesterday", None)] == ["2024-03-05"]


def test_lengths_of_time_in_days() -> None:
    told = [(span.days, span.working) for span in lengths("six weeks, 3/52, 45 working days, a fortnight, 2/12")]
    assert told == [(42, False), (21, False), (45, True), (14, False), (60, False)]


def test_the_date_of_a_note_may_carry_a_time() -> None:
    assert day_of("2024-03-05T10:00") == date(2024, 3, 5)
    assert day_of("spring") is day_of("2024-02-31") is None
