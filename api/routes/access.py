"""One line in the log for each request: what was asked for in our own names, how it went, how long and how big.

No address as it was typed, no query, no header, no text: a line holds the template of the route ("/v1/rules"). A refusal also holds its
kind, and the number of the account that was refused; what people did that was not refused is not told of them.
"""

import logging
import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import request_id

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = logging.getLogger("secondlook")


class AccessLog:
    """Writes the line when the answer is complete, or when the client has gone (status 499)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request and write its line."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id.set(secrets.token_hex(6))
        began, status, sizes = time.perf_counter(), 499, {"in": 0, "out": 0}

        async def receive_noted() -> Message:
            message = await receive()
            sizes["in"] += len(message.get("body", b""))
            return message

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            sizes["out"] += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive_noted, send_noted)
        finally:
            method, state = scope["method"], scope.get("state", {})
            refused, caller = state.get("refused"), state.get("caller")
            _log.info("request", extra={
                "method": method if method in METHODS else "other",
                "route": getattr(scope.get("route"), "path", "none"), "status": status,
                "ms": round(1000 * (time.perf_counter() - began), 1), "bytes_in": sizes["in"], "bytes_out": sizes["out"],
                "refused": refused, "person": caller.person.id if refused and caller and caller.person else None,
            })  # fmt: skip
