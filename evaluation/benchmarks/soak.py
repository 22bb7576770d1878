"""Many clients at once for minutes, with one worker killed again and again: no wrong answer, no lost decision, no growing memory.

    python -m evaluation.benchmarks.soak --clients 50 --minutes 10 --kill-every 60

A real `secondlook serve` with accounts on, profile `rules`, and the review in a SQLite file. Of ten clients four send notes and cases
with an API key, four do so with the session of a practitioner, two are reviewers and decide. Workers are killed with SIGKILL. Checked are:
every second look against what this process read in the same note beforehand; every error answer for when to come back; every confirmed
decision in the database, once; `secondlook review audit`; and the memory (PSS) of the server and all its processes. After a warm-up,
the median of the samples of the first minute (of a tenth, where the whole is shorter than ten) is compared with that of the last one.
"""

import argparse
import json
import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.benchmarks.machine import machine
from evaluation.benchmarks.memory import descendants, memory_of
from evaluation.benchmarks.readers import milliseconds
from evaluation.benchmarks.review_server import PASSWORD, Server, kept_in, passage, secondlook
from evaluation.benchmarks.soak_clients import Client, Expected, Tally, expected
from evaluation.review.sample_file import write_sample
from nlp.errors import SecondLookError
from nlp.version import versions

RESULTS = Path(__file__).parent.parent / "results" / "soak.json"
MOST_GROWTH = 0.10
_PROFILE, _OVERLAP = "rules", 2
_SAMPLE = 1.0  # seconds between two looks at the memory
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many clients for how long, after how long a warm-up, and how many seconds lie between two kills."""

    clients: int = 50
    seconds: float = 600
    warm_up: float = 30
    kill_every: float = 60
    workers: int = 2
    seed: int = 8
    notes: int = 240
    """How many different notes are sent, and for every six of them a case."""


@dataclass(slots=True)
class Watched:
    """Seen from outside: memory as (second, server, all processes) in bytes, and the seconds at which a worker was killed."""

    memory: list[tuple[float, int, int]] = field(default_factory=list)
    killed: list[float] = field(default_factory=list)


def soak(plan: Plan) -> dict[str, Any]:
    """Run it; return the figures. `wrong` says in words what should not have happened."""
    texts, tally, watched = expected(plan.seed, profile=_PROFILE, notes=plan.notes), Tally(), Watched()
    before = machine()["load_average"]
    with tempfile.TemporaryDirectory(prefix="secondlook-soak-") as folder, _prepared(plan, Path(folder)) as (server, environment, key):
        clients = [_client(plan, server.port, number, tally, key) for number in range(plan.clients)]
        began = time.monotonic()
        end = began + plan.warm_up + plan.seconds
        threads = [threading.Thread(target=_run, args=(client, number, texts, end)) for number, client in enumerate(clients)]
        for thread in threads:
            thread.start()
        _watch(plan, server.pid, watched, began + plan.warm_up, end)
        for thread, client in zip(threads, clients, strict=True):
            thread.join()
            client.close()
        server.stop()
        kept = kept_in(environment["SECONDLOOK_REVIEW_DATABASE"])
        audit = secondlook(environment, "review", "audit").strip().splitlines()[-1]
    return _figures(plan, tally, watched, kept, audit, {**machine(), "load_average_before": before})


def faults(found: dict[str, Any]) -> list[str]:
    """Return what should not have happened, without the memory."""
    checks = {
        f"{found['lost']} decisions were lost": found["lost"], f"{found['doubled']} decisions are there twice": found["doubled"],
        f"{found['unasked']} decisions are there that nobody was told of": found["unasked"],
        f"the audit says: {found['audit']}": "as it was" not in found["audit"],
        "no worker was killed": not found["kills"], "no answer was compared": not found["compared"],
        "no decision was taken": not found["decisions_confirmed"],
    }  # fmt: skip
    return [*found["wrong"], *(words for words, is_so in checks.items() if is_so)]


def written(found: dict[str, Any]) -> str:
    """Return the figures as lines to read."""
    memory, plan = found["memory"], found["plan"]
    answers = ", ".join(f"{name} {count:,}" for name, count in found["answers"].items())
    lines = [
        f"{plan['clients']} clients at once for {plan['seconds'] / 60:g} minutes (and {plan['warm_up']:g} s before), "
        f"{len(found['kills'])} workers killed; code {found['versions']['code']}",
        f"{found['compared']:,} second looks compared, {found['wrong_answers']} wrong; answers: {answers}",
        f"{found['decisions_confirmed']:,} decisions confirmed, {found['lost']} lost, {found['doubled']} doubled; "
        f"{found['decisions_sent_twice']} were sent twice",
        f"audit: {found['audit']}",
        f"memory in the first and the last {memory['window_s']:g} s: all processes {memory['first_mb']} and {memory['last_mb']} MB "
        f"({memory['growth']:+.1%}), the server alone {memory['server_first_mb']} and {memory['server_last_mb']} MB",
    ]  # fmt: skip
    return "\n".join([*lines, *(f"WRONG: {words}" for words in faults(found))]) + "\n"


def main() -> None:
    """Run it, print the figures and store them; exit status 1 where something went wrong or memory grew too much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--kill-every", type=float, default=60, help="seconds")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--json", type=Path, default=RESULTS, help="where the figures are stored")
    given = parser.parse_args()
    seconds = 60 * given.minutes
    found = soak(Plan(
        clients=given.clients, seconds=seconds, warm_up=min(30.0, seconds / 4), kill_every=given.kill_every, workers=given.workers,
        seed=given.seed,
    ))  # fmt: skip
    given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(written(found))
    raise SystemExit(1 if faults(found) or found["memory"]["growth"] > MOST_GROWTH else 0)


