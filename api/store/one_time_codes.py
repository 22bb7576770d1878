"""One-time codes with which somebody chooses a password: made by an administrator or at the command line, good once and not for long.

Nobody ever knows a password that is not their own, and no account begins with one that was given to it.
"""

import hmac
import secrets

import sqlalchemy as sa

from api.auth.passwords import hashed
from api.store.errors import StoreError
from api.store.people import Person, named
from api.store.store import Store, Writing
from api.store.tables import one_time_codes, people, sessions
from api.store.times import later, now

HOURS = 24
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that look alike
_LENGTH, _PIECE = 20, 5
_WRONG = "this name and code do not belong together, or the code was used or is too old; ask for a new one"


def new_code() -> str:
    """Return a code of 99 bits that can be read aloud: four pieces of five letters and digits."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return "-".join(letters[at : at + _PIECE] for at in range(0, _LENGTH, _PIECE))


def plain(code: str) -> str:
    """Return a code as it is compared: without what people put between the pieces."""
    return "".join(code.lower().replace("-", " ").split())


def issue(store: Store, name: str, *, by: str) -> str:
    """Return a new code for a person; the one before is no longer good."""
    code = new_code()
    with store.writing() as writing:
        person = named(writing.connection, name)
        writing.connection.execute(one_time_codes.delete().where(one_time_codes.c.person_id == person.id))
        row = {"person_id": person.id, "digest": _digest(writing, code), "until": later(HOURS * 3600)}
        writing.connection.execute(one_time_codes.insert(), row)
        writing.event(by, "one-time code made", person=person.name)
    return code


def redeem(store: Store, name: str, code: str, password: str) -> Person:
    """Give a person the password that they chose; raises StoreError where code and name do not fit, or the password will not do."""
    kept = hashed(password, name=name)
    with store.writing() as writing:
        chosen = (
            sa.select(people.c.id, people.c.name, one_time_codes.c.digest)
            .join(one_time_codes, one_time_codes.c.person_id == people.c.id)
            .where(sa.func.lower(people.c.name) == name.strip().lower(), people.c.active, one_time_codes.c.until > now())
        )
        row = writing.connection.execute(chosen).first()
        if row is None or not hmac.compare_digest(row.digest, _digest(writing, code)):
            raise StoreError(_WRONG)
        writing.connection.execute(one_time_codes.delete().where(one_time_codes.c.person_id == row.id))
        writing.connection.execute(people.update().where(people.c.id == row.id).values(password=kept, stamp=people.c.stamp + 1))
        writing.connection.execute(sessions.delete().where(sessions.c.person_id == row.id))
        writing.event(row.name, "person changed", person=row.name, password="chosen with a one-time code")  # noqa: S106  # no password
        return named(writing.connection, row.name)


def _digest(writing: Writing, code: str) -> str:
    return writing.vault.mac("one-time code", plain(code))
