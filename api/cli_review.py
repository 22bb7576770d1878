"""The commands `secondlook users ...` and the part of `secondlook review ...` that keeps samples, records and keys."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.auth.roles import ROLES

Database = Annotated[str | None, typer.Option(help="A file, or a postgresql:// address. [default: a file in your own folder]")]
Keys = Annotated[Path | None, typer.Option(help="The file of the keys. [default: beside that file]")]
users_app = typer.Typer(help="The people of a review: add them, change them, list them.", no_args_is_help=True)
review_app = typer.Typer(help="Judge the model: samples, decisions, measures.", no_args_is_help=True)
keys_app = typer.Typer(help="The keys that seal the words of a review.", no_args_is_help=True)
review_app.add_typer(keys_app, name="keys")


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


@users_app.command("add")
def users_add(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[str, typer.Option(help=f"One of: {', '.join(ROLES)}.")],
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")] = False,
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Add a person who can sign in."""
    from api.custody import operator, place_of
    from api.people import add

    raise typer.Exit(add(place_of(database, keys), name, role=role, password=_password(password_stdin), by=operator()))


@users_app.command("change")
def users_change(
    name: Annotated[str, typer.Argument(help="Whom to change.")],
    role: Annotated[str | None, typer.Option(help=f"One of: {', '.join(ROLES)}.")] = None,
    new_password: Annotated[bool, typer.Option("--new-password", help="Ask for a new password.")] = False,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the new password from standard input.")] = False,
    active: Annotated[bool | None, typer.Option("--active/--not-active", help="Whether the person can sign in.")] = None,
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Give a person another role or password, or end the account. Every session of theirs ends."""
    from api.custody import operator, place_of
    from api.people import change

    password = _password(password_stdin) if new_password or password_stdin else None
    raise typer.Exit(change(place_of(database, keys), name, by=operator(), role=role, password=password, active=active))


@users_app.command("list")
def users_list(database: Database = None, keys: Keys = None) -> None:
    """List everybody with role and state."""
    from api.custody import place_of
    from api.people import everybody

    raise typer.Exit(everybody(place_of(database, keys)))


@review_app.command("import")
def review_import(
    sample: Annotated[Path, typer.Argument(help="A sample as 'secondlook review sample' writes it (JSONL).")],
    name: Annotated[str, typer.Option(help="The name of the queue. [default: that of the sampler]")] = "",
    readers: Annotated[int | None, typer.Option(help="How many people read each passage. [default: 2 if double blind, or else 1]")] = None,
    blind: Annotated[bool | None, typer.Option("--blind/--open", help="Hide what the software said. [default: by sampler]")] = None,
    keep_days: Annotated[int, typer.Option(help="For how many days the words are kept.")] = 365,
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Make queues of a sample, to be read by people. The words are stored encrypted."""
    from api.custody import bring_in, place_of

    raise typer.Exit(bring_in(place_of(database, keys), sample, name=name, readers=readers, blind=blind, keep_days=keep_days))


@review_app.command("status")
def review_status(database: Database = None, keys: Keys = None) -> None:
    """Say how far each queue is, and who has read how much."""
    from api.custody import place_of, status

    raise typer.Exit(status(place_of(database, keys)))


@review_app.command("audit")
def review_audit(
    expect: Annotated[str, typer.Option(help="The last line that an earlier audit printed.")] = "",
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Check that every record is still as it was written. Exit status 1 where one is not."""
    from api.custody import check, place_of

    raise typer.Exit(check(place_of(database, keys), expect=expect))


@review_app.command("purge")
def review_purge(
    queue: Annotated[str | None, typer.Option(help="Destroy all words of this queue, whatever their time.")] = None,
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Destroy words whose time is over. The records stay."""
    from api.custody import place_of, purge

    raise typer.Exit(purge(place_of(database, keys), queue=queue))


@keys_app.command("new")
def keys_new() -> None:
    """Print fresh keys, for those who keep them in the environment."""
    from api.custody import new_keys

    raise typer.Exit(new_keys())


@keys_app.command("rotate")
def keys_rotate(database: Database = None, keys: Keys = None) -> None:
    """Seal all words with a new key, and forget the earlier one."""
    from api.custody import place_of, rotate

    raise typer.Exit(rotate(place_of(database, keys)))
