"""What can be drawn from a screening: its tables give what was shown and nearly shown, the export again gives every passage.

A screening keeps no notes, so the export is read a second time: it must be the one that was screened, file by file. Where there
are more passages than can be held, a random part of them is, chosen by their words, so that pasted copies stay together; the chance
of that is part of each item's inclusion probability.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow.parquet as pq

from evaluation.review.active import active
from evaluation.review.pool import Candidate, Drawn, text_key
from evaluation.review.rows import Decision, SampleItem
from evaluation.review.samplers import By, double_blind, flagged, item, near_threshold, random_precision, rule_false_alarms, unflagged
from nlp.detect import SILENT
from nlp.errors import InputError
from nlp.fusion import thresholds as rule_thresholds
from nlp.indicators import INDICATORS
from nlp.local import local
from nlp.models.artefact import open_artefact, shipped
from nlp.records import SHOWN, Note, Passage
from nlp.screening.reading import Item, Source, open_source
from nlp.text.passages import split

_ROWS: Final = 5_000
_BESIDE: Final = 2
"""Passages before and after that a reader sees."""
_RANDOM_SHARE: Final = 0.2
"""The part of a sample for learning that is drawn by chance."""
MOST_HELD: Final = 200_000
"""Passages without an indicator from which the unflagged sample is drawn."""
_SHOWN_COLUMNS: Final = ["note", "case_id", "indicator", "confidence", "sources", "passage", "passage_start"]
_SAID: Final = ["note", "indicator", "passage_start", "passage_end", "explanation", "quote", "assertion"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many of what are drawn; `near` and `flagged` are for each indicator, `false_alarms` for each rule, the others over all."""

    seed: int
    flagged: int = 0
    by: By = "passage"
    near: int = 0
    margin: float = 0.1
    random: int = 0
    unflagged: int = 0
    beside: int = 0
    double: float = 0.0
    active: int = 0
    false_alarms: int = 0


class Place(NamedTuple):
    """A passage of the screening: the number of its note, and where it begins."""

    note: int
    start: int


class Screened:
    """A finished screening and the export that it was made from."""

    def __init__(self, folder: Path, export: str) -> None:
        self.folder = folder
        try:
            manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            self._settings: dict[str, Any] = manifest["settings"]
        except (OSError, ValueError, KeyError):
            raise InputError(f"{folder}: this is not the folder of a finished screening; name the --out of 'secondlook screen'") from None
        if self._settings["options"]["pseudonymise"]:
            raise InputError(f"{folder}: names were hidden in this screening and would stand in the sample; screen without --pseudonymise")
        self.versions: dict[str, str] = self._settings["versions"]
        self.source: Source = open_source(export, self._settings["options"]["mapping"])
        found = [asdict(each) for each in self.source.describe().inputs]
        if found != self._settings["inputs"]:
            raise InputError(f"{export}: this is not the export that was screened, or it has changed; name the one behind {folder}")
        self.flags: dict[Place, tuple[str, ...]] = self._by_passage("flags")
        self.near: dict[Place, tuple[str, ...]] = {}

    def shown(self) -> list[Candidate]:
        """Return what was shown, an indicator at a time."""
        return [self._candidate(row, shown=True) for row in self._rows("flags", _SHOWN_COLUMNS)]

    def nearly(self, margin: float) -> list[Candidate]:
        """Return what rules named and the threshold kept from being shown, `margin` or less below it."""
        limits = limits_of(self.versions["profile"])
        rows = [
            row
            for row in self._rows("set_aside", [*_SHOWN_COLUMNS, "assertion"])
            if row["assertion"] in SHOWN and limits[row["indicator"]] - margin <= row["confidence"] < limits[row["indicator"]]
        ]
        for row in rows:
            place = Place(row["note"], row["passage_start"])
            self.near[place] = (*self.near.get(place, ()), row["indicator"])
        return [self._candidate(row, shown=False) for row in rows]

    def passages(self, seed: int, most: int = MOST_HELD) -> tuple[list[Candidate], float]:
        """Return passages without an indicator, and the chance that each had of being among them."""
        total = sum(row["passages"] for row in self._rows("notes", ["passages"]))
        chance = min(1.0, most / max(1, total))
        held: list[Candidate] = []
        for number, note in self._notes():
            for passage in _spoken(note.text):
                place = Place(number, passage.start)
                key = text_key(note.text[passage.start : passage.end], place=f"{number}:{passage.start}")
                if _luck(key, seed) < chance:
                    beside = self.flags.get(place, ())
                    held.append(Candidate(id=_name(place), case_id=note.case_id, same=key, flags=beside, near=self.near.get(place, ())))
        return held, chance

    def items(self, drawn: Sequence[Drawn]) -> Iterator[SampleItem]:
        """Yield the drawn passages with their words, in the order of the draw."""
        wanted: dict[int, set[int]] = {}
        for each in drawn:
            at = _place(each)
            wanted.setdefault(at.note, set()).add(at.start)
        said = self._said(wanted)
        by_place: dict[Place, dict[str, Any]] = {}
        for number, note in self._notes():
            if number in wanted:
                by_place |= {Place(number, start): found for start, found in _words(note, wanted[number])}
        for each in drawn:
            place = _place(each)
            if place not in by_place:
                raise InputError(f"{self.folder}: passages are cut otherwise than when this was screened; use the version that screened it")
            told = said.get((place, each.candidate.indicator), {"explanation": ""})
            yield item(each, **by_place[place], **told, versions=self.versions)

    def _said(self, wanted: Mapping[int, set[int]]) -> dict[tuple[Place, str | None], dict[str, Any]]:
        """Return what the screening said of the drawn passages, by passage and indicator."""
        said: dict[tuple[Place, str | None], dict[str, Any]] = {}
        for table in ("set_aside", "flags"):
            for row in self._rows(table, _SAID):
                if row["passage_start"] in wanted.get(row["note"], ()):
                    told = {key: row[key] for key in ("explanation", "quote", "assertion")}
                    said[Place(row["note"], row["passage_start"]), row["indicator"]] = told
        return said

    def _notes(self) -> Iterator[tuple[int, Note]]:
        return enumerate(found.note for found in self.source.items() if isinstance(found, Item))

    def _rows(self, table: str, columns: list[str]) -> Iterator[dict[str, Any]]:
        with pq.ParquetFile(self.folder / f"{table}.parquet") as file:
            for batch in file.iter_batches(batch_size=_ROWS, columns=columns):
                yield from batch.to_pylist()

    def _by_passage(self, table: str) -> dict[Place, tuple[str, ...]]:
        found: dict[Place, dict[str, None]] = {}
        for row in self._rows(table, ["note", "passage_start", "indicator"]):
            found.setdefault(Place(row["note"], row["passage_start"]), {})[row["indicator"]] = None
        return {place: tuple(indicators) for place, indicators in found.items()}

    def _candidate(self, row: Mapping[str, Any], *, shown: bool) -> Candidate:
        place = Place(row["note"], row["passage_start"])
        return Candidate(
            id=_name(place), case_id=row["case_id"], same=text_key(row["passage"], place=f"{place.note}:{place.start}"),
            indicator=row["indicator"], shown=shown, confidence=row["confidence"], flags=self.flags.get(place, ()),
            near=self.near.get(place, ()), rules=tuple(row["sources"].splitlines()),
        )  # fmt: skip


