"""A real `secondlook serve --review` for benchmarks: made ready by the commands that a user has, and its database read directly."""

import http.client
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress

from evaluation.review.rows import SampleItem
from nlp.errors import SecondLookError
from nlp.indicators import INDICATORS

PASSWORD = "twenty readers at once"  # noqa: S105  # of people that exist for one run
_PATIENCE = 120.0


class Server:
    """`secondlook serve --review` in a process of its own, which can be killed and started again on its port."""

    def __init__(self, environment: dict[str, str], *, workers: int = 1) -> None:
        self.environment = environment
        self.workers = workers
        self.port = 0
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ("--review", "--no-open", "--workers", str(self.workers), "--port", str(self.port))
        command = [sys.executable, "-m", "api.cli", "serve", *options]
        self._process = subprocess.Popen(  # noqa: S603  # our own command
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=self.environment
        )
        assert self._process.stdout is not None  # noqa: S101  # it was asked for
        found = re.search(r":(\d+)/", self._process.stdout.readline())
        if found is None:
            raise SecondLookError("the server did not start; run 'secondlook serve --review' to see why")
        self.port = int(found.group(1))
        self._wait()

    @property
    def pid(self) -> int:
        """The number of its process; 0 where it does not run."""
        return self._process.pid if self._process else 0

    def kill(self) -> None:
        """Kill it as a power cut of the program would: no clean end, no last write."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._gone()

    def stop(self) -> None:
        """Stop it."""
        if self._process:
            self._process.terminate()
            self._gone()

    def _gone(self) -> None:
        assert self._process is not None  # noqa: S101  # who calls has looked
        with self._process:
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process = None

    def _wait(self) -> None:
        end = time.monotonic() + _PATIENCE
        while True:
            with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
                connection.request("GET", "/health/ready")
                if connection.getresponse().status == 200:
                    return
            if time.monotonic() > end:
                raise SecondLookError("the server did not become ready")
            time.sleep(0.1)


def passage(number: int) -> SampleItem:
    return SampleItem(
        id=f"n{number}", note_id=f"n{number}", case_id=f"c{number // 7}", date="2024-03-14", role="health visitor",
        text=f"Passage {number}: the kitchen was cold and there was no food in.", before="Home visit at ten.", after="Mum was tired. " * 5,
        indicator=INDICATORS[number % len(INDICATORS)], confidence=0.7, explanation="The words of a rule.", stratum="flagged",
        queue="flagged", inclusion_probability=0.5, seed=1, versions={"code": "load"},
    )  # fmt: skip


def secondlook(environment: dict[str, str], *arguments: str, typed: str = "") -> str:
    command = [sys.executable, "-m", "api.cli", *arguments]
    done = subprocess.run(command, input=typed, capture_output=True, text=True, check=False, env=environment)  # noqa: S603  # our own
    if done.returncode == 2:
        raise SecondLookError(f"'secondlook {' '.join(arguments[:2])}' failed: {done.stderr.strip()}")
    return done.stdout


def busy() -> str:
    """Return how busy the machine was with everything that ran on it, this included."""
    if not hasattr(os, "getloadavg"):
        return "load not known"
    return f"load average {os.getloadavg()[1]:.1f} over the last five minutes"


def kept_in(place: str) -> list[tuple[str, int, int, str]]:
    """Return passage, place, reader and request of every decision, straight from the database."""
    chosen = "SELECT item_id, slot, reader_id, request FROM decisions"
    if "://" not in place:
        with closing(sqlite3.connect(place)) as connection:
            return [tuple(row) for row in connection.execute(chosen)]
    import psycopg

    with psycopg.connect(place) as connection:
        return [tuple(row) for row in connection.execute(chosen)]
