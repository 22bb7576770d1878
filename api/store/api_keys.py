"""Keys for programs: made by an administrator, shown once, kept as a digest, good for some calls and until a day.

A key reads `sl_<id>_<secret>`; the id finds it, and the digest of the whole is compared. It holds 256 bits at random, so a slow hash
would add nothing.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from api.auth.roles import SCOPES
from api.store.errors import NoSuchError, StoreError
from api.store.store import Store, token
from api.store.tables import AnyRow, api_keys, events
from api.store.times import days_on, now, today

PREFIX = "sl"
DAYS, MOST_DAYS = 90, 366
_KEY = re.compile(rf"{PREFIX}_([0-9a-f]{{16}})_[\w-]{{43}}", re.ASCII)
_NAME = re.compile(r"[^\W_](?:[\w.@'-]| (?! )){0,78}[\w.)]?")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key, without what is secret of it. Dates are days in UTC."""

    id: str
    name: str
    scopes: tuple[str, ...]
    by: str
    made: str
    expires: str
    revoked: bool
    used: str

    @property
    def state(self) -> str:
        """`good`, `revoked` or `expired`."""
        return "revoked" if self.revoked else "expired" if self.expires < today() else "good"


def make(store: Store, *, name: str, scopes: Collection[str], days: int, by: str) -> tuple[str, ApiKey]:
    """Return a new key, which is shown this once, and what is kept of it."""
    if not _NAME.fullmatch(name):
        raise StoreError("say what the key is for, in at most 80 characters: letters, digits, spaces, . - ' @ and _")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise StoreError(f"a key needs one scope or more of: {', '.join(SCOPES)}")
    if not 1 <= days <= MOST_DAYS:
        raise StoreError(f"a key is good for 1 to {MOST_DAYS} days")
    id_ = token()
    key = f"{PREFIX}_{id_}_{secrets.token_urlsafe(32)}"
    row = {"id": id_, "name": name, "digest": _digest(key), "scopes": sorted(scopes), "by": by, "made": now(), "expires": days_on(days),
           "revoked": None, "used": None}  # fmt: skip
    with store.writing() as writing:
        writing.connection.execute(api_keys.insert(), row)
        writing.event(by, "API key made", key=id_, name=name, scopes=sorted(scopes), expires=row["expires"])
        return key, _key(writing.connection.execute(sa.select(api_keys).where(api_keys.c.id == id_)).one())


def revoke(store: Store, id_: str, *, by: str) -> ApiKey:
    """End a key now; raises NoSuchError where there is none of that id."""
    with store.writing() as writing:
        row = writing.connection.execute(sa.select(api_keys).where(api_keys.c.id == id_)).first()
        if row is None:
            raise NoSuchError("there is no such API key; 'secondlook api-keys list' names them")
        if row.revoked is None:
            writing.connection.execute(api_keys.update().where(api_keys.c.id == id_).values(revoked=now()))
            writing.event(by, "API key revoked", key=id_, name=row.name)
        return _key(writing.connection.execute(sa.select(api_keys).where(api_keys.c.id == id_)).one())


def find(store: Store, given: str) -> ApiKey | None:
    """Return the key that a program sent, and note the day; None where it is none, or expired or revoked."""
    known = _KEY.fullmatch(given)
    if known is None:
        return None
    with store.reading() as connection:
        row = connection.execute(sa.select(api_keys).where(api_keys.c.id == known[1])).first()
    if row is None or not hmac.compare_digest(row.digest, _digest(given)):
        return None
    key = _key(row)
    if key.state != "good":
        return None
    if key.used != today():
        with store.writing(durable=False) as writing:
            writing.connection.execute(api_keys.update().where(api_keys.c.id == key.id).values(used=today()))
    return key


def every(store: Store) -> list[ApiKey]:
    """Return all keys, the newest first."""
    with store.reading() as connection:
        return [_key(row) for row in connection.execute(sa.select(api_keys).order_by(api_keys.c.made.desc(), api_keys.c.id))]


def faults(connection: sa.Connection) -> list[str]:
    """Return every key that was added or changed behind Second Look's back, for the audit."""
    made: dict[str, dict[str, object]] = {}
    revoked: set[str] = set()
    for row in connection.execute(sa.select(events.c.what, events.c.about).where(events.c.what.like("API key %")).order_by(events.c.at)):
        if row.what == "API key made":
            made[row.about["key"]] = row.about
        elif row.what == "API key revoked":
            revoked.add(row.about["key"])
    out = []
    for row in connection.execute(sa.select(api_keys)):
        told = made.pop(row.id, None)
        if told is None or (told["scopes"], told["expires"], row.id in revoked) != (row.scopes, row.expires, row.revoked is not None):
            out.append(f"API key {row.id}: it was added or changed behind Second Look's back")
    return out + [f"API key {id_}: it is gone" for id_ in made]


def _key(row: AnyRow) -> ApiKey:
    return ApiKey(row.id, row.name, tuple(row.scopes), row.by, row.made[:10], row.expires, row.revoked is not None, row.used or "")


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
