"""`secondlook health`: what it says of a server that is ready, that is not, and that is not there."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from api.watch import health


@contextmanager
def server(status: int, body: bytes) -> Iterator[tuple[int, list[Any]]]:
    """A server that answers everything so; gives its port and what it was asked."""
    asked: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Host"]))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    made = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield made.server_port, asked
    finally:
        made.shutdown()
        made.server_close()
        thread.join()


def test_a_ready_server_is_asked_as_the_settings_name_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with server(200, b'{"status": "ready"}') as (port, asked):
        assert health(f"http://127.0.0.1:{port}") == 0
        monkeypatch.setenv("SECONDLOOK_HOST", "0.0.0.0")  # noqa: S104  # every address, as in a container
        monkeypatch.setenv("SECONDLOOK_PORT", str(port))
        assert health() == 0
    assert asked == [("/health/ready", f"127.0.0.1:{port}"), ("/health/ready", f"0.0.0.0:{port}")]
    assert capsys.readouterr().out == "ready\nready\n"


@pytest.mark.parametrize(("status", "body", "says"), [
    (503, json.dumps({"detail": "the workers are starting"}).encode(), "not ready: the workers are starting"),
    (200, b"<html>", "no server answers at http://127.0.0.1:"), (404, b"{}", "not ready: no reason is given"),
])  # fmt: skip
def test_another_answer_is_told(status: int, body: bytes, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    with server(status, body) as (port, _):
        assert health(f"http://127.0.0.1:{port}") == 1
    assert says in capsys.readouterr().err


def test_no_server_and_no_address(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert health("http://127.0.0.1:1") == 1
    assert "no server answers at http://127.0.0.1:1 (ConnectionRefusedError)" in capsys.readouterr().err
    assert health("127.0.0.1") == 1
    assert "must be an address such as" in capsys.readouterr().err
    monkeypatch.setenv("SECONDLOOK_PROT", "1")
    assert health() == 1
    assert "did you mean SECONDLOOK_PORT?" in capsys.readouterr().err
