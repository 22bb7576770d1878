"""The commands `secondlook users ...`, `secondlook api-keys ...`, and of `review` what keeps samples, records and keys."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.auth.roles import ROLES, SCOPES

Database = Annotated[str | None, typer.Option(help="A file, or a postgresql:// address. [default: a file in your own folder]")]
Keys = Annotated[Path | None, typer.Option(help="The file of the keys. [default: beside that file]")]
users_app = typer.Typer(help="The people who can sign in: add them, change them, list them.", no_args_is_help=True)
api_keys_app = typer.Typer(help="The keys with which programs use the API of a server with accounts.", no_args_is_help=True)
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
    one_time_code: Annotated[bool, typer.Option("--one-time-code", help="Print a code with which they choose a password.")] = False,
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Add a person who can sign in."""
    from api.custody import operator, place_of
    from api.people import add

    password = "" if one_time_code else _password(password_stdin)
    raise typer.Exit(add(place_of(database, keys), name, role=role, password=password, by=operator(), one_time_code=one_time_code))


@users_app.command("change")
def users_change(
    name: Annotated[str, typer.Argument(help="Whom to change.")],
    role: Annotated[str | None, typer.Option(help=f"One of: {', '.join(ROLES)}.")] = None,
    new_password: Annotated[bool, typer.Option("--new-password", help="Ask for a new password.")] = False,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the new password from standard input.")] = False,
    one_time_code: Annotated[bool, typer.Option("--one-time-code", help="Print a code with which they choose a new password.")] = False,
    no_second_factor: Annotated[bool, typer.Option("--no-second-factor", help="Turn the second factor off.")] = False,
    active: Annotated[bool | None, typer.Option("--active/--not-active", help="Whether the person can sign in.")] = None,
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Give a person another role or password, or end the account. Every session of theirs ends."""
    from api.custody import operator, place_of
    from api.people import change

    password = _password(password_stdin) if new_password or password_stdin else None
    raise typer.Exit(change(
        place_of(database, keys), name, by=operator(), role=role, password=password, active=active, one_time_code=one_time_code,
        no_second_factor=no_second_factor,
    ))  # fmt: skip


@users_app.command("link")
def users_link(
    name: Annotated[str, typer.Argument(help="Whose account it is.")],
    subject: Annotated[str, typer.Option(help="Who they are at the identity provider; the page that refused them shows it.")],
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Let a person sign in with the organisation's account (SECONDLOOK_OIDC_ISSUER)."""
    from api.custody import operator, place_of
    from api.people import link

    raise typer.Exit(link(place_of(database, keys), name, subject=subject, by=operator()))


@users_app.command("list")
def users_list(database: Database = None, keys: Keys = None) -> None:
    """List everybody with role and state."""
    from api.custody import place_of
    from api.people import everybody

    raise typer.Exit(everybody(place_of(database, keys)))


@api_keys_app.command("add")
def api_keys_add(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    scope: Annotated[list[str], typer.Option(help=f"One of: {', '.join(SCOPES)}. May be repeated.")],
    days: Annotated[int, typer.Option(help="For how many days it is good.")] = 90,
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """Make a key for a program, and print it this once."""
    from api.custody import operator, place_of
    from api.programs import add

    raise typer.Exit(add(place_of(database, keys), name, scopes=scope, days=days, by=operator()))


@api_keys_app.command("list")
def api_keys_list(database: Database = None, keys: Keys = None) -> None:
    """List all keys: id, name, scopes, last day, last use, state."""
    from api.custody import place_of
    from api.programs import every

    raise typer.Exit(every(place_of(database, keys)))


@api_keys_app.command("revoke")
def api_keys_revoke(
    id: Annotated[str, typer.Argument(help="The id of the key, as the list shows it.")],  # noqa: A002  # what the user types
    database: Database = None, keys: Keys = None,
) -> None:  # fmt: skip
    """End a key now."""
    from api.custody import operator, place_of
    from api.programs import revoke

    raise typer.Exit(revoke(place_of(database, keys), id, by=operator()))


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
