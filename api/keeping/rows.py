"""Every table of a review as a number of rows and a digest of them: whether two databases hold the same, row for row."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa

Table = dict[str, Any]
"""`rows`, and `digest` of all of them."""


def tables_of(connection: sa.Connection, *, columns: dict[str, list[str]] | None = None) -> dict[str, Table]:
    """Return every table that the database has, by name; where `columns` are given, only those tables and columns."""
    found = sa.MetaData()
    found.reflect(connection)
    out = {}
    for name, table in sorted(found.tables.items()):
        if columns is not None and name not in columns:
            continue
        chosen = [column for column in table.columns if columns is None or column.name in columns[name]]
        out[name] = _digest(connection, table, sorted(chosen, key=lambda column: column.name))
    return out


def columns_of(connection: sa.Connection) -> dict[str, list[str]]:
    """Return the columns of every table, to compare a database with one of a later version by what both have."""
    found = sa.MetaData()
    found.reflect(connection)
    return {name: [column.name for column in table.columns] for name, table in found.tables.items()}


def differences(before: dict[str, Table], after: dict[str, Table]) -> list[str]:
    """Return in words what differs between two databases."""
    out = []
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            out.append(f"table {name}: it is only in one of the two")
        elif one["rows"] != other["rows"]:
            out.append(f"table {name}: {one['rows']:,} rows before, {other['rows']:,} after")
        elif one["digest"] != other["digest"]:
            out.append(f"table {name}: a row differs")
    return out


def _digest(connection: sa.Connection, table: sa.Table, columns: list[sa.Column[Any]]) -> Table:
    digest, rows = hashlib.sha256(json.dumps([column.name for column in columns]).encode()), 0
    order = list(table.primary_key.columns) or columns
    for row in connection.execution_options(yield_per=1000).execute(sa.select(*columns).order_by(*order)):
        digest.update(json.dumps(list(row), default=_plain, sort_keys=True, ensure_ascii=False).encode() + b"\n")
        rows += 1
    return {"rows": rows, "digest": digest.hexdigest()}


def _plain(value: object) -> str:
    return bytes(value).hex() if isinstance(value, (bytes, memoryview)) else str(value)
