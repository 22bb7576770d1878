"""The same word through a server with a review and screenings, at debug level, with a worker killed at the word's note.

What is given is used over HTTP and by the pages. Afterwards the word is in the files of a screening until that is deleted, sealed in the
database of the review, and nowhere else: not in the log, not in arguments, not in addresses, not in the memory's dumps.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.auth.sessions import SAME_PLACE
from api.store.importing import import_sample
from api.store.people import add
from api.store.store import open_store, usual_place
from evaluation.benchmarks.memory import descendants
from evaluation.review.rows import SampleItem
from tests.api.http.test_canary import port_of
from tests.api.store.conftest import ITEM, PASSWORD, write
from tests.keeping.watched import CANARY, TEXT, Watched

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are those of Unix")


class Server:
    """A running server, watched, with a reader signed in."""

    def __init__(self, watched: Watched, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.watched, self.process = watched, process
        self.client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=120)

    def ask(self, method: str, address: str, **sent: Any) -> httpx2.Response:
        """Send a request; its head never carries the word, nor does the address that it leads to."""
        answer = self.client.request(method, address, **sent)
        assert CANARY not in f"{answer.headers}".lower()
        return answer


def items() -> list[SampleItem]:
    from dataclasses import replace

    return [replace(ITEM, id=f"n{n}:x", text=f"There was no food at {CANARY}.", before=CANARY, after=CANARY, quote=f"food at {CANARY}",
                    explanation=f"A cupboard at {CANARY}.") for n in range(3)]  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("watched")
    (folder / "cache").mkdir()
    watched = Watched(folder / "w", folder / "cache")
    database, keys = watched.home / "review.db", watched.home / "keys.json"
    with open_store(usual_place(str(database), str(keys))) as store:
        add(store, name="Ann", role="reviewer", password=PASSWORD, by="tester")
        import_sample(store, write(watched.given / "sample.jsonl", items()), by="tester", name="winter", readers=1)
    environment = {
        **watched.environment, "SECONDLOOK_LOG_LEVEL": "debug", "SECONDLOOK_REVIEW_DATABASE": str(database),
        "SECONDLOOK_REVIEW_KEYS": str(keys), "PYTHONASYNCIODEBUG": "1", "PYTHONWARNINGS": "default",
    }  # fmt: skip
    command = [sys.executable, "-m", "api.cli", "serve", "--review", "--no-open", "--port", "0", "--workers", "1"]
    with (folder / "out").open("wb") as out, (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=out, stderr=log, cwd=watched.here, env=environment)
    made = Server(watched, process, port_of(folder / "out"))
    try:
        until_ready(made)
        yield made
        assert (folder / "log").stat().st_size > 1_000
        assert CANARY not in (folder / "log").read_text(encoding="utf-8").lower()
        assert CANARY not in (folder / "out").read_text(encoding="utf-8").lower()
    finally:
        made.client.close()
        process.kill()
        process.wait(10)


def until_ready(server: Server) -> None:
    end = time.monotonic() + 180
    while server.client.get("/health/ready").status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_review_over_http_and_by_the_pages(server: Server) -> None:
    token = server.ask("POST", "/v1/session", json={"name": "Ann", "password": PASSWORD}).json()["token"]
    held = server.ask("GET", "/v1/queues/winter/next").json()["item"]
    assert CANARY in held["passage"]["text"]
    decision = {"verdict": "disagree", "reason": "negated", "comment": f"Not at {CANARY}.", "request": "one"}
    done = server.ask("POST", f"/v1/items/{held['id']}/decisions", json=decision, headers={SAME_PLACE: token})
    assert done.status_code == 201
    for wrong in ({**decision, "verdict": CANARY}, {**decision, CANARY: 1}, {**decision, "reason": CANARY}):
        answer = server.ask("POST", f"/v1/items/{held['id']}/decisions", json=wrong, headers={SAME_PLACE: token})
        assert answer.status_code == 422
        assert CANARY not in answer.text
    page = server.ask("GET", "/review/queues/winter", headers={"Accept": "text/html"}, follow_redirects=True)
    assert CANARY in page.text
    wrong_name = server.ask("POST", "/v1/session", json={"name": CANARY, "password": f"{CANARY} {CANARY}"})
    assert wrong_name.status_code in (401, 403, 429)
    assert CANARY not in wrong_name.text
    server.watched.check(running=True)


def test_a_screening_that_is_deleted_again(server: Server) -> None:
    rows = "".join(f'c{n},n{n},2024-03-01,health visitor,"{TEXT} Seen {n} times."\n' for n in range(3))
    sent = {"file": ("export.csv", f"case_id,note_id,date,role,note\n{rows}".encode())}
    id_ = server.ask("POST", "/v1/screenings", files=sent, data={"profile": "rules"}).json()["id"]
    end = time.monotonic() + 180
    while (found := server.ask("GET", f"/v1/screenings/{id_}").json())["state"] not in ("done", "failed"):
        assert time.monotonic() < end, found
        time.sleep(0.2)
    assert found["state"] == "done"
    assert CANARY in server.ask("GET", f"/v1/screenings/{id_}/results", params={"table": "flags"}).text
    assert CANARY in server.ask("GET", f"/v1/screenings/{id_}/files/flags.csv").text
    page = server.ask("GET", f"/screenings/{id_}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    for path in (server.watched.home / "screenings").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, "for its owner only"
        assert not path.is_file() or CANARY not in path.name
    assert server.ask("DELETE", f"/v1/screenings/{id_}").status_code == 204
    server.watched.check(running=True)


def test_a_worker_that_is_killed_at_the_note(server: Server) -> None:
    long = json.dumps({"text": f"{TEXT}\n" * 4_000, "profile": "rules"})
    answers: list[int] = []

    def send() -> None:
        with contextlib.suppress(httpx2.TransportError):
            answers.append(server.client.post("/v1/reviews", content=long, headers={"Content-Type": "application/json"}).status_code)

    sender = threading.Thread(target=send)
    sender.start()
    time.sleep(0.8)
    below = descendants(server.process.pid)
    workers = [pid for pid in below if not descendants(pid) and "fork" in _command(pid)]
    assert workers
    for pid in workers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGABRT)  # the signal at which a core would be dumped
    sender.join(120)
    assert answers
    assert answers[0] in (200, 503)
    until_ready(server)
    assert server.ask("GET", f"/{CANARY}?note={CANARY}").status_code == 404
    server.watched.check(running=True)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def test_limits_and_arguments_of_every_process(server: Server) -> None:
    for pid in (server.process.pid, *descendants(server.process.pid)):
        with contextlib.suppress(OSError):
            limits = Path(f"/proc/{pid}/limits").read_text(encoding="utf-8")
            assert re.search(r"Max core file size\s+0\s+0\s", limits)
            assert re.search(r"Umask:\s+0077", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
            assert CANARY not in _command(pid).lower()
            assert CANARY.encode() not in Path(f"/proc/{pid}/environ").read_bytes()


def test_nothing_is_left_when_it_has_stopped(server: Server) -> None:
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(60) == 0
    assert list((server.watched.folder / "tmp").iterdir()) == []
    server.watched.check()
