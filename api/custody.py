"""`secondlook review import|status|audit|purge|keys`: what keeps a review: its samples, its records, its words and its keys.

Exit status: 0 done, 1 the audit found faults, 2 nothing could be done as asked.
"""

import getpass
import os
import sys
from pathlib import Path

from api.settings import settings_from
from api.store import retention, rotating, vault
from api.store.audit import audit
from api.store.errors import StoreError
from api.store.importing import import_sample
from api.store.ledger import Head
from api.store.progress import overview
from api.store.store import Place, open_store, usual_place


def place_of(database: str | None, keys: Path | None) -> Place:
    """Return where the review is kept: as the options say, or else the environment, or else this user's own folder."""
    settings = settings_from(os.environ)
    named = "default" if settings.review_database == "off" else settings.review_database
    return usual_place(database or named, str(keys) if keys else settings.review_keys)


def operator() -> str:
    """Return who sits at the command line, for the record of events."""
    try:
        return f"{getpass.getuser()} (command line)"[:80]
    except (OSError, KeyError):
        return "command line"


def bring_in(place: Place, sample: Path, *, name: str, readers: int | None, blind: bool | None, keep_days: int) -> int:
    """Import a sample and say which queues it made."""
    with open_store(place) as store:
        made = import_sample(store, sample, by=operator(), name=name, readers=readers, blind=blind, keep_days=keep_days)
    for queue in made:
        how = "blind: the software's view is hidden" if queue.blind else "open: the software's view is shown"
        people = "one person" if queue.readers == 1 else f"{queue.readers} people"
        sys.stdout.write(f"{queue.queue}: {queue.items:,} passage{'' if queue.items == 1 else 's'}, each read by {people}, {how}\n")
    until = f"{made[0].keep_until} (--keep-days {keep_days})"
    sys.stdout.write(f"The words are kept, encrypted, until {until}; then 'secondlook review purge' destroys them.\n")
    sys.stdout.write("Next: secondlook users add NAME --role reviewer, and secondlook serve --review\n")
    return 0


def status(place: Place) -> int:
    """Say how far each queue is."""
    with open_store(place, create=False) as store:
        for state in overview(store):
            sys.stdout.write(
                f"{state['queue'].name}: {state['read']:,} readings done, {state['to_read']:,} to do; "
                f"{state['settled']:,} settled, {state['to_settle']:,} for the adjudicator\n"
            )
            for name, count in state["people"].items():
                sys.stdout.write(f"  {name}: {count:,}\n")
    return 0


def check(place: Place, *, expect: str) -> int:
    """Audit all records; say what was found."""
    expected = None
    if expect:
        seq, _, mac = expect.partition(":")
        if not seq.isdecimal() or len(mac) != 64:
            raise StoreError("--expect needs the line that an earlier audit printed, such as 120:3f0a...")
        expected = Head(int(seq), mac)
    with open_store(place, create=False) as store:
        found = audit(store, expected=expected)
    sys.stdout.write(", ".join(f"{count:,} {kind}{'' if count == 1 else 's'}" for kind, count in found.counts.items()) + "\n")
    sys.stdout.write(f"Last line of the ledger: {found.last}\n")
    for fault in found.faults:
        sys.stdout.write(f"WRONG: {fault}\n")
    if found.faults:
        sys.stdout.write(f"{len(found.faults):,} faults. Keep this database as it is, and compare it with a backup.\n")
    else:
        sys.stdout.write("Every record is as it was written.\n")
    return 1 if found.faults else 0


def purge(place: Place, *, queue: str | None) -> int:
    """Destroy words whose time is over, or those of one queue."""
    with open_store(place, create=False) as store:
        done = retention.destroy(store, by=operator(), queue=queue)
    sys.stdout.write(f"{done:,} texts destroyed; flags, decisions and their numbers stay.\n")
    if done:
        sys.stdout.write("Backups made before still hold them, encrypted: 'secondlook review keys rotate' makes those unreadable.\n")
    return 0


def new_keys() -> int:
    """Print fresh keys, for those who keep them in the environment."""
    sys.stdout.write(vault.written(vault.new_vault()) + "\n")
    return 0


def rotate(place: Place) -> int:
    """Seal all words with a new key."""
    with open_store(place, create=False) as store:
        done = rotating.rotate(store, by=operator())
        where = store.vault.path
    sys.stdout.write(f"{done:,} texts are sealed with the new key.\n")
    sys.stdout.write(f"The earlier key is no longer in {where}; destroy copies of it, and restart running servers.\n" if where else
                     f"Take the earlier key out of {vault.VARIABLE}, and restart running servers.\n")  # fmt: skip
    return 0
