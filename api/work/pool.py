"""The server's side of the workers: a place for each request, a time limit, and an end when nobody waits any more.

A request waits for a worker that is free, in the order of arrival. A worker that died, took too long, was left by its client or has done
its share is ended, and another takes its place; the others go on meanwhile.
"""

import asyncio
import json
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.problems import ApiError, failed
from api.settings import Settings
from api.work.jobs import Line, Outcome, review_case, review_note
from api.work.worker import DiedError, TookTooLongError, Worker
from nlp.errors import SecondLookError, where_failed

_FIRST_PAUSE = 0.5  # seconds before a worker that did not start is started again
_LONGEST_PAUSE = 30
_LONGEST_RETRY = 60
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
        self._tending: list[asyncio.Task[None]] = []
        self._workers: set[Worker] = set()
        self._free: asyncio.Queue[Worker | None] = asyncio.Queue()
        self._taken = 0
        self._stopped = False
        self._not_starting = False
        self._seconds = 0.05  # a moving mean of what a job takes

    @property
    def ready(self) -> bool:
        """Whether the workers have answered and can take notes."""
        return bool(self.catalogue) and any(worker.good for worker in self._workers)

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
        """Begin to start the workers, and from then on replace each that has ended."""
        self._tending = [asyncio.create_task(self._tend()) for _ in range(self._settings.workers)]

    async def stop(self) -> None:
        """End all workers; requests still waiting are answered with an error."""
        self._stopped = True
        for task in self._tending:
            task.cancel()
        for _ in range(self._taken):
            self._free.put_nowait(None)
        await asyncio.gather(*self._tending, return_exceptions=True)

    def check_room(self) -> None:
        """Raise ApiError if a request cannot be taken at the moment."""
        if not self.catalogue or self._not_starting:
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
        began = time.monotonic()
        self._taken += 1
        try:
            outcome = await self._outcome(job, arguments)
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

    async def _outcome(self, job: Callable[..., Outcome], arguments: tuple[Any, ...]) -> Outcome:
        worker, seconds = await self._taken_worker(), self._settings.seconds_per_review
        try:
            return await worker.do(job, arguments, seconds)
        except TookTooLongError:
            self.done.out_of_time += 1
            raise ApiError("out-of-time", f"a review may take {seconds} seconds; send a shorter note, or fewer at once") from None
        except DiedError:
            if self._stopped:
                raise _stopping() from None
            self.done.deaths += 1
            raise ApiError("unavailable", "the worker ended before it was done, and another takes its place; try again", retry=1) from None
        finally:
            if worker.good:
                self._free.put_nowait(worker)

    async def _taken_worker(self) -> Worker:
        """Return a worker that is free; raises ApiError where none is for too long, or the server stops."""
        try:
            async with asyncio.timeout(self._settings.seconds_waiting):
                while (worker := await self._free.get()) is not None:
                    if worker.good:
                        return worker
        except TimeoutError:
            raise self._full() from None
        raise _stopping()

    def _full(self) -> ApiError:
        wait = math.ceil(self._seconds * self._taken / self._settings.workers)
        return ApiError("full", "the header Retry-After says in how many seconds to try again", retry=min(max(wait, 1), _LONGEST_RETRY))

    async def _tend(self) -> None:
        """Keep one worker there: start it, wait until it has to be replaced, end it, start the next."""
        pause = _FIRST_PAUSE
        while not self._stopped:
            worker = Worker()
            try:
                self.catalogue = json.loads(await worker.open(self._settings.profile))
                self._not_starting, pause = False, _FIRST_PAUSE
                _log.info("worker ready", extra={"workers": self._settings.workers})
                self._workers.add(worker)
                self._free.put_nowait(worker)
                self.done.deaths += await worker.over()
            except Exception as error:
                why = str(error) if isinstance(error, SecondLookError) else where_failed(error)
                _log.error("workers did not start", extra={"where": why})
                self._not_starting = not self._workers
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            finally:
                self._workers.discard(worker)
                await _in_the_end(worker.end)


async def _in_the_end(do: Callable[[], None]) -> None:
    """Run something in a thread to its end, even where this task is cancelled meanwhile; it is cancelled after that."""
    doing, cancelled = asyncio.ensure_future(asyncio.to_thread(do)), False
    while not doing.done():
        try:
            await asyncio.wait({doing})
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError
    doing.result()


def _stopping() -> ApiError:
    return ApiError("stopping", "there was no time left to read this; try again in a moment", retry=5)
