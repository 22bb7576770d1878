"""Words are destroyed when their time is over, and sealed with a new key when keys are rotated; the records stay.

Destroyed means overwritten and cut out of the database's files. Copies that somebody made of the files before still hold the
sealed words; rotating the keys afterwards makes those unreadable, once the earlier key is nowhere any more.
"""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from api.store import vault
from api.store.errors import KeysError
from api.store.store import Store
from api.store.tables import decisions, flags, items, queues, texts
from api.store.times import now, today
from api.store.words import resealed

_AT_ONCE = 500


def destroy(store: Store, *, by: str, queue: str | None = None) -> int:
    """Destroy all words whose time is over, or all words of one queue; return how many texts."""
    chosen = texts.c.keep_until < today() if queue is None else texts.c.id.in_(_of_queue(queue))
    with store.writing() as writing:
        gone = texts.update().where(texts.c.destroyed.is_(None), chosen).values(sealed=None, key_id=None, destroyed=now())
        done = writing.connection.execute(gone).rowcount
        if done:
            writing.event(by, "words destroyed", texts=done, queue=queue or "")
    if done:
        _cut_out(store)
    return done


def rotate(store: Store, *, by: str) -> int:
    """Seal every text with a new key and forget the earlier ones; return how many. A second call goes on where one was stopped."""
    keys = store.vault
    path = keys.path
    if path is None:
        if len(keys.keys) < 2:
            raise KeysError(
                f"the keys come from {vault.VARIABLE}, which cannot be written here: put a new key before the others in it "
                "('secondlook review keys new' prints one), and say this again"
            )
    elif len(keys.keys) < 2:
        keys = replace(keys, keys=(vault.new_key(), *keys.keys))
        vault.save(keys, path)
    store.vault = keys
    done = 0
    while count := _seal_some(store):
        done += count
    with store.writing() as writing:
        writing.event(by, "keys rotated", texts=done, key=keys.keys[0].id)
    _cut_out(store)
    if path is not None:
        store.vault = replace(keys, keys=keys.keys[:1])
        vault.save(store.vault, path)
    return done


def _seal_some(store: Store) -> int:
    first = store.vault.keys[0].id
    with store.writing() as writing:
        rows = writing.connection.execute(
            sa.select(texts).where(texts.c.sealed.is_not(None), texts.c.key_id != first).limit(_AT_ONCE).with_for_update()
        ).all()
        for row in rows:
            key_id, sealed = resealed(store.vault, row)
            writing.connection.execute(texts.update().where(texts.c.id == row.id).values(key_id=key_id, sealed=sealed))
    return len(rows)


def _of_queue(queue: str) -> sa.CompoundSelect[Any]:
    here = sa.select(items.c.id).join(queues, queues.c.id == items.c.queue_id).where(queues.c.name == queue)
    return sa.union(
        sa.select(items.c.text_id).where(items.c.id.in_(here)),
        sa.select(flags.c.explanation_id).where(flags.c.item_id.in_(here)),
        sa.select(decisions.c.comment_id).where(decisions.c.item_id.in_(here), decisions.c.comment_id.is_not(None)),
    )


def _cut_out(store: Store) -> None:
    """Make the database's files forget what was overwritten."""
    if store.database.dialect == "sqlite":
        store.database.alone("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        store.database.alone("VACUUM (FULL) texts")
