"""Which column of a table is what: told by `--map`, or guessed from names and contents together, and always with the reason.

A guess is made only where one column fits and no other does. Else MappingError names the columns, what each looks like, and
what to write. A table that is read wrongly without a word would be worse than one that is not read.
"""

import difflib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from nlp.documents.lines import label
from nlp.errors import MappingError
from nlp.rules.data import read_yaml
from nlp.screening.reading.profile import Profile, profiled
from nlp.screening.reading.records import Column
from nlp.screening.reading.when import Order, order_of

MEANINGS: Final = ("note", "case_id", "date", "id", "role")
SETTINGS: Final = ("sheet", "date_order")
NONE: Final = "none"
_SAID: Final = {
    "note": "the note", "case_id": "the case", "date": "the date", "id": "the note's own reference", "role": "the writer's role",
}  # fmt: skip
_PLUS: Final = "+"
_MOST_NAME: Final = 60
_BESIDE: Final = 0.5
"""A column of prose with this share of the note's text cannot be left out without asking."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which places of a row hold what; `note` may be several, read one after the other under their names."""

    note: tuple[int, ...]
    case_id: int | None
    date: int | None
    id: int | None
    role: int | None
    order: Order
    columns: tuple[Column, ...]
    mapping: Mapping[str, str]
    remarks: tuple[str, ...] = ()


@cache
def known_names() -> frozenset[str]:
    """Return every column name that is known, in plain form."""
    data = read_yaml("columns.yaml")
    return frozenset(str(name) for meaning in MEANINGS for names in data[meaning].values() for name in names) | {*map(str, data["never"])}


def plain(name: str) -> str:
    """Return a column's name in small letters, letters and figures only."""
    return "".join(c for c in name.lower() if c.isalnum())


def plan(
    file: str, names: Sequence[str], rows: Sequence[Sequence[object]], mapping: Mapping[str, str], *, told: Container[str] = MEANINGS
) -> Plan:
    """Return the plan for a table; `rows` are its first rows. Raises MappingError where that takes a person.

    `told` are the keys of `mapping` that a person wrote; the others are those of the project's own form.
    """
    guess = _Guess(file, names, [profiled([row[n] for row in rows if n < len(row)]) for n in range(len(names))], mapping, rows)
    guess.told = told
    return guess.plan()


