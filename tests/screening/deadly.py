"""Jobs of workers that end, hang or cannot write, for the tests."""

import errno
import os
import signal
import time
from collections.abc import Callable

from nlp.screening.parts import Counts
from nlp.screening.shares import cases_of
from nlp.screening.worker import Task, do

DEADLY = "case that ends the process"


def once(task: Task, at: Callable[[int, int], None]) -> Counts:
    """Die at the second case of a share, the first time that it is done."""
    mark = task.part.with_suffix(".died")

    def dying(place: int, words: int) -> None:
        at(place, words)
        if place == 1 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    return do(task, dying)


def always(task: Task, at: Callable[[int, int], None]) -> Counts:
    """Die at every case of that name."""
    cases = cases_of(task.notes)

    def dying(place: int, words: int) -> None:
        at(place, words)
        if cases[place][0].note.case_id == DEADLY and place not in task.lost:
            os.kill(os.getpid(), signal.SIGKILL)

    return do(task, dying)


def stuck(task: Task, at: Callable[[int, int], None]) -> Counts:
    """Never end at a case of that name."""
    cases = cases_of(task.notes)

    def waiting(place: int, words: int) -> None:
        at(place, words)
        if cases[place][0].note.case_id == DEADLY and place not in task.lost:
            time.sleep(600)

    return do(task, waiting)


def full(_task: Task, _at: Callable[[int, int], None]) -> Counts:
    """Find the disk full."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def unborn(_task: Task, _at: Callable[[int, int], None]) -> Counts:
    """Die before the first case, whatever is done."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError
