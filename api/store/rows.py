"""What the store hands to the measures: the standing decision of each reader and adjudicator as a plain row; and drawn passages."""

from collections.abc import Iterator
from typing import Any, cast

import sqlalchemy as sa

from api.store.store import Store
from api.store.tables import decisions, flags, items, people, queues, texts
from api.store.times import today
from api.store.words import unsealed
from evaluation.review.rows import Decision, Queue, Reason, SampleItem, Stage, Verdict


def standing(store: Store) -> Iterator[Decision]:
    """Yield the last decision of each reader and adjudicator on each passage; one that was taken back is left out."""
    latest = (
        sa.select(decisions.c.item_id, decisions.c.slot, sa.func.max(decisions.c.version).label("version"))
        .group_by(decisions.c.item_id, decisions.c.slot).subquery()
    )  # fmt: skip
    chosen = (
        sa.select(decisions, items, flags, people.c.name.label("reader"), queues.c.sampler)
        .join(latest, sa.and_(*(decisions.c[name] == latest.c[name] for name in ("item_id", "slot", "version"))))
        .join(items, items.c.id == decisions.c.item_id).join(flags, flags.c.item_id == items.c.id)
        .join(queues, queues.c.id == items.c.queue_id).join(people, people.c.id == decisions.c.reader_id)
        .where(decisions.c.verdict != "withdrawn").order_by(queues.c.made, items.c.queue_id, items.c.position, decisions.c.slot)
    )  # fmt: skip
    with store.reading() as connection:
        for row in connection.execution_options(yield_per=1000).execute(chosen):
            yield _decision(row._mapping)


def drawn(store: Store, queue: str | None = None) -> Iterator[SampleItem]:
    """Yield the passages of a queue, or of all, as they were drawn; those whose words are gone are left out. `id` is the item's here."""
    explanation = texts.alias()
    chosen = (
        sa.select(items, flags, queues.c.sampler, texts.c.id.label("t"), texts.c.key_id, texts.c.sealed,
                  explanation.c.id.label("e"), explanation.c.key_id.label("ekey"), explanation.c.sealed.label("esealed"))
        .join(flags, flags.c.item_id == items.c.id).join(queues, queues.c.id == items.c.queue_id)
        .join(texts, texts.c.id == items.c.text_id).join(explanation, explanation.c.id == flags.c.explanation_id)
        .where(texts.c.sealed.is_not(None), texts.c.keep_until >= today(), *((queues.c.name == queue,) if queue else ()))
        .order_by(queues.c.made, items.c.queue_id, items.c.position)
    )  # fmt: skip
    with store.reading() as connection:
        for row in connection.execute(chosen):
            yield _drawn(store, row._mapping)


def drawn_as(store: Store) -> list[tuple[str, float]]:
    """Return stratum and chance of every passage, read or not: what estimates count their strata by."""
    with store.reading() as connection:
        return [(row[0], row[1]) for row in connection.execute(sa.select(items.c.stratum, items.c.inclusion_probability))]


def _decision(row: Any) -> Decision:
    indicator, shown = row[items.c.indicator], tuple(row[flags.c.flags])
    return Decision(
        item_id=row[items.c.id], indicator=indicator, flagged=indicator is not None and indicator in shown,
        confidence=row[flags.c.confidence], stratum=row[items.c.stratum], inclusion_probability=row[items.c.inclusion_probability],
        case_id=row[items.c.case_id], note_kind=row[items.c.role], date=row[items.c.date], reader=row["reader"],
        verdict=cast(Verdict, row[decisions.c.verdict]), reason=cast("Reason | None", row[decisions.c.reason]),
        blind=row[decisions.c.blind],
        queue=cast(Queue, row["sampler"]), stage=cast(Stage, row[decisions.c.stage]), missed=tuple(row[decisions.c.missed]),
        wrong_assertion=row[decisions.c.wrong_assertion], assertion=row[decisions.c.assertion] or "",
        flags=shown, near=tuple(row[flags.c.near]), rules=tuple(row[flags.c.rules]),
        copies=row[items.c.copies], seconds=row[decisions.c.seconds], decided=row[decisions.c.decided],
        versions=row[flags.c.versions], groups=row[items.c.groups],
    )  # fmt: skip


def _drawn(store: Store, row: Any) -> SampleItem:
    words, _ = unsealed(store.vault, row["t"], row["key_id"], row["sealed"])
    reason, _ = unsealed(store.vault, row["e"], row["ekey"], row["esealed"])
    return SampleItem(
        id=row[items.c.id], note_id=row[items.c.note_id], case_id=row[items.c.case_id], date=row[items.c.date], role=row[items.c.role],
        text=words["text"], before=words["before"], after=words["after"], quote=words["quote"], indicator=row[items.c.indicator],
        confidence=row[flags.c.confidence], explanation=reason["explanation"], stratum=row[items.c.stratum],
        inclusion_probability=row[items.c.inclusion_probability], seed=row[items.c.seed], versions=row[flags.c.versions],
        queue=cast(Queue, row["sampler"]), assertion=row[flags.c.assertion], start=row[items.c.start], end=row[items.c.end],
        flags=tuple(row[flags.c.flags]), near=tuple(row[flags.c.near]), rules=tuple(row[flags.c.rules]), copies=row[items.c.copies],
        groups=row[items.c.groups],
    )  # fmt: skip
