"""The soak in small: six clients for twenty seconds, one worker killed. And its judge sees what is wrong."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from evaluation.benchmarks.soak import Plan, faults, soak, written
from evaluation.benchmarks.soak_clients import Client, Expected, Tally, digest

ANSWER = {"flags": [], "words": 3}
ASKED = Expected("note", b"{}", digest(ANSWER))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory of other processes can be read on Linux only")
def test_six_clients_and_a_worker_that_is_killed() -> None:
    found = soak(Plan(clients=6, seconds=16, warm_up=4, kill_every=16, notes=36))
    assert faults(found) == [], written(found)
    assert len(found["kills"]) == 1
    assert found["decisions_kept"] == found["decisions_confirmed"] > 0
    assert found["compared"] > 10


@contextmanager
def answering(status: int, answer: Any, headers: dict[str, str]) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("status", "answer", "headers", "fault"),
    [
        (200, ANSWER, {}, ""),
        (200, {**ANSWER, "words": 4}, {}, "the answer for a note is not what was read before"),
        (503, {"type": "urn:secondlook:problem:unavailable"}, {}, "a note was answered with status 503, Retry-After: none"),
        (500, {"type": "urn:secondlook:problem:failed"}, {"Retry-After": "1"}, "a note was answered with status 500, Retry-After: 1"),
    ],
)  # fmt: skip
def test_a_client_judges_an_answer(status: int, answer: Any, headers: dict[str, str], fault: str) -> None:
    tally = Tally()
    with answering(status, answer, headers) as port:
        client = Client(port, 1, tally)
        client.look_once(ASKED)
        client.close()
    assert tally.wrong == ([fault] if fault else [])


def test_a_lost_decision_and_a_broken_record_are_faults() -> None:
    good = {
        "lost": 0, "doubled": 0, "unasked": 0, "audit": "Every record is as it was written.", "kills": [1.0], "compared": 1,
        "decisions_confirmed": 1, "wrong": [],
    }  # fmt: skip
    assert faults(good) == []
    for key, value in {"lost": 1, "doubled": 1, "unasked": 1, "audit": "1 fault.", "kills": [], "wrong": ["x"]}.items():
        assert len(faults({**good, key: value})) == 1, key
