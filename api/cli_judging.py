"""The part of `secondlook review ...` that judges: the report, labels for training, thresholds, rules, versions, sizes."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli_review import Database, Keys, review_app

__all__ = ["review_app"]
By = Annotated[str, typer.Option("--by", help="Who decides this; recorded with the review.")]


@review_app.command("report")
def review_report(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it: .html or .docx.")],
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Write how far the software can be relied on: precision, what may be missed, agreement, rules, with pictures and tables."""
    from api.custody import place_of
    from api.judging.commands import report

    raise typer.Exit(report(out, place=place_of(database, keys)))


@review_app.command("export")
def review_export(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the passages: .tsv.")],
    pseudonymise: Annotated[bool, typer.Option("--pseudonymise", help="Replace the names that the software knows.")] = False,
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Write agreed labels as a corpus file, for 'secondlook train'. The file holds words of notes: keep it as you keep them."""
    from api.custody import place_of
    from api.judging.commands import export

    raise typer.Exit(export(out, pseudonymise=pseudonymise, place=place_of(database, keys)))


@review_app.command("thresholds")
def review_thresholds(
    wanted: Annotated[float, typer.Argument(help="The share of shown passages that should be right, such as 0.8.")],
    indicator: Annotated[str | None, typer.Option(help="Only this indicator.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Set the proposed threshold of --indicator.")] = False,
    by: By = "",
    profile: Annotated[str, typer.Option(help="The profile that it is for: full or rules.")] = "full",
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Propose from which confidence to show an indicator. Nothing changes until a named person applies it."""
    from api.custody import place_of
    from api.judging.commands import thresholds

    raise typer.Exit(thresholds(wanted, indicator=indicator, apply=apply, by=by, profile=profile, place=place_of(database, keys)))


@review_app.command("switch-off")
def review_switch_off(
    rule: Annotated[str, typer.Argument(help="The id of a rule, as 'secondlook rules list' shows it.")],
    apply: Annotated[bool, typer.Option("--apply", help="Switch it off.")] = False,
    by: By = "", database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Say what past decisions say of a rule, and switch it off where a named person asks for it."""
    from api.custody import place_of
    from api.judging.commands import switch

    raise typer.Exit(switch(rule, apply=apply, by=by, place=place_of(database, keys)))


@review_app.command("compare")
def review_compare(
    old: Annotated[Path, typer.Argument(help="Reviews of one version: what 'scan --format jsonl' wrote.")],
    new: Annotated[Path, typer.Argument(help="Reviews of the other version, of the same notes.")],
    out: Annotated[Path | None, typer.Option(help="Write the list of what changed to this CSV file.")] = None,
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Compare two versions on the same notes: what changed, and is it better by what readers decided?"""
    from api.custody import place_of
    from api.judging.commands import compare

    raise typer.Exit(compare(old, new, out=out, place=place_of(database, keys)))


@review_app.command("sizes")
def review_sizes(
    width: Annotated[float, typer.Option(help="How wide the interval of the share right may be.")] = 0.1,
    expected: Annotated[float, typer.Option(help="The share right that you expect; 0.5 is the safe guess.")] = 0.5,
    shown: Annotated[int | None, typer.Option(min=1, help="How many passages are shown for the indicator.")] = None,
    bound: Annotated[
        float | None, typer.Option(help="The share of passages without a flag that may have been missed at most, such as 0.002.")
    ] = None,
    unflagged: Annotated[int | None, typer.Option(min=1, help="How many passages have no flag.")] = None,
) -> None:
    """Say how many passages must be read."""
    from api.judging.commands import sizes

    raise typer.Exit(sizes(width=width, expected=expected, shown=shown, bound=bound, unflagged=unflagged))
