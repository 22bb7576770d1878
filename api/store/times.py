"""Times as the store writes them: UTC, ISO 8601, to the millisecond, so that text sorts as time does."""

from datetime import UTC, date, datetime, timedelta


def now() -> str:
    """Return the present time."""
    return written(datetime.now(UTC))


def later(seconds: float) -> str:
    """Return the time in `seconds` from now; a negative number is in the past."""
    return written(datetime.now(UTC) + timedelta(seconds=seconds))


def written(moment: datetime) -> str:
    """Return a time as it is stored."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parsed(moment: str) -> datetime:
    """Return a stored time."""
    return datetime.fromisoformat(moment)


def today() -> str:
    """Return the present date in UTC."""
    return datetime.now(UTC).date().isoformat()


def days_on(days: int) -> str:
    """Return the date in so many days."""
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def is_date(value: str) -> bool:
    """Return whether `value` is a date such as 2027-01-31."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
