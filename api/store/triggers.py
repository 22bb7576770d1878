"""The triggers with which the database itself refuses to change or remove a record, on SQLite and on PostgreSQL.

SQLite needs a third one: `INSERT OR REPLACE` removes a row without asking the trigger for deletes.
"""

from collections.abc import Iterator

KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "samples": (("id",), ("digest",)),
    "queues": (("id",), ("name",)),
    "items": (("id",), ("queue_id", "position"), ("queue_id", "sample_key")),
    "flags": (("item_id",),),
    "decisions": (("id",), ("item_id", "slot", "version"), ("replaces",), ("reader_id", "request")),
    "events": (("id",),),
    "ledger": (("seq",), ("kind", "record")),
}
"""The tables of records, each with the sets of columns that are unique in it."""
SAYS = "records of a review are only ever added; this one stays as it is"
_TEXTS_SAY = "a text may be sealed with another key or destroyed, nothing else"
_PEOPLE_SAY = "a person keeps the name and is never removed; deactivate the account instead"


def statements(dialect: str) -> Iterator[str]:
    """Yield the statements that make all triggers."""
    yield from _sqlite() if dialect == "sqlite" else _postgresql()


def names(dialect: str) -> set[str]:
    """Return the names of all triggers, for the audit."""
    kinds = ("update", "delete", "replace") if dialect == "sqlite" else ("update", "delete", "truncate")
    made = {f"{table}_no_{kind}" for table in KEYS for kind in kinds}
    rest = ("update", "delete") if dialect == "sqlite" else ("update", "delete", "truncate")
    return made | {f"{table}_no_{kind}" for table in ("texts", "people") for kind in rest}


def _sqlite() -> Iterator[str]:
    for table, keys in KEYS.items():
        for kind in ("update", "delete"):
            yield f"CREATE TRIGGER {table}_no_{kind} BEFORE {kind.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        same = " OR ".join("(" + " AND ".join(f'"{c}" = NEW."{c}"' for c in key) + ")" for key in keys)
        yield (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )
    yield f"CREATE TRIGGER texts_no_delete BEFORE DELETE ON texts BEGIN SELECT RAISE(ABORT, '{_TEXTS_SAY}'); END"
    yield (
        "CREATE TRIGGER texts_no_update BEFORE UPDATE ON texts "
        "WHEN NEW.id <> OLD.id OR NEW.keep_until <> OLD.keep_until OR OLD.destroyed IS NOT NULL "
        "OR (NEW.sealed IS NULL) <> (NEW.destroyed IS NOT NULL) "
        f"BEGIN SELECT RAISE(ABORT, '{_TEXTS_SAY}'); END"
    )
    yield f"CREATE TRIGGER people_no_delete BEFORE DELETE ON people BEGIN SELECT RAISE(ABORT, '{_PEOPLE_SAY}'); END"
    yield (
        "CREATE TRIGGER people_no_update BEFORE UPDATE ON people WHEN NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.made <> OLD.made "
        f"BEGIN SELECT RAISE(ABORT, '{_PEOPLE_SAY}'); END"
    )


def _postgresql() -> Iterator[str]:
    yield f"CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$"
    yield f"CREATE FUNCTION refuse_text() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_TEXTS_SAY}'; END $$"
    yield f"CREATE FUNCTION refuse_person() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_PEOPLE_SAY}'; END $$"
    for table in KEYS:
        for kind in ("update", "delete"):
            yield f"CREATE TRIGGER {table}_no_{kind} BEFORE {kind.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        yield f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    changed = {
        "texts": (
            "NEW.id <> OLD.id OR NEW.keep_until <> OLD.keep_until OR OLD.destroyed IS NOT NULL "
            "OR (NEW.sealed IS NULL) <> (NEW.destroyed IS NOT NULL)"
        ),
        "people": "NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.made <> OLD.made",
    }
    for (table, when), function in zip(changed.items(), ("refuse_text", "refuse_person"), strict=True):
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {function}()"
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        yield f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
