"""The commands that keep what there is: `secondlook backup`, `restore`, `audit ...`, `held ...` and `tables ...`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from api.cli_review import Database, Keys

keeping_app = typer.Typer()
audit_app = typer.Typer(help="Whether anything was changed, and who did what.", no_args_is_help=True)
held_app = typer.Typer(help="What is held about one case or note: show it, or destroy its words.", no_args_is_help=True)
tables_app = typer.Typer(help="The tables of the database, from version to version.", no_args_is_help=True)
keeping_app.add_typer(audit_app, name="audit")
keeping_app.add_typer(held_app, name="held")
keeping_app.add_typer(tables_app, name="tables")
Case = Annotated[str, typer.Option(help="The reference of a case, exactly as the notes came with it.")]
Note = Annotated[str, typer.Option(help="The reference of a note.")]


def _screenings() -> Path:
    from api.settings import screenings_folder, settings_from

    return screenings_folder(settings_from(os.environ))


@keeping_app.command("backup")
def backup(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, such as review-2027-01-31.zip.")],
    with_keys: Annotated[bool, typer.Option("--with-keys", help="Put the keys in as well: the file alone is then enough.")] = False,
    screenings: Annotated[bool, typer.Option("--screenings", help="Put finished screenings in. Their words are not encrypted.")] = False,
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Write a review, as it is at this moment, to one file, and check it. Servers may go on."""
    from api.custody import place_of
    from api.keeping.commands import backup

    raise typer.Exit(backup(place_of(database, keys), out, keys=with_keys, screenings=_screenings() if screenings else None))


@keeping_app.command("restore")
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="What 'secondlook backup' wrote.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what is there. It is lost.")] = False,
    with_faults: Annotated[bool, typer.Option("--with-faults", help="Put it back although the audit finds faults in it.")] = False,
    screenings: Annotated[bool, typer.Option("--screenings", help="Put its screenings back as well.")] = False,
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Put a backup back, after checking it. Stop the servers that use the database first."""
    from api.custody import place_of
    from api.keeping.commands import restore

    where = _screenings() if screenings else None
    raise typer.Exit(restore(place_of(database, keys), source, overwrite=overwrite, with_faults=with_faults, screenings=where))


@audit_app.command("verify")
def audit_verify(
    expect: Annotated[str, typer.Option(help="The last line that an earlier audit printed.")] = "",
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Check that every record is still as it was written. Exit status 1 where one is not. 'review audit' is the same."""
    from api.custody import check, place_of

    raise typer.Exit(check(place_of(database, keys), expect=expect))


@audit_app.command("events")
def audit_events(
    last: Annotated[int, typer.Option(min=1, help="How many.")] = 50, database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Print who did what: imports, accounts, keys, destroyed words, backups. Tab between columns."""
    from api.custody import place_of
    from api.keeping.commands import log

    raise typer.Exit(log(place_of(database, keys), last=last))


@held_app.command("show")
def held_show(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="A new file: .html, to read, or .json.")],
    case: Case = "", note: Note = "", database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Write everything that is held about a case or a note. That it was shown is recorded."""
    from api.custody import place_of
    from api.keeping.commands import show
    from api.store.retention import About

    raise typer.Exit(show(place_of(database, keys), out, About(case, note), root=_screenings()))


@held_app.command("delete")
def held_delete(
    case: Case = "", note: Note = "",
    with_screenings: Annotated[bool, typer.Option("--with-screenings", help="Remove whole screenings that hold rows about it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Destroy the words of a case or a note for good. That it was done is recorded, without the words."""
    from api.custody import place_of
    from api.keeping.commands import delete
    from api.store.retention import About

    about = About(case, note)
    if not yes:
        typer.confirm("Destroy these words for good?", abort=True)
    raise typer.Exit(delete(place_of(database, keys), about, root=_screenings(), with_screenings=with_screenings))


@tables_app.command("back")
def tables_back(
    to: Annotated[str, typer.Argument(metavar="VERSION", help="The tables that the earlier Second Look knows, such as 0001.")],
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Take the database back to the tables of an earlier version. Make a backup first, and stop the servers."""
    from api.custody import place_of
    from api.keeping.commands import tables

    raise typer.Exit(tables(place_of(database, keys), to=to))
