"""A screening from beginning to end: read the export, have its cases reviewed, write what came of it.

Each of the three stages may be cut off at any moment. Reading begins again; a share that is done is never done again; writing
begins again from the parts. So a resumed screening gives the same tables as one that was never stopped.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from nlp.errors import ScreeningError
from nlp.screening.crew import Crew, DiskError
from nlp.screening.finish import finish
from nlp.screening.parts import Counts, part_file, read_counts
from nlp.screening.place import Place, check_place, compare, settings_of, trouble, write_json
from nlp.screening.reading import Description, Item, Unreadable, open_source
from nlp.screening.records import Clock, Options, Placed, Progress
from nlp.screening.shares import Shares, how_many, share_file
from nlp.screening.worker import Task

Tell = Callable[[Progress], None]
_EVERY = 200  # notes between two reports while reading


def quiet(_: object) -> None:
    """Tell nobody."""


def screen(path: Path, out: Path, options: Options, tell: Tell = quiet, *, resume: bool = False) -> dict[str, Any]:
    """Screen an export into the folder `out`; return what its manifest says.

    `tell` is called with the progress, often. Raises SecondLookError for anything foreseen; everything done until then is kept
    and `resume` goes on with it.
    """
    check_place(out, resume=resume)
    return run(open_source(path, options.mapping or None), out, options, tell, quiet, resume=resume)


def run(
    source: "Input",
    out: Path,
    options: Options,
    tell: Tell,
    describe: Callable[[Description], None],
    *,
    resume: bool,
    engine: "Engine | None" = None,
) -> dict[str, Any]:
    """Screen an opened source, as `screen` does; `describe` is told what it was taken for before any of it is read.

    `engine` does the reading and the reviewing: this computer, if left out.
    """
    engine = engine or Local()
    check_place(out, resume=resume)
    place, description = Place(out), source.describe()
    describe(description)
    settings = settings_of(description, options)
    if place.finished:
        manifest: dict[str, Any] = json.loads(place.manifest.read_text(encoding="utf-8"))
        compare(manifest["settings"], settings, out)
        shutil.rmtree(place.work, ignore_errors=True)
        return manifest
    with place.held():
        clock = Clock(time.time())
        try:
            resumed = place.begin(settings, resume=resume)
        except OSError as error:
            raise trouble(error, out) from None
        read = engine.read(source, description, place, tell)
        clock.stop("reading")
        engine.review(place, read, options, tell)
        clock.stop("reviewing")
        try:
            return finish(place, description, settings, options, read, tell, replace(clock, resumed=resumed))
        except OSError as error:
            raise trouble(error, out, kept="Every case is reviewed and kept; only the tables must be written again.") from None


class Input(Protocol):
    """Something that can be screened."""

    def describe(self) -> Description:
        """Return what it is."""

    def items(self) -> Iterator[Item | Unreadable]:
        """Yield its notes in a stable order."""


class Engine(Protocol):
    """What shares out the work: both leave the same parts in the work folder."""

    def read(self, source: Input, description: Description, place: Place, tell: Tell) -> Counts:
        """Read the export, or find that it was; return how many notes and shares there are."""

    def review(self, place: Place, read: Counts, options: Options, tell: Tell) -> None:
        """Leave a part for every share that has notes."""


class Local:
    """Worker processes on this computer."""

    def read(self, source: Input, description: Description, place: Place, tell: Tell) -> Counts:
        """Share the notes out by case in the work folder."""
        return share_out(source, description, place, tell)

    def review(self, place: Place, read: Counts, options: Options, tell: Tell) -> None:
        """Have every share reviewed that has no part yet."""
        _review(place, read, options, tell)


def share_out(source: Input, description: Description, place: Place, tell: Tell) -> Counts:
    """Share the notes out by case, unless that is done already; return how many there are."""
    if place.read.is_file():
        counts: Counts = json.loads(place.read.read_text(encoding="utf-8"))
        return counts
    try:
        shutil.rmtree(place.notes, ignore_errors=True)
        place.notes.mkdir()
        counts = _share_out(source, place, how_many(description.bytes), tell)
        write_json(place.read, counts)
    except OSError as error:
        raise trouble(error, place.out, kept="The export was not read to its end, and nothing was reviewed yet.") from None
    return counts


def _share_out(source: Input, place: Place, count: int, tell: Tell) -> Counts:
    began, progress = time.monotonic(), Progress(stage="reading")
    counts = {"shares": count, "notes": 0, "words": 0, "characters": 0, "unreadable": 0, "remarks": 0}
    shares = Shares(place.notes, count)
    with place.unreadable.open("w", encoding="utf-8") as unreadable:
        for item in source.items():
            if isinstance(item, Unreadable):
                row = {"where": str(item.where), "what": item.what, "why": item.why, "what_to_do": item.what_to_do}
                unreadable.write(json.dumps(row) + "\n")
                counts["unreadable"] += 1
            else:
                _take(item, shares, counts)
            if (counts["notes"] + counts["unreadable"]) % _EVERY == 0:
                progress = replace(progress, notes=counts["notes"], words=counts["words"], words_now=counts["words"],
                                   errors=counts["unreadable"], seconds=time.monotonic() - began)  # fmt: skip
                tell(progress)
    shares.write()
    return counts


def _take(item: Item, shares: Shares, counts: Counts) -> None:
    shares.add(Placed(counts["notes"], str(item.where), item.note, "\n".join(item.remarks)))
    counts["notes"] += 1
    counts["words"] += len(item.note.text.split())
    counts["characters"] += len(item.note.text)
    counts["remarks"] += bool(item.remarks)


def _review(place: Place, read: Counts, options: Options, tell: Tell) -> None:
    """Have every share reviewed that has no part yet."""
    tasks, done = tasks_of(place, read, options)
    state = Progress(stage="reviewing", notes=done["notes"], notes_of=read["notes"], words=done["words"], words_of=read["words"],
                     flags=done["flags"], errors=done["errors"] + read["unreadable"])  # fmt: skip
    tell(state)
    began, before, under_way = time.monotonic(), done["words"], dict[int, int]()
    try:
        with Crew(options.profile, options.workers) as crew:
            for event in crew.run(tasks):
                if event.kind == "at":
                    under_way[event.share] = event.words
                else:
                    under_way.pop(event.share, None)
                if event.kind == "done" and event.counts:
                    done = {key: done[key] + event.counts[key] for key in done}
                words = done["words"] + sum(under_way.values())
                state = replace(
                    state, notes=done["notes"], words=words, words_now=words - before, flags=done["flags"],
                    errors=done["errors"] + read["unreadable"], lost_workers=state.lost_workers + (event.kind == "lost"),
                    seconds=time.monotonic() - began,
                )  # fmt: skip
                tell(state)
    except DiskError as error:
        raise trouble(error, place.out, kept=f"{done['notes']:,} of {read['notes']:,} notes are reviewed and kept.") from None
    except ScreeningError as error:
        raise ScreeningError(f"{error}. {done['notes']:,} of {read['notes']:,} notes are reviewed and kept") from None


def tasks_of(place: Place, read: Counts, options: Options) -> tuple[list[Task], Counts]:
    """Return the shares that are left, and the counts of those that are done."""
    tasks, done = list[Task](), {"notes": 0, "words": 0, "flags": 0, "errors": 0}
    for number in range(read["shares"]):
        notes, part = share_file(place.notes, number), part_file(place.parts, number)
        if part.is_file():
            counts = read_counts(part)
            done = {key: done[key] + counts[key] for key in done}
        elif notes.is_file():
            tasks.append(Task(number, notes, part, options.profile, options.pseudonymise))
    return tasks, done
