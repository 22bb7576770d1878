"""What stands before every route: the outermost guard with its headers, and the check of the Host header.

They are plain ASGI, so that a route still learns when its client has gone.
"""

import logging
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import ApiError, failed, response_of
from nlp.errors import where_failed

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{what}=()" for what in (
        "accelerometer", "autoplay", "bluetooth", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer",
        "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial", "usb",
        "xr-spatial-tracking",
    )),
}  # fmt: skip
"""Set on every answer, unless a route (the page) has set its own."""
ONLY_TLS = "max-age=31536000; includeSubDomains"
"""Over TLS a browser is told to come back over TLS only, for a year; so it is for names below the server's own."""
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
                if scope.get("scheme") == "https":
                    headers.setdefault("Strict-Transport-Security", ONLY_TLS)
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
