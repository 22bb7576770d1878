"""What `secondlook backup|restore|audit|held|tables` do; each returns its exit status."""

import json
import shutil
import sys
from pathlib import Path

import sqlalchemy as sa
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.custody import operator
from api.keeping import backup as backups
from api.keeping import held as about_held
from api.keeping import restore as restores
from api.store.engine import Database, is_address
from api.store.errors import StoreError
from api.store.migrate import downgrade
from api.store.retention import About, destroy_about
from api.store.store import Place, Store, open_store
from api.store.tables import events
from nlp.errors import InputError


def backup(place: Place, out: Path, *, keys: bool, screenings: Path | None) -> int:
    """Write a backup and say what is in it, and what is not."""
    made = backups.backup(place, out, keys=keys, screenings=screenings)
    rows = sum(table["rows"] for table in made.manifest.tables.values())
    sys.stdout.write(f"{out}: {rows:,} rows in {len(made.manifest.tables)} tables, read back and compared\n")
    sys.stdout.write(f"SHA-256 {made.digest}\n")
    apart = f"The keys are NOT in it: keep a copy of {place.keys.parent} apart from it. Without them nobody can read the words.\n"
    sys.stdout.write("The keys are in it: whoever has this file can read the words.\n" if keys else apart)
    if screenings:
        sys.stdout.write(f"{len(made.manifest.screenings):,} screenings are in it, and their words stand in the clear")
        sys.stdout.write(f"; {made.left_out:,} that are not over were left out.\n" if made.left_out else ".\n")
    else:
        sys.stdout.write("Screenings are not in it; say --screenings for those.\n")
    for fault in made.faults:
        sys.stdout.write(f"WRONG: {fault}\n")
    sys.stdout.write("The audit finds faults: keep this backup, and look for one without.\n" if made.faults else
                     "Every record in it is as it was written.\n")  # fmt: skip
    return 1 if made.faults else 0


def restore(place: Place, source: Path, *, overwrite: bool, with_faults: bool, screenings: Path | None) -> int:
    """Put a backup back and say what was done."""
    done = restores.restore(place, source, by=operator(), overwrite=overwrite, with_faults=with_faults, screenings=screenings)
    rows = sum(table["rows"] for table in done.manifest.tables.values())
    where = "the database" if is_address(place.database) else place.database
    sys.stdout.write(f"{where} is as it was on {done.manifest.made}: {rows:,} rows, compared with the backup one by one\n")
    if done.destroyed:
        sys.stdout.write(f"{done.destroyed:,} texts that were destroyed after that were destroyed again.\n")
    if done.manifest.screenings:
        left = f"{len(done.manifest.screenings):,} screenings are in the backup and were not put back; say --screenings.\n"
        sys.stdout.write(f"{done.screenings:,} screenings were put back.\n" if screenings else left)
    sys.stdout.write("Everybody has to sign in again. Accounts are as they were then: look through 'secondlook users list'.\n")
    for fault in done.faults:
        sys.stdout.write(f"WRONG: {fault}\n")
    return 1 if done.faults else 0


def log(place: Place, *, last: int) -> int:
    """Print the last events, oldest first."""
    with open_store(place, create=False) as store, store.reading() as connection:
        rows = connection.execute(sa.select(events).order_by(events.c.at.desc(), events.c.id).limit(last)).all()
    for row in reversed(rows):
        about = ", ".join(f"{key} {_plain(value)}" for key, value in sorted(row.about.items()) if value not in ("", None, []))
        sys.stdout.write(f"{row.at}\t{row.by}\t{row.what}\t{about}\n")
    return 0


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def show(place: Place, out: Path, about: About, *, root: Path) -> int:
    """Write everything that is held about a case or a note, as a page to read or as JSON."""
    if out.suffix not in (".html", ".json"):
        raise InputError(f"{out}: what is held is written as .html, to read, or as .json, for a program")
    if out.exists():
        raise InputError(f"{out} exists already; choose another name")
    store = _store(place)
    try:
        found = about_held.held(store, root, about)
        if store:
            with store.writing() as writing:
                writing.event(operator(), "held shown", passages=len(found["passages"]), case=about.case, note=about.note)
    finally:
        if store:
            store.close()
    content = _page(found) if out.suffix == ".html" else json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    try:
        out.touch(mode=0o600, exist_ok=False)
        out.write_text(content, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{out} cannot be written ({error.strerror}); check the folder") from None
    sys.stdout.write(f"{out}: {len(found['passages']):,} passages in reviews, rows in {len(found['screenings']):,} screenings\n")
    sys.stdout.write("The file holds words of notes: keep it as you keep them, and read it before it goes to anybody.\n")
    _say_not_over(root)
    return 0


def delete(place: Place, about: About, *, root: Path, with_screenings: bool) -> int:
    """Destroy the words about a case or a note, and say what is left."""
    found = about_held.screenings(root, about)
    store = _store(place)
    if store:
        with store:
            done = destroy_about(store, about, by=operator())
            sys.stdout.write(f"{done:,} texts destroyed; that it was done is recorded in the ledger.\n")
            sys.stdout.write("References, dates, verdicts and their numbers stay, so that the measures stay as they were.\n")
            sys.stdout.write("Backups made before still hold the words, encrypted. Putting one back destroys them again; "
                             "'secondlook review keys rotate' makes them unreadable there.\n")  # fmt: skip
            if with_screenings and found:
                with store.writing() as writing:
                    writing.event(operator(), "screenings removed", screenings=[f.id for f in found], case=about.case, note=about.note)
    if with_screenings:
        for folder in found:
            shutil.rmtree(folder.path)
        sys.stdout.write(f"{len(found):,} screenings that hold rows about it were removed as a whole.\n")
    elif found:
        sys.stdout.write(f"{len(found):,} screenings still hold rows about it: {', '.join(f.id for f in found)}. "
                         "--with-screenings removes them as a whole.\n")  # fmt: skip
    _say_not_over(root)
    return 1 if found and not with_screenings else 0


def tables(place: Place, *, to: str) -> int:
    """Take the database back to the tables of an earlier version."""
    if not is_address(place.database) and not Path(place.database).exists():
        raise StoreError(f"there is no review at {place.database}; name the right --database")
    database = Database(place.database)
    try:
        downgrade(database, to)
    finally:
        database.close()
    sys.stdout.write(f"The tables are those of version {to}. Start only a Second Look of that version: a later one brings them up again.\n")
    return 0


def _store(place: Place) -> Store | None:
    """Return the review, or None where there is none: what is held can be in screenings alone."""
    if not is_address(place.database) and not Path(place.database).exists():
        return None
    return open_store(place, create=False)


def _say_not_over(root: Path) -> None:
    count = about_held.not_over(root)
    if count:
        sys.stdout.write(f"{count:,} exports wait or are being screened, and were not looked into: finish or delete them first.\n")


def _page(found: about_held.Json) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("held.html.j2").render(found)
