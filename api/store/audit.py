"""The audit: whether every record is still the one that was written, and whether the database still refuses changes.

Run it on the database or on a copy. It recomputes each record's digest and each line of the ledger with the keys, looks for
records without a line and lines without a record, compares the states of the slots with the decisions, and asks whether all
triggers are there. A ledger whose end was cut off is found by the anchor, or by the line that an earlier audit printed.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from api.store import api_keys, identities, triggers
from api.store.errors import KeysError
from api.store.ledger import GENESIS, Head, digest_of, mac_of, read_head
from api.store.places import ADJUDICATOR
from api.store.store import Store
from api.store.tables import RECORDS, decisions, events, flags, items, ledger, people, queues, slots, texts
from api.store.words import unsealed


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit found: how many records of each kind, the last line, and every fault in words."""

    counts: dict[str, int]
    last: Head
    faults: tuple[str, ...]


def audit(store: Store, *, expected: Head | None = None) -> Audited:
    """Check everything; `expected` is the last line that an earlier audit printed."""
    with store.reading() as connection:
        return audit_on(connection, store, expected=expected)


def audit_on(connection: sa.Connection, store: Store, *, expected: Head | None = None) -> Audited:
    """Check everything that `connection` sees."""
    lines = {(row.kind, row.record): row for row in connection.execute(sa.select(ledger))}
    counts: dict[str, int] = {}
    faults = [*_triggers(connection, store.database.dialect), *_chain(store, connection)]
    for kind, table in RECORDS.items():
        key, seen = next(iter(table.primary_key.columns)).name, 0
        for row in connection.execute(sa.select(table)).mappings():
            seen += 1
            line = lines.pop((kind, str(row[key])), None)
            if line is None:
                faults.append(f"{kind} {row[key]}: it is in the database, but was never written by Second Look")
            elif digest_of(dict(row)) != line.digest:
                faults.append(f"{kind} {row[key]}: it was changed after it was written")
        counts[kind] = seen
    faults += [f"{kind} {record}: it was written, and is gone" for kind, record in lines]
    faults += [*_words(store, connection), *_slots(connection), *_overlap(connection), *_people(connection)]
    faults += [*api_keys.faults(connection), *identities.faults(connection)]
    anchored = store.anchor.read() if store.anchor else None
    for where, wanted in (("the anchor beside the keys", anchored), ("the audit before", expected)):
        if wanted and not _holds(connection, wanted):
            faults.append(f"the ledger ends or differs before line {wanted.seq}, which {where} names: records were cut off")
    return Audited(counts, read_head(connection), tuple(faults))


def _chain(store: Store, connection: sa.Connection) -> Iterator[str]:
    before, wanted = GENESIS, 1
    for row in connection.execute(sa.select(ledger).order_by(ledger.c.seq)):
        if row.seq != wanted:
            yield f"ledger: line {wanted} is missing"
        if row.mac != mac_of(store.vault, before, row.seq, row.kind, row.record, row.digest):
            yield f"ledger: line {row.seq} ({row.kind} {row.record}) was not written by Second Look, or follows one that was not"
        before, wanted = row.mac, row.seq + 1
    last = read_head(connection)
    if (last.seq, last.mac) != (wanted - 1, before):
        yield "ledger: its end is not where it was"


def _holds(connection: sa.Connection, wanted: Head) -> bool:
    if wanted.seq == 0:
        return True
    found = connection.execute(sa.select(ledger.c.mac).where(ledger.c.seq == wanted.seq)).scalar()
    return bool(found == wanted.mac)


