"""Workers under strain: full, too slow, left alone, killed. The job sleeps or dies as the note's role says."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.http import create_app
from api.problems import MEDIA_TYPE
from api.settings import Settings
from api.work import Work
from tests.api.http.conftest import CANARY, URL, ready, slow_server
from tests.api.http.slow_jobs import slow_note


def sleeping(mark: Path) -> dict[str, str]:
    return {"text": CANARY, "role": "sleep", "id": str(mark)}


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.02)


async def until_answered(client: httpx2.AsyncClient) -> None:
    """Come back as often as the server says so."""
    async with asyncio.timeout(30):
        while (answer := await client.post("/v1/reviews", json={"text": "Dad smokes cannabis."})).status_code == 503:
            await asyncio.sleep(int(answer.headers["retry-after"]))
    assert answer.json()["flags"]


async def still_works(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/v1/reviews", json={"text": "Dad smokes cannabis."})
    assert answer.status_code == 200, answer.text
    assert answer.json()["flags"]


def problem(answer: httpx2.Response, status: int) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert CANARY not in answer.text
    return answer.json()


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split()[2] == "Z"
    except OSError:
        return True


def test_a_server_that_is_full_says_when_to_come_back(tmp_path: Path) -> None:
    async def run() -> None:
        async with slow_server(waiting_places=1) as client:
            begun = [asyncio.create_task(client.post("/v1/reviews", json=sleeping(tmp_path / str(n)))) for n in range(2)]
            await until(lambda: (tmp_path / "0").exists())
            answer = await client.post("/v1/reviews", json={"text": CANARY})
            problem(answer, 429)
            assert 1 <= int(answer.headers["retry-after"]) <= 60
            for task in begun:
                task.cancel()
            await asyncio.gather(*begun, return_exceptions=True)
            await still_works(client)

    asyncio.run(run())


def test_a_request_does_not_wait_for_a_worker_for_ever(tmp_path: Path) -> None:
    async def run() -> None:
        async with slow_server(seconds_waiting=1) as client:
            first = asyncio.create_task(client.post("/v1/reviews", json=sleeping(tmp_path / "0")))
            await until(lambda: (tmp_path / "0").exists())
            problem(await client.post("/v1/reviews", json={"text": CANARY}), 429)
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)

    asyncio.run(run())


def test_a_slow_note_does_not_hold_up_another(tmp_path: Path) -> None:
    async def run() -> None:
        async with slow_server(workers=2) as client:
            slow = asyncio.create_task(client.post("/v1/reviews", json=sleeping(tmp_path / "0")))
            await until(lambda: (tmp_path / "0").exists())
            await still_works(client)
            assert not slow.done()
            slow.cancel()
            await asyncio.gather(slow, return_exceptions=True)

    asyncio.run(run())


def test_a_review_that_takes_too_long_is_ended_and_its_worker_replaced(tmp_path: Path) -> None:
    async def run() -> None:
        async with slow_server(seconds_per_review=1) as client:
            began = time.monotonic()
            detail = problem(await client.post("/v1/reviews", json=sleeping(tmp_path / "0")), 504)["detail"]
            assert time.monotonic() - began < 5
            assert "1 seconds" in detail
            pid = int((tmp_path / "0").read_text(encoding="utf-8"))
            await still_works(client)
            assert gone(pid)

    asyncio.run(run())


def test_a_client_that_goes_away_ends_its_job(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        settings = Settings(workers=1)
        app = create_app(settings, work=Work(settings, note=slow_note))
        sent: list[Any] = []
        leave = asyncio.Event()
        body = [{"type": "http.request", "body": json.dumps(sleeping(tmp_path / "0")).encode(), "more_body": False}]

        async def receive() -> Any:
            if body:
                return body.pop()
            await leave.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
        scope: dict[str, Any] = {
            "type": "http", "method": "POST", "path": "/v1/reviews", "query_string": b"", "headers": headers, "http_version": "1.1",
            "scheme": "http", "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
        }  # fmt: skip
        transport = httpx2.ASGITransport(app)
        async with app.router.lifespan_context(app), httpx2.AsyncClient(transport=transport, base_url=URL) as client:
            await ready(client)
            answering = asyncio.create_task(app(scope, receive, send))
            await until(lambda: (tmp_path / "0").exists())
            await asyncio.sleep(0.1)
            assert not answering.done()
            leave.set()
            await asyncio.wait_for(answering, 5)
            pid = int((tmp_path / "0").read_text(encoding="utf-8"))
            await until(lambda: gone(pid))
            await still_works(client)
        assert sent[0]["status"] == 499

    asyncio.run(run())
    assert CANARY not in caplog.text


def test_a_worker_that_dies_costs_one_request() -> None:
    async def run() -> None:
        async with slow_server() as client:
            answer = await client.post("/v1/reviews", json={"text": CANARY, "role": "die"})
            problem(answer, 503)
            assert answer.headers["retry-after"] == "1"
            await ready(client)
            await still_works(client)

    asyncio.run(run())


def test_a_worker_that_dies_in_the_middle_of_its_answer_holds_up_nobody(tmp_path: Path) -> None:
    async def run() -> None:
        async with slow_server(workers=2) as client:
            slow = asyncio.create_task(client.post("/v1/reviews", json=sleeping(tmp_path / "0")))
            await until(lambda: (tmp_path / "0").exists())
            began = time.monotonic()
            answer = await client.post("/v1/reviews", json={"text": CANARY, "role": "die while answering"})
            problem(answer, 503)
            assert answer.headers["retry-after"] == "1"
            await until_answered(client)
            assert time.monotonic() - began < 20
            assert not slow.done()
            slow.cancel()
            await asyncio.gather(slow, return_exceptions=True)

    asyncio.run(run())


def test_an_idle_worker_that_is_killed_is_replaced() -> None:
    async def run() -> None:
        async with slow_server(seconds_per_review=1) as client:
            work: Work = client._transport.app.state.work  # type: ignore[attr-defined]
            (worker,) = work._workers
            os.kill(next(iter(worker._pool._pool_manager.worker_manager.workers)), signal.SIGKILL)
            await until(lambda: worker not in work._workers and work.ready)
            assert work.done.deaths == 1
            await still_works(client)

    asyncio.run(run())


def test_a_worker_that_has_done_its_share_is_replaced_and_nobody_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.work.worker.MOST_JOBS", 2)

    async def run() -> None:
        async with slow_server() as client:
            work: Work = client._transport.app.state.work  # type: ignore[attr-defined]
            first = set(work._workers)
            for _ in range(3):
                await still_works(client)
            assert first.isdisjoint(work._workers)
            assert work.done.deaths == 0

    asyncio.run(run())


def test_a_failure_inside_a_worker_says_where_and_not_what(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        async with slow_server() as client:
            problem(await client.post("/v1/reviews", json={"text": CANARY, "role": "fail"}), 500)

    asyncio.run(run())
    record = next(r for r in caplog.records if r.getMessage() == "review failed")
    assert vars(record)["where"].startswith("KeyError at ")
    assert CANARY not in str(vars(record))


def test_stopping_the_server_ends_what_is_under_way(tmp_path: Path) -> None:
    async def run() -> None:
        async with slow_server() as client:
            slow = asyncio.create_task(client.post("/v1/reviews", json=sleeping(tmp_path / "0")))
            await until(lambda: (tmp_path / "0").exists())
        pid = int((tmp_path / "0").read_text(encoding="utf-8"))
        await until(lambda: gone(pid))
        await asyncio.gather(slow, return_exceptions=True)

    asyncio.run(run())
