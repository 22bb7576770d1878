"""A table of any kind to notes: its heading, its plan, and each row as a note or as a row of errors."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from nlp.errors import InputError
from nlp.records import Note
from nlp.screening.reading.cells import text_of, value_of
from nlp.screening.reading.columns import Plan, known_names, plain, plan
from nlp.screening.reading.limits import MOST_CHARACTERS
from nlp.screening.reading.records import Item, Unreadable, Where
from nlp.screening.reading.when import iso, looks_like_date, order_of

_HEADING_WITHIN: Final = 40
_MOST_HEADING: Final = 80
_EMPTY: Final = "it is empty"
_LOOKED: Final = "nothing was looked at, and nothing follows from that; write the note or leave the row out"


class Row(NamedTuple):
    """A row that was read, with its number."""

    number: int
    cells: Sequence[object]


class Broken(NamedTuple):
    """A row that was not, with why and what to do."""

    number: int
    why: str
    what_to_do: str


class Table(Protocol):
    """Something with rows. `names` is empty where the table knows of no heading; then one is looked for in the rows."""

    @property
    def kind(self) -> str:
        """What to call it."""

    @property
    def names(self) -> Sequence[str]:
        """The names of its columns."""

    @property
    def ragged(self) -> bool:
        """Whether a row may be shorter than the heading."""

    @property
    def sparse(self) -> bool:
        """Whether a row without anything in it is a gap and not a record."""

    def rows(self) -> Iterator[Row | Broken]:
        """Yield the rows from the first."""

    def sample(self) -> Sequence[Row]:
        """Return the first rows."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A table with its heading found and its columns told apart."""

    table: Table
    file: str
    width: int
    heading: int
    plan: Plan
    remarks: tuple[str, ...] = field(default=())

    def items(self) -> Iterator[Item | Unreadable]:
        """Yield every row below the heading as a note or an Unreadable."""
        for row in self.table.rows():
            if isinstance(row, Broken):
                yield Unreadable(where=Where(self.file, row.number), what="the row", why=row.why, what_to_do=row.what_to_do)
            elif row.number > self.heading and not (self.table.sparse and _blank(row.cells)):
                yield self.item_of(row)

    def item_of(self, row: Row) -> Item | Unreadable:
        """Return a row as a note, or why it is none."""
        where = Where(self.file, row.number)
        cells = row.cells
        if len(cells) != self.width and not (self.table.ragged and len(cells) < self.width):
            extra = any(str(cell).strip() for cell in cells[self.width :])
            if len(cells) < self.width or extra:
                return Unreadable(
                    where=where, what="the row", why=f"it has {len(cells):,} columns where the heading has {self.width:,}",
                    what_to_do="export it again with quotation marks around each note; if it is the last row, the file may be cut off",
                )  # fmt: skip
        try:
            text = self._text(cells)
        except Exception as error:  # whatever a library raises on the hostile HTML or RTF of one cell
            why, _, to_do = (str(error) if isinstance(error, InputError) else "what is in the cell is broken").partition("; ")
            return Unreadable(where=where, what="the note", why=why, what_to_do=to_do or "export it again as plain text")
        if not text.strip():
            return Unreadable(where=where, what="the note", why=_EMPTY, what_to_do=_LOOKED)
        if len(text) > MOST_CHARACTERS:
            why = f"it has {len(text):,} characters; a note may have up to {MOST_CHARACTERS:,}"
            return Unreadable(where=where, what="the note", why=why, what_to_do="split it, one record a row")
        return self._noted(cells, text, where)

    def _noted(self, cells: Sequence[object], text: str, where: Where) -> Item:
        plan = self.plan
        remarks: list[str] = []
        case = self._cell(cells, plan.case_id)
        if plan.case_id is not None and not case:
            remarks.append("no case is named in this row, so the note was read on its own")
        written = "" if plan.date is None or plan.date >= len(cells) else cells[plan.date]
        date = iso(written, plan.order) if written not in (None, "") else ""
        if plan.date is not None and not date:
            remarks.append("the date is missing" if not str(written or "").strip() else "the date could not be read")
        fills = getattr(self.table, "fills", 0)
        if fills and any(len(str(cells[at])) >= fills for at in plan.note if at < len(cells)):
            remarks.append(f"the note fills its cell ({fills:,} characters), so Excel has probably cut it off")
        id_ = self._cell(cells, plan.id) or f"{self.file}:{where.row}"
        note = Note(text=text, id=id_, case_id=case, date=date, role=self._cell(cells, plan.role))
        return Item(note=note, where=where, remarks=tuple(remarks))

    def _cell(self, cells: Sequence[object], at: int | None) -> str:
        return "" if at is None or at >= len(cells) else value_of(cells[at])

    def _text(self, cells: Sequence[object]) -> str:
        if len(self.plan.note) == 1:
            at = self.plan.note[0]
            return text_of(cells[at]) if at < len(cells) else ""
        parts = [(self.plan.columns[at].name, text_of(cells[at])) for at in self.plan.note if at < len(cells)]
        return "\n\n".join(f"{name}:\n{text.strip()}" for name, text in parts if text.strip())


