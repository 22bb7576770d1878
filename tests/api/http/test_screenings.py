"""Screenings over HTTP: sent, watched, read page by page, fetched, stopped, deleted, and gone on with after a restart."""

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from api.http import create_app
from api.jobs import Jobs
from api.jobs.folder import Folder, file_name
from api.settings import Settings
from evaluation.benchmarks.exports import COLUMNS, rows
from tests.api.http.conftest import CANARY, URL

NOTES = 40


def export(count: int = NOTES) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([COLUMNS, *rows(count)])
    return out.getvalue().encode()


@contextmanager
def server(folder: Path, **settings: Any) -> Iterator[TestClient]:
    chosen = Settings(workers=1, profile="rules", screenings=str(folder), **settings)
    with TestClient(create_app(chosen), base_url=URL) as made:
        end = time.monotonic() + 60
        while made.get("/health/ready").status_code != 200:
            assert time.monotonic() < end
            time.sleep(0.05)
        yield made


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def client(kept: Path) -> Iterator[TestClient]:
    with server(kept) as made:
        yield made


def send(client: TestClient, content: bytes | None = None, name: str = "export.csv", **fields: Any) -> Any:
    return client.post("/v1/screenings", files={"file": (name, export() if content is None else content)}, data=fields)


def until_over(client: TestClient, id_: str, *, seconds: float = 90) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while True:
        found: dict[str, Any] = client.get(f"/v1/screenings/{id_}").json()
        if found["state"] in ("done", "failed", "cancelled"):
            return found
        assert time.monotonic() < end, found
        time.sleep(0.1)


@pytest.fixture(scope="module")
def done(client: TestClient) -> dict[str, Any]:
    answer = send(client)
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/screenings/{answer.json()['id']}"
    return until_over(client, answer.json()["id"])


def test_an_export_is_screened_and_its_text_is_removed(client: TestClient, kept: Path, done: dict[str, Any]) -> None:
    assert done["state"] == "done"
    assert done["mapping"]["note"] == "Narrative"
    assert done["counts"]["notes"] + done["counts"]["errors"] == NOTES
    folder = kept / done["id"]
    assert not (folder / "upload").exists()
    assert not (folder / "out" / "work").exists()
    assert folder.stat().st_mode & 0o077 == 0
    assert json.loads((folder / "job.json").read_text(encoding="utf-8"))["preview"]["rows"] == []
    assert client.get("/v1/screenings").json()["screenings"][0]["id"] == done["id"]


