"""How far the reading of a queue has come: for one person, for everybody, and when it is time for a break."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from api.auth.roles import may
from api.store.people import Person
from api.store.places import ADJUDICATOR, Queue, all_queues
from api.store.store import Store
from api.store.tables import decisions, items, people, slots, texts
from api.store.times import later, parsed, today

BREAK_AFTER = 45
"""Minutes of reading without a pause after which a break is suggested."""
_PAUSE = timedelta(minutes=8)
_LARGE, _SECONDS = 500, 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """For one person and one queue: decided, put off, and still to be had. `waiting` are passages for the adjudicator."""

    queue: Queue
    items: int
    done: int
    put_off: int
    left: int
    waiting: int


def progress(store: Store, person: Person) -> list[Progress]:
    """Return every queue with how far `person` is in it."""
    with store.reading() as connection:
        return [_progress(store, connection, queue, person) for queue in all_queues(connection)]


def progress_in(store: Store, queue: Queue, person: Person) -> Progress:
    """Return the same for one queue."""
    with store.reading() as connection:
        return _progress(store, connection, queue, person)


def _progress(store: Store, connection: sa.Connection, queue: Queue, person: Person) -> Progress:
    settling = may(person.role, "settle")
    stage = slots.c.number == ADJUDICATOR if settling else slots.c.number > ADJUDICATOR
    count = sa.func.count
    here = slots.c.queue_id == queue.id
    mine = sa.select(slots.c.verdict, count()).where(here, stage, slots.c.reader_id == person.id).group_by(slots.c.verdict)
    own: dict[str | None, int] = {row[0]: row[1] for row in connection.execute(mine)}
    total = connection.execute(sa.select(count()).select_from(items).where(items.c.queue_id == queue.id)).scalar_one()
    waiting = sa.select(count()).where(here, slots.c.number == ADJUDICATOR, slots.c.verdict.is_(None))
    return Progress(
        queue=queue, items=total,
        done=sum(n for verdict, n in own.items() if verdict not in (None, "defer")), put_off=own.get("defer", 0),
        left=_left_lately(store, connection, queue, person, stage, total),
        waiting=0 if may(person.role, "read") else connection.execute(waiting).scalar_one(),
    )  # fmt: skip


def _left_lately(
    store: Store, connection: sa.Connection, queue: Queue, person: Person, stage: sa.ColumnElement[bool], total: int
) -> int:
    """Return `_left`; of a large queue as it was up to some seconds ago, because counting takes longer than deciding."""
    if total <= _LARGE:
        return _left(connection, queue, person, stage)
    at, left = store.counted.get((queue.id, person.id), (0.0, 0))
    if time.monotonic() - at > _SECONDS:
        at, left = time.monotonic(), _left(connection, queue, person, stage)
        store.counted[queue.id, person.id] = (at, left)
    return left


def _left(connection: sa.Connection, queue: Queue, person: Person, stage: sa.ColumnElement[bool]) -> int:
    """Return how many passages `person` could still be given: those with an open place, less those that they know already."""
    if not _readable(connection, queue):
        return 0
    mine = slots.alias()
    is_open = (slots.c.queue_id == queue.id) & stage & slots.c.verdict.is_(None)
    known = (mine.c.reader_id == person.id) & (mine.c.verdict.is_not(None) | (mine.c.since.is_not(None) & mine.c.until.is_(None)))
    count = sa.func.count(sa.distinct(slots.c.position))
    every = connection.execute(sa.select(count).where(is_open)).scalar_one()
    both = sa.select(count).join(mine, mine.c.item_id == slots.c.item_id).where(is_open, known, mine.c.queue_id == queue.id)
    return int(every - connection.execute(both).scalar_one())


def _readable(connection: sa.Connection, queue: Queue) -> bool:
    """Return whether the words of a queue are still there; all of one queue go together."""
    chosen = sa.select(texts.c.destroyed, texts.c.keep_until).join(items, items.c.text_id == texts.c.id)
    row = connection.execute(chosen.where(items.c.queue_id == queue.id, items.c.position == 0)).first()
    return row is not None and row.destroyed is None and row.keep_until >= today()


def own_items(store: Store, queue: Queue, person: Person) -> list[tuple[str, str]]:
    """Return the passages that `person` has decided on or has in hand, in the order they came, with the verdict that stands."""
    stage = slots.c.number == ADJUDICATOR if may(person.role, "settle") else slots.c.number > ADJUDICATOR
    chosen = sa.select(slots.c.item_id, sa.func.coalesce(slots.c.verdict, "")).where(
        slots.c.queue_id == queue.id, slots.c.reader_id == person.id, stage
    )
    with store.reading() as connection:
        return [(row[0], row[1]) for row in connection.execute(chosen.order_by(slots.c.position))]


def minutes_without_pause(store: Store, person: Person) -> int:
    """Return for how many minutes `person` has been deciding without a pause of eight minutes."""
    recent = sa.select(decisions.c.decided).where(decisions.c.reader_id == person.id, decisions.c.decided > later(-4 * 3600))
    with store.reading() as connection:
        moments = [parsed(row.decided) for row in connection.execute(recent.order_by(decisions.c.decided.desc()))]
    if not moments or parsed(later(0)) - moments[0] > _PAUSE:
        return 0
    first = moments[0]
    for moment in moments[1:]:
        if first - moment > _PAUSE:
            break
        first = moment
    return int((parsed(later(0)) - first).total_seconds() // 60)


def overview(store: Store) -> list[dict[str, Any]]:
    """Return for those who look after a review: each queue with its states of reading and of settling, and who has read how much."""
    count = sa.func.count
    with store.reading() as connection:
        made = []
        for queue in all_queues(connection):
            rows = connection.execute(
                sa.select(slots.c.number == ADJUDICATOR, slots.c.verdict.is_not(None) & (slots.c.verdict != "defer"), count())
                .where(slots.c.queue_id == queue.id).group_by(sa.text("1"), sa.text("2"))
            ).all()  # fmt: skip
            states = {(bool(row[0]), bool(row[1])): row[2] for row in rows}
            by_reader = connection.execute(
                sa.select(people.c.name, count()).join(slots, slots.c.reader_id == people.c.id)
                .where(slots.c.queue_id == queue.id, slots.c.verdict.is_not(None)).group_by(people.c.name).order_by(people.c.name)
            ).all()  # fmt: skip
            made.append({
                "queue": queue, "read": states.get((False, True), 0), "to_read": states.get((False, False), 0),
                "settled": states.get((True, True), 0), "to_settle": states.get((True, False), 0),
                "people": {row[0]: row[1] for row in by_reader},
            })  # fmt: skip
        return made
