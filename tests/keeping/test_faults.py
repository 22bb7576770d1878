"""Killed at every statement, a disk that is full, a clock that jumps, a database that is locked or only read: the data are whole.

Each ends with the audit, and with a comparison row for row of what was there before with what is there afterwards.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
import sqlalchemy as sa

from api.keeping import backup, restore
from api.keeping.rows import Table, differences
from api.store import engine, times
from api.store.audit import audit
from api.store.deciding import Decided, decide
from api.store.errors import DownError, NotYoursError, StoreError
from api.store.people import change, everybody
from api.store.reserving import next_item
from api.store.retention import About, destroy, destroy_about, tidy
from api.store.rotating import rotate
from api.store.store import Place, Store, open_store
from api.store.tables import decisions, events, texts
from tests.keeping.conftest import copied, rows, sample

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes and signals are those of Unix")
STEP = int(os.environ.get("KILL_STEP", "5"))
"""At every which statement somebody is killed; 1 takes minutes."""
SQLITE = pytest.mark.parametrize("template", ["sqlite"], indirect=True)


def whole(place: Place) -> dict[str, Table]:
    """Audit a review and return its rows; a fault fails."""
    with open_store(place, create=False) as store:
        assert audit(store).faults == ()
        if store.database.dialect == "sqlite":
            with store.reading() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        return rows(store)


def forked(action: Callable[[], None], *, kill_at: int = 0) -> int:
    """Do something in a process of its own, which is killed at its n-th statement or commit; return how it ended."""
    pid = os.fork()
    if not pid:
        _in_child(action, kill_at)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _in_child(action: Callable[[], None], kill_at: int) -> NoReturn:
    done = 0

    def count(*_: object, **__: object) -> None:
        nonlocal done
        done += 1
        if done == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "commit"):
        sa.event.listen(sa.Engine, moment, count)
    status = 1
    try:
        action()
        status = 0
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        status = 9
    finally:
        os._exit(status)


def importing(place: Place, folder: Path) -> None:
    with open_store(place, create=False) as store:
        sample(store, folder, "new", 2)


def deciding(place: Place, _folder: Path) -> None:
    with open_store(place, create=False) as store:
        bob = next(p for p in everybody(store) if p.name == "Bob")
        held = next_item(store, "kept", bob)
        assert held
        decide(store, held.item, bob, Decided(verdict="unsure", comment="A comment."))


def destroying(place: Place, _folder: Path) -> None:
    with open_store(place, create=False) as store:
        destroy_about(store, About(case="c0"), by="tester")


def rotating(place: Place, _folder: Path) -> None:
    with open_store(place, create=False) as store:
        rotate(store, by="tester")


ACTIONS = (importing, deciding, destroying, rotating)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__)
def test_killed_at_every_statement_all_of_it_is_there_or_nothing(
    template: Place, tmp_path: Path, request: pytest.FixtureRequest, action: Callable[[Place, Path], None]
) -> None:
    status, killed, at, states = -signal.SIGKILL, 0, STEP, list[dict[str, Table]]()
    (tmp_path / "0").mkdir()
    before = whole(copied(template, tmp_path / "0", request))
    while status == -signal.SIGKILL:
        folder = tmp_path / str(at)
        folder.mkdir()
        place = copied(template, folder, request)
        status = forked(lambda place=place, folder=folder: action(place, folder), kill_at=at)  # type: ignore[misc]
        assert status in (0, -signal.SIGKILL)
        killed += status == -signal.SIGKILL
        after = whole(place)
        if after["ledger"] == before["ledger"]:
            assert {line.split(":")[0] for line in differences(before, after)} <= {"table slots", "table texts"}, "no record is half there"
        states.append(after)
        if status and action in (destroying, rotating):
            action(place, folder)
            whole(place)
        at += STEP
    assert killed >= 2
    assert states[-1]["ledger"]["rows"] > states[0]["ledger"]["rows"], "it was done when nobody killed it"
    assert {state["samples"]["rows"] for state in states} <= {2, 3}
    assert {state["items"]["rows"] for state in states} <= {5, 7}


def test_every_decision_that_was_confirmed_before_a_kill_is_there(full: Store, place: Place, tmp_path: Path) -> None:
    sample(full, tmp_path, "many", 60)
    before = {name: rows(full)[name] for name in ("items", "flags", "samples", "queues", "people")}
    full.close()
    confirmed: list[str] = []
    for delay in (0.15, 0.3):
        reading, writing = os.pipe()

        def decide_on(to: int = writing) -> None:
            with open_store(place, create=False) as store:
                ann = next(p for p in everybody(store) if p.name == "Ann")
                while held := next_item(store, "many", ann):
                    made = decide(store, held.item, ann, Decided(verdict="agree", comment="Seen."))
                    os.write(to, f"{made.id}\n".encode())

        pid = os.fork()
        if not pid:
            _in_child(decide_on, 0)
        os.close(writing)
        first = os.read(reading, 4096)
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        with os.fdopen(reading, "rb") as rest:
            confirmed += (first + rest.read()).decode().split()
    after = whole(place)
    assert len(confirmed) > 3
    assert differences(before, {name: after[name] for name in before}) == []
    with open_store(place, create=False) as store, store.reading() as connection:
        there = {row.id for row in connection.execute(sa.select(decisions.c.id))}
    assert set(confirmed) <= there


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
def test_the_database_server_is_killed_on_the_way(full: Store, place: Place, tmp_path: Path) -> None:
    """Killing one of its processes makes PostgreSQL end them all and recover from its log."""
    before = rows(full)

    def lose() -> None:
        with full.writing() as writing:
            writing.event("tester", "lost")
            os.kill(writing.connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one(), signal.SIGKILL)
            writing.connection.execute(sa.select(events)).all()

    with pytest.raises(DownError):
        lose()
    full.close()
    end = time.monotonic() + 30
    while True:
        try:
            assert whole(place) == before
            break
        except DownError:
            assert time.monotonic() < end
            time.sleep(0.2)
    with open_store(place, create=False) as store:
        sample(store, tmp_path, "after", 1)


@SQLITE
def test_killed_while_a_backup_is_put_back(template: Place, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    place = copied(template, tmp_path, request)
    before, out = whole(place), tmp_path / "b.zip"
    backup.backup(place, out, keys=False, screenings=None)
    with open_store(place, create=False) as store:
        change(store, "Ann", by="tester", role="adjudicator")
    changed, status, at = whole(place), -signal.SIGKILL, 1

    def restoring() -> None:
        restore.restore(place, out, by="tester", overwrite=True, with_faults=False, screenings=None)

    while status == -signal.SIGKILL:
        status = forked(restoring, kill_at=at)
        with open_store(place, create=False) as store:
            found, faults = rows(store), audit(store).faults
        assert not faults or all("the anchor beside the keys names" in fault for fault in faults), "it went back, and is not yet noted"
        assert found["decisions"] == before["decisions"]
        assert found["items"] == before["items"]
        at += 23
    assert status == 0
    assert whole(place)["people"] not in (before["people"], changed["people"])


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 600 KB, where this user may mount one."""
    folder.mkdir(exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "none", str(folder)], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@SQLITE
