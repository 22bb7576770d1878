"""HTTP as the server speaks it: what is no HTTP gets a problem document, and a client that dawdles over its headers is sent away.

uvicorn waits for the head of a request for as long as it takes; a few hundred such connections would leave no room for others.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.problems import MEDIA_TYPE, ApiError
from api.routes.guards import HEADERS

HEAD_SECONDS = 20.0
"""Seconds in which the head of a request must be there, from its first byte or from the opening of the connection."""


class Protocol(H11Protocol):
    """Answers requests that are no HTTP as the routes do, and closes connections on which no whole head arrives."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Go on, and wait where a head is still incomplete."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._wait()
        elif self.conn.their_state is not h11.IDLE:
            self._stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # uvicorn's own sentence, which is not used
        """Answer and close."""
        self._answer(ApiError("bad-request", "what was sent is not a complete HTTP request; check the program that sent it"))

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _too_slow(self) -> None:
        self._waiting = None
        if self.transport.is_closing() or self.conn.their_state is not h11.IDLE:
            return
        if self.conn.our_state is h11.IDLE and self.conn.trailing_data[0]:
            self._answer(ApiError("too-slow", f"send the head of a request within {HEAD_SECONDS:g} seconds"))
        else:
            self.transport.close()

    def _answer(self, error: ApiError) -> None:
        headers = {"Content-Type": MEDIA_TYPE, "Connection": "close", **HEADERS}
        parts = (h11.Response(status_code=error.status, headers=list(headers.items())), h11.Data(data=error.body()), h11.EndOfMessage())
        for part in parts:
            self.transport.write(self.conn.send(part) or b"")
        self.transport.close()
