"""Which account belongs to whom at the organisation's identity provider: by issuer and subject, never by a name or an e-mail address."""

import re

import sqlalchemy as sa

from api.store.errors import StoreError
from api.store.people import Person, add_on, by_id, named
from api.store.store import Store
from api.store.tables import events, identities, people
from api.store.times import now

MOST = 255
_NOT_IN_NAMES = re.compile(r"[^\w.@'-]+")


def person_of(store: Store, issuer: str, subject: str) -> Person | None:
    """Return whose subject this is, None where no account has it."""
    chosen = sa.select(identities.c.person_id).where(identities.c.issuer == issuer, identities.c.subject == subject)
    with store.reading() as connection:
        found = connection.execute(chosen).scalar()
    return None if found is None else by_id(store, found)


def link(store: Store, name: str, *, issuer: str, subject: str, by: str) -> Person:
    """Let a person sign in as a subject; raises StoreError where somebody has it already."""
    if not 0 < len(subject) <= MOST or not subject.isprintable():
        raise StoreError("a subject is what the identity provider calls the person, in at most 255 characters")
    with store.writing() as writing:
        person = named(writing.connection, name)
        taken = sa.select(people.c.name).join(identities, identities.c.person_id == people.c.id)
        other = writing.connection.execute(taken.where(identities.c.issuer == issuer, identities.c.subject == subject)).scalar()
        if other is not None:
            raise StoreError(f"this subject belongs to {other} already")
        writing.connection.execute(identities.delete().where(identities.c.person_id == person.id, identities.c.issuer == issuer))
        row = {"issuer": issuer, "subject": subject, "person_id": person.id, "made": now()}
        writing.connection.execute(identities.insert(), row)
        writing.event(by, "identity linked", person=person.name, issuer=issuer, subject=subject)
    return person


def create(store: Store, *, issuer: str, subject: str, wanted: str, role: str) -> Person:
    """Make an account for an unknown subject, as a setting allows; its name is like the one that the provider tells."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", wanted).replace("_", " ").split())[:60].strip(" .-'@") or "Colleague"
    with store.writing() as writing:
        person = add_on(writing, name=_free(writing.connection, name), role=role, password="", by="single sign-on")  # none
        row = {"issuer": issuer, "subject": subject, "person_id": person.id, "made": now()}
        writing.connection.execute(identities.insert(), row)
        writing.event("single sign-on", "identity linked", person=person.name, issuer=issuer, subject=subject)
    return person


def subjects(store: Store, issuer: str) -> dict[int, str]:
    """Return the subject of each person at an issuer, by the person's number."""
    with store.reading() as connection:
        chosen = sa.select(identities.c.person_id, identities.c.subject).where(identities.c.issuer == issuer)
        return {row.person_id: row.subject for row in connection.execute(chosen)}


def faults(connection: sa.Connection) -> list[str]:
    """Return every identity that was linked behind Second Look's back, for the audit."""
    told: dict[tuple[str, str], str] = {}
    for row in connection.execute(sa.select(events.c.about).where(events.c.what == "identity linked").order_by(events.c.at)):
        told = {key: name for key, name in told.items() if (key[0], name) != (row.about["issuer"], row.about["person"])}
        told[row.about["issuer"], row.about["subject"]] = row.about["person"]
    chosen = sa.select(identities, people.c.name).join(people, people.c.id == identities.c.person_id)
    found = {(row.issuer, row.subject): row.name for row in connection.execute(chosen)}
    return [f"identity of {found.get(key) or told[key]}: it was linked or removed behind Second Look's back"
            for key in sorted(found.keys() | told.keys()) if found.get(key) != told.get(key)]  # fmt: skip


def _free(connection: sa.Connection, name: str) -> str:
    taken = {row[0] for row in connection.execute(sa.select(sa.func.lower(people.c.name)))}
    return next(n for n in (name, *(f"{name} {k}" for k in range(2, 100_000))) if n.lower() not in taken)
