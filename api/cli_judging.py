"""The part of `secondlook review ...` that judges: the report, labels for training, thresholds, rules, versions, sizes."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli_review import Database, Keys, review_app

__all__ = ["review_app"]
By = Annotated[str, typer.Option("--by", help="Who decides this; recorded with the review.")]


@review_app.command("sample")
def review_sample(
    results: Annotated[Path, typer.Argument(help="The folder of a finished screening (its --out).")],
    export: Annotated[str, typer.Argument(help="The export that was screened; a screening keeps no notes.")],
    out: Annotated[Path, typer.Option(help="Where to write the sample: .jsonl.")],
    flagged: Annotated[int, typer.Option(min=0, help="Passages that were shown, for each indicator.")] = 20,
    random: Annotated[int, typer.Option(min=0, help="Passages of all that was shown, whatever the indicator.")] = 0,
    near: Annotated[int, typer.Option(min=0, help="Passages not quite shown, for each indicator.")] = 5,
    margin: Annotated[float, typer.Option(min=0, max=1, help="How far below its threshold a passage may lie for --near.")] = 0.1,
    unflagged: Annotated[int, typer.Option(min=0, help="Passages on which nothing was shown.")] = 200,
    beside: Annotated[int, typer.Option(min=0, help="Passages on which something was shown: was anything else missed?")] = 50,
    double: Annotated[float, typer.Option(min=0, max=1, help="The share that two people read without each other.")] = 0.1,
    by_case: Annotated[bool, typer.Option("--by-case", help="Let --flagged count cases and take all that was shown in them.")] = False,
    active: Annotated[int, typer.Option(min=0, help="Passages that the software is unsure of, a fifth by chance: for learning.")] = 0,
    false_alarms: Annotated[int, typer.Option(min=0, help="Passages of each rule with which readers of the review often disagreed.")] = 0,
    seed: Annotated[int | None, typer.Option(min=0, help="Draw the same again. [default: by chance, and told]")] = None,
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Draw passages of a screening for people to read. Every passage has a known chance of being drawn, written beside it."""
    import secrets

    from api.custody import place_of
    from api.judging.sample import sample
    from evaluation.review.screened import Plan

    plan = Plan(
        seed=secrets.randbelow(2**31) if seed is None else seed, flagged=flagged, by="case" if by_case else "passage", near=near,
        margin=margin, random=random, unflagged=unflagged, beside=beside, double=double,
        active=active, false_alarms=false_alarms,
    )  # fmt: skip
    raise typer.Exit(sample(results, export, out, plan, place_of(database, keys)))


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
