"""Two readers, an adjudicator: reservations, decisions, changes of mind, and the second stage."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.store import reserving
from api.store.audit import audit
from api.store.deciding import Decided, Recorded, decide
from api.store.errors import NoSuchError, NotYoursError, StoreError, TextGoneError
from api.store.importing import import_sample
from api.store.people import Person
from api.store.progress import own_items, progress
from api.store.reserving import next_item, release
from api.store.rows import drawn, standing
from api.store.showing import show
from api.store.store import Store
from api.store.tables import decisions, slots
from api.store.times import later
from tests.api.store.conftest import ITEM, Add, Fill, write

AGREE, DISAGREE = Decided(verdict="agree"), Decided(verdict="disagree", reason="negated", comment="He has food.")


def in_hand(store: Store, queue: str, person: Person) -> str:
    held = next_item(store, queue, person)
    assert held
    return held.item


def test_two_readers_get_the_same_passages_and_a_third_gets_none(store: Store, fill: Fill, person: Add) -> None:
    queue, ann, bob, cid = fill(3, readers=2), person("Ann"), person("Bob"), person("Cid")
    seen = []
    for reader in (ann, bob):
        mine = []
        while held := next_item(store, queue, reader):
            assert next_item(store, queue, reader) == held, "asking again gives the same passage"
            decide(store, held.item, reader, AGREE)
            mine.append(held.item)
        seen.append(mine)
    assert seen[0] == seen[1]
    assert len(seen[0]) == 3
    assert next_item(store, queue, cid) is None
    with pytest.raises(NotYoursError):
        decide(store, seen[0][0], cid, AGREE)
    with store.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(decisions)).scalar_one() == 6
    assert audit(store).faults == ()


def test_a_passage_comes_back_when_a_reader_leaves_it(store: Store, fill: Fill, person: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    queue, ann, bob = fill(1, readers=1), person("Ann"), person("Bob")
    item = in_hand(store, queue, ann)
    assert next_item(store, queue, bob) is None
    with pytest.raises(NoSuchError):
        show(store, item, bob)
    monkeypatch.setattr(reserving, "now", lambda: later(60 * reserving.MINUTES + 1))
    assert in_hand(store, queue, bob) == item
    with pytest.raises(NotYoursError, match="nothing was recorded"):
        decide(store, item, ann, AGREE)
    decide(store, item, bob, AGREE)
    assert [d.reader for d in standing(store)] == ["Bob"]


def test_signing_out_gives_back_what_is_in_hand(store: Store, fill: Fill, person: Add) -> None:
    queue, ann, bob = fill(1, readers=1), person("Ann"), person("Bob")
    item = in_hand(store, queue, ann)
    assert release(store, ann) == 1
    assert in_hand(store, queue, bob) == item


def test_a_change_of_mind_is_a_new_decision_and_so_is_taking_it_back(store: Store, fill: Fill, person: Add) -> None:
    queue, ann = fill(2, readers=1), person("Ann")
    item = in_hand(store, queue, ann)
    for verdict in ("agree", "disagree", "withdrawn"):
        decide(store, item, ann, Decided(verdict=verdict))
    assert [h["verdict"] for h in show(store, item, ann).history] == ["agree", "disagree", "withdrawn"]
    assert show(store, item, ann).latest is None
    assert list(standing(store)) == []
    with pytest.raises(StoreError, match="no decision of yours"):
        decide(store, item, ann, Decided(verdict="withdrawn"))
    assert in_hand(store, queue, ann) == item, "it is still hers to decide"
    decide(store, item, ann, DISAGREE)
    (row,) = standing(store)
    assert (row.verdict, row.reason, row.flagged, row.rules) == ("disagree", "negated", True, ("ne.food",))
    assert own_items(store, show(store, item, ann).queue, ann) == [(item, "disagree")]
    with store.reading() as connection:
        rows = connection.execute(sa.select(decisions).order_by(decisions.c.version)).all()
    assert [r.replaces for r in rows[1:]] == [r.id for r in rows[:-1]]
    assert audit(store).faults == ()


def test_a_passage_put_off_comes_last_and_is_in_the_way_of_nobody(store: Store, fill: Fill, person: Add) -> None:
    queue, ann = fill(2, readers=1), person("Ann")
    first = in_hand(store, queue, ann)
    decide(store, first, ann, Decided(verdict="defer"))
    second = in_hand(store, queue, ann)
    assert second != first
    decide(store, second, ann, AGREE)
    held = next_item(store, queue, ann)
    assert held is not None
    assert (held.item, held.put_off) == (first, True)
    (state,) = progress(store, ann)
    assert (state.done, state.put_off, state.left, state.items) == (1, 1, 0, 2)


def test_a_request_that_is_sent_twice_is_recorded_once(store: Store, fill: Fill, person: Add) -> None:
    queue, ann = fill(1, readers=1), person("Ann")
    item = in_hand(store, queue, ann)
    sent = Decided(verdict="agree", request="r1")
    first, again = decide(store, item, ann, sent), decide(store, item, ann, sent)
    assert again == replace(first, again=True)
    with pytest.raises(StoreError, match="sent before with another decision"):
        decide(store, item, ann, replace(sent, verdict="disagree"))


def test_where_readers_differ_the_adjudicator_sees_both_and_settles(store: Store, fill: Fill, person: Add) -> None:
    queue, ann, bob, eve = fill(2, readers=2), person("Ann"), person("Bob"), person("Eve", "adjudicator")
    assert next_item(store, queue, eve) is None
    item = in_hand(store, queue, ann)
    decide(store, item, ann, AGREE)
    assert in_hand(store, queue, bob) == item
    decide(store, item, bob, DISAGREE)
    assert in_hand(store, queue, eve) == item
    seen = show(store, item, eve)
    assert [(r["verdict"], r["comment"]) for r in seen.readers] == [("agree", ""), ("disagree", "He has food.")]
    assert not any({"reader", "reader_id", "name"} & set(r) for r in seen.readers)
    assert show(store, item, ann).readers == ()
    with pytest.raises(NotYoursError, match="in hand"):
        decide(store, item, ann, DISAGREE)
    decide(store, item, eve, Decided(verdict="disagree", reason="historical"))
    with pytest.raises(NotYoursError, match="settled"):
        decide(store, item, bob, AGREE)
    assert [(d.stage, d.reader, d.verdict) for d in standing(store)] == [
        ("adjudicator", "Eve", "disagree"), ("reader", "Ann", "agree"), ("reader", "Bob", "disagree"),
    ]  # fmt: skip
    assert show(store, item, ann).settled
    assert audit(store).faults == ()


def test_readers_who_come_to_agree_need_no_adjudicator(store: Store, fill: Fill, person: Add) -> None:
    queue, ann, bob, eve = fill(1, readers=2), person("Ann"), person("Bob"), person("Eve", "adjudicator")
    item = in_hand(store, queue, ann)
    decide(store, item, ann, AGREE)
    decide(store, in_hand(store, queue, bob), bob, DISAGREE)
    assert progress(store, eve)[0].waiting == 1
    decide(store, item, bob, AGREE)
    assert progress(store, eve)[0].waiting == 0
    assert next_item(store, queue, eve) is None
    decide(store, item, ann, Decided(verdict="unsure"))
    assert next_item(store, queue, eve) is not None


@pytest.mark.parametrize(("missed", "waiting"), [(("neglect",), 0), (("hardship",), 1), ((), 1)])
def test_without_an_indicator_readers_also_differ_in_what_was_missed(
    store: Store, fill: Fill, person: Add, missed: tuple[str, ...], waiting: int
) -> None:
    queue, ann, bob, eve = fill(1, indicator=None, queue="unflagged"), person("Ann"), person("Bob"), person("Eve", "adjudicator")
    decide(store, in_hand(store, queue, ann), ann, Decided(verdict="disagree", missed=("neglect",)))
    decide(store, in_hand(store, queue, bob), bob, Decided(verdict="disagree", missed=missed))
    assert progress(store, eve)[0].waiting == waiting


@pytest.mark.parametrize("blind", [True, False])
def test_what_the_software_said_is_shown_only_where_reading_is_not_blind(store: Store, fill: Fill, person: Add, blind: bool) -> None:
    queue, ann = fill(1, blind=blind), person("Ann")
    shown = show(store, in_hand(store, queue, ann), ann)
    assert (shown.text, shown.before, shown.after, shown.indicator) == (ITEM.text, ITEM.before, ITEM.after, "neglect")
    assert (shown.said is None) == blind
    assert shown.said is None or (shown.said.confidence, shown.said.explanation, shown.said.quote) == (0.75, ITEM.explanation, "no food in")


def test_words_whose_time_is_over_are_not_read(store: Store, fill: Fill, person: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    queue, ann = fill(1, keep_days=0), person("Ann")
    item = in_hand(store, queue, ann)
    for module in ("words", "reserving", "deciding", "progress"):
        monkeypatch.setattr(f"api.store.{module}.today", lambda: "2999-01-01")
    assert next_item(store, queue, ann) is None
    with pytest.raises(TextGoneError):
        show(store, item, ann)
    with pytest.raises(TextGoneError):
        decide(store, item, ann, AGREE)


def test_many_readers_at_once_never_read_a_passage_too_often(store: Store, fill: Fill, person: Add) -> None:
    queue, readers, wrong = fill(12, readers=3), [person(f"R{n}") for n in range(8)], []

    def read(reader: Person) -> None:
        try:
            while held := next_item(store, queue, reader):
                decide(store, held.item, reader, AGREE)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=read, args=(r,)) for r in (*readers, *readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [e for e in wrong if not isinstance(e, NotYoursError | StoreError)] == []
    with store.reading() as connection:
        read_by = sa.select(sa.func.count(sa.distinct(decisions.c.reader_id))).group_by(decisions.c.item_id)
        assert {row[0] for row in connection.execute(read_by)} == {3}
        assert connection.execute(sa.select(sa.func.count()).select_from(slots).where(slots.c.verdict.is_(None))).scalar_one() == 0
    assert audit(store).faults == ()


def test_what_was_drawn_comes_back_whole(store: Store, fill: Fill) -> None:
    queue = fill(2)
    first = next(drawn(store, queue))
    assert replace(first, id=ITEM.id, note_id="n", case_id="c") == ITEM


def test_a_sample_is_imported_once_and_whole_or_not_at_all(store: Store, tmp_path: Path) -> None:
    items = [ITEM, replace(ITEM, id="b", queue="double_blind"), replace(ITEM, id="c", queue="unflagged", indicator=None)]
    path = write(tmp_path / "s.jsonl", items)
    made = import_sample(store, path, by="x")
    assert [(m.queue, m.readers, m.blind) for m in made] == [("double-blind", 2, True), ("flagged", 1, False), ("unflagged", 1, True)]
    with pytest.raises(StoreError, match="imported before"):
        import_sample(store, path, by="x")
    path.write_text(path.read_text(encoding="utf-8").replace('"n:0:neglect"', '"d\\u0000"'), encoding="utf-8")
    with pytest.raises(StoreError, match="passage 1: 'id'"):
        import_sample(store, path, by="x")
    assert len(list(drawn(store))) == 3


def test_recorded_tells_what_is_in_the_store(store: Store, fill: Fill, person: Add) -> None:
    queue, ann = fill(1), person("Ann")
    made = decide(store, in_hand(store, queue, ann), ann, Decided(verdict="agree", seconds=4.5))
    assert isinstance(made, Recorded)
    assert [d.seconds for d in standing(store)] == [4.5]
