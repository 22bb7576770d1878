"""A canary word, sent in every way there is: it comes back in the answer it belongs to, and is nowhere else afterwards.

The server runs as a user starts it, with folders of its own for temporary files, cache and home. From the moment it is
ready, every file that it or a worker opens for writing is noted (an audit hook in each process), so that a file which
is gone again at once is noticed as well.
"""

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import httpx2
import pytest

from tests.api.http.conftest import CANARY, JSON
from tests.api.http.test_problems import BAD
from tests.conftest import ROOT
from tests.documents.broken import all_broken
from tests.documents.handmade import mail, outlook
from tests.documents.printed import pdf

TEXT = f"Home visit. Strong smell of cannabis in the hall. {CANARY} said she was scared. Leo (7) was not seen."
C = CANARY.encode()
PAGE = {"Accept": "text/html"}
SITE = """
import os, sys
_log = os.open(os.environ["WRITTEN"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def _note(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if not isinstance(path, int) and (set(mode or "") & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            os.write(_log, (os.fsdecode(path) + "\\n").encode())
sys.addaudithook(_note)
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and folders are those of Unix")


@dataclass
class Running:
    """A server and the folders it was given."""

    folder: Path
    client: httpx2.Client
    port: int
    process: subprocess.Popen[bytes]
    begun: int = 0

    def written(self) -> list[str]:
        """Every file opened for writing since the server was ready."""
        return self.written_at_all()[self.begun :]

    def written_at_all(self) -> list[str]:
        return [line for line in (self.folder / "written").read_text(encoding="utf-8").splitlines() if line != os.devnull]

    def assert_no_trace(self) -> None:
        """Nothing was written, and no file that is there holds the word, nor does a name."""
        assert self.written() == []
        for path in self.folder.rglob("*"):
            assert CANARY not in path.name
            if path.is_file():
                content = path.read_bytes().lower()
                assert C not in content, path
                assert CANARY.encode("utf-16-le") not in content, path


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("server")
    for name in ("tmp", "cache", "home", "here", "site"):
        (folder / name).mkdir()
    (folder / "site" / "sitecustomize.py").write_text(SITE, encoding="utf-8")
    environment = {
        **os.environ, "TMPDIR": str(folder / "tmp"), "XDG_CACHE_HOME": str(folder / "cache"), "HOME": str(folder / "home"),
        "PYTHONPATH": f"{folder / 'site'}{os.pathsep}{ROOT}", "PYTHONDONTWRITEBYTECODE": "1", "WRITTEN": str(folder / "written"),
        "SECONDLOOK_MOST_NOTES": "5",
    }  # fmt: skip
    command = [sys.executable, "-m", "api.cli", "serve", "--no-open", "--port", "0", "--workers", "1"]
    with (folder / "out").open("wb") as out, (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=out, stderr=log, cwd=folder / "here", env=environment)
    try:
        port = port_of(folder / "out")
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            server = Running(folder, client, port, process)
            wait_ready(server)
            server.begun = len(server.written_at_all())
            yield server
    finally:
        process.kill()
        process.wait(10)


def port_of(out: Path) -> int:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = re.search(rb"http://127\.0\.0\.1:(\d+)/", out.read_bytes())
        if found:
            return int(found.group(1))
        time.sleep(0.05)
    raise AssertionError("the server did not start")


def wait_ready(server: Running) -> None:
    end = time.monotonic() + 60
    while server.client.get("/health/ready").status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.05)


def head_of(answer: httpx2.Response) -> str:
    """The status line and headers: a Location would be among them."""
    return f"{answer.reason_phrase} {answer.headers}".lower()


def outside_fields(page: str) -> str:
    """The page without what stands in its fields: what a person typed is given back there, and nowhere else."""
    without = re.sub(r"(<textarea[^>]*>).*?</textarea>", r"\1", page, flags=re.DOTALL)
    return re.sub(r'(<input[^>]*?value=)"[^"]*"', r"\1", without).lower()


def files() -> dict[str, bytes]:
    """A note in every format that is read."""
    word = io.BytesIO()
    made = docx.Document()
    made.add_paragraph(TEXT)
    made.save(word)
    page = f"<html><body><p>{TEXT}</p></body></html>".encode()
    return {
        "a.txt": TEXT.encode(), "a.md": TEXT.encode(), "a.docx": word.getvalue(), "a.pdf": pdf([TEXT]), "a.html": page, "a.htm": page,
        "a.rtf": b"{\\rtf1\\ansi " + TEXT.encode() + b"}", "a.eml": mail(TEXT), "a.msg": outlook({"1000": TEXT, "0037": "Visit"}),
        "large.html": page + b"<!-- " + b"x" * 1_500_000 + b" -->", "large.txt": TEXT.encode() + b"\n" * 1_200_000,
    }  # fmt: skip


def test_the_watch_sees_what_is_written(running: Running) -> None:
    assert any("cache" in line for line in running.written_at_all()[: running.begun])


def test_a_note_and_a_case_posted_to_the_api(running: Running) -> None:
    note = {"text": TEXT, "id": CANARY, "case_id": CANARY, "date": CANARY, "role": CANARY}
    for body in (note, {"notes": [note, {**note, "text": f"{TEXT} " * 1_000}]}):
        answer = running.client.post("/v1/reviews", json=body)
        assert answer.status_code == 200
        assert CANARY in answer.text
        assert CANARY not in head_of(answer)
    running.assert_no_trace()


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 100_000):
        yield C * (100_000 // len(C))


TOO_MUCH: list[tuple[str, int, str, str, dict[str, Any]]] = [
    ("larger than a body may be", 413, "POST", "/v1/reviews", {"content": C * 800_000, "headers": JSON}),
    ("larger in chunks", 413, "POST", "/v1/reviews", {"content": chunks(9_000_000), "headers": JSON}),
    ("a note of more than a million", 422, "POST", "/v1/reviews", {"json": {"text": f"{CANARY} " * 90_000}}),
]
SAME = [bad for bad in BAD if bad[0] not in ("large by its header", "large in chunks", "a long note")]
OTHERS: list[tuple[str, int, str, str, dict[str, Any]]] = [
    ("a header", 404, "GET", "/v1/none", {"headers": {"X-Note": CANARY, "Cookie": f"a={CANARY}", "Referer": f"http://x/{CANARY}"}}),
    ("a header of a request that is right", 200, "GET", "/v1/about", {"headers": {"User-Agent": CANARY, "Authorization": CANARY}}),
    ("a query that is not looked at", 200, "GET", f"/v1/about?{CANARY}={CANARY}", {}),
    ("a path of its own", 404, "GET", f"/{CANARY}/{CANARY}", {}),
    ("a page that is none", 404, "GET", f"/indicators/{CANARY}", {"headers": PAGE}),
    ("a file that is none", 404, "GET", f"/static/{CANARY}.css", {"headers": PAGE}),
    ("a download that is none", 404, "POST", f"/download/{CANARY}", {"headers": PAGE, "files": {"text": (None, TEXT)}}),
    ("a query of the form", 200, "GET", f"/?text={CANARY}", {"headers": PAGE}),
    ("a result by its address", 303, "GET", f"/look?text={CANARY}", {"headers": PAGE}),
    ("a form that is packed in the address", 415, "POST", "/look", {"headers": PAGE, "data": {"text": CANARY}}),
    ("a form without an end", 400, "POST", "/look", {
        "headers": {**PAGE, "Content-Type": "multipart/form-data; boundary=b"},
        "content": b'--b\r\nContent-Disposition: form-data; name="' + C + b"\r\n" + C}),
    ("a form without a boundary", 400, "POST", "/look", {"headers": {**PAGE, "Content-Type": "multipart/form-data"}, "content": C}),
    ("notes that are none", 422, "POST", "/download/word", {"headers": PAGE, "files": {"notes": (None, f'[{{"text": "{CANARY}", ')}}),
    ("notes with another key", 422, "POST", "/download/html", {"headers": PAGE, "files": {"notes": (None, f'[{{"{CANARY}": 1}}]')}}),
    ("a form of another site", 403, "POST", "/look", {
        "headers": {**PAGE, "Sec-Fetch-Site": "cross-site"}, "files": {"text": (None, TEXT)}}),
    ("too large for the page", 413, "POST", "/look", {"headers": PAGE, "files": {"files": ("a.txt", C * 3_000_000)}}),
    ("too many files", 422, "POST", "/look", {"headers": PAGE, "files": [("files", (f"{n}.txt", C)) for n in range(6)]}),
    ("too many fields", 400, "POST", "/look", {"headers": PAGE, "files": [(f"f{n}", (None, C)) for n in range(60)]}),
]  # fmt: skip
ALL_BAD = [*SAME, *TOO_MUCH, *OTHERS]


@pytest.mark.parametrize(("name", "status", "method", "address", "sent"), ALL_BAD, ids=[bad[0] for bad in ALL_BAD])
def test_every_kind_of_bad_request(running: Running, name: str, status: int, method: str, address: str, sent: dict[str, Any]) -> None:
    try:
        answer = running.client.request(method, address, **sent)
    except httpx2.TransportError:
        assert status == 413, name  # the server does not read on, and a client may notice that while it sends
    else:
        assert answer.status_code // 100 == status // 100, name
        assert CANARY not in head_of(answer) + answer.text.lower()
    running.assert_no_trace()


def test_a_note_pasted_on_the_page_and_its_downloads(running: Running) -> None:
    pasted = {"text": (None, TEXT), "date": (None, CANARY), "role": (None, CANARY)}
    for headers in (PAGE, {**PAGE, "HX-Request": "true"}):
        answer = running.client.post("/look", files=pasted, headers=headers)
        assert answer.status_code == 200
        assert CANARY in answer.text
        assert CANARY not in head_of(answer)
    notes = json.dumps([{"text": TEXT, "id": CANARY, "role": CANARY}])
    for form in ("word", "html"):
        made = running.client.post(f"/download/{form}", files={"notes": (None, notes)}, headers=PAGE)
        assert made.status_code == 200
        assert len(made.content) > 5_000
        assert CANARY not in head_of(made)
    running.assert_no_trace()


@pytest.mark.parametrize("name", files())
def test_a_file_of_each_format(running: Running, name: str) -> None:
    answer = running.client.post("/look", files={"files": (name, files()[name])}, headers=PAGE)
    assert CANARY not in head_of(answer)
    if name == "large.txt":
        assert answer.status_code == 422
        assert CANARY not in answer.text
    else:
        assert answer.status_code == 200
        assert CANARY in answer.text
    running.assert_no_trace()


def test_files_that_cannot_be_read(running: Running) -> None:
    broken = all_broken()
    assert len(broken) >= 40
    for bad in broken:
        typed = {"text": (None, TEXT)} if "empty" in bad.why else {}
        try:
            answer = running.client.post("/look", files={**typed, "files": (bad.name, bad.raw)}, headers=PAGE)
        except httpx2.TransportError:
            assert len(bad.raw) > 8_000_000
            continue
        assert CANARY not in head_of(answer)
        if not typed:
            assert answer.status_code in (413, 422), bad.why
            assert CANARY not in outside_fields(answer.text), bad.why
    running.assert_no_trace()


def test_an_error_gives_what_was_typed_back_in_its_own_field_only(running: Running) -> None:
    sent: dict[str, Any] = {"text": (None, f"{CANARY} " * 90_000), "role": (None, CANARY), "files": ("a.xyz", C)}
    answer = running.client.post("/look", files=sent, headers=PAGE)
    assert answer.status_code == 422
    assert CANARY in answer.text
    assert CANARY not in outside_fields(answer.text)
    part = running.client.post("/look", files=sent, headers={**PAGE, "HX-Request": "true"})
    assert CANARY not in part.text
    running.assert_no_trace()


def test_clients_that_go_away(running: Running) -> None:
    half = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + C * 200_000
    long = json.dumps({"text": f"{TEXT}\n" * 9_000}).encode()
    for head, body in (
        (b"POST /look HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 7000000\r\n", half),
        (b"POST /v1/reviews HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n", b'{"text": "' + C),
        (b"POST /v1/reviews HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % len(long), long),
        (b"GET /" + C + b" HTTP/9.9\r\n", C),
    ):
        with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
            connection.sendall(head + b"Host: 127.0.0.1\r\n\r\n" + body)
            time.sleep(0.3)
    wait_ready(running)
    running.assert_no_trace()


def test_nothing_is_left_when_it_has_stopped(running: Running) -> None:
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(15) == 0
    running.assert_no_trace()
    log = (running.folder / "log").read_text(encoding="utf-8")
    assert log.count('"event": "request"') > 100
    assert "Traceback" not in log
    assert list((running.folder / "tmp").rglob("*")) == []
