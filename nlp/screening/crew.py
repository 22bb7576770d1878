"""Worker processes that may die: each has a pipe of its own, so that no lock is ever left held by a dead one.

A worker that ends is replaced, and its task is given out again. A case at which a worker ended twice, or took too long twice, is
left out of its share and told of in `errors`. Workers end by themselves when the process that started them is gone.

The pools of the standard library and of Pebble share queues between workers: one that is killed while it reads leaves the others
waiting, or breaks the pool as a whole.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from typing import Any, Literal, NamedTuple

from nlp.errors import ScreeningError, SecondLookError, where_failed
from nlp.processes import context
from nlp.screening.parts import Counts
from nlp.screening.worker import Task, do, prepare

_MOST_TASKS = 100  # then a worker ends and another takes its place, so that its memory does not grow with what it has read
_MOST_DEATHS = 2  # at one case
_WORTH_WARMING = 60  # shares from which it pays to compile every rule once, before workers are copied
_MOST_OF_SHARE = 8  # deaths at one share, wherever in it
_MOST_UNBORN = 3  # workers that end before they are ready, one after the other
_TICK = 0.5
SECONDS_PER_CASE = 900.0
"""How long one case may take."""

Kind = Literal["ready", "at", "done", "disk", "failed"]


class Message(NamedTuple):
    """What a worker says: `number` and `words` are those of the case it begins, `counts` those of the share it has done."""

    kind: Kind
    number: int = 0
    words: int = 0
    counts: Counts | None = None
    text: str = ""
    code: int = 0


class Event(NamedTuple):
    """What became of a task: `at` a case, `done`, or `lost` its worker and given out again."""

    kind: Literal["at", "done", "lost"]
    share: int
    words: int = 0
    counts: Counts | None = None


class DiskError(OSError):
    """A worker could not write its part."""


@dataclass(slots=True)
class Worker:
    """A process, its pipe, and the task it is at."""

    process: Any
    pipe: Connection
    ready: bool = False
    task: Task | None = None
    case: int = -1
    since: float = 0.0
    tasks: int = 0


@dataclass(slots=True)
class Crew:
    """So many workers for one profile; use as a context, which ends them."""

    profile: str
    count: int
    seconds_per_case: float = SECONDS_PER_CASE
    job: Callable[..., Counts] = do
    _workers: list[Worker] = field(default_factory=list)
    _deaths: Counter[tuple[int, int]] = field(default_factory=Counter)
    _unborn: int = 0
    _warm: bool = False

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.process.kill()
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def run(self, tasks: Iterable[Task]) -> Iterator[Event]:
        """Yield what becomes of the tasks; raises ScreeningError where workers cannot work, DiskError where they cannot write."""
        todo = list(tasks)[::-1]
        self._warm = len(todo) >= _WORTH_WARMING
        while todo or any(worker.task for worker in self._workers):
            while len(self._workers) < min(self.count, len(todo) + sum(worker.task is not None for worker in self._workers)):
                self._workers.append(self._start())
            for worker in self._workers:
                if worker.ready and worker.task is None and todo:
                    _give(worker, todo.pop())
            heard = {id(worker.pipe): worker for worker in self._workers}
            for pipe in wait([worker.pipe for worker in self._workers], timeout=_TICK):
                yield from self._hear(heard[id(pipe)], todo)
            for worker in [w for w in self._workers if w.task and time.monotonic() - w.since > self.seconds_per_case]:
                worker.process.kill()

    def _start(self) -> Worker:
        made = context("nlp.screening.warm" if self._warm else "nlp.screening.worker")
        for left in reversed(range(_MOST_UNBORN)):
            ours, theirs = made.Pipe()
            process = made.Process(target=_serve, args=(theirs, self.profile, self.job), daemon=True)
            try:
                process.start()
            except (OSError, EOFError):  # the process that workers are copied from has died; the next try starts another
                ours.close()
                if not left:
                    raise _dying("before they have read anything") from None
                time.sleep(_TICK)
            else:
                return Worker(process, ours)
            finally:
                theirs.close()
        raise AssertionError

    def _hear(self, worker: Worker, todo: list[Task]) -> Iterator[Event]:
        try:
            message: Message = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._bury(worker, todo)
            return
        worker.since = time.monotonic()
        share = worker.task.number if worker.task else 0
        match message.kind:
            case "ready":
                worker.ready, self._unborn = True, 0
            case "at":
                worker.case = message.number
                yield Event("at", share, message.words)
            case "done":
                worker.task = None
                worker.tasks += 1
                yield Event("done", share, counts=message.counts)
                if worker.tasks >= _MOST_TASKS:
                    self._dismiss(worker)
            case "disk":
                raise DiskError(message.code, message.text)
            case "failed":
                raise ScreeningError(message.text)

    def _bury(self, worker: Worker, todo: list[Task]) -> Iterator[Event]:
        """Take a dead worker out, and give its task out again without a case that has cost two workers."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        if worker.task is None:
            self._unborn += 0 if worker.ready else 1
            if self._unborn >= _MOST_UNBORN:
                raise _dying("before they have read anything")
            return
        task, place = worker.task, (worker.task.number, worker.case)
        self._deaths[place] += 1
        todo.append(replace(task, lost=task.lost | {worker.case}) if self._deaths[place] >= _MOST_DEATHS else task)
        self._deaths[task.number, -2] += 1
        if self._deaths[task.number, -2] > _MOST_OF_SHARE:
            raise _dying("again and again")
        yield Event("lost", task.number)

    def _dismiss(self, worker: Worker) -> None:
        self._workers.remove(worker)
        with suppress(OSError):
            worker.pipe.send(None)
        worker.pipe.close()
        worker.process.join()


def _dying(when: str) -> ScreeningError:
    return ScreeningError(
        f"the worker processes end {when}, most often for want of memory; close other programs or take fewer --workers, and go on with "
        "--resume"
    )


def _give(worker: Worker, task: Task) -> None:
    worker.task, worker.case, worker.since = task, -1, time.monotonic()
    with suppress(OSError):  # it is dead, which its pipe tells next
        worker.pipe.send(task)


def _serve(pipe: Connection, profile: str, job: Callable[..., Counts]) -> None:
    """Be a worker until the pipe closes or None comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        prepare(profile)
        pipe.send(Message("ready"))
        while (task := pipe.recv()) is not None:
            pipe.send(_done(task, job, lambda place, words: pipe.send(Message("at", place, words))))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except SecondLookError as error:
        pipe.send(Message("failed", text=str(error)))
    except Exception as error:
        pipe.send(Message("failed", text=f"a worker process could not start or go on ({where_failed(error)}); run again with --resume"))


def _done(task: Task, job: Callable[..., Counts], at: Callable[[int, int], None]) -> Message:
    try:
        return Message("done", counts=job(task, at))
    except (BrokenPipeError, ConnectionResetError):
        raise
    except OSError as error:
        return Message("disk", text=error.strerror or "output error", code=error.errno or 0)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
