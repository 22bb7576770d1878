"""`secondlook users`: the people of a review."""

import sys

from api.auth.roles import IN_WORDS
from api.store import people
from api.store.store import Place, open_store


def add(place: Place, name: str, *, role: str, password: str, by: str) -> int:
    """Add a person; the first one makes the database."""
    with open_store(place) as store:
        made = people.add(store, name=name, role=role, password=password, by=by)
    sys.stdout.write(f"{made.name} can sign in as {made.role}: {IN_WORDS[made.role]}.\n")
    return 0


def change(place: Place, name: str, *, by: str, role: str | None = None, password: str | None = None, active: bool | None = None) -> int:
    """Change a person; every session of theirs ends."""
    with open_store(place, create=False) as store:
        made = people.change(store, name, by=by, role=role, password=password, active=active)
    state = "can sign in" if made.active else "cannot sign in any more; what was decided stays"
    sys.stdout.write(f"{made.name} ({made.role}) {state}.\n")
    return 0


def everybody(place: Place) -> int:
    """List all people."""
    with open_store(place, create=False) as store:
        for person in people.everybody(store):
            sys.stdout.write(f"{person.name}\t{person.role}\t{'active' if person.active else 'not active'}\n")
    return 0
