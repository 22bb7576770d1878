"""Keys are rotated: every text is sealed with a new key, and the earlier key is forgotten.

Copies of the database from before are unreadable from then on, once copies of the earlier key are gone too.
"""

from dataclasses import replace

import sqlalchemy as sa

from api.store import vault
from api.store.errors import KeysError
from api.store.retention import cut_out
from api.store.store import Store
from api.store.tables import texts
from api.store.words import resealed

_AT_ONCE = 500


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
    cut_out(store)
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
