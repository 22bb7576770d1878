"""`secondlook bench --http`: how long `POST /v1/reviews` takes, for one client, for ten and for fifty at once.

A server of its own is started on a free loopback port, as a user would start it. Every request carries another text of
500 words, cut from the authored corpus one after the other, so that nothing is read twice.
"""

import http.client
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from evaluation.authored import authored
from evaluation.benchmarks.memory import descendants, memory_of
from nlp.errors import SecondLookError
from nlp.version import versions

WORDS = 500
RUNS = ((1, 200), (10, 300), (50, 400))
"""Clients at once, and requests in all."""
_COME_BACK = (429, 503)
_WARM = 40
_START_SECONDS = 180
_ANSWER_SECONDS = 60


def bodies(profile: str) -> Iterator[bytes]:
    """Yield request bodies of 500 words without end; the first repeats only after the whole corpus."""
    pieces = [piece for item in authored("all") for piece in re.findall(r"\S+\s*", item.text + "\n")]
    for start in itertools.count(0, WORDS):
        at = start % (len(pieces) - WORDS)
        yield json.dumps({"text": "".join(pieces[at : at + WORDS]), "profile": profile}).encode()


def latency(*, profile: str) -> dict[str, Any]:
    """Return the figures: by number of clients milliseconds and requests a second; start and memory (PSS) of the server."""
    texts, found = bodies(profile), list[dict[str, Any]]()
    began = time.perf_counter()
    with server() as port:
        started = time.perf_counter() - began
        seconds(port, texts, clients=2, requests=_WARM)
        for clients, requests in RUNS:
            began = time.perf_counter()
            times, put_off = seconds(port, texts, clients=clients, requests=requests)
            rate = requests / (time.perf_counter() - began)
            found.append({"clients": clients, "requests": requests, "put_off": put_off, **_percentiles(times), "a_second": round(rate, 1)})
        held = memory_of(descendants(os.getpid()))
    return {
        "versions": versions(profile), "words": WORDS, "clients": found, "ready_s": round(started, 1), "processes": held.processes,
        "memory_mb": round(held.pss / 1e6),
    }  # fmt: skip


def written(found: dict[str, Any]) -> str:
    """Return the figures as lines to read."""
    lines = [f"profile {found['versions']['profile']}: over HTTP, {found['words']} words a request"]
    for row in found["clients"]:
        lines.append(
            f"  {row['clients']:>2} at once: p50 {row['p50']:,} ms, p95 {row['p95']:,} ms, p99 {row['p99']:,} ms; "
            f"{row['a_second']:,} a second ({row['requests']} requests, {row['put_off']} put off)"
        )
    lines.append(f"  the server was ready after {found['ready_s']} s; its {found['processes']} processes then hold {found['memory_mb']} MB")
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


def seconds(port: int, texts: Iterator[bytes], *, clients: int, requests: int) -> tuple[list[float], int]:
    """Return how long each of `requests` took, sent by `clients` at once that each keep their connection, and how many were put off.

    One that is told to come back (429 or 503) is sent again after that time; all of it counts as its time.
    """
    lock, left = threading.Lock(), iter(range(requests))

    def client(_number: int) -> tuple[list[float], int]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
        times, put_off = list[float](), 0
        while True:
            with lock:
                if next(left, None) is None:
                    break
                body = next(texts)
            began = time.perf_counter()
            while (wait := _sent(connection, body)) is not None:
                put_off += 1
                connection.close()
                time.sleep(wait)
            times.append(time.perf_counter() - began)
        connection.close()
        return times, put_off

    with ThreadPoolExecutor(clients) as pool:
        done = list(pool.map(client, range(clients)))
    return [t for times, _ in done for t in times], sum(put_off for _, put_off in done)


def _sent(connection: http.client.HTTPConnection, body: bytes) -> int | None:
    """Send a note; return None when it was answered, or after how many seconds it is to be sent again."""
    connection.request("POST", "/v1/reviews", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    if answer.status == http.client.OK:
        return None
    wait = answer.headers.get("Retry-After", "")
    if answer.status not in _COME_BACK or not wait.isdecimal():
        raise SecondLookError(f"the server answered with status {answer.status}; the measurement was given up")
    return int(wait)


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


def _percentiles(times: list[float]) -> dict[str, int]:
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return {f"p{p}": round(1000 * cuts[p - 1]) for p in (50, 95, 99)}
