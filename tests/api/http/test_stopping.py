"""A server that is told to stop: what is under way ends, what is new is refused with a time, screenings go on later."""

import asyncio
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from api.http import create_app
from api.problems import MEDIA_TYPE
from api.routes.stopping import Draining, Stopping
from api.serve import Server
from api.settings import Settings
from tests.api.http.conftest import CANARY, JSON
from tests.conftest import ROOT

# `serve` as it is, but with a job that can be slow: its notes sleep for as many seconds as their role says
PROGRAM = """
import time, sys
from api import serve
from api.work import pool
from tests.api.http.waiting_jobs import waiting_note
pool.Work.__init__.__kwdefaults__["note"] = waiting_note
sys.exit(serve.run(host=None, port=0, workers=1, open_browser=False))
"""


class Answer(NamedTuple):
    """What a client got; status 0 where the connection was cut."""

    status: int
    headers: dict[str, str]
    body: bytes


class Running(NamedTuple):
    """A server of its own process, and its port."""

    process: "subprocess.Popen[str]"
    port: int
    log: Path


@contextmanager
def running(tmp_path: Path, **variables: str) -> Iterator[Running]:
    ours = {"PYTHONPATH": str(ROOT), "SECONDLOOK_PROFILE": "rules", "SECONDLOOK_SCREENINGS": str(tmp_path)}
    environment = {**os.environ, **ours, **variables}
    log = tmp_path / "log"
    with log.open("w") as errors, subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=errors, text=True, env=environment, cwd=ROOT
    ) as process:  # fmt: skip
        try:
            assert process.stdout
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
            assert found, log.read_text()
            server = Running(process, int(found.group(1)), log)
            end = time.monotonic() + 300  # a busy machine starts workers slowly
            while ask(server, "GET", "/health/ready").status != 200:
                assert time.monotonic() < end
                time.sleep(0.1)
            yield server
        finally:
            process.kill()


def ask(server: Running, method: str, address: str, body: object = None, **headers: str) -> Answer:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        try:
            connection.request(method, address, json.dumps(body) if body else None, {**(JSON if body else {}), **headers})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        except OSError:
            return Answer(0, {}, b"")


def slow(server: Running, seconds: float, answers: list[Answer]) -> threading.Thread:
    """Ask for a review that takes so long, beside this thread."""
    note = {"text": f"Dad smokes cannabis. {CANARY}", "role": f"wait {seconds}"}
    thread = threading.Thread(target=lambda: answers.append(ask(server, "POST", "/v1/reviews", note)))
    thread.start()
    return thread


def test_what_is_under_way_ends_what_is_new_is_told_when_to_come_back_and_a_screening_goes_on_later(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        address = screening(server, notes=800)
        until(server, address, lambda told: told["state"] == "running")
        answers: list[Answer] = []
        threads = [slow(server, 1, answers) for _ in range(2)]  # one is read, one waits for the worker
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        refused = ask(server, "POST", "/v1/reviews", {"text": CANARY})
        page = ask(server, "GET", "/", Accept="text/html")
        ready, live = ask(server, "GET", "/health/ready"), ask(server, "GET", "/health/live")
        for thread in threads:
            thread.join()
        assert server.process.wait(40) == 0
    assert [answer.status for answer in answers] == [200] * 2
    assert all(json.loads(answer.body)["flags"] for answer in answers)
    for told in (refused, ready):
        assert (told.status, told.headers["content-type"]) == (503, MEDIA_TYPE)
        assert json.loads(told.body)["type"] == "urn:secondlook:problem:stopping"
        assert 5 <= int(told.headers["retry-after"]) <= 35
    assert page.status == 503
    assert b"Second Look is being stopped" in page.body
    assert int(page.headers["retry-after"]) >= 5
    assert live.status == 200
    assert json.loads((tmp_path / address.rpartition("/")[2] / "job.json").read_text(encoding="utf-8"))["state"] == "running"
    assert_log_is_clean(server)

    with running(tmp_path, SECONDLOOK_SECONDS_TO_STOP="1") as server:  # the next one; what takes longer than it has is told so
        done = until(server, address, lambda told: told["state"] == "done")
        thread = slow(server, 50, answers)
        time.sleep(0.7)
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(30) == 0
        thread.join()
        assert time.monotonic() - began < 25
    assert done["counts"]["notes"] == 800
    assert answers[-1].status == 503
    assert json.loads(answers[-1].body)["type"] == "urn:secondlook:problem:stopping"
    assert answers[-1].headers["retry-after"] == "5"
    assert "stopped before all was read" in server.log.read_text(encoding="utf-8")
    assert_log_is_clean(server)


def test_told_once_it_waits_told_twice_it_stops_at_once() -> None:
    app = create_app(Settings(workers=1, seconds_to_stop=60))
    server, stopping = Server(uvicorn.Config(app)), app.state.stopping
    server.config.load()
    assert not asyncio.run(server.on_tick(1))
    stopping.under_way = 1
    server.handle_exit(signal.SIGINT, None)
    assert not asyncio.run(server.on_tick(1))
    assert 50 < stopping.seconds_left <= 60
    stopping.under_way = 0
    assert asyncio.run(server.on_tick(1))
    server.should_exit = False
    server.handle_exit(signal.SIGINT, None)
    assert server.should_exit


def test_a_watcher_of_progress_is_not_waited_for() -> None:
    stopping = Stopping(60)

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        kind = b"text/event-stream" if scope["path"] == "/events" else b"text/html"
        assert stopping.under_way == 1
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
        assert stopping.under_way == (0 if scope["path"] == "/events" else 1)
        await send({"type": "http.response.body", "body": b""})

    client = TestClient(Draining(app, stopping))
    assert client.get("/events").status_code == client.get("/page").status_code == 200
    assert stopping.under_way == 0


def screening(server: Running, *, notes: int) -> str:
    """Begin a screening; return its address."""
    export = "\n".join(json.dumps({"id": str(n), "case_id": str(n // 4), "text": "Dad smokes cannabis. " * 40}) for n in range(notes))
    body = (
        '--x\r\nContent-Disposition: form-data; name="file"; filename="e.jsonl"\r\n\r\n' + export
        + '\r\n--x\r\nContent-Disposition: form-data; name="profile"\r\n\r\nrules\r\n--x--\r\n'
    ).encode()  # fmt: skip
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        connection.request("POST", "/v1/screenings", body, {"Content-Type": "multipart/form-data; boundary=x"})
        return f"/v1/screenings/{json.loads(connection.getresponse().read())['id']}"


def until(server: Running, address: str, true: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Return how a screening stands as soon as `true` says so."""
    end = time.monotonic() + 300  # a busy machine takes its time
    while True:
        told: dict[str, Any] = json.loads(ask(server, "GET", address).body)
        if true(told):
            return told
        assert told["state"] in ("queued", "running")
        assert time.monotonic() < end, told
        time.sleep(0.1)


def assert_log_is_clean(server: Running) -> None:
    log = server.log.read_text(encoding="utf-8")
    assert CANARY not in log
    assert "Traceback" not in log
