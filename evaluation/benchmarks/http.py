"""`secondlook bench --http`: how long `POST /v1/reviews` takes, for one client and for twenty at once.

A server of its own is started on a free loopback port, as a user would start it. Every request carries another text of
500 words, cut from the authored corpus one after the other, so that nothing is read twice.
"""

import http.client
import itertools
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from evaluation.authored import authored
from nlp.errors import SecondLookError
from nlp.version import versions

WORDS = 500
RUNS = ((1, 300), (20, 600))
"""Clients at once, and requests in all."""
_WARM = 40
_START_SECONDS = 180
_ANSWER_SECONDS = 60


def bodies(profile: str) -> Iterator[bytes]:
    """Yield request bodies of 500 words without end; the first repeats only after the whole corpus."""
    pieces = [piece for item in authored("all") for piece in re.findall(r"\S+\s*", item.text + "\n")]
    for start in itertools.count(0, WORDS):
        at = start % (len(pieces) - WORDS)
        yield json.dumps({"text": "".join(pieces[at : at + WORDS]), "profile": profile}).encode()


def latency(*, profile: str) -> str:
    """Return the report as text."""
    texts, made = bodies(profile), versions(profile)
    lines = [f"profile {profile}, code {made['code']}, rules {made['rules']}, Python {platform.python_version()}, {os.cpu_count()} cores"]
    with server() as port:
        seconds(port, texts, clients=2, requests=_WARM)
        for clients, requests in RUNS:
            began = time.perf_counter()
            times = seconds(port, texts, clients=clients, requests=requests)
            rate = requests / (time.perf_counter() - began)
            lines.append(f"{clients:>2} at once, {requests} requests of {WORDS} words: {_percentiles(times)}; {rate:,.0f} a second")
    return "\n".join(lines) + "\n"


@contextmanager
def server(*options: str, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run `secondlook serve` in a process of its own while the context lasts; yield its port once it is ready."""
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--no-open", *options]
    with subprocess.Popen(  # noqa: S603  # our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=dict(environment or os.environ)
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101  # it was asked for
            found = re.search(r":(\d+)/", process.stdout.readline())
            if found is None:
                raise SecondLookError("the server did not start; run 'secondlook serve' to see why")
            port = int(found.group(1))
            _wait(port)
            yield port
        finally:
            process.terminate()


def seconds(port: int, texts: Iterator[bytes], *, clients: int, requests: int) -> list[float]:
    """Return how long each of `requests` took, sent by `clients` at once that each keep their connection."""
    lock, left = threading.Lock(), iter(range(requests))

    def client(_number: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
        times = []
        while True:
            with lock:
                if next(left, None) is None:
                    break
                body = next(texts)
            began = time.perf_counter()
            connection.request("POST", "/v1/reviews", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - began)
            if answer.status != http.client.OK:
                raise SecondLookError(f"the server answered with status {answer.status}; the measurement was given up")
        connection.close()
        return times

    with ThreadPoolExecutor(clients) as pool:
        return [t for times in pool.map(client, range(clients)) for t in times]


def _wait(port: int) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/health/ready")
        ready = connection.getresponse().status == http.client.OK
        connection.close()
        if ready:
            return
        time.sleep(0.1)
    raise SecondLookError(f"the server was not ready after {_START_SECONDS} seconds")


def _percentiles(times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return ", ".join(f"p{p} {1000 * cuts[p - 1]:,.0f} ms" for p in (50, 95, 99))
