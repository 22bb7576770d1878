"""A backup is put back row for row; what is damaged, foreign or in use is refused with nothing changed."""

import shutil
import sqlite3
import stat
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.jobs.folder import Folder, Job
from api.keeping import archive, backup, restore
from api.keeping.archive import BackupError
from api.keeping.backup import Made
from api.keeping.rows import differences
from api.store.audit import audit
from api.store.errors import KeysError, StoreError
from api.store.people import change
from api.store.retention import About, destroy_about
from api.store.store import Place, Store, open_store
from api.store.tables import people, texts
from tests.api.store.conftest import new_database
from tests.keeping.conftest import COMMENT, rows


def made(place: Place, out: Path, *, keys: bool = False, screenings: Path | None = None) -> Made:
    return backup.backup(place, out, keys=keys, screenings=screenings)


def put(
    place: Place, source: Path, *, overwrite: bool = False, with_faults: bool = False, screenings: Path | None = None
) -> restore.Restored:
    return restore.restore(place, source, by="tester", overwrite=overwrite, with_faults=with_faults, screenings=screenings)


def other(place: Place, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    """A place of the same kind that is empty, on another machine: with a copy of the keys only."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copy2(place.keys, folder / "keys.json")
    if "://" in place.database:
        return Place(new_database(request.getfixturevalue("postgres_server")), folder / "keys.json")
    return Place(str(folder / "review.db"), folder / "keys.json")


def test_what_is_put_back_is_what_was_there(full: Store, place: Place, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    out = tmp_path / "b.zip"
    before = rows(full)
    done = made(place, out)
    assert done.faults == ()
    assert done.manifest.tables == before
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert not any("keys" in name for name in zipfile.ZipFile(out).namelist())
    assert COMMENT.encode() not in b"".join(zipfile.ZipFile(out).read(name) for name in zipfile.ZipFile(out).namelist())
    there = other(place, tmp_path, request)
    put(there, out)
    with open_store(there, create=False) as again:
        assert audit(again).faults == ()
        found = rows(again)
        changed = {line.split(":")[0] for line in differences(before, found)}
        assert changed == {"table events", "table head", "table ledger", "table people"}, "that it was restored, and nothing else"
        with again.reading() as connection:
            assert connection.execute(sa.select(sa.func.count()).select_from(people)).scalar_one() == 3
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_restore_asks_before_it_replaces_and_refuses_what_is_in_use(full: Store, place: Place, tmp_path: Path) -> None:
    out = tmp_path / "b.zip"
    made(place, out)
    change(full, "Ann", by="tester", role="adjudicator")
    before = rows(full)
    with pytest.raises(BackupError, match="--overwrite"):
        put(place, out)
    if full.database.file:
        with pytest.raises(BackupError, match="in use"):
            put(place, out, overwrite=True)
    assert rows(full) == before
    full.close()
    put(place, out, overwrite=True)
    with open_store(place, create=False) as again:
        assert audit(again).faults == ()
        with again.reading() as connection:
            assert connection.execute(sa.select(people.c.role).where(people.c.name == "Ann")).scalar_one() == "reviewer"
            assert connection.execute(sa.select(sa.func.min(people.c.stamp))).scalar_one() > 1_000_000, "every session has ended"


def test_words_that_were_destroyed_do_not_come_back(full: Store, place: Place, tmp_path: Path) -> None:
    out = tmp_path / "b.zip"
    made(place, out)
    assert destroy_about(full, About(case="c0"), by="tester") > 5
    full.close()
    done = put(place, out, overwrite=True)
    assert done.destroyed > 5
    with open_store(place, create=False) as again:
        assert audit(again).faults == ()
        with again.reading() as connection:
            assert connection.execute(sa.select(sa.func.count()).where(texts.c.sealed.is_not(None))).scalar_one() == 0


def test_keys_go_in_only_where_that_is_asked_for(full: Store, place: Place, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    without, with_keys = tmp_path / "without.zip", tmp_path / "with.zip"
    made(place, without)
    made(place, with_keys, keys=True)
    full.close()
    there = other(place, tmp_path, request)
    there.keys.unlink()
    with pytest.raises(KeysError, match="keys are not in this backup"):
        put(there, without)
    put(there, with_keys)
    assert there.keys.read_text(encoding="utf-8") == place.keys.read_text(encoding="utf-8")
    with open_store(there, create=False) as again:
        assert audit(again).faults == ()
        assert again.destroyed is not None
        assert len(again.destroyed.read()) == 5


SQLITE = pytest.mark.parametrize("template", ["sqlite"], indirect=True)


@SQLITE
def test_what_is_no_whole_backup_is_refused(full: Store, place: Place, tmp_path: Path) -> None:
    out, before = tmp_path / "b.zip", rows(full)
    manifest = made(place, out).manifest
    whole = out.read_bytes()
    before = rows(full)
    with zipfile.ZipFile(out) as file:
        (tmp_path / "copy.db").write_bytes(file.read("review.db"))
    broken = {
        "cut": whole[: len(whole) // 2], "a byte": whole[: len(whole) // 3] + b"?!?" + whole[len(whole) // 3 + 3 :],
        "not a zip": b"PK nothing", "empty": b"",
    }  # fmt: skip
    for name, content in broken.items():
        (tmp_path / name).write_bytes(content)
    foreign = {
        "a name that leads out": manifest, "a later form": replace(manifest, format=99),
        "another last line": replace(manifest, last=f"1:{'0' * 64}"),
        "later tables": replace(manifest, revision="9999"), "another kind": replace(manifest, dialect="postgresql"),
        "other rows": replace(manifest, tables={**manifest.tables, "people": {"rows": 2, "digest": ""}}),
    }  # fmt: skip
    for name, changed in foreign.items():
        member = "../review.db" if name == "a name that leads out" else "review.db"
        archive.write(tmp_path / name, replace(changed, files={}), {member: tmp_path / "copy.db"})
    full.close()
    for name in (*broken, *foreign):
        with pytest.raises(BackupError, match="backup"):
            put(place, tmp_path / name, overwrite=True)
        with open_store(place, create=False) as again:
            assert rows(again) == before, name


@SQLITE
def test_a_row_that_was_changed_before_the_backup_is_told_of(full: Store, place: Place, tmp_path: Path) -> None:
    with closing(sqlite3.connect(place.database)) as raw:
        raw.execute("DROP TRIGGER decisions_no_update")
        raw.execute("UPDATE decisions SET verdict = 'unsure' WHERE verdict = 'disagree'")
        raw.commit()
    done = made(place, tmp_path / "b.zip")
    assert len(done.faults) >= 2
    full.close()
    with pytest.raises(BackupError, match="faults in this backup"):
        put(place, tmp_path / "b.zip", overwrite=True)
    assert put(place, tmp_path / "b.zip", overwrite=True, with_faults=True).faults
    with pytest.raises(BackupError, match="exists already"):
        made(place, tmp_path / "b.zip")


@SQLITE
def test_a_backup_is_made_while_others_read_and_write(full: Store, place: Place, tmp_path: Path) -> None:
    with full.reading() as reader:
        reader.exec_driver_sql("SELECT COUNT(*) FROM items").all()
        change(full, "Ann", by="tester", role="adjudicator")
        assert made(place, tmp_path / "b.zip").faults == ()


@SQLITE
def test_screenings_go_in_and_come_back_where_that_is_asked_for(full: Store, place: Place, tmp_path: Path) -> None:
    root = tmp_path / "screenings"
    folders = [Folder.new(root) for _ in range(2)]
    for folder, state in zip(folders, ("done", "running"), strict=True):
        folder.save(Job(id=folder.id, name="a.csv", state=state, created=1.0, bytes=1, profile="rules"))  # type: ignore[arg-type]
        folder.out.mkdir()
        (folder.out / "flags.parquet").write_bytes(b"rows")
    done = made(place, tmp_path / "b.zip", screenings=root)
    assert (done.manifest.screenings, done.left_out) == ([folders[0].id], 1)
    full.close()
    with pytest.raises(BackupError, match="screenings of this backup are in"):
        put(place, tmp_path / "b.zip", screenings=root)
    shutil.rmtree(root)
    assert put(place, tmp_path / "b.zip", overwrite=True, screenings=root).screenings == 1
    assert (root / folders[0].id / "out" / "flags.parquet").read_bytes() == b"rows"
    assert stat.S_IMODE((root / folders[0].id).stat().st_mode) == 0o700


def test_without_a_review_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no review"):
        made(Place(str(tmp_path / "none.db"), tmp_path / "k.json"), tmp_path / "b.zip")
    assert list(tmp_path.iterdir()) == []
