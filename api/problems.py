"""Every error of the API as a problem document (RFC 9457): what is wrong, where, and what to do.

Nothing that a request carried is ever written into one: no value, no unknown key, no path. The words are our own, and
what pydantic says about an input is translated here, never passed on.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from nlp.errors import SecondLookError

MEDIA_TYPE = "application/problem+json"
KINDS: dict[str, tuple[int, str]] = {
    "not-json": (400, "The body is not valid JSON"),
    "wrong-host": (400, "The Host header is not one of this server"),
    "bad-request": (400, "The request cannot be read"),
    "not-signed-in": (401, "This needs somebody who is signed in"),
    "other-site": (403, "Requests from pages of other sites are refused"),
    "no-second-factor": (403, "A second factor is needed first"),
    "not-allowed": (403, "Your role does not allow this"),
    "not-found": (404, "There is nothing here"),
    "wrong-method": (405, "This address does not take this method"),
    "not-yet": (409, "It is not done yet"),
    "too-slow": (408, "The body took too long to arrive"),
    "not-yours": (409, "The passage is not in your hand"),
    "gone": (410, "The words are no longer kept"),
    "too-large": (413, "The body is too large"),
    "wrong-type": (415, "The body is not of a type that is read here"),
    "not-valid": (422, "The request does not have the shape that is needed"),
    "not-readable": (422, "The note cannot be reviewed"),
    "full": (429, "All workers are busy"),
    "failed": (500, "Something went wrong here"),
    "unavailable": (503, "The server cannot answer at the moment"),
    "stopping": (503, "The server is stopping"),
    "no-room": (507, "There is no room on the disk"),
    "out-of-time": (504, "The review took too long"),
}
_BY_STATUS = {
    400: "bad-request", 404: "not-found", 405: "wrong-method", 408: "too-slow", 413: "too-large", 415: "wrong-type", 422: "not-valid",
    429: "full",
}  # fmt: skip
_DETAILS = {
    "bad-request": "check that the request is complete and correctly encoded, and send it again",
    "not-found": "the addresses of the API are listed at /v1/openapi.json",
    "wrong-method": "the header Allow says which methods this address takes",
    "too-large": "the limit is named at /v1/about; send fewer notes at once",
    "too-slow": "send the whole body, without a long pause on the way",
    "full": "the header Retry-After says in how many seconds to try again",
    "wrong-type": "send application/json in UTF-8",
    "not-valid": "compare the request with the examples at /v1/openapi.json",
}
_FAILED = "this was written to the log without any text of the request; try again, and report it if it happens twice"


class Wrong(NamedTuple):
    """One thing that is wrong in a request: the place in our own names ("notes.3.text") and what would be right."""

    where: str
    detail: str


class ApiError(SecondLookError):
    """An error that becomes a problem document; `kind` is a key of KINDS."""

    def __init__(self, kind: str, detail: str, *, wrong: Iterable[Wrong] = (), retry: int | None = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.wrong = tuple(wrong)
        self.retry = retry

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.kind][0]

    def headers(self) -> dict[str, str]:
        """Return the headers that go with the document."""
        return {} if self.retry is None else {"Retry-After": str(self.retry)}

    def body(self) -> bytes:
        """Return the problem document."""
        status, title = KINDS[self.kind]
        document: dict[str, Any] = {
            "type": f"urn:secondlook:problem:{self.kind}", "title": title, "status": status, "detail": self.detail,
        }  # fmt: skip
        if self.wrong:
            document["errors"] = [w._asdict() for w in self.wrong]
        return json.dumps(document, ensure_ascii=False).encode()


class Problem(Response):
    """An answer that carries a problem document; `kind` goes into the log."""

    def __init__(self, content: bytes, status: int, headers: Mapping[str, str], media_type: str, *, kind: str) -> None:
        super().__init__(content, status, headers, media_type)
        self._kind = kind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        scope.setdefault("state", {})["refused"] = self._kind
        await super().__call__(scope, receive, send)


def seconds(count: int) -> str:
    """Return a number of seconds in words: "1 second", "5 seconds"."""
    return f"{count} second{'' if count == 1 else 's'}"


def response_of(error: ApiError, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer that carries the problem document of `error`."""
    return Problem(error.body(), error.status, {**error.headers(), **(headers or {})}, MEDIA_TYPE, kind=error.kind)


def failed() -> ApiError:
    """Return the error for a fault of our own."""
    return ApiError("failed", _FAILED)


def install(app: FastAPI) -> None:
    """Make every error that a route of `app` raises a problem document."""

    async def api_error(_request: Request, error: Exception) -> Response:
        return response_of(error if isinstance(error, ApiError) else failed())

    async def http_error(_request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        kind = _BY_STATUS.get(status)
        if kind is None:
            return response_of(failed())
        given = getattr(error, "headers", None) or {}
        return response_of(ApiError(kind, _DETAILS[kind]), {k: v for k, v in given.items() if k in ("Allow", "Connection", "Retry-After")})

    async def query_error(_request: Request, error: Exception) -> Response:
        found = error.errors() if isinstance(error, RequestValidationError) else ()
        return response_of(ApiError("not-valid", _DETAILS["not-valid"], wrong=wrongs(found)))

    app.add_exception_handler(ApiError, api_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, query_error)


def wrongs(found: Iterable[Mapping[str, Any]], *, keys: str = "") -> list[Wrong]:
    """Translate pydantic's errors into our own words, at most ten of them; `keys` names the keys that are allowed.

    The last part of the place of an unknown key is the key itself, which came with the request: it is left out.
    """
    out = []
    for error in list(found)[:10]:
        kind, place = error["type"], [str(part) for part in error["loc"]]
        if kind == "extra_forbidden":
            place = place[:-1]
        out.append(Wrong(".".join(place) or "body", _says(kind, error.get("ctx") or {}, keys)))
    return out


def _says(kind: str, context: Mapping[str, Any], keys: str) -> str:
    match kind:
        case "missing":
            return "this is needed"
        case "string_type":
            return "this must be a string"
        case "list_type":
            return "this must be a list"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "this must be an object"
        case "extra_forbidden":
            return f"there is a key that is not known; it may have: {keys}"
        case "string_too_long":
            return f"this may have at most {context['max_length']:,} characters"
        case "literal_error" | "enum":
            return f"this must be one of: {context['expected']}"
        case "int_parsing" | "int_type" | "int_from_float":
            return "this must be a whole number"
        case "greater_than_equal":
            return f"this must be at least {context['ge']:,}"
        case "less_than_equal":
            return f"this must be at most {context['le']:,}"
        case _:
            return "this is not what is expected here"
