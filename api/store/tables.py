"""The tables of the store. What the software said (`items`, `flags`) and what a person decided (`decisions`) are different records.

Records are only ever added: triggers refuse update and delete (`triggers.py`). What changes has tables of its own: `slots`
(who has which passage in hand), `people` (role, password), what people sign in with (`sessions` to `identities`) and `texts` (sealed
words, which can be destroyed). Times are written in UTC as ISO 8601, so that a record reads the same from SQLite and from PostgreSQL.
"""

from typing import Any, TypeAlias

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)  # fmt: skip

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row of a query, whatever its columns."""

metadata = MetaData(naming_convention={
    "pk": "pk_%(table_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s",
})  # fmt: skip

people = Table(
    "people", metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("password", String(255), nullable=False),
    Column("stamp", Integer, nullable=False),  # counted up to end every session of the person
    Column("active", Boolean, nullable=False),
    Column("made", String(32), nullable=False),
)  # fmt: skip

sessions = Table(
    "sessions", metadata,
    Column("id", String(64), primary_key=True),  # the digest of what the cookie holds
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("stamp", Integer, nullable=False),  # that of the person when it began
    Column("began", String(32), nullable=False),
    Column("seen", String(32), nullable=False),
    Column("until", String(32), nullable=False),
    Index("ix_sessions_person", "person_id"),
)  # fmt: skip

one_time_codes = Table(
    "one_time_codes", metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),  # a new code replaces the one before
    Column("digest", String(64), nullable=False),
    Column("until", String(32), nullable=False),
)  # fmt: skip

second_factors = Table(
    "second_factors", metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),  # the secret that the person's app shares, encrypted
    Column("last", BigInteger, nullable=False),  # the time step of the last code, which is good only once
    Column("made", String(32), nullable=False),
)  # fmt: skip

recovery_codes = Table(
    "recovery_codes", metadata,
    Column("digest", String(64), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
)  # fmt: skip

api_keys = Table(
    "api_keys", metadata,
    Column("id", String(16), primary_key=True),  # in the clear in the key itself, to find it by
    Column("name", String(80), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("by", String(80), nullable=False),
    Column("made", String(32), nullable=False),
    Column("expires", String(10), nullable=False),  # the last day on which it is good
    Column("revoked", String(32)),
    Column("used", String(10)),  # the last day on which it was used
)  # fmt: skip

identities = Table(
    "identities", metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("made", String(32), nullable=False),
)  # fmt: skip

texts = Table(
    "texts", metadata,
    Column("id", String(32), primary_key=True),
    Column("key_id", String(16)),
    Column("sealed", LargeBinary),  # the words, encrypted; null once they are destroyed
    Column("keep_until", String(10), nullable=False),
    Column("destroyed", String(32)),
    Index("ix_texts_keep_until", "keep_until"),
)  # fmt: skip

samples = Table(
    "samples", metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("items", Integer, nullable=False),
    Column("by", String(80), nullable=False),
    Column("made", String(32), nullable=False),
)  # fmt: skip

queues = Table(
    "queues", metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("sampler", String(40), nullable=False),
    Column("sample_id", ForeignKey("samples.id"), nullable=False),
    Column("blind", Boolean, nullable=False),
    Column("readers", Integer, nullable=False),  # how many people read each passage
    Column("made", String(32), nullable=False),
    CheckConstraint("readers BETWEEN 1 AND 20", name="readers"),
)  # fmt: skip

items = Table(
    "items", metadata,
    Column("id", String(32), primary_key=True),
    Column("queue_id", ForeignKey("queues.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("sample_key", Text, nullable=False),
    Column("note_id", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text_id", ForeignKey("texts.id"), nullable=False),
    Column("text_seal", String(64), nullable=False),  # what the words are, without telling them
    Column("indicator", String(60)),
    Column("stratum", Text, nullable=False),
    Column("inclusion_probability", Float, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("groups", JSON, nullable=False),
    UniqueConstraint("queue_id", "position"),
    UniqueConstraint("queue_id", "sample_key"),
    CheckConstraint("inclusion_probability > 0 AND inclusion_probability <= 1", name="probability"),
)  # fmt: skip

flags = Table(
    "flags", metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("confidence", Float),
    Column("assertion", Text, nullable=False),
    Column("explanation_id", ForeignKey("texts.id"), nullable=False),
    Column("explanation_seal", String(64), nullable=False),
    Column("flags", JSON, nullable=False),
    Column("near", JSON, nullable=False),
    Column("rules", JSON, nullable=False),
    Column("versions", JSON, nullable=False),
)  # fmt: skip

_OPEN = text("verdict IS NULL")

slots = Table(
    "slots", metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # 1, 2, ... for readers; 0 for the adjudicator
    Column("queue_id", ForeignKey("queues.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("reader_id", ForeignKey("people.id")),
    Column("since", String(32)),
    Column("until", String(32)),  # when a reservation ends; null where a decision has been made
    Column("verdict", String(12)),  # the latest one; null while there is none
    Index("uq_slots_reader", "item_id", "reader_id", unique=True),
    Index("ix_slots_open", "queue_id", "position", "number", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_slots_reader", "queue_id", "reader_id", "verdict"),
)  # fmt: skip

decisions = Table(
    "decisions", metadata,
    Column("id", String(32), primary_key=True),
    Column("item_id", String(32), nullable=False),
    Column("slot", Integer, nullable=False),
    Column("version", Integer, nullable=False),  # 1, 2, ...: a change of mind is a new decision
    Column("replaces", ForeignKey("decisions.id"), unique=True),
    Column("stage", String(12), nullable=False),
    Column("reader_id", ForeignKey("people.id"), nullable=False),
    Column("verdict", String(12), nullable=False),
    Column("reason", String(40)),
    Column("comment_id", ForeignKey("texts.id")),
    Column("comment_seal", String(64)),
    Column("missed", JSON, nullable=False),
    Column("wrong_assertion", Boolean, nullable=False),
    Column("assertion", String(20)),  # what it should have been
    Column("blind", Boolean, nullable=False),
    Column("seconds", Float),
    Column("request", String(64), nullable=False),
    Column("decided", String(32), nullable=False),
    ForeignKeyConstraint(["item_id", "slot"], ["slots.item_id", "slots.number"]),
    UniqueConstraint("item_id", "slot", "version"),
    UniqueConstraint("reader_id", "request"),
    CheckConstraint("(version = 1) = (replaces IS NULL)", name="history"),
    CheckConstraint("verdict IN ('agree', 'disagree', 'unsure', 'defer', 'withdrawn')", name="verdict"),
    Index("ix_decisions_reader", "reader_id", "decided"),
)  # fmt: skip

events = Table(
    "events", metadata,
    Column("id", String(32), primary_key=True),
    Column("at", String(32), nullable=False),
    Column("by", String(80), nullable=False),
    Column("what", String(40), nullable=False),
    Column("about", JSON, nullable=False),
)  # fmt: skip

ledger = Table(
    "ledger", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("record", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("mac", String(64), nullable=False),
    UniqueConstraint("kind", "record"),
)  # fmt: skip

head = Table(
    "head", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("store", String(32), nullable=False),  # a name of this database, drawn once
    Column("check", String(64), nullable=False),  # tells whether the keys are those of this database
    Column("seq", Integer, nullable=False),
    Column("mac", String(64), nullable=False),
    CheckConstraint("id = 1", name="one"),
)  # fmt: skip

RECORDS: dict[str, Table] = {
    "sample": samples, "queue": queues, "item": items, "flag": flags, "decision": decisions, "event": events,
}  # fmt: skip
"""The records that are only ever added, by their name in the ledger."""
