"""Keys, and the sealing of words: AES-GCM with a key that is never in the database.

The keys are a file with mode 0600, or an environment variable with the same JSON:
`{"seal": ..., "keys": [{"id", "key", "made"}, ...]}`. The first key seals, the others still open what they sealed. `seal` is
for the ledger and the sessions, and stays when keys are rotated.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.store.errors import KeysError
from api.store.times import now

VARIABLE = "SECONDLOOK_REVIEW_KEYS_JSON"
_NONCE, _SALT = 12, 16


@dataclass(frozen=True, slots=True)
class Key:
    """One key for words."""

    id: str
    key: bytes
    made: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """Words as they are stored, and `seal`: what they are without telling them, for the ledger."""

    key_id: str
    sealed: bytes
    seal: str


@dataclass(frozen=True, slots=True)
class Vault:
    """The keys in use; `path` is their file, None where they come from the environment."""

    secret: bytes
    keys: tuple[Key, ...]
    path: Path | None = None

    def seal(self, words: str, place: str) -> Sealed:
        """Return `words` sealed for `place` (the table and row they belong to): moved elsewhere, they do not open."""
        salt, nonce, plain = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE), words.encode()
        key = self.keys[0]
        return Sealed(key.id, nonce + AESGCM(key.key).encrypt(nonce, salt + plain, place.encode()), _commit(salt, plain))

    def open(self, key_id: str, sealed: bytes, place: str) -> tuple[str, str]:
        """Return the words and their `seal`; raises KeysError where key or place do not fit."""
        plain = self._plain(key_id, sealed, place)
        return plain[_SALT:].decode(), _commit(plain[:_SALT], plain[_SALT:])

    def again(self, key_id: str, sealed: bytes, place: str) -> tuple[str, bytes]:
        """Return the words sealed with the first key, the seal unchanged."""
        nonce, key = secrets.token_bytes(_NONCE), self.keys[0]
        return key.id, nonce + AESGCM(key.key).encrypt(nonce, self._plain(key_id, sealed, place), place.encode())

    def mac(self, *parts: str) -> str:
        """Return what only the owner of the keys can compute of `parts`."""
        return hmac.digest(self.secret, "\n".join(parts).encode(), "sha256").hex()

    def derived(self, purpose: str) -> str:
        """Return a secret for another purpose, such as the cookies of sessions."""
        return self.mac("derived", purpose)

    def _plain(self, key_id: str, sealed: bytes, place: str) -> bytes:
        key = next((k for k in self.keys if k.id == key_id), None)
        if key is None:
            raise KeysError(f"the key '{key_id}' that sealed these words is not among the keys; put the earlier key file back")
        try:
            return AESGCM(key.key).decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except InvalidTag:
            raise KeysError("sealed words do not open: they were changed or moved; run 'secondlook review audit'") from None


def _commit(salt: bytes, plain: bytes) -> str:
    return hashlib.sha256(salt + plain).hexdigest()


def new_key() -> Key:
    """Return a fresh key."""
    return Key(secrets.token_hex(4), AESGCM.generate_key(256), now())


def new_vault() -> Vault:
    """Return fresh keys."""
    return Vault(secrets.token_bytes(32), (new_key(),))


def written(vault: Vault) -> str:
    """Return the keys as JSON, as the file and the variable hold them."""
    keys = [{"id": k.id, "key": _text(k.key), "made": k.made} for k in vault.keys]
    return json.dumps({"seal": _text(vault.secret), "keys": keys})


def parsed(content: str, where: str) -> Vault:
    """Return the keys that `content` holds; raises KeysError that names `where`, never the keys."""
    try:
        made: dict[str, Any] = json.loads(content)
        keys = tuple(Key(str(k["id"]), base64.b64decode(k["key"], validate=True), str(k["made"])) for k in made["keys"])
        vault = Vault(base64.b64decode(made["seal"], validate=True), keys)
    except (ValueError, KeyError, TypeError):
        raise KeysError(f"{where} does not hold keys as 'secondlook review keys new' prints them; put the right one back") from None
    if not keys or any(len(k.key) != 32 for k in keys) or len(vault.secret) < 32:
        raise KeysError(f"{where} holds a key of the wrong length; put the right one back")
    return vault


def load(path: Path, *, create: bool) -> Vault:
    """Return the keys of the environment, or else of the file, which is made if `create` and there is none."""
    given = os.environ.get(VARIABLE, "").strip()
    if given:
        return parsed(given, VARIABLE)
    if not path.exists():
        if not create:
            raise KeysError(f"there is no key file {path}, and this database was made with one; put it back, or set {VARIABLE}")
        vault = new_vault()
        save(vault, path)
        return Vault(vault.secret, vault.keys, path)
    if os.name != "nt" and path.stat().st_mode & 0o077:
        raise KeysError(f"others can read the key file {path}; say: chmod 600 {path}")
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise KeysError(f"the key file {path} cannot be read; check your rights to it") from None
    vault = parsed(content, str(path))
    return Vault(vault.secret, vault.keys, path)


def save(vault: Vault, path: Path) -> None:
    """Write the keys to a file that only its owner can read, whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(path.name + ".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(written(vault) + "\n")
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        raise KeysError(f"the key file {path} cannot be written ({error.strerror}); check the folder") from None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
