"""`secondlook review sample`: passages of a screening to be read by people, each with the chance it had of being drawn."""

import io
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from api.judging.places import decisions_of, free, opened
from api.store.store import Place
from evaluation.review.rows import Decision, SampleItem
from evaluation.review.sample_file import write_sample
from evaluation.review.screened import Plan, Screened, draw
from nlp.errors import InputError
from nlp.screening.parts import whole

_QUEUES = {
    "flagged": "shown, for each indicator", "random_precision": "of all that was shown", "near_threshold": "not quite shown",
    "unflagged": "without regard to an indicator", "double_blind": "of these, to be read by two people",
    "active": "that the software is unsure of, for learning", "rule_false_alarms": "of rules that cause false alarms",
}  # fmt: skip


def sample(folder: Path, export: str, out: Path, plan: Plan, review: Place) -> int:
    """Draw a sample and write it; return the exit status. `review` is asked which rules cause false alarms, if that is wanted."""
    if not any((plan.flagged, plan.random, plan.near, plan.unflagged, plan.beside, plan.active, plan.false_alarms)):
        raise InputError(
            "nothing is asked for; say how many with --flagged, --near, --random, --unflagged, --beside, --active or --false-alarms"
        )
    decisions: Sequence[Decision] = ()
    if plan.false_alarms:
        with opened(review) as store:
            decisions = decisions_of(store)
    place = free(out)
    screened = Screened(folder, export)
    items = list(screened.items(draw(screened, plan, decisions)))
    if not items:
        raise InputError(f"{folder}: nothing in this screening can be drawn so; ask for --unflagged passages, or a wider --margin")
    _write(items, place)
    counts = Counter[str](item.queue for item in items)
    sys.stdout.write(f"{out}: {len(items):,} passages, drawn with --seed {plan.seed}. The file holds words of notes: keep it as those.\n")
    sys.stdout.writelines(f"  {counts[queue]:,} {what}\n" for queue, what in _QUEUES.items() if counts[queue])
    sys.stdout.write(f"Next: secondlook review import {out}\n")
    return 0


def _write(items: list[SampleItem], out: Path) -> None:
    text = io.StringIO()
    write_sample(items, text)
    try:
        with whole(out) as file:
            file.write(text.getvalue().encode("utf-8", "replace"))
        out.chmod(0o600)
    except OSError as error:
        raise InputError(f"{out}: the sample cannot be written ({error.strerror or 'output error'}); choose another place") from None
