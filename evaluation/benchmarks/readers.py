"""`secondlook bench --readers`: twenty readers at once over HTTP, on an empty database of their own, with the server killed on the way.

Each reader signs in and then reads as fast as the pause allows: asks for the next passage, pauses, decides. Each request carries a
name, and is sent again with the same name when no answer came. At half of the decisions the server is killed (SIGKILL) and started
again on the same port. At the end the database itself is counted: every decision that a reader was told is there, exactly once; no
passage was read more often than was wanted, or twice by one; and the audit finds nothing.
"""

import http.client
import json
import os
import platform
import random
import secrets
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from evaluation.benchmarks.review_server import PASSWORD, Server, busy, kept_in, passage, secondlook
from evaluation.review.sample_file import write_sample
from nlp.errors import SecondLookError

_PATIENCE = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is read. `decisions` is a multiple of `overlap`; `pause` is the mean pause of a reader on a passage, in seconds."""

    readers: int = 20
    decisions: int = 10_000
    overlap: int = 2
    pause: float = 0.5
    kill: bool = True
    database: str = ""
    """A PostgreSQL address of an empty database; empty is a SQLite file."""


@dataclass(slots=True)
class Told:
    """What the readers were told: seconds of each decision, each request that was confirmed, and how often one was sent again."""

    decided: list[float] = field(default_factory=list)
    next: list[float] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    repeated: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it; `wrong` says in words what should not have happened."""

    database: str
    plan: dict[str, Any]
    seconds: float
    decisions_told: int
    decisions_kept: int
    lost: int
    doubled: int
    overshot: int
    sent_again: int
    killed_after: int
    decision_ms: dict[str, float]
    next_ms: dict[str, float]
    audit: str
    wrong: tuple[str, ...]
    machine: str


