"""What a person reads when something is wrong: in the form itself, or as a page of its own. Nothing of the note is in it."""

import json

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.guard import is_part
from api.problems import KINDS, MEDIA_TYPE, ApiError, seconds
from api.settings import Settings
from api.web.answer import IN_PLACE, answer
from api.web.menu import first

_MINE = ("/v1", "/health", "/static")
_KEPT = ("retry-after", "allow", "connection")
_TITLES = {
    "not-found": "Page not found",
    "wrong-method": "This page is opened in another way",
    "too-large": "That is more than can be read at once",
    "full": "Second Look is busy",
    "unavailable": "Second Look is starting",
    "stopping": "Second Look is being stopped",
    "out-of-time": "That took too long",
    "not-signed-in": "You are signed out",
    "failed": "Something went wrong here",
}
_ADVICE = {
    "not-found": "Check the address, or begin again at the first page.",
    "wrong-method": "Begin again at the first page.",
    "too-large": "Nothing was read. Choose fewer or smaller files, or paste the text.",
    "full": "Try again in a few seconds.",
    "unavailable": "Try again in a moment.",
    "stopping": "It takes no more notes. Try again in a minute.",
    "not-signed-in": "Sign in in another tab of this browser, then try again here. If you typed a note, go back: it is still there.",
    "not-allowed": "Ask your administrator, if you should have this.",
    "other-site": "Open the page again and try once more. If it happens twice, bring your browser up to date.",
    "failed": "No text of a note was written to the log. Try again, and report it if it happens twice.",
}


_BESIDE = {"not-signed-in": "Sign in in another tab of this browser, then try again here. What you typed is still here."}
"""What is said beside a form that stays as it is."""


class PageErrors:
    """Turns a problem document into a page where a browser asked for one; stands outside all that may refuse a request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        held: Message | None = None
        body = b""

        async def send_page(message: Message) -> None:
            nonlocal held, body
            if message["type"] == "http.response.start" and Headers(raw=message["headers"]).get("content-type") == MEDIA_TYPE:
                held = message
            elif held is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _as_page(scope, receive, send, held, body)

        await self.app(scope, receive, send_page)


def _wants_page(scope: Scope) -> bool:
    return scope["type"] == "http" and not scope["path"].startswith(_MINE) and "text/html" in Headers(scope=scope).get("accept", "")


async def _as_page(scope: Scope, receive: Receive, send: Send, start: Message, body: bytes) -> None:
    kind = json.loads(body)["type"].rpartition(":")[2]
    title = _TITLES.get(kind, KINDS[kind][1])
    request, advice, status = Request(scope), _ADVICE.get(kind, ""), start["status"]
    if is_part(request):
        advice = _BESIDE.get(kind, advice)
        page = answer(request, "problems", title=title, status=status, problems=[f"{title}. {advice}".strip()])
        page.headers.update(IN_PLACE)
    else:
        page = answer(request, "error", title=title, status=status, heading=title, advice=advice, first=first(request))
    given = MutableHeaders(raw=list(start["headers"]))
    for name in _KEPT:
        if name in given:
            page.headers[name] = given[name]
    for name, value in given.items():
        if name not in (*_KEPT, "content-type", "content-length"):
            page.headers.setdefault(name, value)
    await page(scope, receive, send)


def in_words(error: ApiError, settings: Settings) -> str:
    """Return what is said beside the form when a second look was not possible."""
    match error.kind:
        case "full":
            return f"Second Look is busy. Try again in {seconds(error.retry or 1)}."
        case "unavailable":
            return "Second Look is starting. Try again in a moment."
        case "out-of-time":
            return f"It took longer than {settings.seconds_per_review} seconds and was stopped. Try a shorter note, or fewer files."
        case "not-readable":
            return error.detail
        case "failed":
            return "Something went wrong here. No text of a note was written to the log. Try again."
        case _:
            return error.detail[:1].upper() + error.detail[1:] + "."
