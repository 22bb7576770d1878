"""Which passage comes next for a reader, and in whose hand it is.

Each passage has as many slots as people are to read it. A slot is taken by one reader for a time; a decision keeps it for
good. Since a decision belongs to a slot, no passage can ever be read more often than was wanted.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from api.auth.roles import may
from api.store.people import Person
from api.store.places import ADJUDICATOR, Queue, queue_named
from api.store.store import Store
from api.store.tables import items, slots, texts
from api.store.times import later, now, today

MINUTES = 20
"""How long a passage stays in a reader's hand without a decision."""
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Held:
    """A passage in hand, and whether it was put off before."""

    item: str
    put_off: bool = False


def next_item(store: Store, queue_name: str, person: Person) -> Held | None:
    """Return the passage that `person` should read (or settle) next, reserved; None where there is none."""
    for attempt in range(_TRIES):
        try:
            with store.writing(durable=False) as writing:
                queue = queue_named(writing.connection, queue_name)
                return _next(writing.connection, queue, person)
        except IntegrityError:  # the same reader asked twice at once, and the other request took a slot of the same passage
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def release(store: Store, person: Person) -> int:
    """Give back what `person` has in hand without a decision, such as when signing out; return how many."""
    mine = (slots.c.reader_id == person.id) & slots.c.until.is_not(None) & slots.c.verdict.is_(None)
    with store.writing(durable=False) as writing:
        return writing.connection.execute(slots.update().where(mine).values(reader_id=None, since=None, until=None)).rowcount


def _next(connection: sa.Connection, queue: Queue, person: Person) -> Held | None:
    stage = slots.c.number == ADJUDICATOR if may(person.role, "settle") else slots.c.number > ADJUDICATOR
    here = (slots.c.queue_id == queue.id) & stage
    mine = connection.execute(_readable(here & (slots.c.reader_id == person.id) & slots.c.verdict.is_(None)).limit(1)).first()
    if mine:
        _take(connection, mine.item_id, mine.number, person, again=True)
        return Held(mine.item_id)
    free = slots.c.verdict.is_(None) & (slots.c.reader_id.is_(None) | (slots.c.until < now()))
    other = slots.alias()
    known = sa.exists().where((other.c.item_id == slots.c.item_id) & (other.c.reader_id == person.id))
    chosen = connection.execute(_readable(here & free & ~known).limit(1).with_for_update(of=slots, skip_locked=True)).first()
    if chosen:
        _take(connection, chosen.item_id, chosen.number, person)
        return Held(chosen.item_id)
    waiting = here & (slots.c.reader_id == person.id) & (slots.c.verdict == "defer")
    put_off = connection.execute(_readable(waiting, order=slots.c.since).limit(1)).first()
    if put_off is None:
        return None
    connection.execute(_slot(put_off.item_id, put_off.number).values(since=now()))
    return Held(put_off.item_id, put_off=True)


def _readable(where: sa.ColumnElement[bool], *, order: sa.ColumnElement[str] | None = None) -> sa.Select[tuple[str, int]]:
    """Select slots whose words are still there."""
    first = () if order is None else (order,)
    return (
        sa.select(slots.c.item_id, slots.c.number)
        .join(items, items.c.id == slots.c.item_id)
        .join(texts, texts.c.id == items.c.text_id)
        .where(where, texts.c.destroyed.is_(None), texts.c.keep_until >= today())
        .order_by(*first, slots.c.position, slots.c.number)
    )


def _take(connection: sa.Connection, item: str, number: int, person: Person, *, again: bool = False) -> None:
    """Put a slot into the hand of `person`; one that was decided on before stays theirs, without an end."""
    until = sa.case((slots.c.until.is_(None), None), else_=later(60 * MINUTES)) if again else later(60 * MINUTES)
    since = sa.func.coalesce(slots.c.since, now()) if again else now()
    connection.execute(_slot(item, number).values(reader_id=person.id, since=since, until=until))


def _slot(item: str, number: int) -> sa.Update:
    return slots.update().where(slots.c.item_id == item, slots.c.number == number)
