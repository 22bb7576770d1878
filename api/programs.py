"""`secondlook api-keys`: the keys with which programs use the API."""

import sys
from collections.abc import Sequence

from api.store import api_keys
from api.store.store import Place, open_store


def add(place: Place, name: str, *, scopes: Sequence[str], days: int, by: str) -> int:
    """Make a key and print it; nothing else can print it again."""
    with open_store(place) as store:
        key, kept = api_keys.make(store, name=name, scopes=scopes, days=days, by=by)
    sys.stdout.write(f"{key}\nCopy it now: it is shown only this once. It is good until {kept.expires}, for: {', '.join(kept.scopes)}.\n")
    return 0


def every(place: Place) -> int:
    """List all keys."""
    with open_store(place, create=False) as store:
        for key in api_keys.every(store):
            sys.stdout.write(f"{key.id}\t{key.name}\t{','.join(key.scopes)}\t{key.expires}\t{key.used or 'never used'}\t{key.state}\n")
    return 0


def revoke(place: Place, id_: str, *, by: str) -> int:
    """End a key now."""
    with open_store(place, create=False) as store:
        key = api_keys.revoke(store, id_, by=by)
    sys.stdout.write(f"The key '{key.name}' is revoked.\n")
    return 0
