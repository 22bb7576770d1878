"""Words of notes and of readers in the store: sealed when they come in, opened only to be shown, destroyed when their time is over."""

import json
from collections.abc import Mapping, Sequence

from api.store.errors import TextGoneError
from api.store.store import Store, Writing, token
from api.store.tables import AnyRow, texts
from api.store.times import today
from api.store.vault import Vault


def keep(writing: Writing, contents: Sequence[Mapping[str, str]], keep_until: str) -> list[tuple[str, str]]:
    """Store each of `contents` sealed; return the id and the seal of each."""
    rows, made = [], []
    for content in contents:
        name = token()
        sealed = writing.vault.seal(json.dumps(dict(content), ensure_ascii=False), _place(name))
        rows.append({"id": name, "key_id": sealed.key_id, "sealed": sealed.sealed, "keep_until": keep_until, "destroyed": None})
        made.append((name, sealed.seal))
    if rows:
        writing.connection.execute(texts.insert(), rows)
    return made


def opened(store: Store, row: AnyRow) -> dict[str, str]:
    """Return the words of a row of `texts`; raises TextGoneError where they were destroyed or their time is over."""
    if row.sealed is None or row.keep_until < today():
        raise TextGoneError("the words of this passage are gone, because the time for which they may be kept is over")
    return unsealed(store.vault, row.id, row.key_id, row.sealed)[0]


def unsealed(vault: Vault, name: str, key_id: str, sealed: bytes) -> tuple[dict[str, str], str]:
    """Return the words of a text and their seal."""
    words, seal = vault.open(key_id, sealed, _place(name))
    content: dict[str, str] = json.loads(words)
    return content, seal


def resealed(vault: Vault, row: AnyRow) -> tuple[str, bytes]:
    """Return the words sealed again with the first key."""
    return vault.again(row.key_id, row.sealed, _place(row.id))


def _place(name: str) -> str:
    return f"texts:{name}"
