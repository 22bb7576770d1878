"""A job for tests that sleeps, dies or fails when the note's role says so. Nothing in the product can reach it."""

import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from api.work.jobs import Line, Outcome, _guarded, review_note


def slow_note(profile: str, note: Line) -> Outcome:
    """Do what the role says; its mark is written to the file that the id names, before and after."""
    text, mark, _, _, role = note
    if role == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if role == "die while answering":
        Connection._send = _half_sent  # type: ignore[attr-defined]  # the one place that every byte of an answer goes through
    if role == "fail":
        return _guarded(lambda: dict[str, str]()[text])
    if role == "sleep":
        Path(mark).write_text(str(os.getpid()), encoding="utf-8")
        time.sleep(30)
        Path(mark).write_text("done", encoding="utf-8")
    return review_note(profile, note)


def _half_sent(connection: Any, answer: bytes) -> None:
    """Send the first half of an answer, and die with the pipe in hand."""
    os.write(connection.fileno(), answer[: len(answer) // 2])
    os.kill(os.getpid(), signal.SIGKILL)
