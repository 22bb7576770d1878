"""Working days with the bank holidays of each nation, from the `holidays` library; loaded only where a case asks for them."""

from datetime import date, timedelta
from functools import cache
from typing import Literal, get_args

from nlp.errors import InputError

Nation = Literal["England", "Wales", "Scotland", "Northern Ireland"]
NATIONS: tuple[str, ...] = get_args(Nation)
_CODES = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}
_MOST_YEARS = 20  # a longer time is counted in whole weeks


def is_working(day: date, *, nation: str) -> bool:
    """Whether `day` is neither a weekend nor a bank holiday of the nation."""
    return day.weekday() < 5 and day not in _holidays(nation, day.year)


def working_days(start: date, end: date, *, nation: str) -> int:
    """Return how many working days lie behind `start` up to and with `end`: the same day is 0, the next working day 1."""
    if end <= start:
        return 0
    if end.year - start.year > _MOST_YEARS:
        return (end - start).days * 5 // 7
    return sum(is_working(start + timedelta(n), nation=nation) for n in range(1, (end - start).days + 1))


def after_working_days(start: date, number: int, *, nation: str) -> date:
    """Return the day on which `number` working days behind `start` have passed."""
    day = start
    while number > 0:
        day += timedelta(1)
        number -= is_working(day, nation=nation)
    return day


@cache
def _holidays(nation: str, year: int) -> frozenset[date]:
    if nation not in _CODES:
        raise InputError(f"there is no nation '{nation}'; choose one of: {', '.join(NATIONS)}")
    from holidays.countries.united_kingdom import UnitedKingdom  # imported where a case has two dates: it takes time to load

    return frozenset(UnitedKingdom(subdiv=_CODES[nation], years=year))  # type: ignore[no-untyped-call]  # the library is typed in part