@contextmanager
def _prepared(plan: Plan, folder: Path) -> Iterator[tuple[Server, dict[str, str], str]]:
    """Make accounts, a key and a queue by the commands that a user has; yield the server, its environment and the key."""
    environment = {
        **os.environ, "SECONDLOOK_REVIEW_DATABASE": str(folder / "review.db"), "SECONDLOOK_REVIEW_KEYS": str(folder / "keys.json"),
        "SECONDLOOK_SCREENINGS": str(folder / "screenings"), "SECONDLOOK_ACCOUNTS": "on", "SECONDLOOK_PROFILE": _PROFILE,
    }  # fmt: skip
    deciding = [_name(n) for n in range(plan.clients) if _deciding(n)]
    for name, role in [("practitioner", "practitioner"), *((name, "reviewer") for name in deciding)]:
        secondlook(environment, "users", "add", name, "--role", role, "--password-stdin", typed=PASSWORD + "\n")
    sample = folder / "sample.jsonl"
    count = int(len(deciding) * (plan.warm_up + plan.seconds) / _OVERLAP) + len(deciding)  # none decides more than once a second
    with sample.open("w", encoding="utf-8") as out:
        write_sample((passage(n) for n in range(count)), out)
    secondlook(environment, "review", "import", str(sample), "--name", "soak", "--readers", str(_OVERLAP), "--blind")
    printed = secondlook(environment, "api-keys", "add", "soak", "--scope", "look", "--days", "1")
    key = next((word for word in printed.split() if word.startswith("sl_")), "")
    server = Server(environment, workers=plan.workers)
    try:
        server.start()
        yield server, environment, key
    finally:
        server.stop()


def _deciding(number: int) -> bool:
    return number % 5 == 4


def _name(number: int) -> str:
    return f"reviewer {number}"


def _client(plan: Plan, port: int, number: int, tally: Tally, key: str) -> Client:
    client = Client(port, plan.seed * 1_000 + number, tally)
    if _deciding(number):
        return client.sign_in(_name(number))
    return client.with_key(key) if number % 2 == 0 else client.sign_in("practitioner")


def _run(client: Client, number: int, texts: list[Expected], end: float) -> None:
    try:
        client.decide("soak", end) if _deciding(number) else client.look(texts, end)
    except Exception as error:
        client.tally.fault(f"a client stopped: {type(error).__name__}")


