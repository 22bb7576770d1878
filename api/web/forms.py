"""Forms of the review and of accounts: read from the body of a POST, small, without files."""

from fastapi import Request
from starlette.datastructures import FormData

from api.problems import ApiError

_MOST_FIELDS = 60


class Fields:
    """The fields of a form, as text."""

    def __init__(self, form: FormData) -> None:
        self._form = form

    def one(self, name: str) -> str:
        """Return a field, "" where it is not there."""
        value = self._form.get(name, "")
        return value if isinstance(value, str) else ""

    def all(self, name: str) -> list[str]:
        """Return every value of a field."""
        return [value for value in self._form.getlist(name) if isinstance(value, str)]


async def fields_of(request: Request) -> Fields:
    """Return the fields; raises ApiError for anything but a plain form."""
    kind = request.headers.get("content-type", "").lower().partition(";")[0].strip()
    if kind != "application/x-www-form-urlencoded":
        raise ApiError("wrong-type", "send the form of the page")
    return Fields(await request.form(max_files=0, max_fields=_MOST_FIELDS))
