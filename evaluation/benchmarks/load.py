"""`secondlook bench --load`: minutes of mixed requests, what became of them, and what the server's memory did.

A server of its own is started as a user would start it. Several clients at once send notes, cases, files and pages, wrong
requests, and requests that nobody waits for. Memory is that of the server and its workers, read while nothing is under
way: at the end of the first minute (of half the time, where it is less than two), and at the end.
"""

import contextlib
import http.client
import os
import random
import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from evaluation.benchmarks.http import server
from evaluation.benchmarks.memory import Memory, memory
from evaluation.benchmarks.requests import KINDS, Request, requests
from nlp.version import versions

CLIENTS = 4
MOST_GROWTH = 0.10
SEED = 20_240_311
_SETTLE = 3  # seconds without requests before memory is read
_ANSWER_SECONDS = 90
_MEGABYTE = 1_000_000


@dataclass(slots=True)
class Tally:
    """What became of the requests: by kind, how long each took in seconds, and by status, how many there were."""

    times: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, status: str, seconds: float | None) -> None:
        """Note one request; `seconds` is None where no answer was waited for."""
        with self.lock:
            self.statuses[kind, status] += 1
            if seconds is not None:
                self.times[kind].append(seconds)


def load(*, profile: str, minutes: float) -> tuple[str, bool]:
    """Return the report as text, and whether memory at the end is within 10 % of the first minute's."""
    seconds = 60 * minutes
    first = 60.0 if seconds >= 120 else seconds / 2
    made, tally = versions(profile), Tally()
    with server() as port:
        began = time.perf_counter()
        _send(port, tally, profile=profile, seconds=first, seed=SEED)
        before = memory(os.getpid())
        _send(port, tally, profile=profile, seconds=seconds - first, seed=SEED + CLIENTS)
        after = memory(os.getpid())
        took = time.perf_counter() - began
    growth = after.pss / before.pss - 1
    count = sum(tally.statuses.values())
    lines = [
        f"profile {profile}, code {made['code']}, rules {made['rules']}, {os.cpu_count()} cores",
        f"{count:,} requests of {len(KINDS)} kinds by {CLIENTS} clients at once in {took / 60:.1f} minutes",
        "", *_by_status(tally), "", *_by_kind(tally), "",
        f"memory after {first:.0f} seconds: {_said(before)}", f"memory at the end:       {_said(after)}",
        f"the end is {abs(growth):.1%} {'above' if growth > 0 else 'below'} the first: "
        + ("within 10 %" if growth <= MOST_GROWTH else "NOT within 10 %"),
    ]  # fmt: skip
    return "\n".join(lines) + "\n", growth <= MOST_GROWTH


def _send(port: int, tally: Tally, *, profile: str, seconds: float, seed: int) -> None:
    """Have all clients send for so long, and wait until nothing is under way."""
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(CLIENTS) as pool:
        jobs = [pool.submit(_client, port, tally, requests(profile, random.Random(seed + n)), end) for n in range(CLIENTS)]  # noqa: S311
    for job in jobs:
        job.result()
    time.sleep(_SETTLE)


def _client(port: int, tally: Tally, asked: Iterator[Request], end: float) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
    while time.monotonic() < end:
        request = next(asked)
        if request.leaves:
            _leave(port, request)
            tally.add(request.kind, "left", None)
            continue
        began = time.perf_counter()
        try:
            connection.request(request.method, request.address, request.body, request.headers)
            answer = connection.getresponse()
            answer.read()
            tally.add(request.kind, str(answer.status), time.perf_counter() - began)
        except (OSError, http.client.HTTPException):
            tally.add(request.kind, "no answer", None)
            connection.close()
    connection.close()


def _leave(port: int, request: Request) -> None:
    """Send a request, or the first half of it, and close the connection without waiting."""
    body = request.body or b""
    head = [f"{request.method} {request.address} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    head += [f"{name}: {value}" for name, value in request.headers.items()]
    sent = body if request.leaves == "after" else body[: len(body) // 2]
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + sent)
        time.sleep(0.05)


def _by_status(tally: Tally) -> list[str]:
    statuses = sorted({status for _, status in tally.statuses})
    counts = {status: sum(n for (_, s), n in tally.statuses.items() if s == status) for status in statuses}
    return ["answers by status: " + ", ".join(f"{status} {count:,}" for status, count in counts.items())]


def _by_kind(tally: Tally) -> list[str]:
    lines = []
    for kind in KINDS:
        found = ", ".join(f"{status} {n:,}" for (k, status), n in sorted(tally.statuses.items()) if k == kind) or "none sent"
        lines.append(f"{kind:<26}{_percentiles(tally.times[kind]):<42}{found}")
    every = [seconds for times in tally.times.values() for seconds in times]
    return [*lines, f"{'all that were answered':<26}{_percentiles(every):<42}{len(every):,}"]


def _percentiles(times: list[float]) -> str:
    if len(times) < 2:
        return ""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return ", ".join(f"p{p} {1000 * cuts[p - 1]:,.0f} ms" for p in (50, 95, 99))


def _said(found: Memory) -> str:
    return f"{found.processes} processes, PSS {found.pss / _MEGABYTE:,.1f} MB, RSS {found.rss / _MEGABYTE:,.1f} MB"
