"""A sample file comes in: its passages become items of queues, with what the software said of each as a record of its own."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import sqlalchemy as sa

from api.store.errors import StoreError
from api.store.store import Store, Writing, token
from api.store.tables import flags, items, queues, samples, slots
from api.store.times import days_on, now
from api.store.words import keep
from evaluation.review.rows import SampleItem
from evaluation.review.sample_file import read_sample

KEEP_DAYS = 365
_AT_ONCE = 500
_LONGEST = 400
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Imported:
    """A queue that an import made."""

    queue: str
    sampler: str
    items: int
    readers: int
    blind: bool
    keep_until: str


def import_sample(
    store: Store, path: Path, *, by: str, name: str = "", readers: int | None = None, blind: bool | None = None, keep_days: int = KEEP_DAYS
) -> list[Imported]:
    """Import a sample file, all of it or nothing; return the queues it made, one for each sampler in it.

    Left out, `readers` is 2 for a double-blind sample and 1 for others; `blind` is true for double-blind and unflagged ones.
    """
    if not 0 <= keep_days <= 36_500:
        raise StoreError("words can be kept from 0 to 36,500 days")
    if readers is not None and not 1 <= readers <= 20:
        raise StoreError("a passage can be read by 1 to 20 people")
    drawn = list(_checked(path))
    if not drawn:
        raise StoreError(f"{path.name} holds no passage; draw the sample again with 'secondlook review sample'")
    digest, until, made = hashlib.sha256(path.read_bytes()).hexdigest(), days_on(keep_days), []
    with store.writing() as writing:
        if writing.connection.execute(sa.select(samples.c.id).where(samples.c.digest == digest)).first():
            raise StoreError(f"{path.name} was imported before; nothing was added")
        sample = {"id": token(), "name": path.name[:200], "digest": digest, "items": len(drawn), "by": by, "made": now()}
        writing.record("sample", samples, [sample])
        by_sampler = groupby(sorted(drawn, key=lambda item: item.queue), key=lambda item: item.queue)
        for sampler, group in [(s, list(g)) for s, g in by_sampler]:
            wanted = readers or (2 if sampler == "double_blind" else 1)
            hidden = blind if blind is not None else sampler in ("double_blind", "unflagged")
            queue = {"id": token(), "name": _free(writing, name, sampler, blind=hidden), "sampler": sampler, "sample_id": sample["id"],
                     "blind": hidden, "readers": wanted, "made": now()}  # fmt: skip
            writing.record("queue", queues, [queue])
            _add(writing, str(queue["id"]), wanted, group, until)
            made.append(Imported(str(queue["name"]), sampler, len(group), wanted, hidden, until))
        writing.event(by, "sample imported", file=path.name[:200], digest=digest, queues=[m.queue for m in made], items=len(drawn))
    return made


def _checked(path: Path) -> Iterable[SampleItem]:
    """Yield the items; raises StoreError for a name that a database cannot hold."""
    for number, item in enumerate(read_sample(path), 1):
        names = {"id": item.id, "note_id": item.note_id, "case_id": item.case_id, "date": item.date, "role": item.role,
                 "stratum": item.stratum, "assertion": item.assertion}  # fmt: skip
        for key, value in names.items():
            if len(value) > _LONGEST or "\0" in value:
                raise StoreError(f"{path.name}, passage {number}: '{key}' has more than {_LONGEST} characters, or a character of code 0")
        yield item


def _free(writing: Writing, name: str, sampler: str, *, blind: bool) -> str:
    """Return the name of a new queue: the wanted one, or one of the sampler's that is free.

    Readers see the name. Where they read blind, it does not tell that the software was in doubt, or sure.
    """
    taken = {row.name for row in writing.connection.execute(sa.select(queues.c.name))}
    first = "blind" if blind and sampler not in ("double_blind", "unflagged") else sampler.replace("_", "-")
    if name:
        if not _NAME.fullmatch(name):
            raise StoreError("the name of a queue has small letters, digits and hyphens, at most 60; for example: winter-double-blind")
        wanted = name if name not in taken else f"{name}-{first}"
        if wanted in taken:
            raise StoreError(f"there is a queue called {name} already; choose another --name")
        return wanted
    return next(n for n in (first, *(f"{first}-{k}" for k in range(2, 100_000))) if n not in taken)


def _add(writing: Writing, queue: str, readers: int, group: Sequence[SampleItem], until: str) -> None:
    for number in range(-(-len(group) // _AT_ONCE)):
        part = group[number * _AT_ONCE : (number + 1) * _AT_ONCE]
        ids = [token() for _ in part]
        passages = keep(writing, [{"text": i.text, "before": i.before, "after": i.after, "quote": i.quote} for i in part], until)
        reasons = keep(writing, [{"explanation": i.explanation} for i in part], until)
        places = range(number * _AT_ONCE, number * _AT_ONCE + len(part))
        rows = zip(part, ids, places, passages, reasons, strict=True)
        both = [(_item(queue, *row[:4]), _flag(row[0], row[1], row[4])) for row in rows]
        writing.record("item", items, [item for item, _ in both])
        writing.record("flag", flags, [flag for _, flag in both])
        writing.connection.execute(slots.insert(), list(_slots(queue, ids, places, readers)))


def _item(queue: str, drawn: SampleItem, name: str, place: int, kept: tuple[str, str]) -> dict[str, object]:
    return {
        "id": name, "queue_id": queue, "position": place, "sample_key": drawn.id, "note_id": drawn.note_id, "case_id": drawn.case_id,
        "date": drawn.date, "role": drawn.role, "start": drawn.start, "end": drawn.end, "text_id": kept[0], "text_seal": kept[1],
        "indicator": drawn.indicator, "stratum": drawn.stratum, "inclusion_probability": float(drawn.inclusion_probability),
        "seed": drawn.seed, "copies": drawn.copies, "groups": dict(drawn.groups),
    }  # fmt: skip


def _flag(drawn: SampleItem, name: str, kept: tuple[str, str]) -> dict[str, object]:
    return {
        "item_id": name, "confidence": None if drawn.confidence is None else float(drawn.confidence), "assertion": drawn.assertion,
        "explanation_id": kept[0], "explanation_seal": kept[1], "flags": list(drawn.flags), "near": list(drawn.near),
        "rules": list(drawn.rules), "versions": dict(drawn.versions),
    }  # fmt: skip


def _slots(queue: str, ids: Sequence[str], places: Iterable[int], readers: int) -> Iterable[dict[str, object]]:
    for name, place in zip(ids, places, strict=True):
        for number in range(1, readers + 1):
            yield {"item_id": name, "number": number, "queue_id": queue, "position": place,
                   "reader_id": None, "since": None, "until": None, "verdict": None}  # fmt: skip
