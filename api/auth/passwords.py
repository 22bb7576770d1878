"""Passwords, kept as argon2id hashes; a name that does not exist takes as long as a wrong password."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.store.errors import StoreError

LEAST, MOST = 12, 200


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


def hashed(password: str) -> str:
    """Return the hash to keep; raises StoreError for a password that is too short or too long."""
    if not LEAST <= len(password) <= MOST:
        raise StoreError(f"a password needs {LEAST} to {MOST} characters; three or four random words are easy to remember")
    return _hasher().hash(password)


def right(password: str, kept: str | None) -> bool:
    """Return whether `password` is the one that was hashed; `kept` is None where there is no such person."""
    try:
        return _hasher().verify(kept or _nobody(), password[:MOST]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