class Reader:
    """One reader: a session, a connection that is kept, and requests that are sent until they are answered."""

    def __init__(self, server: Server, name: str, seed: int) -> None:
        self.server = server
        self.dice = random.Random(seed)  # noqa: S311  # pauses and verdicts of a benchmark
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.headers = {"Content-Type": "application/json"}
        status, answer, cookie = self._once("POST", "/v1/session", {"name": name, "password": PASSWORD})
        if status != 200 or cookie is None:
            raise SecondLookError(f"a reader could not sign in (status {status})")
        self.headers |= {"X-CSRF-Token": answer["token"], "Cookie": cookie.partition(";")[0]}

    def read(self, queue: str, plan: Plan, told: Told) -> None:
        """Read until there is nothing left."""
        while True:
            began = time.perf_counter()
            status, answer = self.ask("GET", f"/v1/queues/{queue}/next", None, told)
            taken = time.perf_counter() - began
            if status != 200:
                raise SecondLookError(f"no next passage (status {status})")
            if answer["item"] is None:
                return
            with told.lock:
                told.next.append(taken)
            time.sleep(self.dice.uniform(0.5, 1.5) * plan.pause)
            self._decide(answer["item"]["id"], told)

    def _decide(self, item: str, told: Told) -> None:
        name = secrets.token_hex(8)
        comment = "seen" if self.dice.random() < 0.1 else ""
        body = {"verdict": self.dice.choice(("agree", "agree", "disagree")), "request": name, "comment": comment}
        began = time.perf_counter()
        status, _ = self.ask("POST", f"/v1/items/{item}/decisions", body, told)
        with told.lock:
            told.decided.append(time.perf_counter() - began)
            if status in (200, 201):
                told.confirmed.append(name)
            elif status != 409:  # the passage went to another reader while the server was away
                raise SecondLookError(f"a decision was refused (status {status})")

    def ask(self, method: str, path: str, body: dict[str, Any] | None, told: Told) -> tuple[int, Any]:
        """Send a request until it is answered; return status and answer."""
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                status, answer, _ = self._once(method, path, body)
                return status, answer
            except (OSError, http.client.HTTPException):
                self.connection.close()
                with told.lock:
                    told.repeated += 1
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def _once(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[int, Any, str | None]:
        self.connection.request(method, path, None if body is None else json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read()), answer.headers.get("Set-Cookie")


def readers(plan: Plan) -> Outcome:
    """Run it, and return what came of it."""
    with tempfile.TemporaryDirectory(prefix="secondlook-readers-") as folder, _prepared(plan, Path(folder)) as (server, environment):
        told, killed = Told(), 0
        people = [Reader(server, f"reader {n}", n) for n in range(plan.readers)]
        wrong: list[str] = []

        def read(person: Reader) -> None:
            try:
                person.read("load", plan, told)
            except Exception as error:
                wrong.append(f"a reader stopped: {error}")

        threads = [threading.Thread(target=read, args=(person,)) for person in people]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        if plan.kill:
            while len(told.confirmed) < plan.decisions // 2 and any(t.is_alive() for t in threads):
                time.sleep(0.005)
            server.kill()
            killed = len(told.confirmed)
            server.start()
        for thread, person in zip(threads, people, strict=True):
            thread.join()
            person.connection.close()
        seconds = time.perf_counter() - began
        server.stop()
        return _outcome(plan, environment, told, wrong, seconds=seconds, killed=killed)


@contextmanager
def _prepared(plan: Plan, folder: Path) -> Iterator[tuple[Server, dict[str, str]]]:
    """Make the database, the people and the queue by the commands that a user has, and start the server."""
    place = plan.database or str(folder / "review.db")
    environment = {**os.environ, "SECONDLOOK_REVIEW_DATABASE": place, "SECONDLOOK_REVIEW_KEYS": str(folder / "keys.json")}
    sample = folder / "sample.jsonl"
    with sample.open("w", encoding="utf-8") as out:
        write_sample((passage(n) for n in range(plan.decisions // plan.overlap)), out)
    for number in range(plan.readers):
        command = ("users", "add", f"reader {number}", "--role", "reviewer", "--password-stdin")
        secondlook(environment, *command, typed=PASSWORD + "\n")
    secondlook(environment, "review", "import", str(sample), "--name", "load", "--readers", str(plan.overlap), "--blind")
    server = Server(environment)
    try:
        server.start()
        yield server, environment
    finally:
        server.stop()


def _outcome(plan: Plan, environment: dict[str, str], told: Told, wrong: list[str], *, seconds: float, killed: int) -> Outcome:
    kept = kept_in(environment["SECONDLOOK_REVIEW_DATABASE"])
    requests = Counter(row[3] for row in kept)
    by_item: dict[str, list[tuple[int, int]]] = {}
    for item, slot, reader, _ in kept:
        by_item.setdefault(item, []).append((slot, reader))
    lost = sum(1 for name in told.confirmed if not requests[name])
    doubled = sum(count - 1 for count in requests.values()) + sum(len(rows) - len({r for _, r in rows}) for rows in by_item.values())
    overshot = sum(1 for rows in by_item.values() if len(rows) > plan.overlap)
    said = secondlook(environment, "review", "audit").strip().splitlines()
    checks = {
        f"{lost} decisions were lost": lost, f"{doubled} decisions are there twice": doubled,
        f"{overshot} passages were read too often": overshot,
        f"{len(kept)} decisions are kept, not {plan.decisions}": len(kept) != plan.decisions,
        f"the audit says: {said[-1]}": "as it was" not in said[-1],
    }  # fmt: skip
    return Outcome(
        database="PostgreSQL" if plan.database else "SQLite", plan={k: v for k, v in asdict(plan).items() if k != "database"},
        seconds=round(seconds, 1), decisions_told=len(told.confirmed), decisions_kept=len(kept), lost=lost, doubled=doubled,
        overshot=overshot, sent_again=told.repeated, killed_after=killed, decision_ms=milliseconds(told.decided),
        next_ms=milliseconds(told.next), audit=said[-1], wrong=(*wrong, *(says for says, is_so in checks.items() if is_so)),
        machine=f"Python {platform.python_version()}, {os.cpu_count()} cores, {busy()}",
    )  # fmt: skip


def milliseconds(seconds: list[float]) -> dict[str, float]:
    if len(seconds) < 2:
        return {}
    parts = statistics.quantiles(seconds, n=100)
    found = {"p50": parts[49], "p95": parts[94], "p99": parts[98], "most": max(seconds)}
    return {name: round(1000 * value, 1) for name, value in found.items()}


def written(outcome: Outcome) -> str:
    """Return the outcome as lines to read."""
    plan = outcome.plan
    lines = [
        f"{plan['readers']} readers at once over HTTP on {outcome.database}, {plan['overlap']} for each passage, "
        f"a pause of {plan['pause']} s ({outcome.machine})",
        f"{outcome.decisions_told:,} decisions confirmed in {outcome.seconds:,.0f} s, {outcome.decisions_kept:,} in the database: "
        f"{outcome.lost} lost, {outcome.doubled} doubled, {outcome.overshot} passages read too often",
        f"a decision took {_line(outcome.decision_ms)}; the next passage {_line(outcome.next_ms)}",
    ]
    if outcome.killed_after:
        again = f"{outcome.sent_again:,} requests were sent again"
        lines.append(f"the server was killed after {outcome.killed_after:,} decisions and started again; {again}")
    lines += [f"audit: {outcome.audit}", *(f"WRONG: {says}" for says in outcome.wrong)]
    return "\n".join(lines) + "\n"


def _line(ms: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:,.0f} ms" for name, value in ms.items())


def read_outcome(path: Path) -> Outcome:
    """Return an outcome that was written to a file."""
    return Outcome(**{**(content := json.loads(path.read_text(encoding="utf-8"))), "wrong": tuple(content["wrong"])})
