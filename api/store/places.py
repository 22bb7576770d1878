"""What must be known of a queue and a passage before anything is done with them."""

from dataclasses import dataclass

import sqlalchemy as sa

from api.store.errors import NoSuchError
from api.store.tables import AnyRow, flags, items, queues, texts

ADJUDICATOR = 0
"""The number of the adjudicator's slot; readers have 1, 2, ..."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: passages of one sampler, read blind or not, each by so many people."""

    id: str
    name: str
    sampler: str
    blind: bool
    readers: int


def queue_named(connection: sa.Connection, name: str) -> Queue:
    """Return a queue; raises NoSuchError."""
    row = connection.execute(_QUEUE.where(queues.c.name == name)).first()
    if row is None:
        raise NoSuchError("there is no such queue; /v1/queues lists them")
    return Queue(*row)


def queue_of(connection: sa.Connection, item: str) -> Queue:
    """Return the queue of a passage; raises NoSuchError."""
    row = connection.execute(_QUEUE.join(items, items.c.queue_id == queues.c.id).where(items.c.id == item)).first()
    if row is None:
        raise NoSuchError("there is no such passage")
    return Queue(*row)


def all_queues(connection: sa.Connection) -> list[Queue]:
    """Return every queue, in the order they were made."""
    return [Queue(*row) for row in connection.execute(_QUEUE.order_by(queues.c.made, queues.c.name))]


def item_row(connection: sa.Connection, item: str) -> AnyRow:
    """Return a passage with its sealed words; raises NoSuchError."""
    row = connection.execute(_ITEM.where(items.c.id == item)).first()
    if row is None:
        raise NoSuchError("there is no such passage")
    return row


def flag_row(connection: sa.Connection, item: str) -> AnyRow:
    """Return what the software said of a passage, with its sealed explanation."""
    return connection.execute(_FLAG.where(flags.c.item_id == item)).one()


_QUEUE = sa.select(queues.c.id, queues.c.name, queues.c.sampler, queues.c.blind, queues.c.readers)
_ITEM = sa.select(
    items.c.id.label("item"), items.c.date, items.c.role, items.c.indicator, texts.c.id, texts.c.key_id, texts.c.sealed, texts.c.keep_until
).join(texts, texts.c.id == items.c.text_id)
_FLAG = sa.select(
    flags.c.confidence, flags.c.assertion, flags.c.rules, texts.c.id, texts.c.key_id, texts.c.sealed, texts.c.keep_until
).join(texts, texts.c.id == flags.c.explanation_id)
