"""The second factor of an account: the secret that an app on the person's telephone shares, and codes for when it is lost.

The secret is sealed with a key that is derived from the keys' lasting part, so it outlives their rotation.
"""

import secrets
import time

import pyotp
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.store.one_time_codes import new_code, plain
from api.store.people import Person
from api.store.store import Store, Writing
from api.store.tables import recovery_codes, second_factors
from api.store.times import now
from api.store.vault import Vault

RECOVERY_CODES = 10
_STEP, _NONCE = 30, 12


def is_on(store: Store, person: Person) -> bool:
    """Return whether a person signs in with a second factor."""
    with store.reading() as connection:
        return connection.execute(sa.select(second_factors.c.made).where(second_factors.c.person_id == person.id)).first() is not None


def with_one(store: Store) -> set[int]:
    """Return the numbers of all people who have one."""
    with store.reading() as connection:
        return {row[0] for row in connection.execute(sa.select(second_factors.c.person_id))}


def left(store: Store, person: Person) -> int:
    """Return how many recovery codes a person has left."""
    with store.reading() as connection:
        chosen = sa.select(sa.func.count()).select_from(recovery_codes).where(recovery_codes.c.person_id == person.id)
        return int(connection.execute(chosen).scalar_one())


def turn_on(store: Store, person: Person, secret: str, code: str) -> list[str] | None:
    """Keep a secret that was shown, if `code` shows that the app has it; return the recovery codes, None where the code is wrong."""
    step = _step_of(secret, code, after=0)
    if step is None:
        return None
    codes = [new_code() for _ in range(RECOVERY_CODES)]
    with store.writing() as writing:
        _remove(writing, person)
        row = {"person_id": person.id, "sealed": _sealed(writing.vault, person, secret), "last": step, "made": now()}
        writing.connection.execute(second_factors.insert(), row)
        writing.connection.execute(recovery_codes.insert(), [{"digest": _digest(writing, c), "person_id": person.id} for c in codes])
        writing.event(person.name, "second factor turned on", person=person.name)
    return codes


def turn_off(store: Store, person: Person, *, by: str) -> bool:
    """Remove the second factor and its recovery codes; return whether there was one."""
    with store.writing() as writing:
        done = _remove(writing, person)
        if done:
            writing.event(by, "second factor turned off", person=person.name)
    return done


def fits(store: Store, person: Person, code: str) -> bool:
    """Return whether `code` is the app's, or a recovery code that was not used. Each is good once."""
    with store.writing() as writing:
        row = writing.connection.execute(sa.select(second_factors).where(second_factors.c.person_id == person.id).with_for_update()).first()
        if row is None:
            return False
        step = _step_of(_opened(writing.vault, person, row.sealed), code, after=row.last)
        if step is not None:
            writing.connection.execute(second_factors.update().where(second_factors.c.person_id == person.id).values(last=step))
            return True
        used = recovery_codes.delete().where(
            recovery_codes.c.person_id == person.id, recovery_codes.c.digest == _digest(writing, code)
        )  # fmt: skip
        if writing.connection.execute(used).rowcount:
            writing.event(person.name, "recovery code used", person=person.name)
            return True
    return False


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """Return the time step of a code, half a minute early or late; None where it is wrong, or not later than `after`."""
    given, step = plain(code), int(time.time()) // _STEP
    if not (given.isascii() and given.isdecimal()):
        return None
    one = pyotp.TOTP(secret)
    return next((n for n in (step, step - 1, step + 1) if n > after and secrets.compare_digest(one.generate_otp(n), given)), None)


def _remove(writing: Writing, person: Person) -> bool:
    writing.connection.execute(recovery_codes.delete().where(recovery_codes.c.person_id == person.id))
    return bool(writing.connection.execute(second_factors.delete().where(second_factors.c.person_id == person.id)).rowcount)


def _cipher(vault: Vault) -> AESGCM:
    return AESGCM(bytes.fromhex(vault.derived("second factors")))


def _sealed(vault: Vault, person: Person, secret: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher(vault).encrypt(nonce, secret.encode(), f"second factor of {person.id}".encode())


def _opened(vault: Vault, person: Person, sealed: bytes) -> str:
    return _cipher(vault).decrypt(sealed[:_NONCE], sealed[_NONCE:], f"second factor of {person.id}".encode()).decode()


def _digest(writing: Writing, code: str) -> str:
    return writing.vault.mac("recovery code", plain(code))
