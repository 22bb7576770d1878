"""The limits of a body while it arrives: how large, how slow, and how much of all bodies together waits in memory.

Plain ASGI, so that a route still learns when its client has gone.
"""

import asyncio
import time
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import ApiError, response_of

STALLED = 30.0
"""Seconds in which the next piece of a body must come."""
SLOWEST = 10_000
"""Bytes a second that a body must reach on the whole, once the first minute is over: a slow line does, a hanging one does not."""
MOST_WAITING = 512_000_000
"""Bytes of all bodies that are held in memory at once; beyond them a client is told to come back."""
_FREE = 60.0
_RETRY = 5
_CLOSE = {"Connection": "close"}


class BodyLimit:
    """Counts a body while it arrives, chunked or not, and ends it at the limit or when it hangs; refuses packed bodies."""

    def __init__(
        self, app: ASGIApp, most: int, more: Mapping[str, int] | None = None, *, kept: tuple[str, ...] = (), stalled: float = STALLED,
        waiting: int = MOST_WAITING,
    ) -> None:  # fmt: skip
        self.app = app
        self.usual = most
        self.more = more or {}
        """Larger limits of some addresses."""
        self.kept = kept
        """Addresses whose bodies go to the disk piece by piece, and do not wait in memory."""
        self.stalled = stalled
        self.most_waiting = waiting
        self._waiting = 0

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
        elif length.isdecimal() and int(length[:20]) > self._most(scope):
            await response_of(self._too_large(self._most(scope)), _CLOSE)(scope, receive, send)
        else:
            await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        size, most, began, whole = 0, self._most(scope), time.monotonic(), False
        held = scope["path"] not in self.kept

        async def receive_counted() -> Message:
            nonlocal size, whole
            message = await receive() if whole else await self._next(receive)
            more = len(message.get("body", b""))
            whole = not message.get("more_body", False)
            size += more
            if held:
                self._waiting += more
            if size > most:
                raise HTTPException(413, headers=_CLOSE)
            if not whole and time.monotonic() - began > _FREE + size / SLOWEST:
                raise HTTPException(408, headers=_CLOSE)
            if held and self._waiting > self.most_waiting:
                raise HTTPException(429, headers={**_CLOSE, "Retry-After": str(_RETRY)})
            return message

        try:
            await self.app(scope, receive_counted, send)
        finally:
            if held:
                self._waiting -= size

    async def _next(self, receive: Receive) -> Message:
        """Return the next piece of a body, which must come in time."""
        try:
            async with asyncio.timeout(self.stalled):
                return await receive()
        except TimeoutError:
            raise HTTPException(408, headers=_CLOSE) from None

    def _most(self, scope: Scope) -> int:
        return self.more.get(scope["path"], self.usual)

    def _too_large(self, most: int) -> ApiError:
        return ApiError("too-large", f"a body may have {most:,} bytes; send fewer notes at once")
