"""How often one client may ask for what is costly: a bucket of tokens for each address, refilled as time goes by.

On this computer's own addresses there is one person, who is not slowed down; see `Settings.costly_per_minute`.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import ApiError, response_of, seconds

COSTLY: Mapping[str, int] = {
    "/v1/reviews": 1, "/look": 1, "/download/word": 1, "/download/html": 1, "/v1/screenings": 20, "/screenings": 20, "/v1/session": 2,
    "/sign-in": 2,
}  # fmt: skip
"""What one POST to an address takes out of the bucket."""
TYPED = ("/look",)
"""Addresses where somebody has typed something, which is read first, to be given back (see `check_turn`)."""
_MOST_CLIENTS = 10_000
_WAIT = "seconds_to_wait"


def check_turn(request: Request) -> None:
    """Raise ApiError in a route of `TYPED` where the address asks too often."""
    wait = request.scope.get("state", {}).get(_WAIT)
    if wait:
        raise _too_often(wait)


def _too_often(wait: int) -> ApiError:
    return ApiError("full", f"this address has asked for more than is shared out to it; try again in {seconds(wait)}", retry=wait)


class Rates:
    """Answers 429 with the time to wait once a client's bucket is empty. A full bucket holds the tokens of one minute."""

    def __init__(self, app: ASGIApp, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self.a_minute = a_minute
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or tell the client when to come back."""
        wait = self._wait(scope) if scope["type"] == "http" and self.a_minute else 0
        if wait and scope["path"] in TYPED:
            scope.setdefault("state", {})[_WAIT] = wait
        if not wait or scope["path"] in TYPED:
            await self.app(scope, receive, send)
        else:
            await response_of(_too_often(wait), {"Connection": "close"})(scope, receive, send)

    def _wait(self, scope: Scope) -> int:
        """Take the tokens of a request and return 0, or return in how many seconds there are enough of them."""
        cost = COSTLY.get(scope["path"], 0) if scope["method"] == "POST" else 0
        if not cost:
            return 0
        client, now, rate = (scope.get("client") or ("",))[0], self._clock(), self.a_minute / 60
        left, last = self._buckets.pop(client, (float(self.a_minute), now))
        left = min(float(self.a_minute), left + (now - last) * rate)
        enough = min(cost, self.a_minute)
        wait = 0 if left >= enough else math.ceil((enough - left) / rate)
        self._buckets[client] = (left if wait else left - enough, now)
        while len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return wait
