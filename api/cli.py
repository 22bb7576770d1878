"""The command line: `secondlook scan`, `screen`, `serve`, `train`, `evaluate`, `bench`, `rules ...`.

Exit status: 0 all was read; 1 something could not be read, or a rule example failed (the rest was done); 2 nothing
could be done as asked. Errors go to standard error and never quote a note.
"""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli_judging import review_app
from api.cli_keeping import keeping_app
from api.cli_review import api_keys_app, users_app
from api.private import no_core_dumps
from nlp.errors import SecondLookError, where_failed

app = typer.Typer(
    help="A second look at safeguarding case notes: passages worth reading again, and what is not there.",
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
)  # fmt: skip
rules_app = typer.Typer(help="Look at the rules and run their examples.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")
app.add_typer(review_app, name="review")
app.add_typer(users_app, name="users")
app.add_typer(api_keys_app, name="api-keys")
app.add_typer(keeping_app)


class Format(StrEnum):
    """How a review is written."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    html = "html"
    docx = "docx"
    summary = "summary"


@app.command()
def scan(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...", help="Notes to read: .txt .md .docx .pdf .rtf .eml .msg .html or .jsonl; - for standard input."
        ),
    ] = None,
    format: Annotated[Format, typer.Option(help="How to write the review.")] = Format.text,  # noqa: A002
    profile: Annotated[str, typer.Option(help="full (rules and model), rules, or large (a larger model, several times slower).")] = "full",
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of the screen.")] = None,
    set_aside: Annotated[bool, typer.Option("--set-aside", help="Also list mentions that were considered and set aside.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No remarks on standard error, only errors.")] = False,
) -> None:
    """Give one or more notes a second look. Nothing is stored and nothing leaves this computer."""
    from api.scan import run

    raise typer.Exit(run(files or ["-"], form=format.value, profile=profile, out=out, set_aside=set_aside, quiet=quiet))


class Engine(StrEnum):
    """Where a screening runs."""

    local = "local"
    spark = "spark"


@app.command()
def screen(
    source: Annotated[str, typer.Argument(metavar="INPUT", help="A folder or .zip of notes, or a .csv, .xlsx, .jsonl or .parquet export.")],
    out: Annotated[Path, typer.Option(help="A new or empty folder for the results.")],
    profile: Annotated[str, typer.Option(help="full (rules and model), rules (many times faster), large (slower).")] = "full",
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Processes that read notes. [default: one a core]")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a screening that was stopped.")] = False,
    engine: Annotated[Engine, typer.Option(help="This computer, or a Spark cluster.")] = Engine.local,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="NAME=COLUMN", help="Which column is what: case_id, id, date, role, note. May be repeated."),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write the tables as CSV too.")] = False,
    pseudonymise: Annotated[
        bool, typer.Option("--pseudonymise", help="Names of people become 'Child 1', 'Man 2'; the key is kept beside the folder.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on standard error, only errors.")] = False,
) -> None:
    """Screen an export of many cases: tables of flags and findings, a report, and a workbook. Nothing leaves this computer."""
    from api.screen import mapping_of, run
    from api.settings import cores
    from nlp.screening.records import Options

    options = Options(
        profile=profile, workers=workers or cores(), csv=csv, pseudonymise=pseudonymise, mapping=mapping_of(columns or [])
    )  # fmt: skip
    raise typer.Exit(run(source, out=out, options=options, engine=engine.value, resume=resume, quiet=quiet))


@app.command()
def bench(
    profile: Annotated[str | None, typer.Option(help="rules, full or large. [default: rules and full; with options below rules]")] = None,
    passes: Annotated[int, typer.Option(min=1, help="How often to read the notes.")] = 5,
    json: Annotated[Path | None, typer.Option(help="Write the figures to this file too (with --http or --peers, or with neither).")] = None,
    http: Annotated[bool, typer.Option("--http", help="Only time the API, with 1, 10 and 50 clients at once.")] = False,
    mixed: Annotated[bool, typer.Option("--load", help="Send mixed requests for minutes, and watch the server's memory.")] = False,
    cases: Annotated[bool, typer.Option("--cases", help="Time what the reasoners add to a note, and a case of 400 notes.")] = False,
    minutes: Annotated[float, typer.Option(min=0.1, max=600, help="How long --load goes on.")] = 10,
    screening: Annotated[bool, typer.Option("--screen", help="Screen a made-up export from end to end, and watch the memory.")] = False,
    notes: Annotated[int, typer.Option(min=10, help="How many notes --screen reads.")] = 100_000,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes for --screen. [default: one a core]")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Write the figures of --screen to evaluation/results/.")] = False,
    peers: Annotated[bool, typer.Option("--peers", help="The same text by EDS-NLP, medSpaCy, Presidio (needs a network).")] = False,
    peers_in: Annotated[Path | None, typer.Option(help="Keep the environments of --peers in this folder, to be used again.")] = None,
    readers: Annotated[bool, typer.Option("--readers", help="Let 20 readers decide at once, and kill the server on the way.")] = False,
    decisions: Annotated[int, typer.Option(min=2, help="How many decisions --readers makes.")] = 10_000,
    pause: Annotated[float, typer.Option(min=0, help="The mean pause of a reader on a passage, in seconds.")] = 0.5,
    kill: Annotated[bool, typer.Option("--kill/--no-kill", help="Kill the server of --readers in the middle.")] = True,
    database: Annotated[str, typer.Option(help="An empty PostgreSQL database for --readers; left out, a SQLite file.")] = "",
    out: Annotated[Path | None, typer.Option(help="Write the figures of --readers to this file (JSON).")] = None,
) -> None:
    """Print what this machine does: words and notes a second, the first note, answers over HTTP, memory. Takes some minutes."""
    one = profile or "rules"
    if readers:
        from api.reading_bench import bench_readers

        raise typer.Exit(bench_readers(decisions=decisions, pause=pause, kill=kill, database=database, out=out))
    if peers:
        from evaluation.benchmarks.peers import run as compare

        compare(file=json, folder=peers_in)
        return
    if mixed:
        from evaluation.benchmarks.load import load

        report, within = load(profile=one, minutes=minutes)
        sys.stdout.write(report)
        raise typer.Exit(0 if within else 1)
    if screening:
        from evaluation.benchmarks import screening as measure

        report, found = measure.screening(profile=one, notes=notes, workers=workers or os.cpu_count() or 1)
        sys.stdout.write(report)
        if keep:
            measure.keep(found)
        return
    if cases:
        from evaluation.benchmarks.cases import report as time_cases

        text, kept = time_cases(profile=one, passes=passes)
        sys.stdout.write(text)
        raise typer.Exit(0 if kept else 1)
    from evaluation.benchmarks.bench import PARTS, PROFILES, run

    run(profiles=(profile,) if profile else PROFILES, passes=passes, parts=("http",) if http else PARTS, file=json)


@app.command()
def train(
    profile: Annotated[str, typer.Option(help="full, large, or linear: the small scorer beside both.")] = "full",
    out: Annotated[Path | None, typer.Option(help="Where to write the model; without it, the folder that ships.")] = None,
    weigh_only: Annotated[bool, typer.Option("--weigh-only", help="Keep the models and only weigh them with the rules again.")] = False,
    fit_to: Annotated[Path | None, typer.Option(help="Only learn, and write the weights there, to be used elsewhere.")] = None,
    weights: Annotated[Path | None, typer.Option(help="Do not learn, but take the weights from this file.")] = None,
) -> None:
    """Make the trained model from the corpus again, from a source checkout. Needs: pip install 'secondlook[train]'."""
    from training.run import train as run

    run(profile, out=out, weigh_only=weigh_only, fit_to=fit_to, weights=weights)


@app.command()
def evaluate(
    profile: Annotated[str, typer.Option(help="full, rules or large.")] = "full",
) -> None:
    """Print how good a profile is on notes of writers that nothing was trained or calibrated on, from a source checkout."""
    from evaluation.evaluate import evaluate as measure
    from evaluation.evaluate import written
    from training.splits import texts

    sys.stdout.write(written(measure(profile, texts("test")), profile))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Where to listen; elsewhere only with accounts and TLS. [default: 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="0 takes any free one. [default: 8000]")] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that read notes. [default: one a core]")] = None,
    review: Annotated[bool, typer.Option("--review", help="Turn on the review of flags, with accounts and a database.")] = False,
    settings: Annotated[Path | None, typer.Option(help="A TOML file of settings; docs/settings.md lists them.")] = None,
) -> None:
    """Open the page and the API on this computer, until Ctrl-C. Nothing is stored, unless --review is on."""
    from api.serve import run

    raise typer.Exit(run(host=host, port=port, workers=workers, open_browser=not no_open, review=review, file=settings))


@app.command()
def health(
    url: Annotated[str, typer.Option(help="Where the server is. [default: as the settings say]")] = "",
) -> None:
    """Ask a running server whether it can take notes: 0 it can, 1 it cannot. For containers and other watchers."""
    from api.watch import health as ask

    raise typer.Exit(ask(url))


@rules_app.command("check")
def rules_check(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Rule files; default all that ship.")] = None,
) -> None:
    """Run every rule against its own examples."""
    from api.rules import check_rules

    raise typer.Exit(check_rules(files or []))


@rules_app.command("list")
def rules_list(
    indicator: Annotated[str | None, typer.Argument(help="Only the rules of this indicator or signal.")] = None,
) -> None:
    """List the rules: id, what for, title."""
    from api.rules import list_rules

    raise typer.Exit(list_rules(indicator))


@rules_app.command("explain")
def rules_explain(
    sentence: Annotated[str, typer.Argument(help="A sentence of your own, in quotation marks; - for standard input.")],
) -> None:
    """Say what a sentence triggers and why, and what was set aside."""
    from api.rules import explain_sentence

    raise typer.Exit(explain_sentence(sys.stdin.read() if sentence == "-" else sentence))


def main() -> None:
    """Run the command line; whatever goes wrong ends in one clear line, never in a traceback."""
    no_core_dumps()
    try:
        app(standalone_mode=True)
    except SecondLookError as error:
        sys.stderr.write(f"secondlook: {error}\n")
        raise SystemExit(2) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except Exception as error:  # what it says could hold text of a note
        sys.stderr.write(f"secondlook: something went wrong here ({where_failed(error)}); please report this line, it holds no text\n")
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        sys.stderr.write("secondlook: stopped; nothing was kept\n")
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
