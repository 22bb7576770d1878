"""What is held about one case is shown as a whole, and gone to the last byte when it is deleted, with a record that it was."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from api.jobs.folder import Folder, Job
from api.keeping import commands
from api.keeping.held import held, screenings
from api.store.audit import audit
from api.store.deciding import Decided, decide
from api.store.errors import StoreError
from api.store.people import everybody
from api.store.reserving import next_item
from api.store.retention import About, destroy_about
from api.store.store import Place, Store, open_store
from api.store.tables import events, texts
from nlp.errors import InputError
from tests.api.store.conftest import ITEM
from tests.keeping.conftest import COMMENT, sample

SQLITE = pytest.mark.parametrize("template", ["sqlite"], indirect=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Screenings: one that holds case c0, one that does not, one that goes on."""
    made = tmp_path / "screenings"
    for case, state in (("c0", "done"), ("other", "done"), ("c0", "running")):
        folder = Folder.new(made)
        folder.save(Job(id=folder.id, name="a.csv", state=state, created=1.0, bytes=1, profile="rules"))  # type: ignore[arg-type]
        folder.forget_upload()
        if state == "done":
            folder.out.mkdir()
            pq.write_table(pa.table({"case_id": [case], "note_id": ["n0"], "quote": ["<b>no food in</b>"]}), folder.out / "flags.parquet")
    return made


def sealed(store: Store) -> list[bytes]:
    with store.reading() as connection:
        return [bytes(row[0]) for row in connection.execute(sa.select(texts.c.sealed).where(texts.c.sealed.is_not(None)))]


def test_all_of_it_is_shown_and_nothing_of_others(full: Store, tmp_path: Path, root: Path) -> None:
    sample(full, tmp_path, "new", 4)  # its fourth passage is of case c1
    found = held(full, root, About(case="c0"))
    assert {p["case"] for p in found["passages"]} == {"c0"}
    assert len(found["passages"]) == 2 + 3 + 3
    gone = [p for p in found["passages"] if p["words"] is None]
    assert len(gone) == 2
    assert all(p["words_destroyed"] for p in gone)
    assert [p["words"]["text"] for p in found["passages"] if p["words"]] == [ITEM.text] * 6
    told = [d for p in found["passages"] for d in p["decisions"]]
    assert {d["comment"] for d in told} == {COMMENT, None}
    assert {d["by"] for d in told} == {"reader 1", "reader 2", "adjudicator"}
    assert not any(name in json.dumps(found) for name in ("Ann", "Bob", "Eve"))
    assert [s["tables"]["flags"][0]["quote"] for s in found["screenings"]] == ["<b>no food in</b>"]
    assert found["screenings_not_looked_into"] == 1
    assert len(held(full, root, About(note="n1"))["passages"]) == 3
    assert len(held(full, root, About(case="c1", note="n3"))["passages"]) == 1
    assert held(full, root, About(case="c1", note="n0"))["passages"] == []
    with pytest.raises(StoreError, match="--case REFERENCE"):
        About()


@SQLITE
def test_the_page_escapes_and_the_command_records(
    place: Place, tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "held.html"
    assert commands.show(place, out, About(case="c0"), root=root) == 0
    page = out.read_text(encoding="utf-8")
    assert "&lt;b&gt;no food in&lt;/b&gt;" in page
    assert "Content-Security-Policy" in page
    assert out.stat().st_mode & 0o077 == 0
    assert "5 passages in reviews, rows in 1 screenings" in capsys.readouterr().out
    with pytest.raises(InputError, match="exists already"):
        commands.show(place, out, About(case="c0"), root=root)
    with pytest.raises(InputError, match=r"\.html, to read, or as \.json"):
        commands.show(place, tmp_path / "a.pdf", About(case="c0"), root=root)
    assert commands.show(place, tmp_path / "a.json", About(case="nobody"), root=root) == 0
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["passages"] == []
    with open_store(place, create=False) as store, store.reading() as connection:
        shown = [row.about for row in connection.execute(sa.select(events).where(events.c.what == "held shown"))]
    assert [(s["case"], s["passages"]) for s in sorted(shown, key=lambda s: -s["passages"])] == [("c0", 5), ("nobody", 0)]


def test_deleted_words_are_gone_to_the_last_byte(full: Store, place: Place, tmp_path: Path) -> None:
    sample(full, tmp_path, "new", 4)
    ann = next(p for p in everybody(full) if p.name == "Ann")
    held_now = next_item(full, "new", ann)
    assert held_now
    decide(full, held_now.item, ann, Decided(verdict="agree", comment=COMMENT))
    before = sealed(full)
    done = destroy_about(full, About(case="c0"), by="tester")
    after = sealed(full)
    assert (len(before) - len(after), len(after)) == (done, 2), "one passage of case c1, with its explanation, stays"
    if full.database.file:
        content = b"".join(path.read_bytes() for path in Path(place.database).parent.glob("review.db*"))
        assert all(cipher[:24] not in content and cipher[-24:] not in content for cipher in before if cipher not in after)
        assert all(cipher in content for cipher in after)
    assert audit(full).faults == ()
    with full.reading() as connection:
        told = connection.execute(sa.select(events).where(events.c.what == "words destroyed").order_by(events.c.at))
        event = told.all()[-1]
    assert event.about == {"texts": done, "queue": "", "case": "c0"}
    assert not any(word in json.dumps(event.about) for word in ("food", "coat"))
    assert destroy_about(full, About(case="c0"), by="tester") == 0


@SQLITE
def test_the_command_names_what_is_left_and_removes_screenings_where_asked(
    place: Place, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder,) = screenings(root, About(case="c0"))
    assert commands.delete(place, About(case="c0"), root=root, with_screenings=False) == 1
    said = capsys.readouterr().out
    assert folder.id in said
    assert "texts destroyed" in said
    assert "1 exports wait" in said
    assert commands.delete(place, About(case="c0"), root=root, with_screenings=True) == 0
    assert not folder.path.exists()
    assert len(list(root.iterdir())) == 2
    commands.log(place, last=3)
    assert "screenings removed" in capsys.readouterr().out
    nowhere = Place(str(root / "none.db"), root / "k.json")
    assert commands.delete(nowhere, About(case="c0"), root=root, with_screenings=False) == 0
    assert not (root / "none.db").exists()
