"""`secondlook users`: the people who can sign in."""

import os
import sys

from api.auth.passwords import check
from api.auth.roles import IN_WORDS
from api.settings import SettingsError, settings_from
from api.store import identities, one_time_codes, people, second_factors
from api.store.store import Place, Store, open_store


def add(place: Place, name: str, *, role: str, password: str, by: str, one_time_code: bool = False) -> int:
    """Add a person; the first one makes the database."""
    with open_store(place) as store:
        if not one_time_code:
            check(password, name=name)
        made = people.add(store, name=name, role=role, password=password, by=by)
        sys.stdout.write(f"{made.name} can sign in as {made.role}: {IN_WORDS[made.role]}.\n")
        if one_time_code:
            _write_code(store, made.name, by)
    return 0


def change(
    place: Place, name: str, *, by: str, role: str | None = None, password: str | None = None, active: bool | None = None,
    one_time_code: bool = False, no_second_factor: bool = False,
) -> int:  # fmt: skip
    """Change a person; every session of theirs ends."""
    with open_store(place, create=False) as store:
        made = people.change(store, name, by=by, role=role, password=password, active=active)
        state = "can sign in" if made.active else "cannot sign in any more; what was decided stays"
        sys.stdout.write(f"{made.name} ({made.role}) {state}.\n")
        if no_second_factor:
            off = second_factors.turn_off(store, made, by=by)
            sys.stdout.write("The second factor is off.\n" if off else "There was no second factor.\n")
        if one_time_code:
            _write_code(store, made.name, by)
    return 0


def link(place: Place, name: str, *, subject: str, by: str) -> int:
    """Let a person sign in as a subject of the identity provider that the settings name."""
    issuer = settings_from(os.environ).oidc_issuer
    if not issuer:
        raise SettingsError("say first which identity provider it is: set SECONDLOOK_OIDC_ISSUER")
    with open_store(place, create=False) as store:
        made = identities.link(store, name, issuer=issuer, subject=subject, by=by)
    sys.stdout.write(f"{made.name} can sign in with the organisation's account.\n")
    return 0


def everybody(place: Place) -> int:
    """List all people."""
    with open_store(place, create=False) as store:
        for person in people.everybody(store):
            sys.stdout.write(f"{person.name}\t{person.role}\t{'active' if person.active else 'not active'}\n")
    return 0


def _write_code(store: Store, name: str, by: str) -> None:
    code = one_time_codes.issue(store, name, by=by)
    sys.stdout.write(f"One-time code, good for {one_time_codes.HOURS} hours: {code}\nWith it {name} chooses a password at /set-up.\n")