def test_events_tell_how_it_ended(client: TestClient, done: dict[str, Any]) -> None:
    answer = client.get(f"/v1/screenings/{done['id']}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = [json.loads(line.removeprefix("data: ")) for line in answer.text.splitlines() if line.startswith("data: ")]
    assert told[-1]["state"] == "done"


def test_results_are_read_page_by_page_with_filters(client: TestClient, kept: Path, done: dict[str, Any]) -> None:
    address = f"/v1/screenings/{done['id']}/results"
    table = pq.read_table(kept / done["id"] / "out" / "flags.parquet").to_pylist()
    found, next_ = [], f"{address}?size=30"
    while next_:
        page = client.get(next_).json()
        found += page["rows"]
        next_ = page["next"]
    assert found == table
    one = table[0]
    wanted = [row for row in table if row["indicator"] == one["indicator"] and row["year"] == one["year"]]
    page = client.get(address, params={"indicator": one["indicator"], "year": one["year"], "size": 200}).json()
    assert page["rows"] == wanted
    assert page["total"] == len(wanted)
    assert client.get(address, params={"table": "errors"}).status_code == 200
    assert client.get(address, params={"table": "key"}).status_code == 422
    assert client.get(address, params={"page": 10_000}).json()["rows"] == []


def test_files_are_fetched_and_no_others(client: TestClient, kept: Path, done: dict[str, Any]) -> None:
    assert {"flags.parquet", "flags.csv", "review.xlsx", "report.html", "manifest.json"} <= set(done["files"])
    for name in done["files"]:
        answer = client.get(f"/v1/screenings/{done['id']}/files/{name}")
        assert answer.content == (kept / done["id"] / "out" / name).read_bytes()
        assert "attachment" in answer.headers["content-disposition"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    for name in ("job.json", "..%2fjob.json", "key.csv", "people-key.csv", "work"):
        assert client.get(f"/v1/screenings/{done['id']}/files/{name}").status_code == 404


@pytest.mark.parametrize("id_", ["0" * 24, "..", "x", "%2e%2e", "0" * 23 + "g"])
def test_what_is_no_screening_is_not_found(client: TestClient, id_: str) -> None:
    for address in (f"/v1/screenings/{id_}", f"/v1/screenings/{id_}/events", f"/v1/screenings/{id_}/results"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(("content", "name", "fields", "status"), [
    (b"", "export.csv", {}, 422), (b"\x00\x01\x02" * 99, "export.csv", {}, 422), (b"PK\x03\x04broken", "export.xlsx", {}, 422),
    (b"a,b\n1,2\n", "export.csv", {}, 422), (None, "export.csv", {"profile": "none"}, 422), (None, "export.csv", {"map": "x"}, 422),
])  # fmt: skip
def test_what_cannot_be_screened_is_refused_and_nothing_is_kept(
    client: TestClient, kept: Path, content: bytes | None, name: str, fields: dict[str, str], status: int
) -> None:
    before = sorted(kept.iterdir())
    answer = send(client, content, name, **fields)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert sorted(kept.iterdir()) == before


def test_a_body_that_is_no_form_is_refused(client: TestClient, kept: Path) -> None:
    before = sorted(kept.iterdir())
    for headers in (
        {"Content-Type": "text/csv"},
        {"Content-Type": "multipart/form-data; boundary=b"},
        {"Content-Type": "multipart/form-data"},
    ):
        assert client.post("/v1/screenings", content=b"--b\r\nnothing", headers=headers).status_code in (400, 415, 422)
    assert sorted(kept.iterdir()) == before


def test_columns_that_cannot_be_told_apart_wait_for_somebody_and_names_may_be_hidden(client: TestClient) -> None:
    lines = [f'"Mr {CANARY.title()} smokes weed in the shed {n}. Leo (7) saw it.","Mum is scared of him {n} all day."' for n in range(9)]
    content = "\n".join(["x1,x2", *lines]).encode()
    assert send(client, content).status_code == 422
    waiting = send(client, content, confirm="true", pseudonymise="true").json()
    assert waiting["state"] == "columns"
    assert waiting["preview"]["names"] == ["x1", "x2"]
    assert client.post(f"/v1/screenings/{waiting['id']}/start").status_code == 422
    assert client.post(f"/v1/screenings/{waiting['id']}/start?map=note%3Dx1&map=case_id%3Dnone").status_code == 202
    found = until_over(client, waiting["id"])
    assert found["counts"]["notes"] == 9
    assert CANARY.title() not in client.get(f"/v1/screenings/{found['id']}/files/flags.csv").text
    assert "Leo" in client.get(f"/v1/screenings/{found['id']}/files/people-key.csv").text


def test_a_screening_is_stopped_and_deleted(client: TestClient, kept: Path) -> None:
    id_ = send(client, export(400)).json()["id"]
    assert client.post(f"/v1/screenings/{id_}/cancel").json()["state"] == "cancelled"
    assert not (kept / id_ / "upload").exists()
    assert client.get(f"/v1/screenings/{id_}/results").status_code == 409
    assert client.delete(f"/v1/screenings/{id_}").status_code == 204
    assert not (kept / id_).exists()
    assert client.get(f"/v1/screenings/{id_}").status_code == 404


def test_an_export_may_be_larger_than_other_bodies_and_has_its_own_limit(tmp_path: Path) -> None:
    with server(tmp_path, most_body_bytes=2_000, most_upload_bytes=100_000) as client:
        assert client.post("/v1/reviews", json={"text": "x" * 3_000}).status_code == 413
        assert send(client, export(20)[:90_000]).status_code == 202
        assert send(client, b"x" * 200_000).status_code == 413


def test_a_screening_goes_on_after_the_server_was_killed(tmp_path: Path) -> None:
    """The server is killed in the middle; the next one ends the job as if nothing had been."""
    kept = tmp_path / "kept"
    env = {**os.environ, "SECONDLOOK_SCREENINGS": str(kept), "SECONDLOOK_PROFILE": "rules"}
    command = [sys.executable, "-m", "api.cli", "serve", "--no-open", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().split()[-1]
            with TestClientOf(url) as client:
                client.until_ready()
                id_ = client.send(export(400))
                end = time.monotonic() + 90
                while not list((kept / id_ / "out" / "work" / "parts").glob("*.part")):
                    assert time.monotonic() < end
                    time.sleep(0.05)
        finally:
            process.kill()  # also where it did not get so far: nobody would end it
    job = Folder(kept, id_).load()
    assert job is not None
    assert job.state == "running"
    with server(kept) as again:
        found = until_over(again, id_, seconds=120)
        assert found["state"] == "done", found["problem"]
        assert found["counts"]["notes"] + found["counts"]["errors"] == 400
        manifest = again.get(f"/v1/screenings/{id_}/files/manifest.json").json()
        assert manifest["times"]["resumed"]


def test_a_job_that_was_never_sent_whole_is_forgotten(tmp_path: Path) -> None:
    folder = Folder.new(tmp_path)
    (folder.uploads / "half.csv").write_bytes(b"half")
    with server(tmp_path) as client:
        assert client.get("/v1/screenings").json() == {"screenings": []}
    assert not folder.path.exists()
    assert Jobs(tmp_path, workers=1).all() == []


@pytest.mark.parametrize(("given", "kept_as"), [
    ("C:\\Users\\me\\Case export.csv", "Case export.csv"), ("../../etc/passwd", "passwd"), ("", "export"), (".csv", "export.csv"),
    ("a\x00b\nc.csv", "a_b_c.csv"), ("x" * 300 + ".xlsx", "x" * 80 + ".xlsx"), ("..", "export"),
])  # fmt: skip
def test_the_name_of_a_file_leads_nowhere_else(given: str, kept_as: str) -> None:
    assert file_name(given) == kept_as


class TestClientOf:
    """The few calls that the test of a killed server needs."""

    __test__ = False

    def __init__(self, url: str) -> None:
        import httpx2

        self._client = httpx2.Client(base_url=url, timeout=30)

    def __enter__(self) -> "TestClientOf":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def until_ready(self) -> None:
        end = time.monotonic() + 60
        while self._client.get("/health/ready").status_code != 200:
            assert time.monotonic() < end
            time.sleep(0.1)

    def send(self, content: bytes) -> str:
        return str(self._client.post("/v1/screenings", files={"file": ("export.csv", content)}).json()["id"])
