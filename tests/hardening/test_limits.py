"""What is too large, too slow, too often or of the wrong kind is refused in our own words, and nobody loses what they typed."""

import asyncio
import http.client
import io
import json
import socket
import time
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from api import protocol
from api.problems import MEDIA_TYPE
from api.routes.limits import BodyLimit
from api.routes.rates import COSTLY, Rates
from nlp.documents.limits import MOST_BYTES
from tests.api.http.conftest import JSON, URL
from tests.hardening.conftest import made_app

PAGE = {"Accept": "text/html"}
TEXT = "Leo was at school and was not seen. <b>Not lost</b>"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server with small limits."""
    with TestClient(made_app(tmp_path_factory.mktemp("small"), most_form_bytes=20_000, most_body_bytes=10_000), base_url=URL) as made:
        yield made


def large_document(size: int) -> bytes:
    """Return a Word document of nearly `size` bytes, most of which are a picture."""
    import docx

    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Mum smokes cannabis in the hall.")
    document.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as parts:
        parts.writestr("word/media/image1.png", b"\x89PNG" + bytes(size - len(out.getvalue()) - 1_000))
    return out.getvalue()


def test_a_form_takes_the_largest_file_that_is_read(tmp_path: Path) -> None:
    app = made_app(tmp_path)
    assert app.state.settings.most_form_bytes >= MOST_BYTES + 4 * app.state.settings.most_characters
    with TestClient(app, base_url=URL, headers=PAGE) as client:
        answer = client.post("/look", files={"text": (None, ""), "files": ("visit.docx", large_document(MOST_BYTES))})
        assert answer.status_code == 200, answer.text[:500]
        assert "Worth reading again" in answer.text


@pytest.mark.parametrize("part", [False, True])
def test_files_that_are_too_large_leave_the_text_in_the_form(small: TestClient, part: bool) -> None:
    parts: list[tuple[str, Any]] = [("text", (None, TEXT)), ("date", (None, "2024-03-14")), ("text-2", (None, "A second note.")),
                                    ("files", ("big.txt", b"x" * 50_000))]  # fmt: skip
    answer = small.post("/look", files=parts, headers={**PAGE, **({"HX-Request": "true"} if part else {})})
    assert answer.status_code == 413
    assert "The files are too large together: 20 kB can be sent at once." in answer.text
    if not part:  # with script the form is still on the screen
        assert "&lt;b&gt;Not lost&lt;/b&gt;" in answer.text
        assert "A second note." in answer.text
        assert 'value="2024-03-14"' in answer.text


def test_a_form_far_beyond_the_limit_is_not_read(small: TestClient) -> None:
    answer = small.post("/look", files={"text": (None, TEXT), "files": ("big.txt", b"x" * 200_000)}, headers=PAGE)
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(("name", "content", "says"), [
    ("visit.txt", b"MZ\x90\x00" + bytes(60), "a program"), ("visit.docx", b"%PDF-1.4 broken", "PDF"), ("visit.pdf", b"\x89PNG\r\n\x1a\n",
    "image"),
    ("visit.txt", b"\x7fELF" + bytes(50), "program"), ("visit.docx", b"GIF89a" + bytes(50), "image"), ("visit.rtf", b"Rar!\x1a\x07\x00x",
    "packed"),
])  # fmt: skip
def test_a_file_is_what_its_bytes_say_not_what_its_name_says(small: TestClient, name: str, content: bytes, says: str) -> None:
    answer = small.post("/look", files={"text": (None, ""), "files": (name, content)}, headers=PAGE)
    assert answer.status_code == 422
    assert says in answer.text


@pytest.mark.parametrize("body", [
    b'{"text":' + b"[" * 4_000 + b"]" * 4_000 + b"}", b'{"a":' * 1_500 + b"1" + b"}" * 1_500, b'{"text": ' + b"9" * 6_000 + b"}",
    b'{"text": 1e999999}', b'{"text": -0.' + b"0" * 5_000 + b"1}", b'{"text": "a", "date": ' + b"1" * 5_000 + b"}", b'{"text": NaN}',
    b'{"notes": [' + b"{}," * 2_000 + b"{}]}", b'{"text": "' + b"\\u0000" * 100 + b'\\ud800"}',
    b'{"text": "a"' + b', "text": "b"' * 500 + b', "x": 1}',
])  # fmt: skip
def test_deep_json_and_huge_numbers_are_refused(small: TestClient, body: bytes) -> None:
    began = time.process_time()
    answer = small.post("/v1/reviews", content=body, headers=JSON)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert time.process_time() - began < 1


@pytest.mark.parametrize("address", ["/v1/rules?page=", "/v1/screenings/0123456789abcdef01234567/results?page="])
@pytest.mark.parametrize("number", ["9" * 5_000, "-1", "1e9", "0x10", "٣", "1_0", " 1"])
def test_numbers_in_addresses_never_break_anything(small: TestClient, address: str, number: str) -> None:
    assert small.get(address + number).status_code in (200, 404, 422)


@pytest.mark.parametrize(("address", "form"), [
    ("/look", {f"field{n}": (None, "x") for n in range(200)}), ("/v1/screenings", {f"field{n}": (None, "x") for n in range(100)}),
])  # fmt: skip
def test_too_many_parts_of_a_form_are_refused(small: TestClient, address: str, form: dict[str, Any]) -> None:
    assert small.post(address, files=form).status_code in (400, 422)


def test_one_field_many_times_is_too_many_parts(small: TestClient) -> None:
    answer = small.post("/v1/screenings", files=[("map", (None, "note=x"))] * 100)
    assert answer.status_code == 422
    assert "parts" in answer.json()["detail"]


async def served(limit: BodyLimit, pieces: AsyncIterator[Message], path: str = "/v1/reviews") -> int:
    """Give a body to a limit round an application that reads it all; return the status."""
    statuses: list[int] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def receive() -> Message:
        return await anext(pieces)

    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}
    from starlette.exceptions import HTTPException

    try:
        await limit(scope, receive, send)
    except HTTPException as error:
        return error.status_code
    return statuses[-1]


async def reads_all(_scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def pieces(*sizes: int, pause: float = 0, hang: bool = False) -> AsyncIterator[Message]:
    for at, size in enumerate(sizes):
        await asyncio.sleep(pause)
        yield {"type": "http.request", "body": b"x" * size, "more_body": hang or at + 1 < len(sizes)}
    await asyncio.sleep(60)


def test_a_body_that_hangs_is_ended_and_one_that_comes_is_not() -> None:
    limit = BodyLimit(reads_all, 1_000, stalled=0.1)
    assert asyncio.run(served(limit, pieces(10, 10, 10, pause=0.01))) == 200
    assert asyncio.run(served(limit, pieces(10, hang=True))) == 408


def test_a_body_that_drips_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.limits._FREE", 0.05)
    limit = BodyLimit(reads_all, 1_000, stalled=5)
    assert asyncio.run(served(limit, pieces(*[1] * 50, pause=0.02))) == 408


def test_bodies_together_have_a_limit_and_give_it_back() -> None:
    async def several(limit: BodyLimit) -> list[int]:
        return list(await asyncio.gather(*(served(limit, pieces(40, 1, pause=0.05)) for _ in range(3))))

    limit = BodyLimit(reads_all, 100, waiting=100)
    assert sorted(asyncio.run(several(limit))) == [200, 200, 429]
    assert asyncio.run(served(limit, pieces(80))) == 200
    kept = BodyLimit(reads_all, 100, kept=("/v1/screenings",), waiting=10)
    assert asyncio.run(served(kept, pieces(80), "/v1/screenings")) == 200


def test_a_limit_in_the_middle_of_a_body_is_a_problem_document(small: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.limits._FREE", -1.0)
    started: list[Message] = []

    async def send(message: Message) -> None:
        started.append(message)

    async def asked() -> None:
        sent = pieces(1, 10, 1)
        headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/v1/reviews", "headers": headers, "query_string": b"", "http_version": "1.1",
                 "scheme": "http", "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 1), "root_path": "",
                 "raw_path": b"/v1/reviews"}  # fmt: skip
        await small.app(scope, lambda: anext(sent), send)

    asyncio.run(asked())
    assert started[0]["status"] == 408
    headers = {name.decode(): value.decode() for name, value in started[0]["headers"]}
    assert (headers["content-type"], headers["connection"]) == (MEDIA_TYPE, "close")
    assert json.loads(started[1]["body"])["type"].endswith(":too-slow")


async def _answers(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body"})


def test_an_address_that_asks_too_often_is_told_when_to_come_back() -> None:
    now = [0.0]
    limited = Rates(_answers, 60, clock=lambda: now[0])

    async def asked(times: int, client: str = "192.0.2.1", path: str = "/v1/reviews", method: str = "POST") -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(limited, client=(client, 1))
        async with httpx2.AsyncClient(transport=transport, base_url=URL) as made:
            return [await made.request(method, path) for _ in range(times)]

    assert {a.status_code for a in asyncio.run(asked(60))} == {200}
    refused = asyncio.run(asked(1))[0]
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert asyncio.run(asked(1, client="192.0.2.2"))[0].status_code == 200
    assert asyncio.run(asked(1, method="GET"))[0].status_code == 200
    assert asyncio.run(asked(1, path="/v1/about"))[0].status_code == 200
    now[0] = 1.0
    assert [a.status_code for a in asyncio.run(asked(2))] == [200, 429]
    now[0] = 100.0
    assert [a.status_code for a in asyncio.run(asked(4, path="/v1/screenings"))] == [200, 200, 200, 429]


def test_what_was_typed_is_given_back_to_whoever_asks_too_often(tmp_path: Path) -> None:
    with TestClient(made_app(tmp_path, costly_per_minute=1), base_url=URL, headers=PAGE) as client:
        answers = [client.post("/look", files={"text": (None, TEXT)}) for _ in range(2)]
    assert [a.status_code for a in answers] == [200, 429]
    assert "&lt;b&gt;Not lost&lt;/b&gt;" in answers[1].text
    assert "Second Look is busy. Try again in" in answers[1].text


def test_every_costly_address_is_one_of_ours(client: TestClient) -> None:
    for address in COSTLY:
        assert client.post(address, content=b"", headers=PAGE).status_code != 404, address


def test_the_limit_of_the_settings_is_used(tmp_path: Path) -> None:
    with TestClient(made_app(tmp_path, costly_per_minute=2), base_url=URL) as client:
        answers = [client.post("/v1/reviews", json={"text": "Dad smokes cannabis."}) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert json.loads(answers[-1].content)["type"].endswith(":full")


@pytest.mark.parametrize("sent", [b"", b"POST /v1/reviews HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "])
def test_a_head_that_does_not_come_costs_no_connection(sent: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow loris: the connection is closed, with an answer where something was sent."""
    import threading

    import uvicorn

    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(made_app(tmp_path), http=protocol.Protocol, ws="none", log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        monkeypatch.setattr(server, "install_signal_handlers", lambda: None, raising=False)
        serving = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
        serving.start()
        try:
            with socket.create_connection(listening.getsockname(), timeout=20) as connection:
                connection.sendall(sent)
                answer = b"".join(iter(lambda: connection.recv(4096), b""))
            assert (b"408" in answer.partition(b"\r\n")[0]) == bool(sent)
            in_time = http.client.HTTPConnection("127.0.0.1", listening.getsockname()[1], timeout=20)
            for _ in range(2):
                in_time.request("GET", "/health/live")
                answered = in_time.getresponse()
                assert (answered.status, answered.read()) == (200, b'{"status":"live"}')
            in_time.close()
        finally:
            server.should_exit = True
            serving.join(20)
