"""Sessions in the database: begun at a sign-in, ended by signing out, by time, or by a change of the account."""

import hashlib
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from api.store.people import Person
from api.store.store import Store
from api.store.tables import people, sessions
from api.store.times import later, now

MOST = 10
"""Sessions of one person at once."""
_TOUCH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Session:
    """A session: its id (the digest of what the cookie holds), and whose it is."""

    id: str
    person: int


def begin(store: Store, person: Person, *, hours: int, how: str) -> tuple[str, Session]:
    """Begin a session of a person; return what the cookie holds, and the session.

    Sessions whose time is over are removed, and of more than `MOST` of one person those that began first.
    """
    token = secrets.token_urlsafe(32)
    made = Session(_digest(token), person.id)
    row = {"id": made.id, "person_id": person.id, "stamp": person.stamp, "began": now(), "seen": now(), "until": later(hours * 3600)}
    with store.writing() as writing:
        writing.connection.execute(sessions.delete().where(sessions.c.until < now()))
        others = sa.select(sessions.c.id).where(sessions.c.person_id == person.id).order_by(sessions.c.began.desc(), sessions.c.id)
        too_many = list(writing.connection.execute(others).scalars())[MOST - 1 :]
        if too_many:
            writing.connection.execute(sessions.delete().where(sessions.c.id.in_(too_many)))
        writing.connection.execute(sessions.insert(), row)
        writing.event(person.name, "signed in", how=how)
    return token, made


def find(store: Store, token: str, *, idle_minutes: int) -> tuple[Session, Person] | None:
    """Return the session of a cookie and its person; None where it has ended, was idle too long, or the account has changed."""
    chosen = sa.select(
        sessions.c.id.label("session"), sessions.c.seen, people.c.id, people.c.name, people.c.role, people.c.stamp, people.c.active
    ).join(people, people.c.id == sessions.c.person_id).where(
        sessions.c.id == _digest(token), sessions.c.until > now(), sessions.c.seen > later(-60 * idle_minutes),
        sessions.c.stamp == people.c.stamp, people.c.active,
    )  # fmt: skip
    with store.reading() as connection:
        row = connection.execute(chosen).first()
    if row is None:
        return None
    if row.seen < later(-_TOUCH_SECONDS):
        with store.writing(durable=False) as writing:
            writing.connection.execute(sessions.update().where(sessions.c.id == row.session).values(seen=now()))
    return Session(row.session, row.id), Person(row.id, row.name, row.role, row.stamp, row.active)


def end(store: Store, session: Session, *, by: str) -> None:
    """End a session."""
    with store.writing() as writing:
        if writing.connection.execute(sessions.delete().where(sessions.c.id == session.id)).rowcount:
            writing.event(by, "signed out")


def end_others(store: Store, session: Session, *, by: str) -> int:
    """End all other sessions of the same person; return how many."""
    others = sessions.delete().where(sessions.c.person_id == session.person, sessions.c.id != session.id)
    with store.writing() as writing:
        done: int = writing.connection.execute(others).rowcount
        if done:
            writing.event(by, "other sessions ended", sessions=done)
    return done


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