class _Guess:
    """One table's columns while they are being told apart."""

    def __init__(
        self, file: str, names: Sequence[str], profiles: Sequence[Profile], mapping: Mapping[str, str], rows: Sequence[Sequence[object]]
    ) -> None:
        self._file, self._names, self._profiles, self._rows = file, [label(name, _MOST_NAME) for name in names], profiles, rows
        self._mapping = {"note" if key == "text" else key: value for key, value in mapping.items()}
        self._plain = [plain(name) for name in names]
        self._why: dict[int, tuple[str, str]] = {}
        self._remarks: list[str] = []
        self.told: Container[str] = MEANINGS

    def plan(self) -> Plan:
        note = self._given("note") or self._note()
        for at in note:
            self._why.setdefault(at, ("note", ""))
        single: dict[str, int | None] = {}
        for meaning in ("case_id", "date", "id", "role"):
            given = self._given(meaning)
            if len(given) > 1:
                raise self._refusal(f"{meaning} can be one column only")
            single[meaning] = given[0] if given else None if self._mapping.get(meaning) == NONE else self._one(meaning)
        order = self._order(single["date"])
        columns = tuple(
            Column(name=name, meaning=self._why[n][0], why=self._why[n][1])
            if n in self._why
            else Column(name=name, meaning="", why=f"{self._profiles[n].spoken}; not read")
            for n, name in enumerate(self._names)
        )
        written = {"note": _PLUS.join(self._names[n] for n in note)}
        written |= {meaning: NONE if at is None else self._names[at] for meaning, at in single.items()}
        if order == "month":
            written["date_order"] = order
        return Plan(
            note=note, case_id=single["case_id"], date=single["date"], id=single["id"], role=single["role"], order=order,
            columns=columns, mapping=written, remarks=tuple(self._remarks),
        )  # fmt: skip

    def _given(self, meaning: str) -> tuple[int, ...]:
        """Return the columns that `--map` names for a meaning."""
        value = self._mapping.get(meaning, "").strip()
        if not value or (value == NONE and meaning != "note"):
            return ()
        places = self._places(value) or tuple(p for part in value.split(_PLUS) for p in self._places(part.strip()))
        if not places or (_PLUS in value and len(places) != len(value.split(_PLUS)) and not self._places(value)):
            near = difflib.get_close_matches(value, self._names, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise self._refusal(f"there is no column '{label(value, _MOST_NAME)}' for {meaning}{hint}")
        for at in places:
            if at in self._why:
                raise self._refusal(f"the column '{self._names[at]}' is named for {self._why[at][0]} and for {meaning}")
            self._why[at] = (meaning, "named by --map" if meaning in self.told else "a key of Second Look's own form")
        return places

    def _places(self, name: str) -> tuple[int, ...]:
        exact = [n for n, each in enumerate(self._names) if each == name]
        found = exact or [n for n, each in enumerate(self._plain) if each and each == plain(name)]
        if len(found) > 1:
            raise self._refusal(f"{len(found)} columns are called '{label(name, _MOST_NAME)}'; rename all but one in the export")
        return tuple(found)

    def _note(self) -> tuple[int, ...]:
        free = [n for n in range(len(self._names)) if not self._claimed(n)]
        sure = [n for n in free if self._named(n, "note", "sure")]
        likely = [n for n in free if self._named(n, "note", "likely")]
        prose = [n for n in free if self._profiles[n].prose and not self._never(n)]
        for found, why in (
            ([n for n in sure if n in prose], "its name, and it holds long text"),
            (sure if not prose else [], "its name"),
            ([n for n in likely if n in prose], "its name, and it holds long text"),
            (prose, "the only column with long text"),
            (likely, "its name"),
        ):
            if len(found) > 1:
                raise self._which("note", found)
            if found:
                self._alone(found[0], prose)
                self._why[found[0]] = ("note", why)
                return (found[0],)
        raise self._refusal("no column is seen to hold notes")

    def _alone(self, chosen: int, prose: Sequence[int]) -> None:
        """Ask where another column holds about as much text; remark on one that holds less."""
        size = self._size(chosen)
        beside = [n for n in prose if n != chosen]
        if [n for n in beside if self._size(n) >= _BESIDE * size]:
            raise self._which("note", [chosen, *beside])
        self._remarks += [f"the column '{self._names[n]}' holds long text too and is not read" for n in beside]

    def _size(self, n: int) -> float:
        return self._profiles[n].characters * self._profiles[n].filled

    def _one(self, meaning: str) -> int | None:
        """Return the one column of a meaning, None where there is none."""
        free = [n for n in range(len(self._names)) if n not in self._why and not self._claimed(n)]
        for level in ("sure", "likely"):
            found = [n for n in free if self._named(n, meaning, level) and self._fits(n, meaning, level)]
            if found and meaning == "date":
                found = self._best_dated(found)
            if len(found) > 1 and self._same(found):
                chosen = f"'{self._names[found[0]]}' is taken for {_SAID[meaning]}"
                self._remarks.append(f"{self._listed(found)} go together row by row; {chosen}")
                found = found[:1]
            if len(found) > 1 and meaning in ("id", "role"):
                return None  # nothing hangs on these
            if len(found) > 1:
                raise self._which(meaning, found)
            if found:
                return self._take(found[0], meaning)
        return self._by_contents(meaning, free)

    def _take(self, n: int, meaning: str) -> int:
        if meaning == "case_id" and self._profiles[n].scientific:
            raise self._refusal(
                f"the column '{self._names[n]}' holds numbers such as 1.2E+11, as Excel writes long numbers, so that different cases look "
                "alike; export it again with that column as text, or choose another column for case_id"
            )
        self._why[n] = (meaning, f"its name, and it holds {self._profiles[n].spoken}")
        return n

    def _best_dated(self, found: list[int]) -> list[int]:
        dated = [n for n in found if self._profiles[n].dated or not self._profiles[n].filled]
        return [n for n in dated if self._profiles[n].filled] or dated

    def _by_contents(self, meaning: str, free: Sequence[int]) -> int | None:
        rest = [n for n in free if not self._never(n) and not self._known(n)]
        if meaning == "date":
            dated = [n for n in rest if self._profiles[n].dated]
            if len(dated) > 1:
                raise self._which("date", dated)
            if dated:
                self._why[dated[0]] = ("date", "the only column with dates")
                return dated[0]
        if meaning == "case_id":
            named_id = [n for n in free if self._named(n, "id", "likely") and self._profiles[n].filled]
            repeated = [n for n in named_id if self._profiles[n].distinct < 0.9 * self._profiles[n].filled]
            if len(repeated) == 1 and len(named_id) == 1:
                self._why[repeated[0]] = ("case_id", "its name, and several rows share a reference")
                return repeated[0]
            asked = [n for n in [*rest, *repeated] if self._profiles[n].reference]
            if asked:
                raise self._which("case_id", asked)
        return None

    def _fits(self, n: int, meaning: str, level: str) -> bool:
        """Say whether the contents of a column allow a meaning that its name suggests."""
        profile = self._profiles[n]
        if not profile.filled:
            return level == "sure" and meaning != "date"
        if meaning == "date":
            return profile.dated or profile.numbers >= 0.9
        if meaning == "id" and level == "likely":
            return profile.distinct >= 0.99 * profile.filled and not profile.prose and not profile.dated
        return not profile.prose and not profile.dated

    def _order(self, date: int | None) -> Order:
        asked = self._mapping.get("date_order", "").strip().lower()
        if asked and asked not in ("day", "month"):
            raise self._refusal("date_order is either day (4/3/2024 is 4 March) or month (it is 3 April)")
        if date is None:
            return "day"
        seen = order_of(row[date] for row in self._rows if date < len(row))
        order: Order = "month" if (asked or seen) == "month" else "day"
        if order == "month":
            because = "--map says so" if asked else "some could not be read otherwise"
            self._remarks.append(f"dates in '{self._names[date]}' are read with the month first: {because}")
        return order

    def _claimed(self, n: int) -> bool:
        """Say whether `--map` gives a column another meaning."""
        told = [value for key, value in self._mapping.items() if key in MEANINGS]
        return any(n in self._places(part.strip()) for value in told for part in (value, *value.split(_PLUS)))

    def _named(self, n: int, meaning: str, level: str) -> bool:
        return self._plain[n] in {str(name) for name in read_yaml("columns.yaml")[meaning][level]}

    def _known(self, n: int) -> bool:
        return any(self._named(n, meaning, level) for meaning in MEANINGS for level in ("sure", "likely"))

    def _never(self, n: int) -> bool:
        return self._plain[n] in {str(name) for name in read_yaml("columns.yaml")["never"]}

    def _same(self, found: Sequence[int]) -> bool:
        """Say whether columns tell the same things apart in every row."""
        pairs = {tuple(str(row[n]).strip() for n in found if n < len(row)) for row in self._rows}
        return all(len({pair[k] for pair in pairs if k < len(pair)}) == len(pairs) for k in range(len(found)))

    def _which(self, meaning: str, found: Sequence[int]) -> MappingError:
        also = f"or note={_PLUS.join(self._names[n] for n in found)} to read all of them" if meaning == "note" else ""
        also = also or (f"or {meaning}={NONE} to read each note on its own" if meaning == "case_id" else f"or {meaning}={NONE}")
        wrong = f"which column is {_SAID[meaning]}? It could be {self._listed(found)}"
        return self._refusal(wrong, f"--map {meaning}={_quoted(self._names[found[0]])}, {also}")

    def _refusal(self, wrong: str, write: str = "") -> MappingError:
        seen = ", ".join(f"{name or '(no name)'} ({profile.spoken})" for name, profile in zip(self._names, self._profiles, strict=True))
        write = write or "--map note=NAME case_id=NAME date=NAME"
        return MappingError(f"{self._file}: {wrong}. The columns are: {seen}. Write for example {write}")

    def _listed(self, found: Sequence[int]) -> str:
        return " or ".join(f"'{self._names[n]}'" for n in found)


def _quoted(name: str) -> str:
    return f"'{name}'" if " " in name else name