def test_a_full_disk_costs_nothing_that_was_there(template: Place, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with small_disk(tmp_path / "disk") as disk:
        place = copied(template, disk, request)
        before = whole(place)
        filler = disk / "filler"
        with filler.open("wb") as file, contextlib.suppress(OSError):
            while True:
                os.write(file.fileno(), b"x" * 4096)
        for act in (lambda store: sample(store, tmp_path, "big", 400), lambda store: destroy(store, by="tester", queue="kept")):
            with pytest.raises(StoreError, match=r"disk|full|room") as caught, open_store(place, create=False) as store:
                act(store)
            assert "There was no food" not in str(caught.value)
        with pytest.raises(StoreError), open_store(place, create=False) as store:
            rotate(store, by="tester")
        filler.unlink()
        after = whole(place)
        assert after["items"] == before["items"]
        assert after["decisions"] == before["decisions"]
        with open_store(place, create=False) as store:
            sample(store, tmp_path, "after", 2)
        whole(place)


@SQLITE
def test_a_file_that_may_not_grow_costs_nothing(place: Place, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    import resource

    before = whole(place)

    def grow() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
        with open_store(place, create=False) as store:
            sample(store, tmp_path, "big", 900)

    (tmp_path / "samples").mkdir()
    assert forked(grow) in (1, 9)
    assert "There was no food" not in "".join(capfd.readouterr())
    assert whole(place) == before
    importing(place, tmp_path)
    whole(place)


class Shifted(datetime):
    """A clock that is wrong by `by`."""

    by = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """The wrong time."""
        return datetime.now(tz) + cls.by


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Shifted]]:
    monkeypatch.setattr(times, "datetime", Shifted)
    yield Shifted
    Shifted.by = timedelta()


