"""Everything that is held about a case or a note: in the review, and in the screenings that this server keeps."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.dataset as ds
import sqlalchemy as sa

from api.jobs.folder import Folder, folders
from api.jobs.results import TABLES
from api.store.places import ADJUDICATOR
from api.store.retention import About
from api.store.store import Store
from api.store.tables import AnyRow, decisions, events, flags, items, queues, samples, texts
from api.store.times import now
from api.store.words import unsealed

Json = dict[str, Any]


def held(store: Store | None, root: Path, about: About) -> Json:
    """Return all of it, in the clear. Readers stand without their names: what is asked for is the family's, not the staff's."""
    passages = list(_passages(store, about)) if store else []
    return {
        "about": {"case": about.case, "note": about.note}, "made": now(), "passages": passages,
        "events": list(_events(store, about)) if store else [], "screenings": [_screening(f, about) for f in screenings(root, about)],
        "screenings_not_looked_into": not_over(root),
    }  # fmt: skip


def screenings(root: Path, about: About) -> list[Folder]:
    """Return the screenings that hold anything about it."""
    return [folder for folder in folders(root) if any(_rows(folder.out / f"{name}.parquet", about, count=True) for name in TABLES)]


def not_over(root: Path) -> int:
    """Return how many exports wait or are being screened, and cannot be looked into."""
    return sum(1 for folder in folders(root) if (job := folder.load()) is None or not job.over or folder.upload is not None)


def _passages(store: Store, about: About) -> Iterator[Json]:
    explanation = texts.alias()
    chosen = (
        sa.select(items, flags, queues.c.name.label("queue"), queues.c.sampler, samples.c.name.label("sample"), samples.c.made,
                  texts.c.id.label("t"), texts.c.key_id, texts.c.sealed, texts.c.keep_until, texts.c.destroyed,
                  explanation.c.id.label("e"), explanation.c.key_id.label("ekey"), explanation.c.sealed.label("esealed"))
        .join(flags, flags.c.item_id == items.c.id).join(queues, queues.c.id == items.c.queue_id)
        .join(samples, samples.c.id == queues.c.sample_id).join(texts, texts.c.id == items.c.text_id)
        .join(explanation, explanation.c.id == flags.c.explanation_id)
        .where(items.c.id.in_(about.passages())).order_by(queues.c.made, items.c.queue_id, items.c.position)
    )  # fmt: skip
    with store.reading() as connection:
        for row in connection.execute(chosen).mappings():
            words = _opened(store, row["t"], row["key_id"], row["sealed"])
            reason = _opened(store, row["e"], row["ekey"], row["esealed"])
            yield {
                "queue": row["queue"], "drawn": row["sampler"], "sample": row["sample"], "imported": row["made"],
                "case": row[items.c.case_id], "note": row[items.c.note_id], "date": row[items.c.date], "written_by": row[items.c.role],
                "start": row[items.c.start], "end": row[items.c.end], "groups": row[items.c.groups],
                "words": words, "words_kept_until": row["keep_until"], "words_destroyed": row["destroyed"],
                "software": {
                    "indicator": row[items.c.indicator], "confidence": row[flags.c.confidence], "assertion": row[flags.c.assertion],
                    "shown": row[flags.c.flags], "near": row[flags.c.near], "rules": row[flags.c.rules], "versions": row[flags.c.versions],
                    "explanation": (reason or {}).get("explanation"),
                },
                "decisions": list(_decisions(store, connection, row[items.c.id])),
            }  # fmt: skip


def _decisions(store: Store, connection: sa.Connection, item: str) -> Iterator[Json]:
    chosen = (
        sa.select(decisions, texts.c.key_id, texts.c.sealed, texts.c.destroyed)
        .outerjoin(texts, texts.c.id == decisions.c.comment_id).where(decisions.c.item_id == item).order_by(decisions.c.decided)
    )  # fmt: skip
    for row in connection.execute(chosen):
        yield {
            "decided": row.decided, "by": "adjudicator" if row.slot == ADJUDICATOR else f"reader {row.slot}", "verdict": row.verdict,
            "reason": row.reason, "missed": row.missed, "assertion": row.assertion,
            "comment": (_opened(store, row.comment_id, row.key_id, row.sealed) or {}).get("comment") if row.comment_id else None,
            "comment_destroyed": row.destroyed,
        }  # fmt: skip


def _events(store: Store, about: About) -> Iterator[Json]:
    """Yield what was done about it: who destroyed its words, and who asked for what is held."""
    with store.reading() as connection:
        row: AnyRow
        for row in connection.execute(sa.select(events).order_by(events.c.at)):
            if any(wanted and row.about.get(key) == wanted for key, wanted in (("case", about.case), ("note", about.note))):
                yield {"at": row.at, "what": row.what, "about": row.about}


def _opened(store: Store, name: str, key_id: str | None, sealed: bytes | None) -> dict[str, str] | None:
    return None if sealed is None or key_id is None else unsealed(store.vault, name, key_id, sealed)[0]


def _screening(folder: Folder, about: About) -> Json:
    job = folder.load()
    tables = {name: _rows(folder.out / f"{name}.parquet", about) for name in TABLES}
    return {"id": folder.id, "name": job.name if job else "", "tables": {name: rows for name, rows in tables.items() if rows}}


def _rows(path: Path, about: About, *, count: bool = False) -> list[Json]:
    """Return the rows of a table about it; where only their `count` matters, at most one."""
    if not path.is_file():
        return []
    data = ds.dataset(path, format="parquet")
    wanted = None
    for column, value in (("case_id", about.case), ("note_id", about.note)):
        if value and column not in data.schema.names:
            return []
        if value:
            one = pc.field(column) == value
            wanted = one if wanted is None else wanted & one
    found = data.head(1, filter=wanted) if count else data.to_table(filter=wanted)
    rows: list[Json] = json.loads(json.dumps(found.to_pylist(), default=str))
    return rows
