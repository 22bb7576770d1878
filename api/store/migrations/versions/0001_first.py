"""The first tables of a review, and the triggers that keep its records as they are."""

import sqlalchemy as sa
from alembic import op

from api.store.triggers import statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make everything; a later change of tables or triggers is a migration of its own."""
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_table(
        "head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("store", sa.String(length=32), nullable=False),
        sa.Column("check", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_head_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head")),
    )
    op.create_table(
        "ledger",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger")),
        sa.UniqueConstraint("kind", "record", name=op.f("uq_ledger_kind_record")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("name", name=op.f("uq_people_name")),
    )
    op.create_table(
        "samples",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("made", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
        sa.UniqueConstraint("digest", name=op.f("uq_samples_digest")),
    )
    op.create_table(
        "texts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("keep_until", sa.String(length=10), nullable=False),
        sa.Column("destroyed", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts")),
    )
    op.create_index("ix_texts_keep_until", "texts", ["keep_until"], unique=False)
    op.create_table(
        "queues",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("sampler", sa.String(length=40), nullable=False),
        sa.Column("sample_id", sa.String(length=32), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.Column("made", sa.String(length=32), nullable=False),
        sa.CheckConstraint("readers BETWEEN 1 AND 20", name=op.f("ck_queues_readers")),
        sa.ForeignKeyConstraint(["sample_id"], ["samples.id"], name=op.f("fk_queues_sample_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queues")),
        sa.UniqueConstraint("name", name=op.f("uq_queues_name")),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("queue_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sample_key", sa.Text(), nullable=False),
        sa.Column("note_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.String(length=32), nullable=False),
        sa.Column("text_seal", sa.String(length=64), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=True),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("inclusion_probability", sa.Float(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.CheckConstraint("inclusion_probability > 0 AND inclusion_probability <= 1", name=op.f("ck_items_probability")),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_items_queue_id")),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name=op.f("fk_items_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("queue_id", "position", name=op.f("uq_items_queue_id_position")),
        sa.UniqueConstraint("queue_id", "sample_key", name=op.f("uq_items_queue_id_sample_key")),
    )
    op.create_table(
        "flags",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("assertion", sa.Text(), nullable=False),
        sa.Column("explanation_id", sa.String(length=32), nullable=False),
        sa.Column("explanation_seal", sa.String(length=64), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("near", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["explanation_id"], ["texts.id"], name=op.f("fk_flags_explanation_id")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_flags_item_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_flags")),
    )
    op.create_table(
        "slots",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.String(length=32), nullable=True),
        sa.Column("until", sa.String(length=32), nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_slots_item_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_slots_queue_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["people.id"], name=op.f("fk_slots_reader_id")),
        sa.PrimaryKeyConstraint("item_id", "number", name=op.f("pk_slots")),
    )
    op.create_index(
        "ix_slots_open",
        "slots",
        ["queue_id", "position", "number"],
        unique=False,
        sqlite_where=sa.text("verdict IS NULL"),
        postgresql_where=sa.text("verdict IS NULL"),
    )
    op.create_index("ix_slots_reader", "slots", ["queue_id", "reader_id", "verdict"], unique=False)
    op.create_index("uq_slots_reader", "slots", ["item_id", "reader_id"], unique=True)
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaces", sa.String(length=32), nullable=True),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("comment_id", sa.String(length=32), nullable=True),
        sa.Column("comment_seal", sa.String(length=64), nullable=True),
        sa.Column("missed", sa.JSON(), nullable=False),
        sa.Column("wrong_assertion", sa.Boolean(), nullable=False),
        sa.Column("assertion", sa.String(length=20), nullable=True),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("decided", sa.String(length=32), nullable=False),
        sa.CheckConstraint("verdict IN ('agree', 'disagree', 'unsure', 'defer', 'withdrawn')", name=op.f("ck_decisions_verdict")),
        sa.CheckConstraint("(version = 1) = (replaces IS NULL)", name=op.f("ck_decisions_history")),
        sa.ForeignKeyConstraint(["comment_id"], ["texts.id"], name=op.f("fk_decisions_comment_id")),
        sa.ForeignKeyConstraint(["item_id", "slot"], ["slots.item_id", "slots.number"], name=op.f("fk_decisions_item_id_slot")),
        sa.ForeignKeyConstraint(["reader_id"], ["people.id"], name=op.f("fk_decisions_reader_id")),
        sa.ForeignKeyConstraint(["replaces"], ["decisions.id"], name=op.f("fk_decisions_replaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("item_id", "slot", "version", name=op.f("uq_decisions_item_id_slot_version")),
        sa.UniqueConstraint("reader_id", "request", name=op.f("uq_decisions_reader_id_request")),
        sa.UniqueConstraint("replaces", name=op.f("uq_decisions_replaces")),
    )
    op.create_index("ix_decisions_reader", "decisions", ["reader_id", "decided"], unique=False)
    for statement in statements(op.get_bind().dialect.name):
        op.execute(sa.text(statement))
