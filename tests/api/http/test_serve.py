"""`secondlook serve` as a user starts it: what it says, how it stops, and when it will not start."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from api.serve import has_display, url_of
from api.settings import Settings
from tests.api.http.conftest import CANARY, JSON
from tests.conftest import ROOT

COMMAND = [sys.executable, "-m", "api.cli", "serve", "--no-open"]


def serve(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, env=environment, timeout=30)


@contextmanager
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [*COMMAND, "--port", "0", "--workers", "1"]
    with (tmp_path / "log").open("w") as log, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process:
        try:
            assert process.stdout
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
            assert found
            yield process, int(found.group(1))
        finally:
            process.kill()


def ask(port: int, method: str, address: str, body: bytes | None = None) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(method, address, body, JSON if body else {})
        answer = connection.getresponse()
        return answer.status, answer.read()


def wait_ready(port: int) -> None:
    end = time.monotonic() + 40
    while ask(port, "GET", "/health/ready")[0] != 200:
        assert time.monotonic() < end
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    out = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            child = int(path.parent.name)
            out += [child, *children(child)]
    return out


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until_none(pids: list[int]) -> None:
    end = time.monotonic() + 10
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_it_answers_says_what_it_keeps_and_stops_cleanly(tmp_path: Path) -> None:
    with running(tmp_path) as (process, port):
        assert ask(port, "GET", "/health/live") == (200, b'{"status":"live"}')
        wait_ready(port)
        status, body = ask(port, "POST", "/v1/reviews", f'{{"text": "Dad smokes cannabis. {CANARY}", "id": "{CANARY}"}}'.encode())
        assert status == 200
        assert CANARY.encode() in body
        assert ask(port, "GET", f"/{CANARY}?{CANARY}")[0] == 404
        workers = children(process.pid)
        assert workers
        process.send_signal(signal.SIGTERM)
        assert process.stdout
        said = process.stdout.read()
        assert process.wait(15) == 0
        until_none(workers)
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert "nothing: no note, no answer, no name" in said
    assert "has stopped; nothing was kept" in said
    assert '"route": "/v1/reviews"' in log
    assert CANARY not in log + said
    assert "Traceback" not in log


def test_documented_examples_work_what_is_no_http_gets_a_problem_and_ctrl_c_stops_it(tmp_path: Path) -> None:
    with running(tmp_path) as (process, port):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(f"{CANARY}\r\n\r\n".encode())
            answer = b"".join(iter(lambda: connection.recv(4096), b""))
        assert answer.startswith(b"HTTP/1.1 400")
        assert b"application/problem+json" in answer
        assert b"nosniff" in answer
        wait_ready(port)
        if shutil.which("curl"):
            documented_examples(port)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert CANARY not in log + answer.decode()
    assert "Traceback" not in log


def documented_examples(port: int) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"```bash\n(.*?)```", page, re.DOTALL) if "curl" in block]
    assert len(blocks) == 6
    script = "set -eo pipefail\n" + "\n".join(blocks).replace("curl -s", "curl -sS --fail").replace(":8000", f":{port}")
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b'"confidence_basis"') > 3


def test_workers_do_not_outlive_a_server_that_is_killed(tmp_path: Path) -> None:
    with running(tmp_path) as (process, port):
        wait_ready(port)
        workers = children(process.pid)
        process.kill()
        process.wait(10)
        until_none(workers)


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = serve("--port", str(port))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"port {port} is taken" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("arguments", "variables", "message"), [
    (["--host", "0.0.0.0"], {}, "there are no accounts"),  # noqa: S104  # what must not work
    (["--port", "0"], {"SECONDLOOK_HOST": "192.168.0.2"}, "there are no accounts"),
    (["--host", "127.0.0.1", "--workers", "1000"], {}, "SECONDLOOK_WORKERS must be a whole number"),
    ([], {"SECONDLOOK_PORT": "web"}, "SECONDLOOK_PORT must be a whole number"),
    (["--host", "0.0.0.0"], {"SECONDLOOK_ACCOUNTS": "on"}, "would travel in the clear"),  # noqa: S104
    (["--port", "70000"], {}, "Invalid value for '--port'"),
])  # fmt: skip
def test_what_cannot_be_served_gets_a_clear_message(arguments: list[str], variables: dict[str, str], message: str) -> None:
    done = serve(*arguments, **variables)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_the_address_and_the_display(monkeypatch: pytest.MonkeyPatch) -> None:
    assert url_of(Settings(host="::1", port=81)) == "http://[::1]:81/"
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not has_display()
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_display()
