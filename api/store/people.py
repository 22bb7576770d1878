"""The people of a review: added, given a role or a new password, deactivated, never removed."""

import re
from dataclasses import dataclass

import sqlalchemy as sa

from api.auth.passwords import hashed, right
from api.auth.roles import ROLES
from api.store.errors import NoSuchError, StoreError
from api.store.store import Store, Writing
from api.store.tables import AnyRow, people, sessions
from api.store.times import now

_NAME = re.compile(r"[^\W_](?:[\w.@'-]| (?! )){0,78}[\w.)]?")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in."""

    id: int
    name: str
    role: str
    stamp: int
    active: bool


def add(store: Store, *, name: str, role: str, password: str, by: str) -> Person:
    """Add a person; raises StoreError where the name is taken or not a name, or the password will not do.

    Without a password ("") nobody can sign in until one is chosen with a one-time code.
    """
    kept = hashed(password, name=name) if password else ""
    with store.writing() as writing:
        return add_on(writing, name=name, role=role, password=kept, by=by)


def add_on(writing: Writing, *, name: str, role: str, password: str, by: str) -> Person:
    """Add a person in a transaction that goes on; `password` is hashed already, or "" where there is none."""
    _check_role(role)
    if not _NAME.fullmatch(name):
        raise StoreError("a name begins with a letter or digit and has at most 80 characters: letters, digits, spaces, . - ' @ and _")
    taken = writing.connection.execute(sa.select(people.c.id).where(sa.func.lower(people.c.name) == name.lower())).first()
    if taken:
        raise StoreError(f"there is a person called {name} already; choose another name, or change that account")
    row = {"name": name, "role": role, "password": password, "stamp": 1, "active": True, "made": now()}
    made = writing.connection.execute(people.insert().returning(people.c.id), row).scalar_one()
    writing.event(by, "person added", person=name, role=role)
    return Person(made, name, role, 1, True)


def change(store: Store, name: str, *, by: str, role: str | None = None, password: str | None = None, active: bool | None = None) -> Person:
    """Change a role, a password, or whether the account is active; every session of the person ends."""
    if role is not None:
        _check_role(role)
    values: dict[str, object] = {k: v for k, v in {"role": role, "active": active}.items() if v is not None}
    if password is not None:
        values["password"] = hashed(password, name=name)
    with store.writing() as writing:
        if role not in (None, "administrator") or active is False:
            _check_last(writing, name)
        done = writing.connection.execute(people.update().where(people.c.name == name).values(**values, stamp=people.c.stamp + 1))
        if not done.rowcount:
            raise NoSuchError(f"there is no person called {name}; 'secondlook users list' names them")
        told = {k: v for k, v in values.items() if k != "password"} | ({"password": "new"} if password else {})
        writing.event(by, "person changed", person=name, **told)
        person = named(writing.connection, name)
        writing.connection.execute(sessions.delete().where(sessions.c.person_id == person.id))
        return person


def signed_in(store: Store, name: str, password: str) -> Person | None:
    """Return the person whose name and password these are, or None."""
    with store.reading() as connection:
        row = connection.execute(sa.select(people).where(sa.func.lower(people.c.name) == name.strip().lower())).first()
    if not right(password, row.password if row else None) or row is None or not row.active:
        return None
    return _person(row)


def by_id(store: Store, person: int) -> Person | None:
    """Return a person by the number in a session."""
    with store.reading() as connection:
        row = connection.execute(_COLUMNS.where(people.c.id == person)).first()
    return _person(row) if row else None


def everybody(store: Store) -> list[Person]:
    """Return all people, by name."""
    with store.reading() as connection:
        return [_person(row) for row in connection.execute(_COLUMNS.order_by(people.c.name))]


def named(connection: sa.Connection, name: str) -> Person:
    """Return the person of a name; raises NoSuchError."""
    row = connection.execute(_COLUMNS.where(people.c.name == name)).first()
    if row is None:
        raise NoSuchError(f"there is no person called {name}; 'secondlook users list' names them")
    return _person(row)


def has_password(store: Store, person: Person) -> bool:
    """Return whether a person can sign in with a password."""
    with store.reading() as connection:
        return bool(connection.execute(sa.select(people.c.password).where(people.c.id == person.id)).scalar_one())


def has_administrator(store: Store) -> bool:
    """Return whether somebody can look after the accounts."""
    chosen = sa.select(people.c.id).where(people.c.role == "administrator", people.c.active)
    with store.reading() as connection:
        return connection.execute(chosen).first() is not None


def refused(store: Store, name: str) -> None:
    """Record that somebody tried a wrong password or code. A name that is no account is not kept: it may be a password.

    It is recorded all the same, so that the time it takes does not tell which names there are.
    """
    with store.writing() as writing:
        row = writing.connection.execute(_COLUMNS.where(sa.func.lower(people.c.name) == name.strip().lower())).first()
        writing.event("nobody", "sign-in refused", person=row.name if row else "")


_COLUMNS = sa.select(people.c.id, people.c.name, people.c.role, people.c.stamp, people.c.active)


def _person(row: AnyRow) -> Person:
    return Person(row.id, row.name, row.role, row.stamp, row.active)


def _check_last(writing: Writing, name: str) -> None:
    chosen = _COLUMNS.where(people.c.role == "administrator", people.c.active)
    if [row.name for row in writing.connection.execute(chosen)] == [name]:
        raise StoreError(f"{name} is the only administrator; give somebody else that role first")


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise StoreError(f"there is no such role; choose one of: {', '.join(ROLES)}")