def _words(store: Store, connection: sa.Connection) -> Iterator[str]:
    """Words that are still there must be those that the record was written with."""
    seals: dict[str, str] = {}
    for name, seal in (
        (items.c.text_id, items.c.text_seal), (flags.c.explanation_id, flags.c.explanation_seal),
        (decisions.c.comment_id, decisions.c.comment_seal),
    ):  # fmt: skip
        seals.update({str(row[0]): str(row[1]) for row in connection.execute(sa.select(name, seal).where(name.is_not(None)))})
    for row in connection.execute(sa.select(texts)):
        wanted = seals.pop(row.id, None)
        if wanted is None:
            yield f"text {row.id}: no record knows it"
        elif row.destroyed is None:
            try:
                if unsealed(store.vault, row.id, row.key_id, row.sealed)[1] != wanted:
                    yield f"text {row.id}: it is not the one that was written"
            except (KeysError, ValueError, TypeError):
                yield f"text {row.id}: it does not open; it was changed, moved, or sealed with another key"
    for left in seals:
        yield f"text {left}: it is gone, and was not destroyed by Second Look"


def _slots(connection: sa.Connection) -> Iterator[str]:
    latest: dict[tuple[str, int], tuple[str, int]] = {}
    chosen = sa.select(decisions.c.item_id, decisions.c.slot, decisions.c.verdict, decisions.c.reader_id).order_by(decisions.c.version)
    for row in connection.execute(chosen):
        latest[row.item_id, row.slot] = (row.verdict, row.reader_id)
    for slot in connection.execute(sa.select(slots.c.item_id, slots.c.number, slots.c.verdict, slots.c.reader_id)):
        verdict, reader = latest.pop((slot.item_id, slot.number), ("withdrawn", slot.reader_id))
        if (slot.verdict or "withdrawn") != verdict or slot.reader_id != reader:
            yield f"passage {slot.item_id}: its state is not what the last decision says"
    for item, _ in latest:
        yield f"passage {item}: a decision belongs to no reader's place"


def _overlap(connection: sa.Connection) -> Iterator[str]:
    """No passage may have been read by more people than its queue wants, nor twice by one."""
    read = (
        sa.select(items.c.id, queues.c.readers, sa.func.count(sa.distinct(decisions.c.slot)).label("slots"),
                  sa.func.count(sa.distinct(decisions.c.reader_id)).label("people"))
        .join(queues, queues.c.id == items.c.queue_id).join(decisions, decisions.c.item_id == items.c.id)
        .where(decisions.c.slot > ADJUDICATOR).group_by(items.c.id, queues.c.readers)
    )  # fmt: skip
    for row in connection.execute(read):
        if row.slots > row.readers or row.people != row.slots:
            yield f"passage {row.id}: {row.people} people in {row.slots} places, where {row.readers} were wanted"


def _people(connection: sa.Connection) -> Iterator[str]:
    """Every account must be one that was added by Second Look, with the role that was last given to it."""
    told: dict[str, tuple[str, bool]] = {}
    in_order = sa.and_(ledger.c.kind == "event", ledger.c.record == events.c.id)  # by the ledger: a clock may have been put back
    for row in connection.execute(sa.select(events.c.what, events.c.about).join(ledger, in_order).order_by(ledger.c.seq)):
        if row.what in ("person added", "person changed"):
            role, active = told.get(row.about["person"], ("", True))
            told[row.about["person"]] = (row.about.get("role", role), row.about.get("active", active))
    for person in connection.execute(sa.select(people.c.name, people.c.role, people.c.active)):
        if told.pop(person.name, None) != (person.role, person.active):
            yield f"person {person.name}: the account was added or changed behind Second Look's back"
    for name in told:
        yield f"person {name}: the account is gone"


def _triggers(connection: sa.Connection, dialect: str) -> Iterator[str]:
    if dialect == "sqlite":
        found = {row[0]: row[1] for row in connection.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))}
        wanted = {statement.split()[2]: statement for statement in triggers.statements(dialect)}
        for name, statement in wanted.items():
            if found.get(name) != statement:
                yield f"trigger {name}: it is gone or was changed; the database no longer refuses changes there"
        return
    with contextlib.suppress(sa.exc.ProgrammingError):
        switched_on = sa.text("SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND NOT tgisinternal")
        on = {row.tgname for row in connection.execute(switched_on)}
        for name in sorted(triggers.names(dialect) - on):
            yield f"trigger {name}: it is gone or switched off; the database no longer refuses changes there"
