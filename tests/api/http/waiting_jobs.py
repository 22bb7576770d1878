"""A job for tests that takes as many seconds as the note's role says ("wait 3"). Nothing in the product can reach it."""

import time

from api.work.jobs import Line, Outcome, review_note


def waiting_note(profile: str, note: Line) -> Outcome:
    """Wait, then review."""
    if note[4].startswith("wait "):
        time.sleep(float(note[4].removeprefix("wait ")))
    return review_note(profile, note)