def draw(screened: Screened, plan: Plan, decisions: Sequence[Decision] = ()) -> list[Drawn]:
    """Return the sample of a plan: the strata one after the other, each in random order.

    `decisions` are those of an earlier review: they say which rules cause false alarms.
    """
    near = screened.nearly(plan.margin) if plan.near or plan.active else []  # first, so that the others know what was near
    shown = screened.shown() if plan.flagged or plan.random or plan.active or plan.false_alarms else []
    drawn = [
        *flagged(shown, each=plan.flagged, seed=plan.seed, by=plan.by),
        *random_precision(shown, size=plan.random, seed=plan.seed),
        *near_threshold(
            near, each=plan.near, seed=plan.seed, thresholds=limits_of(screened.versions["profile"]), margin=plan.margin
        ),
    ]  # fmt: skip
    if plan.unflagged or plan.beside:
        passages, chance = screened.passages(plan.seed)
        bare = unflagged(passages, size=plan.unflagged, beside=plan.beside, seed=plan.seed)
        drawn += [replace(each, inclusion_probability=each.inclusion_probability * chance) for each in bare]
    if plan.double:
        drawn = double_blind(drawn, share=plan.double, seed=plan.seed)
    if plan.active:
        drawn += active([*shown, *near], size=plan.active, random_share=_RANDOM_SHARE, seed=plan.seed)
    if plan.false_alarms:
        drawn += rule_false_alarms(shown, decisions, each=plan.false_alarms, seed=plan.seed)
    return drawn


def limits_of(profile: str) -> dict[str, float]:
    """Return the confidence from which each indicator is shown in a profile, an organisation's own settings before ours."""
    folder = shipped(profile)
    if folder is None:
        return dict(rule_thresholds())
    limits: dict[str, float] = open_artefact(folder).json("weighing.json")["thresholds"]["balanced"]
    own: Mapping[str, float] = local().thresholds.get(profile, {})
    return {indicator: float({**limits, **own}[indicator]) for indicator in INDICATORS}


def _spoken(text: str) -> list[Passage]:
    return [passage for passage in split(text) if passage.kind not in SILENT]


def _words(note: Note, starts: set[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the words of the passages that begin at `starts`, with those around them."""
    passages = split(note.text)
    for at, passage in enumerate(passages):
        if passage.start in starts:
            first, last = passages[max(0, at - _BESIDE)].start, passages[min(len(passages) - 1, at + _BESIDE)].end
            yield passage.start, {
                "note_id": note.id, "date": note.date, "role": note.role, "text": note.text[passage.start : passage.end],
                "before": note.text[first : passage.start], "after": note.text[passage.end : last], "start": passage.start,
                "end": passage.end,
            }  # fmt: skip


def _place(drawn: Drawn) -> Place:
    note, _, start = drawn.candidate.id.partition(":")
    return Place(int(note), int(start))


def _name(place: Place) -> str:
    return f"{place.note}:{place.start}"


def _luck(key: str, seed: int) -> float:
    """Return a number in [0, 1) that is the same for all copies of a passage."""
    return int.from_bytes(hashlib.blake2b(f"{seed}\0{key}".encode(), digest_size=8).digest(), "big") / 2**64
