"""Passwords, kept as argon2id hashes; a name that does not exist takes as long as a wrong password.

The rules are those of NCSC and NIST SP 800-63B: long rather than complicated, none of the commonest, no forced change.
"""

import contextlib
import re
import threading
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.store.errors import StoreError

LEAST, MOST = 12, 200
_COMMON = Path(__file__).with_name("common_passwords.txt")
_OWN_WORDS = ("secondlook", "safeguarding", "password")
_AT_ONCE = threading.BoundedSemaphore(4)
"""A hash takes 64 MB of memory: whoever floods the sign-in makes others wait, but does not take the memory of the machine."""
_DIFFERENT = 5
_ROWS = ("1234567890", "0987654321", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba", "qwertyuiopasdfghjklzxcvbnm")
_PADDING = re.compile(r"^[\W\d_]+|[\W\d_]+$")


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").splitlines())


def hashed(password: str, *, name: str = "") -> str:
    """Return the hash to keep; raises StoreError for a password that will not do."""
    check(password, name=name)
    return _hasher().hash(unicodedata.normalize("NFKC", password))


def check(password: str, *, name: str = "") -> None:
    """Raise StoreError for a password that is too short, too long, or among the first that are guessed.

    `name` is that of the account, which must not be most of the password.
    """
    if not LEAST <= len(password) <= MOST:
        raise StoreError(f"a password needs {LEAST} to {MOST} characters; three or four random words are easy to remember")
    problem = _guessed(password, name)
    if problem:
        raise StoreError(f"this password is {problem}; choose another one, such as three or four random words")


def will_not_do(password: str, *, name: str = "") -> bool:
    """Return whether `check` refuses a password."""
    try:
        check(password, name=name)
    except StoreError:
        return True
    return False


def right(password: str, kept: str | None) -> bool:
    """Return whether `password` is the one that was hashed; `kept` is None or "" where nobody can sign in with one."""
    given = password[:MOST]
    for form in dict.fromkeys((unicodedata.normalize("NFKC", given), given)):  # earlier versions kept a password as it was typed
        with contextlib.suppress(VerificationError, InvalidHashError), _AT_ONCE:
            if _hasher().verify(kept or _nobody(), form):
                return bool(kept)
    return False


def _guessed(password: str, name: str) -> str:
    """Return why a password would be guessed early, "" where it would not."""
    word = unicodedata.normalize("NFKC", password).lower()
    solid = "".join(word.split())
    if {word, solid, _PADDING.sub("", solid)} & _common() or _repeated(solid) in _common():
        return "one of the commonest, or one of those with something put before or after it"
    if any(solid in row * 3 for row in _ROWS):
        return "a row of keys or letters"
    if len(set(solid)) < _DIFFERENT:
        return "made of too few different characters"
    for known in (*_OWN_WORDS, "".join(name.lower().split())):
        if known and len(solid.replace(known, "")) < LEAST // 2:
            return "mostly the name of the account, or of this software"
    return ""


def _repeated(word: str) -> str:
    """Return the piece that a word repeats: "dragondragon" repeats "dragon"."""
    at = (word + word).find(word, 1)
    return word[:at] if at < len(word) else word
