"""An input of any kind as a Source: what it is, and its notes one after another."""

import hashlib
import importlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from nlp.errors import InputError, MappingError
from nlp.screening.reading import archive, case_names, folder
from nlp.screening.reading.archive import BROKEN
from nlp.screening.reading.blob import Blob, on_disk, shown, why
from nlp.screening.reading.case_names import Rule
from nlp.screening.reading.columns import MEANINGS, SETTINGS
from nlp.screening.reading.kinds import Kind, kind_of
from nlp.screening.reading.papers import broken, item_of
from nlp.screening.reading.records import Column, Description, Input, Item, Unreadable, Where
from nlp.screening.reading.table import Planned, Table, planned

_TABLES: Final = {"csv": "csv_table:CsvTable", "jsonl": "jsonl:JsonlTable", "excel": "excel:ExcelTable", "parquet": "parquet:ParquetTable"}
_PIECE: Final = 1 << 20
_WHERE_IT_IS: Final = "the file's name, where it holds one date; for an e-mail, its own"

Found = tuple[Blob, Kind] | Unreadable


def open_source(path: str | Path, mapping: Mapping[str, str] | None = None) -> "Source":
    """Return the source for a file or folder.

    `mapping` names columns by what they mean (`case_id`, `note`, `date`, `id`, `role`; "none" for what is not there), the
    `sheet` of a workbook, and `date_order` (day or month). For documents `case_id` is file, name, folder:1 and so on, or none.
    Raises InputError where nothing can be read, and MappingError where a person has to say which column is which.
    """
    return Source(Path(path), dict(mapping or {}))


