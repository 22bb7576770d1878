"""What one person may see of one passage: the only place where an answer about a passage is put together.

Blind means: no confidence, no explanation, no marked words, no rule, nobody else's decision. Without blind reading a reader sees
what the software said, but still no other reader's decision. The adjudicator sees what each reader decided, under no name.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api.auth.roles import may
from api.store.errors import NoSuchError
from api.store.people import Person
from api.store.places import ADJUDICATOR, Queue, flag_row, item_row, queue_of
from api.store.store import Store
from api.store.tables import decisions, slots, texts
from api.store.words import opened

_OWN = sa.select(
    decisions.c.id, decisions.c.slot, decisions.c.version, decisions.c.verdict, decisions.c.reason, decisions.c.missed,
    decisions.c.wrong_assertion, decisions.c.assertion, decisions.c.decided, decisions.c.comment_id,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the software said of a passage."""

    confidence: float | None
    explanation: str
    quote: str
    assertion: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A passage as one person sees it; `said` is None in blind reading, `readers` is filled for the adjudicator only."""

    id: str
    queue: Queue
    stage: str
    indicator: str | None
    date: str
    role: str
    text: str
    before: str
    after: str
    said: Said | None
    history: tuple[dict[str, Any], ...]
    readers: tuple[dict[str, Any], ...]
    settled: bool
    """Whether the adjudicator has decided, so that a reader cannot change anything any more."""

    @property
    def latest(self) -> dict[str, Any] | None:
        """The decision of this person that stands, if there is one."""
        return self.history[-1] if self.history and self.history[-1]["verdict"] != "withdrawn" else None


def show(store: Store, item: str, person: Person) -> Shown:
    """Return a passage that is in the hand of `person` or was decided by them; raises NoSuchError for any other."""
    with store.reading() as connection:
        queue = queue_of(connection, item)
        number = _number(connection, item, person)
        row, flag = item_row(connection, item), flag_row(connection, item)
        words = opened(store, row)
        said = None
        if not queue.blind and row.indicator is not None:
            said = Said(confidence=flag.confidence, explanation=opened(store, flag)["explanation"], quote=words["quote"],
                        assertion=flag.assertion, rules=tuple(flag.rules))  # fmt: skip
        made = [dict(r._mapping) for r in connection.execute(_OWN.where(decisions.c.item_id == item).order_by(decisions.c.version))]
        settling = number == ADJUDICATOR
        own = [r for r in made if r["slot"] == number]
        others = {r["slot"]: r for r in made if r["slot"] != ADJUDICATOR} if settling else {}
        for entry in (*own, *others.values()):
            entry["comment"] = _comment(store, connection, entry.pop("comment_id"))
        settled = connection.execute(_settled(item)).first() is not None
    return Shown(
        id=item, queue=queue, stage="adjudicator" if settling else "reader", indicator=row.indicator, date=row.date, role=row.role,
        text=words["text"], before=words["before"], after=words["after"], said=said, history=tuple(own),
        readers=tuple(others[slot] for slot in sorted(others)), settled=settled,
    )  # fmt: skip


def _number(connection: sa.Connection, item: str, person: Person) -> int:
    """Return the slot of `person`; a passage in nobody's or another's hand does not exist for them."""
    stage = slots.c.number == ADJUDICATOR if may(person.role, "settle") else slots.c.number > ADJUDICATOR
    found = connection.execute(sa.select(slots.c.number).where(slots.c.item_id == item, slots.c.reader_id == person.id, stage)).first()
    if found is None:
        raise NoSuchError("this passage is not in your hand; ask for the next one")
    return int(found.number)


def _settled(item: str) -> sa.Select[tuple[int]]:
    return sa.select(slots.c.number).where(slots.c.item_id == item, slots.c.number == ADJUDICATOR, slots.c.verdict.is_not(None))


def _comment(store: Store, connection: sa.Connection, comment: str | None) -> str:
    if comment is None:
        return ""
    row = connection.execute(sa.select(texts).where(texts.c.id == comment)).one()
    return "" if row.sealed is None else opened(store, row)["comment"]
