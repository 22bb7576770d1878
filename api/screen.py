"""`secondlook screen`: a whole export overnight, with its progress on standard error and its results in a folder."""

import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from nlp.errors import InputError, SecondLookError, where_failed
from nlp.explain import phrase
from nlp.models.artefact import shipped
from nlp.pipeline import PROFILES
from nlp.screening.finish import key_file
from nlp.screening.place import check_place
from nlp.screening.reading import Description, open_source
from nlp.screening.records import Options, Progress
from nlp.screening.run import run as run_screening

_EVERY = 30.0  # seconds between two lines of progress where they do not go to a terminal
_STAGES = {"reading": "Reading the export", "reviewing": "Giving it a second look", "writing": "Writing the results"}


class Stopped(Exception):  # noqa: N818  # not an error: somebody asked for it
    """The run was asked to end, by Ctrl-C or by the system."""


def run(path: str, *, out: Path, options: Options, engine: str, resume: bool, quiet: bool) -> int:
    """Do the whole job of `screen`; return the exit status: 0 all was read, 1 something was not, 2 it could not be done, 130 stopped."""
    shown = Shown(quiet=quiet)
    try:
        check_profile(options.profile)
        with _stoppable(), shown:
            check_place(out, resume=resume)
            manifest = _with(engine, path, out, options, shown, resume)
    except Stopped:
        sys.stderr.write(f"secondlook: stopped. {shown.kept()} Go on by running the same command with --resume\n")
        return 130
    except SecondLookError as error:
        sys.stderr.write(f"secondlook: {error}\n")
        return 2
    except Exception as error:  # its own words could hold text of a note
        sys.stderr.write(
            f"secondlook: something went wrong here ({where_failed(error)}). {shown.kept()} Run the same command with --resume\n"
        )
        return 2
    if not quiet:
        sys.stderr.write(_done(manifest, out, options))
    return 1 if manifest["counts"]["errors"] else 0


def mapping_of(given: Sequence[str]) -> dict[str, str]:
    """Return what `--map case_id=CaseRef note=Narrative` says; raises InputError where it cannot be read."""
    mapping = dict[str, str]()
    for pair in given:
        key, equals, column = pair.partition("=")
        if not equals or not column:
            raise InputError(f"--map {pair}: write it as NAME=COLUMN, for example: --map note=Narrative")
        mapping[key] = column
    return mapping


def check_profile(profile: str) -> None:
    """Raise InputError for a profile that does not exist or has no model, without loading one."""
    if profile not in PROFILES:
        raise InputError(f"there is no profile '{profile}'; choose one of: {', '.join(PROFILES)}")
    if profile == "large" and shipped(profile) is None:
        raise InputError("the profile 'large' needs a trained model that is not shipped yet; choose 'full' or 'rules'")
    if profile == "full" and shipped(profile) is None:
        sys.stderr.write(f"secondlook: {phrase('profile', 'rules_only')}\n")


def _with(engine: str, path: str, out: Path, options: Options, shown: "Shown", resume: bool) -> dict[str, Any]:
    if engine == "local":
        source = open_source(path, options.mapping or None)
        return run_screening(source, out, options, shown.tell, shown.describe, resume=resume)
    from nlp.screening.spark import session, spark_engine, spark_input  # imported where it is asked for: it takes a second

    spark = session()
    table = spark_input(spark, path, options.mapping)
    return run_screening(table, out, options, shown.tell, shown.describe, resume=resume, engine=spark_engine(spark, table))


class Shown:
    """The progress of a run, kept up to date in a terminal and told every half minute elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self._console = Console(file=sys.stderr, highlight=False)
        self._live = Live(console=self._console, refresh_per_second=4, transient=True) if self._console.is_terminal and not quiet else None
        self._quiet = quiet
        self._told = time.monotonic()
        self._last: Progress | None = None

    def __enter__(self) -> "Shown":
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def describe(self, description: Description) -> None:
        """Write what the export was taken for, before any of it is read."""
        if not self._quiet:
            self._console.print(Text(_described(description), end=""), soft_wrap=True)

    def tell(self, progress: Progress) -> None:
        """Show how far the run has come."""
        self._last = progress
        if self._live:
            self._live.update(_panel(progress))
        elif not self._quiet and time.monotonic() - self._told > _EVERY:
            self._told = time.monotonic()
            sys.stderr.write(f"secondlook: {line(progress)}\n")

    def kept(self) -> str:
        """Return what is kept of a run that was stopped."""
        if self._last is None or self._last.stage == "reading":
            return "The export was not read to its end, and nothing was reviewed yet."
        if self._last.stage == "writing":
            return "Every case is reviewed and kept; only the results must be written again."
        return f"{self._last.notes:,} of {self._last.notes_of:,} notes are reviewed and kept."


def line(progress: Progress) -> str:
    """Return the progress as one line."""
    head = f"{_STAGES[progress.stage]}: "
    if progress.stage == "writing":
        return head + f"step {progress.notes} of {progress.notes_of}"
    if progress.stage == "reading":
        return head + f"{progress.notes:,} notes, {progress.words:,} words, {progress.errors:,} could not be read"
    share = progress.words / progress.words_of if progress.words_of else 1.0
    left = "" if progress.left is None else f", about {timedelta(seconds=round(progress.left))} left"
    lost = f", {progress.lost_workers} worker processes replaced" if progress.lost_workers else ""
    return (
        head + f"{share:.1%}, {progress.notes:,} of {progress.notes_of:,} notes, {progress.rate:,.0f} words a second{left}; "
        f"{progress.flags:,} flags, {progress.errors:,} could not be read{lost}"
    )


def _panel(progress: Progress) -> Table:
    table = Table.grid(padding=(0, 1))
    done, of = (progress.notes, progress.notes_of) if progress.stage == "writing" else (progress.words, progress.words_of)
    width = 30
    filled = round(width * done / of) if of else 0
    table.add_row(Text("█" * filled + "·" * (width - filled)), Text(line(progress)))
    return table


def _described(description: Description) -> str:
    files = f"{description.files:,} file{'' if description.files == 1 else 's'}, {description.bytes / 1_000_000:,.1f} MB"
    lines = [f"{description.kind}: {files}"]
    lines += [
        f"  {column.name}: {f'read as {column.meaning}' if column.meaning else 'not read'} ({column.why})" for column in description.columns
    ]
    if description.mapping:
        lines.append("  the same with: --map " + " --map ".join(f'"{k}={v}"' for k, v in description.mapping.items()))
    return "".join(f"{text}\n" for text in (*lines, *description.remarks))


def _done(manifest: dict[str, Any], out: Path, options: Options) -> str:
    counts, took = manifest["counts"], timedelta(seconds=round(manifest["times"]["seconds"]))
    lines = [
        f"{counts['notes']:,} notes read in {took}; {counts['flags']:,} passages flagged in "
        f"{counts['notes_with_flags']:,} of them; {counts['errors']:,} could not be read.",
        f"Read {out / 'report.html'} first. The passages are in {out / 'review.xlsx'} and {out / 'flags.parquet'}.",
    ]
    if counts["errors"]:
        lines.append(f"What could not be read, and what to do, is in {out / 'errors.parquet'}.")
    if options.pseudonymise:
        lines.append(f"The key to the pseudonyms is {key_file(out)}; keep it apart from the folder.")
    return "".join(f"{text}\n" for text in lines)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turn Ctrl-C and the system's request to end into Stopped while the context lasts."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