class Source:
    """An input. It is looked through when it is made: a table's columns, or the names of a folder's files."""

    def __init__(self, path: Path, mapping: dict[str, str]) -> None:
        self._path = path
        self._mapping = _checked(mapping)
        self._single = not path.is_dir()
        self._kinds: Counter[str] = Counter()
        self._remarks: list[str] = []
        self._plans: list[Planned] = []
        self._size = self._files = 0
        self._rule: Rule | None = None
        self._survey()

    def describe(self) -> Description:
        """Return what the input is; every file is read once for its hash."""
        columns: list[Column] = []
        mapping: dict[str, str] = {}
        for plan in self._plans[:1]:
            columns += plan.plan.columns
            alike = all(each.plan.mapping == plan.plan.mapping for each in self._plans)
            mapping = {**plan.plan.mapping, **getattr(plan.table, "settings", {})} if alike else dict(self._mapping)
        if self._rule is not None and self._kinds["document"]:
            columns.append(Column(name=self._rule.written, meaning="case_id", why=self._rule.why))
            columns.append(Column(name="date", meaning="date", why=_WHERE_IT_IS))
            mapping = mapping if self._plans else {"case_id": self._rule.written}
        return Description(
            kind=self._kind(), files=self._files, bytes=self._size, columns=tuple(columns), inputs=tuple(self._inputs()),
            mapping=mapping, remarks=tuple(dict.fromkeys([*self._remarks, *(r for p in self._plans for r in p.remarks)])),
        )  # fmt: skip

    def items(self) -> Iterator[Item | Unreadable]:
        """Yield every note, and every place that could not be read, in the same order each time."""
        rule = self._rule or Rule(0, "")
        for found in self._found():
            if isinstance(found, Unreadable):
                yield found
            elif found[1] == "document":
                yield item_of(found[0], rule)
            else:
                yield from self._rows(*found)

    def _rows(self, blob: Blob, kind: Kind) -> Iterator[Item | Unreadable]:
        last = 0
        try:
            for item in self._planned(blob, kind).items():
                last = item.where.row
                yield item
        except InputError as error:
            yield _whole(blob, str(error).removeprefix(f"{blob.name}: "))
        except BROKEN as error:
            cut = broken(blob, error)
            yield Unreadable(where=Where(blob.name, last + 1 if last else 0), what="the rest of the file" if last else "the file",
                             why=cut.why, what_to_do=cut.what_to_do)  # fmt: skip

    def _found(self) -> Iterator[Found]:
        """Yield the files in order with their kinds, those within zips among them."""
        start = iter([on_disk(self._path, self._path.name)]) if self._single else folder.files(self._path)
        for each in start:
            yield from self._kinded(each, archived=False)

    def _kinded(self, found: Blob | Unreadable, *, archived: bool) -> Iterator[Found]:
        if isinstance(found, Unreadable):
            yield found
            return
        if folder.aside(found.parts[-1]) or (archived and any(folder.aside(part) for part in found.parts)):
            return
        try:
            kind = kind_of(found)
        except InputError as error:
            yield _whole(found, str(error))
        except BROKEN as error:
            yield broken(found, error)
        else:
            if kind != "zip":
                yield found, kind
            else:
                for member in archive.members(found):
                    yield from self._kinded(member, archived=True)

    def _survey(self) -> None:
        """Look through the input once: count, find cases by name, and tell the columns of tables apart."""
        if not self._path.exists():
            raise InputError(f"{shown(str(self._path.name))}: there is no such file or folder; check the name and the folder")
        names: list[tuple[str, ...]] = []
        problems: list[str] = []
        unsure: MappingError | None = None
        for found in self._found():
            if isinstance(found, Unreadable):
                problems.append(str(found))
                continue
            blob, kind = found
            self._kinds[kind] += 1
            self._files += 1
            self._size += blob.size
            if kind == "document":
                names.append(blob.parts)
                continue
            try:
                self._plans.append(self._planned(blob, kind))
            except MappingError as error:
                unsure = unsure or error
                self._remarks.append(f"{blob.name} is not read: its columns could not be told apart")
            except InputError as error:
                problems.append(str(error))
            except BROKEN as error:
                problems.append(str(broken(blob, error)))
        if unsure is not None and (self._single or not (self._plans or names)):
            raise unsure
        if not names and not self._plans:
            raise InputError(problems[0] if problems else f"{shown(self._path.name)}: there is no file in it that can be read")
        if names:
            self._rule = self._case_rule(names)

    def _case_rule(self, names: Sequence[Sequence[str]]) -> Rule:
        asked = self._mapping.get("case_id", "")
        problem = ""
        try:
            return case_names.rule(names, asked if case_names.speaks_of_files(asked) or not self._plans else "")
        except MappingError as error:
            problem = str(error)
        raise MappingError(f"{shown(self._path.name)}: {problem}")

    def _planned(self, blob: Blob, kind: Kind) -> Planned:
        module, _, name = _TABLES[kind].partition(":")
        table: Table = getattr(importlib.import_module(f"nlp.screening.reading.{module}"), name)(blob, self._mapping)
        told = {key: value for key, value in self._mapping.items() if key in (*MEANINGS, "date_order")}
        if self._kinds["document"] and case_names.speaks_of_files(told.get("case_id", "")) and told["case_id"] != case_names.NONE:
            del told["case_id"]
        return planned(table, blob.name, told, own=getattr(table, "own_form", None))

    def _inputs(self) -> Iterator[Input]:
        blobs = [on_disk(self._path, self._path.name)] if self._single else [b for b in folder.files(self._path) if isinstance(b, Blob)]
        for blob in blobs:
            yield Input(file=blob.name, bytes=blob.size, sha256=_hashed(blob))

    def _kind(self) -> str:
        said = ", ".join(f"{count:,} of kind {kind}" for kind, count in sorted(self._kinds.items()))
        if not self._single:
            return f"folder of {self._files:,} files ({said})"
        if self._path.suffix.lower() == ".zip" and (self._files != 1 or not self._plans):
            return f"zip of {self._files:,} files ({said})"
        return self._plans[0].table.kind if self._plans else "document"


def _checked(mapping: dict[str, str]) -> dict[str, str]:
    allowed = ("text", *MEANINGS, *SETTINGS)
    for key in mapping:
        if key not in allowed:
            raise MappingError(f"--map {shown(key)}=: there is no such meaning; choose from: {', '.join((*MEANINGS, *SETTINGS))}")
    if "text" in mapping:
        mapping = {"note": mapping["text"], **{k: v for k, v in mapping.items() if k != "text"}}
    return mapping


def _hashed(blob: Blob) -> str:
    digest = hashlib.sha256()
    try:
        with blob.open() as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
    except OSError as error:
        return f"not read: {why(error).partition(';')[0]}"
    return digest.hexdigest()


def _whole(blob: Blob, problem: str) -> Unreadable:
    reason, _, to_do = problem.partition("; ")
    return Unreadable(where=Where(blob.name), what="the file", why=reason, what_to_do=to_do or "export it again as CSV in UTF-8")
