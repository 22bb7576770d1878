"""`secondlook users` and the commands that keep a review, as they are typed."""

import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.store import vault
from api.store.deciding import Decided, decide
from api.store.one_time_codes import redeem
from api.store.people import everybody
from api.store.reserving import next_item
from api.store.store import Place, open_store
from nlp.errors import SecondLookError
from tests.api.store.conftest import ITEM, PASSWORD, write


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    made = Place(str(tmp_path / "in" / "review.db"), tmp_path / "in" / "keys.json")
    monkeypatch.setenv("SECONDLOOK_REVIEW_DATABASE", made.database)
    monkeypatch.setenv("SECONDLOOK_REVIEW_KEYS", str(made.keys))
    return made


def said(*arguments: str, typed: str = "", status: int = 0) -> str:
    done: Result = CliRunner().invoke(app, arguments, input=typed)
    if status == 2:
        assert isinstance(done.exception, SecondLookError), done.output
        return str(done.exception)
    assert done.exit_code == status, (done.output, done.exception)
    return done.output


def test_a_review_from_the_first_person_to_the_last_word(place: Place, tmp_path: Path) -> None:
    assert "no review at" in said("users", "list", status=2)
    assert not Path(place.database).exists()
    assert "Ann can sign in as reviewer" in said("users", "add", "Ann", "--role", "reviewer", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert "Bob can sign in" in said("users", "add", "Bob", "--role", "reviewer", "--password-stdin", typed=f"{PASSWORD}\n")
    assert said("users", "list") == "Ann\treviewer\tactive\nBob\treviewer\tactive\n"
    assert "cannot sign in any more" in said("users", "change", "Bob", "--not-active")
    assert "Bob (adjudicator)" in said("users", "change", "Bob", "--role", "adjudicator", "--active")
    sample = write(tmp_path / "sample.jsonl", [ITEM])
    output = said("review", "import", str(sample), "--name", "winter", "--readers", "2", "--blind", "--keep-days", "10")
    assert "winter: 1 passage, each read by 2 people, blind" in output
    assert "--keep-days 10" in output
    with open_store(place) as store:
        ann = everybody(store)[0]
        held = next_item(store, "winter", ann)
        assert held
        decide(store, held.item, ann, Decided(verdict="agree"))
    assert "winter: 1 readings done, 1 to do; 0 settled, 0 for the adjudicator\n  Ann: 1" in said("review", "status")
    output = said("review", "audit")
    assert "1 item, 1 flag, 1 decision" in output
    last = re.search(r"\d+:[0-9a-f]{64}", output)
    assert last
    assert "2 texts are sealed with the new key" in said("review", "keys", "rotate")
    assert "Every record is as it was written." in said("review", "audit", "--expect", last.group())
    assert "0 texts destroyed" in said("review", "purge")
    assert "2 texts destroyed" in said("review", "purge", "--queue", "winter")
    assert "Every record is as it was written." in said("review", "audit", "--expect", last.group())
    assert "records were cut off" in said("review", "audit", "--expect", f"1:{'0' * 64}", status=1)


@pytest.mark.usefixtures("place")
def test_what_cannot_be_done_says_why_and_makes_nothing(tmp_path: Path) -> None:
    assert "no such role" in said("users", "add", "Ann", "--role", "king", "--password-stdin", typed=f"{PASSWORD}\n", status=2)
    assert "12 to 200 characters" in said("users", "add", "Ann", "--role", "reviewer", "--password-stdin", typed="short\n", status=2)
    assert "begins with a letter" in said("users", "add", " ", "--role", "reviewer", "--password-stdin", typed=f"{PASSWORD}\n", status=2)
    said("users", "add", "Ann", "--role", "reviewer", "--password-stdin", typed=f"{PASSWORD}\n")
    assert "already" in said("users", "add", "ann", "--role", "reviewer", "--password-stdin", typed=f"{PASSWORD}\n", status=2)
    assert "no person called Zoe" in said("users", "change", "Zoe", "--role", "reviewer", status=2)
    sample = write(tmp_path / "s.jsonl", [ITEM])
    for arguments, says in (
        (("--readers", "0"), "1 to 20 people"), (("--keep-days", "-1"), "0 to 36,500"), (("--name", "Über Nacht"), "small letters"),
    ):  # fmt: skip
        assert says in said("review", "import", str(sample), *arguments, status=2)
    assert "earlier audit printed" in said("review", "audit", "--expect", "x", status=2)
    assert "must be a file, or an address" in said("review", "status", "--database", "mysql://x", status=2)
    assert "0 items" in said("review", "audit")


def test_codes_second_factors_and_identities(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    output = said("users", "add", "Ada", "--role", "administrator", "--one-time-code")
    code = re.search(r"good for 24 hours: ((?:[2-9a-z]{5}-){3}[2-9a-z]{5})\n", output)
    assert code
    with open_store(place) as store:
        assert redeem(store, "Ada", code[1], PASSWORD).name == "Ada"
    assert "One-time code" in said("users", "change", "Ada", "--one-time-code")
    assert "There was no second factor" in said("users", "change", "Ada", "--no-second-factor")
    assert "only administrator" in said("users", "change", "Ada", "--not-active", status=2)
    assert "12 to 200 characters" in said("users", "add", "Eve", "--role", "reviewer", "--password-stdin", typed="\n", status=2)
    assert "SECONDLOOK_OIDC_ISSUER" in said("users", "link", "Ada", "--subject", "s-1", status=2)
    monkeypatch.setenv("SECONDLOOK_OIDC_ISSUER", "https://login.example")
    assert "organisation's account" in said("users", "link", "Ada", "--subject", "s-1")
    said("users", "add", "Bob", "--role", "reviewer", "--one-time-code")
    assert "belongs to Ada already" in said("users", "link", "Bob", "--subject", "s-1", status=2)
    assert "Every record is as it was written." in said("review", "audit")


@pytest.mark.usefixtures("place")
def test_api_keys_are_made_listed_and_revoked() -> None:
    output = said("api-keys", "add", "case system", "--scope", "look", "--scope", "measure", "--days", "7")
    key = re.match(r"sl_([0-9a-f]{16})_[\w-]{43}\n", output)
    assert key
    assert "for: look, measure." in output
    assert said("api-keys", "list").startswith(f"{key[1]}\tcase system\tlook,measure\t")
    assert "never used\tgood" in said("api-keys", "list")
    assert key[0].strip() not in said("api-keys", "list")
    assert "is revoked" in said("api-keys", "revoke", key[1])
    assert "never used\trevoked" in said("api-keys", "list")
    assert "no such API key" in said("api-keys", "revoke", "x", status=2)
    assert "one scope or more of: look, screen, measure" in said("api-keys", "add", "x", "--scope", "manage", status=2)
    assert "1 to 366 days" in said("api-keys", "add", "x", "--scope", "look", "--days", "1000", status=2)


def test_fresh_keys_are_printed_and_can_be_used(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = said("review", "keys", "new")
    monkeypatch.setenv(vault.VARIABLE, printed)
    with open_store(place) as store:
        assert store.vault.path is None
    assert not os.path.lexists(place.keys)
