"""The reverse proxy as `deploy/nginx/` sets it up: Debian's nginx, TLS with a certificate made here, and curl as the client."""

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import uvicorn
from starlette.types import Message, Receive, Scope, Send

from api.http import UPLOADS, create_app
from api.settings import RANGES, Settings
from tests.conftest import ROOT

NGINX, CURL, OPENSSL = (shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") for name in ("nginx", "curl", "openssl"))
NAME = "secondlook.example.org"
pytestmark = pytest.mark.skipif(not (NGINX and CURL and OPENSSL), reason="nginx, curl or openssl is not here: apt-get install nginx curl")
MAIN = """
daemon off; pid {folder}/pid; error_log {folder}/error.log warn; worker_processes 1; {user}
events {{ worker_connections 64; }}
http {{
    {temporary}
    {site}
}}
"""


class Answer(NamedTuple):
    """What curl got."""

    status: int
    headers: dict[str, str]
    body: bytes


class Site(NamedTuple):
    """A running nginx: the port of TLS, the plain one, its folder, and what the server behind it was told."""

    port: int
    plain: int
    folder: Path

    def ask(self, address: str, *options: str) -> Answer:
        """Ask as a client that trusts the certificate."""
        done = subprocess.run(
            [str(CURL), "-sS", "--max-time", "30", "--cacert", str(self.folder / "secondlook.crt"), "-D", "-",
             "-o", str(self.folder / "body"),
             "--resolve", f"{NAME}:{self.port}:127.0.0.1", "--resolve", f"{NAME}:{self.plain}:127.0.0.1", *options, address],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        head = done.stdout.strip().split("\n\n")[-1].split("\r\n\r\n")[-1].splitlines()
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:])}
        body = self.folder / "body"
        return Answer(int(head[0].split()[1]), headers, body.read_bytes() if body.exists() else b"")

    def https(self, path: str, *options: str) -> Answer:
        """Ask for a path over TLS."""
        return self.ask(f"https://{NAME}:{self.port}{path}", *options)


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    size, more = 0, True
    while more:
        message: Message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    told = json.dumps({"headers": {k.decode(): v.decode() for k, v in scope["headers"]}, "bytes": size}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": told})


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as made:
        return made.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running nginx before Second Look; what is asked below `/echo`, and uploads, are answered with what arrived."""
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    subprocess.run(
        [str(OPENSSL), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
         f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(folder / "secondlook.key"), "-out",
         str(folder / "secondlook.crt")],
        check=True, capture_output=True,
    )  # fmt: skip
    product = create_app(Settings(workers=1))

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith("/echo") or scope["path"] in ("/v1/screenings", "/v1/reviews"):
            await _echo(scope, receive, send)
        else:
            scope["headers"] = [(k, b"127.0.0.1" if k == b"host" else v) for k, v in scope["headers"]]
            await product(scope, receive, send)

    behind_port, port, plain = _free(), _free(), _free()
    server = uvicorn.Server(uvicorn.Config(behind, port=behind_port, lifespan="off", log_config=None, server_header=False))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    text = (ROOT / "deploy" / "nginx" / "site.conf").read_text(encoding="utf-8")
    for before, after in (
        ("127.0.0.1:8000", f"127.0.0.1:{behind_port}"), ("/etc/nginx/tls", str(folder)), ("listen [::]:443 ssl http2;", ""),
        ("listen [::]:80;", ""), ("443 ssl", f"127.0.0.1:{port} ssl"), ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("/etc/nginx/secondlook.conf", str(ROOT / "deploy" / "nginx" / "secondlook.conf")),
    ):  # fmt: skip
        assert before in text, before
        text = text.replace(before, after)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        MAIN.format(folder=folder, temporary=temporary, site=text, user="user root;" if os.getuid() == 0 else ""), encoding="utf-8"
    )
    checked = subprocess.run([str(NGINX), "-t", "-c", str(folder / "nginx.conf")], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr
    with subprocess.Popen([str(NGINX), "-c", str(folder / "nginx.conf")]) as process:
        try:
            end = time.monotonic() + 20
            while not (server.started and _listens(port)):
                assert time.monotonic() < end
                time.sleep(0.05)
            yield Site(port, plain, folder)
        finally:
            process.terminate()
            server.should_exit = True
            thread.join()


def test_the_product_answers_over_tls_with_its_own_headers_and_those_of_tls(site: Site) -> None:
    answer = site.https("/health/live")
    assert (answer.status, json.loads(answer.body)) == (200, {"status": "live"})
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["server"] == "nginx"
    missing = site.https("/nothing-here")
    assert missing.status == 404
    assert missing.headers["strict-transport-security"]


def test_without_tls_one_is_led_to_tls(site: Site) -> None:
    answer = site.ask(f"http://{NAME}:{site.plain}/help?x=1")
    assert (answer.status, answer.headers["location"]) == (301, f"https://{NAME}/help?x=1")


@pytest.mark.parametrize(("path", "options"), [("/v1/about", ()), ("/v1/reviews", ("-d", "{}")), ("/look", ("-d", "text=x"))])
def test_a_program_or_a_form_without_tls_is_refused_and_led_nowhere(site: Site, path: str, options: tuple[str, ...]) -> None:
    answer = site.ask(f"http://{NAME}:{site.plain}{path}", *options)
    assert (answer.status, answer.headers.get("location")) == (403, None)


@pytest.mark.parametrize("version", ["1.1", "1.0"])
def test_old_tls_is_refused(site: Site, version: str) -> None:
    done = subprocess.run(
        [str(CURL), "-sk", "--tls-max", version, "--ciphers", "DEFAULT@SECLEVEL=0", "--resolve", f"{NAME}:{site.port}:127.0.0.1",
         f"https://{NAME}:{site.port}/health/live"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0


def test_what_a_client_claims_about_itself_is_thrown_away(site: Site) -> None:
    told = json.loads(site.https(
        "/echo", "-H", "X-Forwarded-For: 6.6.6.6", "-H", "X-Forwarded-Proto: http", "-H", "Forwarded: for=6.6.6.6",
        "-H", "X-Forwarded-Host: evil.example",
    ).body)  # fmt: skip
    headers = told["headers"]
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["host"] == NAME
    assert "6.6.6.6" not in str(headers)
    assert "evil" not in str(headers)


def test_what_is_far_too_large_is_refused_there_and_nothing_is_written_to_its_disk(site: Site) -> None:
    body = site.folder / "upload"
    body.write_bytes(b"x" * 9_000_000)
    send = ("-H", "Expect:", "--data-binary", f"@{body}")
    assert json.loads(site.https("/v1/reviews", *send).body)["bytes"] == 9_000_000
    claims = ("--http1.1", "-H", "Expect:", "-H", "Content-Length: 300000000", "--data-binary", "x")
    assert site.https("/v1/reviews", *claims).status == 413
    exports = ("--http1.1", "-H", "Expect:", "-H", "Content-Length: 2200000000", "--data-binary", "x")
    assert site.https("/v1/screenings", *exports).status == 413
    assert list((site.folder / "client_body").iterdir()) == []  # nothing of a note was written beside the server
    assert list((site.folder / "proxy").iterdir()) == []


def test_the_counts_are_not_to_be_had_through_it_and_nothing_is_logged(site: Site) -> None:
    assert site.https("/metrics").status == 404
    site.https("/echo/canary?canary")
    assert "canary" not in (site.folder / "error.log").read_text(encoding="utf-8")
    assert not (site.folder / "access.log").exists()


def test_its_limits_let_through_what_the_server_takes() -> None:
    text = (ROOT / "deploy" / "nginx" / "secondlook.conf").read_text(encoding="utf-8")
    usual, *exports = (int(size) * 1_048_576 for size in re.findall(r"client_max_body_size (\d+)m;", text))
    settings = Settings()
    largest = max(getattr(settings, name) for name in RANGES if name.endswith("_bytes") and name != "most_upload_bytes")
    assert largest <= usual < min(exports)
    assert all(settings.most_upload_bytes <= size for size in exports)
    assert re.findall(r"location = (/\S+) \{\s+client_max", text) == list(UPLOADS)
    (wait,) = re.findall(r"proxy_read_timeout (\d+)s;", text)
    assert int(wait) > settings.seconds_per_review + settings.seconds_waiting
