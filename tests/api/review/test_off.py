"""Without review there is no database, nothing of it is imported, and its addresses say how to turn it on."""

import subprocess
import sys
from pathlib import Path

from starlette.testclient import TestClient

from api.http import create_app
from api.settings import Settings
from tests.api.http.conftest import URL


def test_its_addresses_say_how_to_turn_it_on() -> None:
    client = TestClient(create_app(Settings(workers=1)), base_url=URL)
    for path in ("/v1/queues", "/v1/queues/x/next", "/v1/measures", "/v1/session", "/review", "/review/x"):
        answer = client.get(path)
        assert (answer.status_code, "secondlook serve --review" in answer.text) == (404, True), path


def test_nothing_is_made_and_nothing_imported(tmp_path: Path) -> None:
    code = (
        "import sys; from api.http import create_app; from api.settings import Settings; create_app(Settings(workers=1));"
        "print([m for m in ('sqlalchemy', 'alembic', 'argon2', 'api.store.store') if m in sys.modules])"
    )
    environment = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"
    assert list(tmp_path.rglob("*.db")) == []
