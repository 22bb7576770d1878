"""Words are destroyed when their time is over or when somebody asks for it; the records stay.

Destroyed means overwritten and cut out of the database's files. Copies that somebody made of the files before still hold the
sealed words; rotating the keys afterwards makes those unreadable, once the earlier key is nowhere any more (`rotating.py`).
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api.store.errors import StoreError
from api.store.store import Store
from api.store.tables import decisions, events, flags, items, queues, texts
from api.store.times import later, now, today

LOOKED = "retention looked at"
_HOUR = 3600.0
_TRAIL = 31 * 24 * _HOUR
_FRESH = 12 * _HOUR
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class About:
    """A case, a note, or a note of a case, by the references that came with the notes."""

    case: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not (self.case or self.note):
            raise StoreError("say which case or which note is meant: --case REFERENCE, --note REFERENCE, or both")

    def passages(self) -> sa.Select[Any]:
        """Return the ids of all passages of it."""
        wanted = [column == value for column, value in ((items.c.case_id, self.case), (items.c.note_id, self.note)) if value]
        return sa.select(items.c.id).where(*wanted)


def destroy(store: Store, *, by: str, queue: str | None = None) -> int:
    """Destroy all words whose time is over, or all words of one queue; return how many texts."""
    if queue is None:
        return _destroy(store, texts.c.keep_until < today(), by=by, queue="")
    here = sa.select(items.c.id).join(queues, queues.c.id == items.c.queue_id).where(queues.c.name == queue)
    return _destroy(store, texts.c.id.in_(_of(here)), by=by, queue=queue)


def destroy_about(store: Store, about: About, *, by: str) -> int:
    """Destroy all words of a case or a note, whatever their time; return how many texts. It is an event even where none was left."""
    return _destroy(store, texts.c.id.in_(_of(about.passages())), by=by, always=True, queue="", case=about.case, note=about.note)


def destroy_again(store: Store, *, by: str) -> int:
    """Destroy what was destroyed before and came back with a backup; return how many texts."""
    known = sorted(store.destroyed.read()) if store.destroyed else []
    done = 0
    for at in range(0, len(known), _AT_ONCE):
        done += _destroy(store, texts.c.id.in_(known[at : at + _AT_ONCE]), by=by, queue="", again=True)
    return done


@dataclass(frozen=True, slots=True)
class Tidied:
    """What a server's look at its words came to: how many texts were destroyed, or that it `waits` because the clock may be wrong."""

    done: int
    waits: bool


def tidy(store: Store, *, by: str) -> Tidied:
    """Destroy what must not be there any more, without anybody asking; done when a server starts and once a day.

    A clock that jumps ahead would make everything too old at once. So words are destroyed only where the records show that the
    time was near the present one some hours ago: each look leaves such a record.
    """
    again = destroy_again(store, by=by)
    with store.reading() as connection:
        times = sa.union(sa.select(events.c.at.label("at")), sa.select(decisions.c.decided)).subquery()
        trail = sa.select(sa.func.count()).select_from(times).where(times.c.at.between(later(-_TRAIL), later(-_FRESH)))
        near = bool(connection.execute(trail).scalar_one())
        looks = sa.select(events.c.id).where(events.c.what == LOOKED, events.c.at.between(later(-_FRESH), now())).limit(1)
        looked = connection.execute(looks).first() is not None
        over = connection.execute(sa.select(texts.c.id).where(texts.c.destroyed.is_(None), texts.c.keep_until < today()).limit(1)).first()
    done = destroy(store, by=by) if near else 0
    if not looked:
        with store.writing() as writing:
            writing.event(by, LOOKED)
    return Tidied(again + done, waits=bool(over) and not near)


def _destroy(store: Store, chosen: sa.ColumnElement[bool], *, by: str, always: bool = False, **about: Any) -> int:
    with store.writing() as writing:
        gone = texts.update().where(texts.c.destroyed.is_(None), chosen).values(sealed=None, key_id=None, destroyed=now())
        done = writing.connection.execute(gone).rowcount
        if done or always:
            writing.event(by, "words destroyed", texts=done, **{key: value for key, value in about.items() if value or key == "queue"})
    _finish(store, done=done)
    return done


def _of(passages: sa.Select[Any]) -> sa.CompoundSelect[Any]:
    """Return the ids of all texts of passages."""
    return sa.union(
        sa.select(items.c.text_id).where(items.c.id.in_(passages)),
        sa.select(flags.c.explanation_id).where(flags.c.item_id.in_(passages)),
        sa.select(decisions.c.comment_id).where(decisions.c.item_id.in_(passages), decisions.c.comment_id.is_not(None)),
    )


def _finish(store: Store, *, done: int) -> None:
    """Cut what was destroyed out of the files and remember it; also where an earlier call was stopped before it came to that."""
    if store.destroyed is None:
        if done:
            cut_out(store)
        return
    with store.reading() as connection:
        ids = {row.id for row in connection.execute(sa.select(texts.c.id).where(texts.c.destroyed.is_not(None)))}
    if not ids <= store.destroyed.read():
        cut_out(store)
        store.destroyed.add(ids)


def cut_out(store: Store) -> None:
    """Make the database's files forget what was overwritten."""
    if store.database.dialect == "sqlite":
        store.database.alone("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        store.database.alone("VACUUM (FULL) texts")
