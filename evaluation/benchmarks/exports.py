"""Exports as case systems make them, of any size, out of the authored notes: for benchmarks and tests, never for training.

    python -m evaluation.benchmarks.exports 100000 export.csv

Cases have some notes or many, over months and years. Their people have names of their own, put in place of those that the authored
notes give them. Notes differ: passages are left out, a sentence of another note comes in, an earlier paragraph is pasted again. The
rows stand in the order of their dates, so that the notes of a case are scattered over the file. A few rows are as they are in life:
empty, with HTML left in them, without a date, with the case number alone.
"""

import csv
import datetime
import json
import random
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from evaluation.authored import Authored, authored
from nlp.rules.data import read_yaml

COLUMNS: Final = ("Case Reference", "Record ID", "Date of Contact", "Recorded By Role", "Narrative")
SEED: Final = 20_240_311
_NOTES_A_CASE: Final = (1, 1, 2, 3, 5, 8, 12, 20, 35, 60)
_FIRST: Final = datetime.date(2016, 1, 4)
_DAYS: Final = 3_200

Row = tuple[str, str, str, str, str]
Names = dict[str, list[str]]
"""The names of a case's people, by the gender that a name leans to."""


def rows(count: int, *, seed: int = SEED) -> list[Row]:
    """Return `count` rows in the order of their dates; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311
    made = list[tuple[datetime.date, Row]]()
    case = 0
    while len(made) < count:
        case += 1
        made += _case(f"{dice.choice('ABCFHKL')}{100_000 + case}", min(dice.choice(_NOTES_A_CASE), count - len(made)), dice)
    made.sort(key=lambda pair: pair[0])  # in the order of making where the day is the same
    return [row for _, row in made]


def write(path: Path, count: int, *, seed: int = SEED) -> int:
    """Write an export as `path` says (.csv, .jsonl or .parquet); return how many words it has."""
    made = rows(count, seed=seed)
    if path.suffix == ".jsonl":
        with path.open("w", encoding="utf-8") as file:
            for case, id_, date, role, text in made:
                file.write(json.dumps({"id": id_, "case_id": case, "date": date, "role": role, "text": text}, ensure_ascii=False) + "\n")
    elif path.suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.table(dict(zip(COLUMNS, zip(*made, strict=True), strict=True))), path)
    else:
        with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
            writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_MINIMAL)
            writer.writerow(COLUMNS)
            writer.writerows(made)
    return sum(len(row[-1].split()) for row in made)


def _case(reference: str, count: int, dice: random.Random) -> Iterator[tuple[datetime.date, Row]]:
    """Yield the notes of one case, whose people keep their names."""
    day = _FIRST + datetime.timedelta(days=dice.randrange(_DAYS))
    names, earlier = _names(dice), ""
    for number in range(count):
        source = dice.choice(_sources())
        text = _text(source, names, dice)
        if earlier and dice.random() < 0.1:
            text = f"{text}\nPrevious entry: {dice.choice(earlier.splitlines())}"
        earlier = text
        date = day.strftime("%d/%m/%Y") if dice.random() < 0.99 else ""
        yield day, (reference, f"{reference}-{number + 1:03}", date, source.role, _as_in_life(text, dice))
        day += datetime.timedelta(days=dice.choice((1, 3, 7, 14, 30, 60)))


def _text(source: Authored, names: Names, dice: random.Random) -> str:
    """Return the authored note with some passages left out, one of another note in it, and other names."""
    pieces = [source.text[a.start : b.start] for a, b in zip(source.passages, source.passages[1:], strict=False)]
    pieces.append(source.text[source.passages[-1].start :])
    kept = [piece for piece in pieces if dice.random() > 0.08] or pieces
    other = dice.choice(_sources())
    passage = dice.choice(other.passages)
    kept.insert(dice.randrange(len(kept) + 1), other.text[passage.start : passage.end] + "\n")
    left = {gender: iter(known) for gender, known in names.items()}
    called = {name: new for name in _called(source) if (new := next(left[_leans()[name.lower()]], ""))}
    text = "".join(kept)
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, called))})\b", lambda m: called[m.group(0)], text) if called else text


def _as_in_life(text: str, dice: random.Random) -> str:
    chance = dice.random()
    if chance < 0.002:
        return ""
    if chance < 0.03:
        return "<p>" + text.replace("&", "&amp;").replace("\n", "</p><p>") + "</p>"
    return text.replace("\n", "\r\n") if chance < 0.2 else text


@cache
def _sources() -> tuple[Authored, ...]:
    return tuple(item for item in authored("all") if item.case_id and item.passages)


def _called(source: Authored) -> tuple[str, ...]:
    """Return the given names of people that the authored note's gold tells."""
    words = [w for person in (*source.children, *source.men) for w in re.findall(r"\b[A-Z][a-z]{2,}\b", person["ref"])]
    return tuple(dict.fromkeys(w for w in words if w.lower() in _leans()))


def _names(dice: random.Random) -> Names:
    return {gender: [name.capitalize() for name in dice.sample(known, 8)] for gender, known in _given().items()}


@cache
def _given() -> dict[str, list[str]]:
    """Return given names by the gender that they lean to."""
    data = read_yaml("people/names.yaml")
    return {gender: sorted(name for name in str(data[gender]).split() if len(name) > 2) for gender in ("f", "m")}


@cache
def _leans() -> dict[str, str]:
    return {name: gender for gender, names in _given().items() for name in names}


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[2]), int(sys.argv[1])):,} words\n")
