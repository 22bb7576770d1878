"""Years in numbers and dates: "2015", "12/03/2015", and "12/03/15" where the year of the note is known."""

import re
from collections.abc import Iterable

_SHORT = re.compile(r"\d{1,2}([./])\d{1,2}\1(\d\d)", re.ASCII)

_MEMO_LIMIT = 200_000


class _Years(dict[str, int]):
    """Norm to the year that it tells, 0 if none; worked out once for each distinct norm."""

    def __missing__(self, norm: str) -> int:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        year = self[norm] = year_of(norm)
        return year


def year_of(norm: str) -> int:
    """Return the year that a norm tells, 0 if none."""
    tail = norm[-4:]
    if len(tail) == 4 and tail.isdecimal() and tail[:2] in ("19", "20") and (len(norm) == 4 or norm[-5] in "/.:"):
        return int(tail)
    return 0


def year_before(norm: str, year: int) -> int:
    """Return the year that a date with two digits for it tells, the latest that is not after `year`; 0 if it tells none."""
    found = _SHORT.fullmatch(norm)
    return year - (year - int(found.group(2))) % 100 if found else 0


def latest(norms: Iterable[str]) -> int:
    """Return the latest year among `norms`, 0 if there is none."""
    return max(map(YEARS.__getitem__, norms), default=0)


YEARS = _Years()