def _blank(cells: Sequence[object]) -> bool:
    return not any(cell is not None and cell != "" and str(cell).strip() for cell in cells)


def planned(table: Table, file: str, mapping: Mapping[str, str], *, own: Mapping[str, str] | None = None) -> Planned:
    """Return a table with its heading and plan; raises InputError where it has no rows, MappingError where it takes a person."""
    rows = table.sample()
    if not rows:
        raise InputError(f"{file}: there is no row in it; nothing was looked at, and nothing follows from that")
    names, heading = list(table.names), 0
    if not names:
        names, heading = _heading(rows)
    names = _told_apart(names)
    below = [row.cells for row in rows if row.number > heading and not (table.sparse and _blank(row.cells))]
    if not below:
        raise InputError(f"{file}: there is no row below the heading; nothing was looked at, and nothing follows from that")
    chosen = plan(
        file, names, [["" if c is None else c for c in row] for row in below if len(row) <= len(names)],
        {**(own or {}), **mapping}, told=mapping,
    )  # fmt: skip
    remarks = [f"the heading is in row {heading}"] if heading > 1 else []
    if not heading and not table.names:
        remarks = ["there is no heading; columns are counted"]
    remarks += [*getattr(table, "remarks", ()), *_dates_remark(chosen, below)]
    return Planned(table, file, len(names), heading, chosen, (*remarks, *chosen.remarks))


def _dates_remark(chosen: Plan, rows: Sequence[Sequence[object]]) -> list[str]:
    if chosen.date is None:
        return ["no column has dates, so nothing can be said about what came first"]
    cells = [row[chosen.date] for row in rows if chosen.date < len(row)]
    numbers = [c for c in cells if isinstance(c, str) and "/" in c]
    if numbers and order_of(cells) is None and "date_order" not in chosen.mapping:
        return ["dates such as 4/3/2024 are read with the day first, as in the UK; if the month comes first, write --map date_order=month"]
    return []


def _heading(rows: Sequence[Row]) -> tuple[list[str], int]:
    """Return the names of the columns and the row that holds them; counted names and 0 where no row does."""
    width = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    known = known_names()
    best, most = 0, 0
    for place, row in enumerate(rows[:_HEADING_WITHIN]):
        texts = [str(cell or "").strip() for cell in row.cells]
        if len(texts) != width or not _could_head(texts):
            continue
        score = sum(plain(text) in known for text in texts)
        if score > most:
            best, most = place, score
    if most:
        return [str(cell or "").strip() for cell in rows[best].cells], rows[best].number
    for row in rows[:_HEADING_WITHIN]:
        if len(row.cells) == width and any(str(cell or "").strip() for cell in row.cells):
            texts = [str(cell or "").strip() for cell in row.cells]
            if _could_head(texts) and width > 1:
                return texts, row.number
            break
    return [f"column {n}" for n in range(1, width + 1)], 0


def _could_head(texts: Sequence[str]) -> bool:
    full = [text for text in texts if text]
    return (
        len(full) * 2 > len(texts)
        and all(len(text) <= _MOST_HEADING and not looks_like_date(text) and not text.replace(".", "").isdigit() for text in full)
    )  # fmt: skip


def _told_apart(names: Sequence[str]) -> list[str]:
    """Return names with a number behind each that came before."""
    seen: Counter[str] = Counter()
    told = []
    for name in names:
        seen[name] += 1
        told.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return told