@pytest.mark.parametrize("days", [-4000.0, -0.1, 0.1, 40_000.0])
@SQLITE
def test_a_clock_that_jumps_loses_nothing(full: Store, tmp_path: Path, clock: type[Shifted], days: float) -> None:
    ann, bob = (next(p for p in everybody(full) if p.name == name) for name in ("Ann", "Bob"))
    sample(full, tmp_path, "new", 3)
    held = next_item(full, "new", ann)
    assert held
    clock.by = timedelta(days=days)
    assert tidy(full, by="server").done == 0
    assert tidy(full, by="server").done == 0, "not the second time either"
    if 0 < days < 1:  # the time of the passage in hand is over: it goes to another reader, and nothing is recorded of the first
        assert next_item(full, "new", bob) == held
        with pytest.raises(NotYoursError):
            decide(full, held.item, ann, Decided(verdict="agree"))
    elif days < 0:
        change(full, "Bob", by="tester", active=False)
        change(full, "Bob", by="tester", active=True)
        decide(full, held.item, ann, Decided(verdict="agree"))
    clock.by = timedelta()
    change(full, "Bob", by="tester", role="adjudicator")
    assert audit(full).faults == ()
    with full.reading() as connection:
        gone = connection.execute(sa.select(sa.func.count()).where(texts.c.destroyed.is_not(None))).scalar_one()
    assert gone == 5, "only what was destroyed before"


@SQLITE
def test_words_go_in_time_where_the_clock_has_gone_on(full: Store, clock: type[Shifted]) -> None:
    for day in range(0, 31_000, 1_000):
        clock.by = timedelta(days=day)
        assert tidy(full, by="server").done == 0
    clock.by = timedelta(days=31_000)
    assert tidy(full, by="server").waits, "a clock that went on in leaps alone is not believed"
    for hours in (13, 26):
        clock.by = timedelta(days=31_000, hours=hours)
        found = tidy(full, by="server")
        assert (found.done > 0) == (hours == 13)
    assert audit(full).faults == ()


@SQLITE
def test_a_database_that_another_program_locks(full: Store, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows(full)
    full.close()
    monkeypatch.setattr(engine, "_WAIT_MS", 200)
    ready, done = os.pipe(), os.pipe()

    def hold() -> None:
        import sqlite3

        raw = sqlite3.connect(place.database, isolation_level=None)
        raw.execute("BEGIN EXCLUSIVE")
        os.write(ready[1], b"x")
        os.read(done[0], 1)

    pid = os.fork()
    if not pid:
        _in_child(hold, 0)
    os.read(ready[0], 1)
    with pytest.raises(DownError, match=r"another program keeps the database locked.*Nothing was recorded"):
        importing(place, tmp_path)
    os.write(done[1], b"x")
    os.waitpid(pid, 0)
    assert whole(place) == before
    (tmp_path / "new.jsonl").unlink()
    importing(place, tmp_path)
    whole(place)


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
def test_a_table_that_another_program_locks(full: Store, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows(full)
    full.close()
    monkeypatch.setattr(engine, "_WAIT_MS", 200)
    with psycopg.connect(place.database) as other:
        other.execute("LOCK TABLE texts IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(DownError, match=r"another program keeps the database locked.*Nothing was recorded"):
            importing(place, tmp_path)
        other.rollback()
    assert whole(place) == before


@SQLITE
def test_a_disk_that_is_only_read(template: Place, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with small_disk(tmp_path / "disk") as disk:
        place = copied(template, disk, request)
        before = whole(place)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for action in (importing, deciding, destroying, rotating):
            with pytest.raises(StoreError, match=r"can be read but not written|cannot be opened|cannot be written"):
                action(place, tmp_path)
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert whole(place) == before
