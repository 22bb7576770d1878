"""PostgreSQL with the two roles of `deploy/postgresql/roles.sql`: the server does all of its work as one that owns nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from api.auth.sessions import SAME_PLACE
from api.settings import Settings
from api.store import retention
from api.store.audit import audit
from api.store.errors import StoreError
from api.store.importing import import_sample
from api.store.people import add, change
from api.store.store import Place, Store, open_store
from api.store.triggers import KEYS
from tests.api.http.conftest import URL
from tests.api.store.conftest import ITEM, PASSWORD, new_database, write
from tests.api.web.conftest import page_app
from tests.conftest import ROOT

ROLES = (ROOT / "deploy" / "postgresql" / "roles.sql").read_text(encoding="utf-8")
RECORDS = tuple(KEYS)


class Team(NamedTuple):
    """A database with both roles: the store as the server has it, and the addresses of the server's role and the administrator."""

    store: Store
    server: str
    admin: str


@pytest.fixture(scope="module")
def team(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """What docs/running.md says, step by step."""
    admin, keys = new_database(postgres_server), tmp_path_factory.mktemp("keys") / "keys.json"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(ROLES)
    open_store(Place(admin.replace("tester@", "secondlook_owner@"), keys)).close()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(ROLES)
        connection.execute(ROLES)  # as often as you like
    server = admin.replace("tester@", "secondlook@")
    with open_store(Place(server, keys)) as store:
        yield Team(store, server, admin)


def test_the_server_does_all_of_its_work(team: Team, tmp_path: Path) -> None:
    store = team.store
    for name, role in (("ann", "reviewer"), ("eve", "adjudicator")):
        add(store, name=name, role=role, password=PASSWORD, by="tester")
    sample = write(tmp_path / "sample.jsonl", [ITEM])
    queue = import_sample(store, sample, by="tester", readers=1, blind=False, keep_days=30)[0].queue
    app = page_app(Settings(workers=1, profile="rules"), store=store)
    client = TestClient(app, base_url=URL, headers={"Accept": "application/json"})
    client.headers[SAME_PLACE] = client.post("/v1/session", json={"name": "ann", "password": PASSWORD}).json()["token"]
    item = client.get(f"/v1/queues/{queue}/next").json()["item"]
    for verdict in ("disagree", "agree"):  # changed once
        body = {"verdict": verdict, "comment": "Not so.", "reason": "negated"} if verdict == "disagree" else {"verdict": verdict}
        assert client.post(f"/v1/items/{item['id']}/decisions", json=body).status_code == 201
    assert client.delete("/v1/session").status_code in (200, 204)
    change(store, name="ann", by="tester", role="adjudicator")
    assert retention.destroy(store, by="tester", queue=queue) > 0
    assert audit(store).faults == ()
    assert store.database.engine.url.username == "secondlook"


@pytest.mark.parametrize("statement", [
    *(f"UPDATE {table} SET {KEYS[table][0][0]} = {KEYS[table][0][0]}" for table in RECORDS), *(f"DELETE FROM {table}" for table in RECORDS),
    "DELETE FROM texts", "DELETE FROM people", "TRUNCATE ledger", "TRUNCATE slots", "DROP TABLE decisions", "CREATE TABLE mine (id int)",
    "ALTER TABLE decisions DISABLE TRIGGER ALL", "ALTER TABLE people ADD COLUMN x int", "UPDATE alembic_version SET version_num = 'x'",
    "CREATE SCHEMA mine", "CREATE ROLE other", "COPY people TO PROGRAM 'cat'", "SET session_replication_role = replica",
    "DROP FUNCTION refuse_change() CASCADE", "SET ROLE secondlook_owner",
])  # fmt: skip
def test_the_role_of_the_server_cannot_change_a_record_or_a_table(team: Team, statement: str) -> None:
    with psycopg.connect(team.server) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_no_other_role_gets_in(team: Team) -> None:
    with psycopg.connect(team.admin, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS stranger")
        connection.execute("CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(team.admin.replace("tester@", "stranger@"))


def test_every_table_of_records_is_protected_by_name() -> None:
    assert all(f"'{table}'" in ROLES for table in (*RECORDS, "texts", "people", "alembic_version"))


def test_a_role_that_does_not_own_the_tables_upgrades_nothing_and_says_who_must(team: Team, postgres_server: str, tmp_path: Path) -> None:
    fresh = new_database(postgres_server)
    with psycopg.connect(fresh, autocommit=True) as connection:
        connection.execute(ROLES)
    with pytest.raises(StoreError, match="the owner of the tables must bring them up to date first"):
        open_store(Place(fresh.replace("tester@", "secondlook@"), tmp_path / "keys.json"))
    with team.store.reading() as connection:
        owners = connection.execute(sa.text("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
    assert owners == ["secondlook_owner"]
