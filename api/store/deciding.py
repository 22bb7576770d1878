"""A decision: added, never changed. A change of mind is a new decision, and so is taking one back.

The decision, the state of its slot and the line in the ledger are one transaction: after a crash all are there or none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from api.auth.roles import may
from api.store.errors import NotYoursError, StoreError, TextGoneError
from api.store.people import Person
from api.store.places import ADJUDICATOR, Queue, item_row, queue_of
from api.store.store import Store, Writing, token
from api.store.tables import AnyRow, decisions, slots
from api.store.times import now, parsed, today
from api.store.words import keep

FINAL = ("agree", "disagree", "unsure")
_SETTLED = "the adjudicator has settled this passage; ask the adjudicator if it should be looked at again"
_IN_HAND = "the adjudicator has this passage in hand at the moment; nothing was recorded"
_NOT_HELD = "this passage is not in your hand, perhaps because it went to another reader; nothing was recorded, ask for the next one"
_OTHER = "this request was sent before with another decision; nothing was recorded, send it with a new 'request'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a reader decided. `verdict` is agree, disagree, unsure, defer (put off) or withdrawn (take the last one back)."""

    verdict: str
    reason: str | None = None
    comment: str = ""
    missed: Sequence[str] = ()
    wrong_assertion: bool = False
    assertion: str | None = None
    seconds: float | None = None
    request: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The decision that is now in the store; `again` where it was there before, because the request was sent twice."""

    id: str
    version: int
    verdict: str
    decided: str
    again: bool = False


def decide(store: Store, item: str, person: Person, decided: Decided) -> Recorded:
    """Record a decision of `person` on a passage in hand, or on one decided before; raises StoreError and records nothing."""
    with store.writing() as writing:
        connection = writing.connection
        before = _sent_before(connection, person, decided)
        if before:
            if before.item_id != item or before.verdict != decided.verdict:
                raise StoreError(_OTHER)
            return Recorded(before.id, before.version, before.verdict, before.decided, again=True)
        queue, words = queue_of(connection, item), item_row(connection, item)
        if words.sealed is None or words.keep_until < today():
            raise TextGoneError("the words of this passage are gone; nothing can be decided on it any more")
        _check(decided, words.indicator)
        slot = _slot_of(connection, item, person)
        last = _last(connection, item, slot.number)
        if decided.verdict == "withdrawn" and (last is None or last.verdict == "withdrawn"):
            raise StoreError("there is no decision of yours to take back here")
        made = _add(writing, queue, item, person, decided, slot=slot, last=last, keep_until=words.keep_until)
        standing = None if decided.verdict == "withdrawn" else decided.verdict
        connection.execute(_at(item, slot.number).values(verdict=standing, until=None))
        if slot.number != ADJUDICATOR:
            _ask_adjudicator(connection, queue, item)
    return made


def _check(decided: Decided, indicator: str | None) -> None:
    """Raise StoreError where verdict and what was missed do not go together, for a passage without an indicator."""
    if indicator is None and decided.verdict == "disagree" and not decided.missed:
        raise StoreError("say what is worth a second look here: choose at least one indicator ('missed')")
    if indicator is None and decided.verdict == "agree" and decided.missed:
        raise StoreError("'agree' says that nothing was missed here, and yet something is chosen: say 'disagree', or choose nothing")


def _sent_before(connection: sa.Connection, person: Person, decided: Decided) -> AnyRow | None:
    if not decided.request:
        return None
    columns = (decisions.c.id, decisions.c.item_id, decisions.c.version, decisions.c.verdict, decisions.c.decided)
    return connection.execute(
        sa.select(*columns).where(decisions.c.reader_id == person.id, decisions.c.request == decided.request)
    ).first()


def _slot_of(connection: sa.Connection, item: str, person: Person) -> AnyRow:
    """Return the slot that `person` decides in, locked with all slots of the passage."""
    found = connection.execute(sa.select(slots).where(slots.c.item_id == item).order_by(slots.c.number).with_for_update()).all()
    settling = may(person.role, "settle")
    mine = next((s for s in found if s.reader_id == person.id and (s.number == ADJUDICATOR) == settling), None)
    if mine is None:
        raise NotYoursError(_NOT_HELD)
    second = next((s for s in found if s.number == ADJUDICATOR), None)
    if not settling and second is not None:
        if second.verdict is not None:
            raise NotYoursError(_SETTLED)
        if second.reader_id is not None and (second.until is None or second.until >= now()):
            raise NotYoursError(_IN_HAND)
    return mine


def _last(connection: sa.Connection, item: str, number: int) -> AnyRow | None:
    columns = (decisions.c.id, decisions.c.version, decisions.c.verdict)
    found = sa.select(*columns).where(decisions.c.item_id == item, decisions.c.slot == number)
    return connection.execute(found.order_by(decisions.c.version.desc()).limit(1)).first()


def _add(
    writing: Writing, queue: Queue, item: str, person: Person, decided: Decided, *, slot: AnyRow, last: AnyRow | None,
    keep_until: str,
) -> Recorded:  # fmt: skip
    comment = keep(writing, [{"comment": decided.comment}] if decided.comment else [], keep_until)
    at = now()
    seconds = decided.seconds
    if seconds is None and slot.since:
        seconds = max(0.0, (parsed(at) - parsed(slot.since)).total_seconds())
    row = {
        "id": token(), "item_id": item, "slot": slot.number, "version": last.version + 1 if last else 1,
        "replaces": last.id if last else None,
        "stage": "adjudicator" if slot.number == ADJUDICATOR else "reader", "reader_id": person.id, "verdict": decided.verdict,
        "reason": decided.reason, "comment_id": comment[0][0] if comment else None, "comment_seal": comment[0][1] if comment else None,
        "missed": sorted(set(decided.missed)), "wrong_assertion": decided.wrong_assertion, "assertion": decided.assertion,
        "blind": queue.blind, "seconds": None if seconds is None else float(seconds), "request": decided.request or token(), "decided": at,
    }  # fmt: skip
    writing.record("decision", decisions, [row])
    return Recorded(str(row["id"]), int(str(row["version"])), decided.verdict, at)


def _ask_adjudicator(connection: sa.Connection, queue: Queue, item: str) -> None:
    """Open the adjudicator's slot where all have read and they differ, or close it where they no longer do."""
    found = connection.execute(
        sa.select(slots.c.number, slots.c.verdict, slots.c.position).where(slots.c.item_id == item, slots.c.number > ADJUDICATOR)
    ).all()
    second = (slots.c.item_id == item) & (slots.c.number == ADJUDICATOR)
    if all(s.verdict in FINAL for s in found) and _differ(connection, item, [s.verdict for s in found]):
        if connection.execute(sa.select(slots.c.number).where(second)).first() is None:
            place = {"item_id": item, "number": ADJUDICATOR, "queue_id": queue.id, "position": found[0].position}
            connection.execute(slots.insert(), place)
        return
    ever = sa.exists().where(decisions.c.item_id == item, decisions.c.slot == ADJUDICATOR)
    connection.execute(slots.delete().where(second, ~ever))


def _differ(connection: sa.Connection, item: str, verdicts: Sequence[str]) -> bool:
    """Return whether readers differ, or could not tell; without an indicator, also where they name different things missed."""
    if len(set(verdicts)) > 1 or "unsure" in verdicts:
        return True
    if len(verdicts) == 1 or item_row(connection, item).indicator is not None:
        return False
    made = sa.select(decisions.c.slot, decisions.c.missed).where(decisions.c.item_id == item).order_by(decisions.c.version)
    latest = {row.slot: tuple(row.missed) for row in connection.execute(made)}
    return len({missed for slot, missed in latest.items() if slot != ADJUDICATOR}) > 1


def _at(item: str, number: int) -> sa.Update:
    return slots.update().where(slots.c.item_id == item, slots.c.number == number)
