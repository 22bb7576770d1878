"""A server that was told to stop: what is under way may end, and what comes anew is told when to come back."""

import math
import time

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import ApiError, response_of

_STARTING = 5  # seconds that the next server takes to be ready, about
_ALIVE = "/health/live"
_STREAM = "text/event-stream"


class Stopping:
    """Whether the server was told to stop, until when it waits, and how many requests it waits for."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: float | None = None
        self.under_way = 0
        """Requests that are being answered; watchers of progress are not counted, since they would watch for ever."""

    @property
    def begun(self) -> bool:
        """Whether the server was told to stop."""
        return self._until is not None

    @property
    def seconds_left(self) -> float:
        """How long requests under way may still go on."""
        return self._seconds if self._until is None else max(0.0, self._until - time.monotonic())

    def begin(self) -> None:
        """Take no new requests from now on."""
        if self._until is None:
            self._until = time.monotonic() + self._seconds

    def over(self) -> bool:
        """Return whether there is nothing more to wait for."""
        return self.begun and (self.under_way == 0 or self.seconds_left == 0)


class Draining:
    """Counts requests under way, and refuses new ones once the server is stopping; only `/health/live` is answered still."""

    def __init__(self, app: ASGIApp, stopping: Stopping) -> None:
        self.app = app
        self.stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http" or scope["path"] == _ALIVE:
            await self.app(scope, receive, send)
        elif self.stopping.begun:
            retry = math.ceil(self.stopping.seconds_left) + _STARTING
            problem = ApiError("stopping", "the header Retry-After says in how many seconds to try again", retry=retry)
            await response_of(problem, {"Connection": "close"})(scope, receive, send)
        else:
            await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        counted = 1
        self.stopping.under_way += 1

        async def send_noted(message: Message) -> None:
            nonlocal counted
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                if kind.startswith(_STREAM):
                    self.stopping.under_way -= counted
                    counted = 0
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        finally:
            self.stopping.under_way -= counted
