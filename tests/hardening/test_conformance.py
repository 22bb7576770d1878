"""The API does what it says: a share of what `python -m evaluation.benchmarks.conformance` sends, and proof that faults are seen."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.auth import roles
from api.serve import listen
from evaluation.benchmarks.conformance import ROLES, Caller, attempt, told
from tests.hardening.conftest import made_app


@contextmanager
def running(app: Any) -> Iterator[int]:
    """Serve an application in a thread; yield its port. Screenings are taken, and wait for ever."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, ws="none", log_config=None, lifespan="off"))
    serving = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
    serving.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        serving.join(20)
        listening.close()


def test_right_and_wrong_requests_to_every_operation(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(made_app(tmp_path_factory.mktemp("tried"))) as port:
        tried = attempt(port, (Caller("nobody"),), 120, seed=3)
    assert tried.wrong == []
    assert tried.cases >= 120, "what one operation lacks, others send"
    assert len(tried.operations) >= 10
    assert {200, 422} <= set(tried.statuses)


def test_every_role_is_tried() -> None:
    assert set(ROLES) == set(roles.ROLES)


class Answer(BaseModel):
    """What the wrong server says that it answers."""

    number: int


def test_it_sees_faults_undocumented_statuses_wrong_shapes_and_echoes() -> None:
    app = FastAPI(openapi_url="/v1/openapi.json")

    @app.get("/fault")
    async def fault() -> Answer:
        return JSONResponse({}, 500)  # type: ignore[return-value]  # wrong on purpose

    @app.get("/status")
    async def status() -> Answer:
        return JSONResponse({"number": 1}, 418)  # type: ignore[return-value]

    @app.get("/shape")
    async def shape() -> Answer:
        return JSONResponse({"number": "one"})  # type: ignore[return-value]

    @app.post("/echo", responses={400: {"content": {"text/plain": {}}}})
    async def echo(request: Request) -> Answer:
        from fastapi.responses import PlainTextResponse

        return PlainTextResponse((await request.body()).decode("utf-8", "replace"), 400)  # type: ignore[return-value]

    app.openapi_schema = None
    described = app.openapi()
    described["paths"]["/echo"]["post"]["requestBody"] = {
        "content": {"application/json": {"schema": {"type": "string", "minLength": 12, "pattern": "^[a-z]+$"}}}
    }
    with running(app) as port:
        tried = attempt(port, (Caller("nobody"),), 40, seed=3)
    wrong = {(operation, why.partition(":")[0]) for operation, why in tried.wrong}
    assert {
        ("GET /fault", "server error"), ("GET /status", "undocumented status code"), ("GET /shape", "response violates schema"),
        ("POST /echo", "text of the request in the answer"),
    } <= wrong  # fmt: skip
    assert told(tried)["wrong"]
