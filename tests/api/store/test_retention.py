"""Words are destroyed for good, and keys are rotated; records stay and the audit still fits."""

import stat
from pathlib import Path

import pytest

from api.store import retention, rotating, vault
from api.store.audit import audit
from api.store.deciding import Decided, decide
from api.store.errors import KeysError, StoreError, TextGoneError
from api.store.importing import import_sample
from api.store.reserving import next_item
from api.store.rows import drawn, standing
from api.store.showing import show
from api.store.store import Place, Store, open_store
from tests.api.store.conftest import Add, Fill


def bytes_of(place: Place) -> bytes:
    return b"".join(path.read_bytes() for path in Path(place.database).parent.glob("review.db*"))


def sealed(store: Store) -> list[bytes]:
    with store.reading() as connection:
        return [bytes(row[0]) for row in connection.exec_driver_sql("SELECT sealed FROM texts WHERE sealed IS NOT NULL")]


def test_destroyed_words_are_nowhere_and_the_records_stay(store: Store, place: Place, fill: Fill, person: Add) -> None:
    gone, kept, ann = fill(3, readers=1), fill(2, readers=1), person("Ann")
    held = next_item(store, gone, ann)
    assert held
    decide(store, held.item, ann, Decided(verdict="agree", comment="Leo's coat"))
    cipher = sealed(store)
    assert len(cipher) == 11
    assert retention.destroy(store, by="x") == 0
    assert retention.destroy(store, by="x", queue=gone) == 7
    assert len(sealed(store)) == 4
    if store.database.dialect == "sqlite":
        content = bytes_of(place)
        assert sum(c in content for c in cipher) == 4
    with pytest.raises(TextGoneError):
        show(store, held.item, ann)
    assert next_item(store, gone, ann) is None
    assert next_item(store, kept, ann) is not None
    assert [d.verdict for d in standing(store)] == ["agree"]
    assert len(list(drawn(store))) == 2
    assert audit(store).faults == ()


def test_words_go_when_their_time_is_over(store: Store, fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(2, keep_days=1)
    fill(1, keep_days=40_000 - 10_000)
    assert retention.destroy(store, by="x") == 0
    monkeypatch.setattr(retention, "today", lambda: "2040-01-01")
    assert retention.destroy(store, by="x") == 4


def test_rotated_keys_open_everything_and_the_earlier_key_opens_nothing(store: Store, place: Place, fill: Fill, person: Add) -> None:
    queue, before = fill(2, readers=1), place.keys.read_bytes()
    old = vault.parsed(before.decode(), "x")
    assert rotating.rotate(store, by="x") == 4
    assert stat.S_IMODE(place.keys.stat().st_mode) == 0o600
    new = vault.parsed(place.keys.read_text(encoding="utf-8"), "x")
    assert [k.id for k in new.keys] != [k.id for k in old.keys]
    assert len(new.keys) == 1
    assert audit(store).faults == ()
    store.close()
    with open_store(place) as again:
        held = next_item(again, queue, ann := person("Ann"))
        assert held
        assert show(again, held.item, ann).text
    place.keys.write_bytes(before)
    with open_store(place) as again, pytest.raises(KeysError, match=r"not among the keys"):
        list(drawn(again))


def test_a_rotation_that_was_stopped_goes_on(store: Store, fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(4, readers=1)
    monkeypatch.setattr(rotating, "_AT_ONCE", 3)
    real, calls = rotating._seal_some, iter(range(100))

    def stopped(given: Store) -> int:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return real(given)

    monkeypatch.setattr(rotating, "_seal_some", stopped)
    with pytest.raises(KeyboardInterrupt):
        rotating.rotate(store, by="x")
    assert len(list(drawn(store))) == 4, "both keys are there"
    assert rotating.rotate(store, by="x") == 5
    assert len(store.vault.keys) == 1
    assert len(list(drawn(store))) == 4


def test_keys_can_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = vault.new_vault()
    place = Place(str(tmp_path / "r.db"), tmp_path / "none.json")
    monkeypatch.setenv(vault.VARIABLE, vault.written(first))
    with open_store(place) as store:
        assert not place.keys.exists()
        with pytest.raises(KeysError, match="put a new key before"):
            rotating.rotate(store, by="x")
    both = vault.Vault(first.secret, (vault.new_key(), *first.keys))
    monkeypatch.setenv(vault.VARIABLE, vault.written(both))
    with open_store(place) as store:
        assert rotating.rotate(store, by="x") == 0
    for wrong in ("{", "{}", '{"seal": "eA==", "keys": []}', vault.written(first).replace('"key": "', '"key": "!')):
        monkeypatch.setenv(vault.VARIABLE, wrong)
        with pytest.raises(KeysError, match=vault.VARIABLE):
            open_store(place)


def test_a_key_file_is_made_for_its_owner_only(store: Store, place: Place) -> None:
    assert store.vault.path == place.keys
    assert stat.S_IMODE(place.keys.stat().st_mode) == 0o600
    if store.database.file:
        assert stat.S_IMODE(store.database.file.stat().st_mode) == 0o600


def test_importing_a_sample_that_is_empty_says_so(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(StoreError, match="holds no passage"):
        import_sample(store, path, by="x")
