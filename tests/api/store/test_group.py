"""Turns that share a wait for the disk: what one does wrong is its own affair, and what could not be kept is told to everybody."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.store import group
from api.store.engine import Database
from api.store.errors import DownError


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(str(tmp_path / "a.db"))
    with made.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER PRIMARY KEY)")
    yield made
    made.close()


def numbers(database: Database) -> list[int]:
    with database.reading() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT n FROM t ORDER BY n")]


def at_once(database: Database, what: range, wrong: frozenset[int] = frozenset()) -> list[tuple[int, Exception]]:
    """Write each number in a thread of its own; those in `wrong` fail after they have written."""
    failed: list[tuple[int, Exception]] = []

    def write(n: int) -> None:
        try:
            with database.writing(durable=bool(n % 3)) as connection:
                connection.exec_driver_sql(f"INSERT INTO t VALUES ({n})")
                if n in wrong:
                    raise ValueError
        except Exception as error:
            failed.append((n, error))

    threads = [threading.Thread(target=write, args=(n,)) for n in what]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_all_that_return_are_kept_and_only_those_that_fail_are_not(database: Database) -> None:
    failed = at_once(database, range(60), frozenset({5, 6, 30}))
    assert sorted(n for n, _ in failed) == [5, 6, 30]
    assert numbers(database) == [n for n in range(60) if n not in (5, 6, 30)]


def test_turns_that_come_together_wait_for_the_disk_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[int] = []
    real = group._Shared.commit

    def counted(self: group._Shared) -> None:
        commits.append(self.turns)
        real(self)

    monkeypatch.setattr(group._Shared, "commit", counted)
    entered, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO t VALUES (1000)")
            entered.set()
            go_on.wait(10)

    first = threading.Thread(target=slow)
    first.start()
    entered.wait(10)
    others = threading.Thread(target=at_once, args=(database, range(1, 100, 3)))
    others.start()
    while threading.active_count() < 30:
        pass
    go_on.set()
    first.join()
    others.join()
    assert len(numbers(database)) == 34
    assert sum(commits) == 34
    assert len(commits) < 34


def lose(database: Database) -> None:
    """Write, with SQLite giving the transaction up when the turn is over."""
    with database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        driver, turn = connection.connection.driver_connection, connection.get_nested_transaction()
        assert driver is not None
        assert turn is not None
        turn.commit()
        driver.execute("ROLLBACK")


def test_a_transaction_that_sqlite_gave_up_is_told_to_all_whose_changes_it_held(database: Database) -> None:
    with pytest.raises(DownError, match="Nothing was recorded"):
        lose(database)
    assert numbers(database) == []
    assert at_once(database, range(3)) == []
    assert numbers(database) == [0, 1, 2]


def test_what_must_run_alone_finds_nothing_open(database: Database) -> None:
    at_once(database, range(9))
    database.alone("VACUUM")
    assert numbers(database) == list(range(9))
    with database.reading() as connection:
        assert connection.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
