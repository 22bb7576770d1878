"""The server's side of the workers: a place for each request, a time limit, and an end when nobody waits any more.

Pebble's process pool (LGPL-3.0, used as the library it is) is the one well-kept pool that ends a single running job by
ending its process and puts another in its place. A pool that breaks as a whole is replaced here.
"""

import asyncio
import contextlib
import json
import logging
import math
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from pebble import ProcessExpired, ProcessPool

from api.problems import ApiError, failed
from api.settings import Settings
from api.work.forgetting import Parcel, do
from api.work.jobs import Line, Outcome, describe, prepare, review_case, review_note
from nlp.errors import SecondLookError, where_failed

_MOST_JOBS = 500  # then a worker ends and another takes its place, so that its memory does not grow with what it has read
_TICK = 0.5  # seconds between two looks at a pool or a waiting job
_LONGEST_RETRY = 60
_LONGEST_PAUSE = 30  # seconds between two tries to start workers
_log = logging.getLogger("secondlook")


@dataclass(slots=True)
class Done:
    """What was done since the server was started."""

    notes: int = 0
    words: int = 0
    deaths: int = 0
    """Workers that ended though nobody ended them."""
    out_of_time: int = 0


class Work:
    """Workers behind a bounded queue. `note` and `case` are the jobs, so that tests can give slow ones."""

    def __init__(
        self, settings: Settings, *, note: Callable[..., Outcome] = review_note, case: Callable[..., Outcome] = review_case
    ) -> None:
        self.catalogue: dict[str, Any] = {}
        self.done = Done()
        self._settings = settings
        self._note = note
        self._case = case
        self._pool: ProcessPool | None = None
        self._tending: asyncio.Task[None] | None = None
        self._taken = 0
        self._stopped = False
        self._seconds = 0.05  # a moving mean of what a job takes

    @property
    def ready(self) -> bool:
        """Whether the workers have answered and can take notes."""
        return bool(self.catalogue) and self._pool is not None and self._pool.active

    @property
    def workers(self) -> int:
        """How many processes read notes."""
        return self._settings.workers

    @property
    def taken(self) -> int:
        """How many requests are read or wait for a worker."""
        return self._taken

    @property
    def waiting(self) -> int:
        """How many requests wait for a free worker."""
        return max(0, self._taken - self._settings.workers)

    def start(self) -> None:
        """Begin to start the workers, and from then on replace a pool that broke."""
        self._tending = asyncio.create_task(self._tend())

    async def stop(self) -> None:
        """End all workers; requests still waiting are answered with an error."""
        self._stopped = True
        if self._tending:
            self._tending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._tending
        await asyncio.to_thread(self._drop)

    def check_room(self) -> None:
        """Raise ApiError if a request cannot be taken at the moment."""
        if not self.ready:
            raise ApiError("unavailable", "the workers are starting; try again in a moment", retry=1)
        if self._taken >= self._settings.workers + self._settings.waiting_places:
            raise self._full()

    async def review_note(self, profile: str, note: Line) -> bytes:
        """Return the review of one note as JSON."""
        return await self._run(self._note, profile, note)

    async def review_case(self, profile: str, notes: list[Line | None], errors: list[dict[str, Any]]) -> bytes:
        """Return the answer for the notes of one case as JSON."""
        return await self._run(self._case, profile, notes, errors)

    async def run(self, job: Callable[..., Outcome], *arguments: Any) -> bytes:
        """Return what a job of another module (the page's) answers, within the same limits."""
        return await self._run(job, *arguments)

    async def _run(self, job: Callable[..., Outcome], *arguments: Any) -> bytes:
        self.check_room()
        assert self._pool is not None  # noqa: S101  # check_room has made sure
        pool, began = self._pool, time.monotonic()
        self._taken += 1
        try:
            outcome = await self._wait(pool, self._schedule(pool, job, arguments))
        finally:
            self._taken -= 1
        self._seconds += 0.1 * (time.monotonic() - began - self._seconds)
        self.done.notes += outcome.notes
        self.done.words += outcome.words
        if outcome.refused:
            raise ApiError("not-readable", outcome.refused)
        if outcome.failed:
            _log.error("review failed", extra={"where": outcome.failed})
            raise failed()
        return outcome.body

    def _schedule(self, pool: ProcessPool, job: Callable[..., Outcome], arguments: tuple[Any, ...]) -> "Future[Outcome]":
        try:
            return pool.schedule(do, args=(Parcel(job, arguments),), timeout=float(self._settings.seconds_per_review))
        except RuntimeError:
            raise self._died() from None

    async def _wait(self, pool: ProcessPool, future: "Future[Outcome]") -> Outcome:
        """Return the outcome; whatever ends the wait early, ends the job and its worker too."""
        waiter, deadline = asyncio.wrap_future(future), time.monotonic() + self._settings.seconds_waiting
        try:
            while not waiter.done():
                await asyncio.wait({waiter}, timeout=_TICK)
                if waiter.done():
                    break
                if not pool.active:
                    raise self._died()
                if time.monotonic() > deadline and not future.running():
                    raise self._full()
            return waiter.result()
        except TimeoutError:
            self.done.out_of_time += 1
            seconds = self._settings.seconds_per_review
            raise ApiError("out-of-time", f"a review may take {seconds} seconds; send a shorter note, or fewer at once") from None
        except (ProcessExpired, OSError, RuntimeError):
            raise self._died() from None
        except asyncio.CancelledError:
            if waiter.cancelled() and not _cancelled():
                raise self._died() from None
            raise
        finally:
            waiter.cancel()

    def _died(self) -> ApiError:
        if self._stopped:
            return ApiError("stopping", "there was no time left to read this; try again in a moment", retry=5)
        self.done.deaths += 1
        return ApiError("unavailable", "the worker ended before it was done, and another takes its place; try again", retry=1)

    def _full(self) -> ApiError:
        wait = math.ceil(self._seconds * self._taken / self._settings.workers)
        return ApiError("full", "the header Retry-After says in how many seconds to try again", retry=min(max(wait, 1), _LONGEST_RETRY))

    async def _tend(self) -> None:
        pause = _TICK
        while True:
            if self._pool is None or not self._pool.active:
                try:
                    await self._open()
                    pause = _TICK
                except Exception as error:
                    why = str(error) if isinstance(error, SecondLookError) else where_failed(error)
                    _log.error("workers did not start", extra={"where": why})
                    pause = min(2 * pause, _LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def _open(self) -> None:
        """Start a pool in place of a broken one, and wait until it answers."""
        await asyncio.to_thread(self._drop)
        self._pool = pool = ProcessPool(
            max_workers=self._settings.workers, max_tasks=_MOST_JOBS, initializer=prepare, context=_context()
        )  # fmt: skip
        future = await asyncio.to_thread(pool.schedule, describe, args=(self._settings.profile,))
        outcome = await self._wait(pool, future)
        if not outcome.body:
            raise SecondLookError(outcome.refused or outcome.failed)
        self.catalogue = json.loads(outcome.body)
        _log.info("ready", extra={"workers": self._settings.workers})

    def _drop(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]  # pebble has no types here
            pool.join()


def _cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _context() -> Any:
    """Return how workers are made: as copies of one warm process, where the system can do that."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["api.work.warm"])
    return context