def _watch(plan: Plan, server: int, watched: Watched, first: float, end: float) -> None:
    """Look at the memory every second, and kill a worker whenever it is time to."""
    dice = random.Random(plan.seed)  # noqa: S311  # which worker is killed
    kill_at = first + plan.kill_every / 2
    while time.monotonic() < end:
        now = time.monotonic()
        if now >= kill_at:
            pids = workers(server)
            if pids:
                os.kill(dice.choice(pids), signal.SIGKILL)
                watched.killed.append(round(now - first, 1))
                kill_at += plan.kill_every
        if now >= first:
            watched.memory.append((now - first, memory_of([server]).pss, memory_of([server, *descendants(server)]).pss))
        time.sleep(_SAMPLE)


def workers(server: int) -> list[int]:
    """Return the processes that read notes: those that the process started which they are copied from."""
    below = descendants(server)
    return [pid for parent in below for pid in descendants(parent)]


def _figures(
    plan: Plan, tally: Tally, watched: Watched, kept: list[tuple[str, int, int, str]], audit: str, facts: dict[str, Any]
) -> dict[str, Any]:
    requests = Counter(row[3] for row in kept)
    answers = Counter[str]()
    for (kind, status), count in sorted(tally.statuses.items()):
        answers[f"{kind} {status}"] += count
    return {
        "versions": versions(_PROFILE), "machine": facts,
        "plan": {name: getattr(plan, name) for name in ("clients", "seconds", "warm_up", "kill_every", "workers", "seed", "notes")},
        "compared": tally.compared, "wrong_answers": sum("not what was read" in words for words in tally.wrong),
        "answers": dict(answers), "refused": dict(sorted(tally.refused.items())), "kills": watched.killed,
        "decisions_confirmed": len(tally.confirmed), "decisions_kept": len(kept), "decisions_sent_twice": tally.sent_twice,
        "lost": sum(not requests[name] for name in tally.confirmed), "doubled": sum(count - 1 for count in requests.values()),
        "unasked": len(set(requests) - set(tally.confirmed)), "audit": audit, "memory": _memory(plan, watched),
        "milliseconds": {kind: milliseconds(times) for kind, times in sorted(tally.seconds.items())},
        "wrong": [f"{words}{f' ({count} times)' if count > 1 else ''}" for words, count in Counter(tally.wrong).items()],
    }  # fmt: skip


def _memory(plan: Plan, watched: Watched) -> dict[str, Any]:
    """Return the medians of the first and the last minute of the measured time, or of its first and last tenth where that is less."""
    window = min(60.0, plan.seconds / 10)
    last = max((second for second, _, _ in watched.memory), default=0.0)
    parts = {
        "first": [row for row in watched.memory if row[0] <= window], "last": [row for row in watched.memory if row[0] >= last - window],
    }  # fmt: skip
    if not (parts["first"] and parts["last"]):
        raise SecondLookError("the memory of other processes can be read on Linux only; run the soak there")
    server = {name: statistics.median(row[1] for row in rows) for name, rows in parts.items()}
    whole = {name: statistics.median(row[2] for row in rows) for name, rows in parts.items()}
    minutes = [
        round(statistics.median(row[2] for row in watched.memory if n * window <= row[0] <= (n + 1) * window) / _MEGABYTE, 1)
        for n in range(int(plan.seconds / window))
    ]  # fmt: skip
    return {
        "samples": len(watched.memory), "window_s": window, "first_mb": round(whole["first"] / _MEGABYTE, 1),
        "last_mb": round(whole["last"] / _MEGABYTE, 1), "growth": round(whole["last"] / whole["first"] - 1, 4),
        "server_first_mb": round(server["first"] / _MEGABYTE, 1), "server_last_mb": round(server["last"] / _MEGABYTE, 1),
        "by_window_mb": minutes,
    }  # fmt: skip


if __name__ == "__main__":
    main()
