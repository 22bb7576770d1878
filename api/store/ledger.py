"""The ledger: one line for each record, chained to the line before with a key that is not in the database.

A record that was changed, added or removed behind the store's back no longer fits its line. Where the last lines were cut off,
the anchor beside the key file still names the line that was there.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from api.store.tables import head, ledger
from api.store.vault import Vault

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of the ledger."""

    seq: int
    mac: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.mac}"


def digest_of(record: Mapping[str, Any]) -> str:
    """Return the digest of a record, the same from every database."""
    return hashlib.sha256(json.dumps(dict(record), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def mac_of(vault: Vault, before: str, seq: int, kind: str, record: str, digest: str) -> str:
    """Return what chains a line to the one before."""
    return vault.mac("ledger", before, str(seq), kind, record, digest)


def append(connection: sa.Connection, vault: Vault, kind: str, records: Sequence[tuple[str, Mapping[str, Any]]]) -> Head:
    """Write a line for each of `records` (its id, and all its columns). Call it last: on PostgreSQL others wait from here on."""
    last = read_head(connection, lock=True)
    lines = []
    for record, content in records:
        digest, seq = digest_of(content), last.seq + 1
        last = Head(seq, mac_of(vault, last.mac, seq, kind, record, digest))
        lines.append({"seq": seq, "kind": kind, "record": record, "digest": digest, "mac": last.mac})
    if lines:
        connection.execute(ledger.insert(), lines)
        connection.execute(head.update().values(seq=last.seq, mac=last.mac))
    return last


def read_head(connection: sa.Connection, *, lock: bool = False) -> Head:
    """Return the last line that was written."""
    chosen = sa.select(head.c.seq, head.c.mac)
    row = connection.execute(chosen.with_for_update() if lock else chosen).one()
    return Head(row.seq, row.mac)


class Anchor:
    """The last line of the ledger, kept outside the database."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Head | None:
        """Return what was kept, None where nothing was or where it is no line."""
        try:
            seq, _, mac = self.path.read_text(encoding="ascii").strip().partition(":")
            return Head(int(seq), mac)
        except (OSError, ValueError):
            return None

    def write(self, last: Head) -> None:
        """Keep `last`: one write of one line of fixed length, so that a kill leaves the old or the new."""
        with self.path.open("r+b" if self.path.exists() else "wb") as out:
            out.write(f"{last.seq:012d}:{last.mac}\n".encode("ascii"))
