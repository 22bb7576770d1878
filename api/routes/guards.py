"""What stands before every route: the outermost guard, the check of the Host header, and the limit of a body.

They are plain ASGI, so that a route still learns when its client has gone.
"""

import logging
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import ApiError, failed, response_of
from nlp.errors import where_failed

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Set on every answer, unless a route (the page) has set its own."""
_log = logging.getLogger("secondlook")


class Shield:
    """Sets the security headers, and turns an exception that nobody foresaw into a problem document.

    The log gets the type and the lines of code, never what the exception says: it could hold text of a note.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def send_shielded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, send_shielded)
        except Exception as error:
            _log.error("request failed", extra={"where": where_failed(error)})
            if not begun:
                await response_of(failed())(scope, receive, send_shielded)


class OwnHost:
    """Refuses requests that another site has led here: a foreign Host (DNS rebinding), or a form on a foreign page."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or refuse it."""
        problem = self._problem(scope) if scope["type"] == "http" else None
        if problem is None:
            await self.app(scope, receive, send)
        else:
            await response_of(problem)(scope, receive, send)

    def _problem(self, scope: Scope) -> ApiError | None:
        headers = Headers(scope=scope)
        if host_name(headers.get("host", "")) not in self.hosts:
            return ApiError("wrong-host", "use the address that the server printed when it started, such as http://127.0.0.1:8000/")
        if scope["method"] not in ("GET", "HEAD") and headers.get("sec-fetch-site") == "cross-site":
            return ApiError("other-site", "open the page of this server itself, or call the API from a program")
        return None


def host_name(header: str) -> str:
    """Return the name of a Host header without its port: 'localhost:8000' gives 'localhost', '[::1]:8000' gives '::1'."""
    name = header.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0]


class BodyLimit:
    """Counts a body while it arrives, chunked or not, and ends it at the limit; refuses packed bodies."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counted body, or refuse it by its headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if headers.get("content-encoding", "identity").lower() != "identity":
            problem = ApiError("wrong-type", "packed bodies are not read; send it without Content-Encoding")
            await response_of(problem, {"Accept-Encoding": "identity"})(scope, receive, send)
        elif length.isdecimal() and int(length[:20]) > self.most:
            await response_of(self._too_large(), {"Connection": "close"})(scope, receive, send)
        else:
            await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = 0

        async def receive_counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self.most:
                raise HTTPException(413, headers={"Connection": "close"})
            return message

        await self.app(scope, receive_counted, send)

    def _too_large(self) -> ApiError:
        return ApiError("too-large", f"a body may have {self.most:,} bytes; send fewer notes at once")
