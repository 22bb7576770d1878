"""One worker: a process that reads notes, one job at a time, and that is thrown away after anything but an answer.

Pebble's process pool (LGPL-3.0, used as the library it is) is the one well-kept pool that ends a running job by ending its process. Each
worker is a pool of its own with one process. Several processes of one pool share a pipe and its locks, and one that is killed while it
sends an answer takes the lock with it: all the others would stand still.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from pebble import ProcessExpired, ProcessPool

from api.work.forgetting import Parcel, do
from api.work.jobs import Outcome, describe, prepare
from nlp.errors import SecondLookError
from nlp.processes import context

MOST_JOBS = 500
"""Then a worker ends and another takes its place, so that its memory does not grow with what it has read."""
_TICK = 0.5  # seconds between two looks at a worker


class DiedError(Exception):
    """The worker ended before it was done."""


class TookTooLongError(Exception):
    """The job was not done in its time; its worker has to be ended."""


class Worker:
    """A process that takes one job at a time. It is `good` until something else than an answer comes of a job."""

    def __init__(self) -> None:
        self._pool = ProcessPool(max_workers=1, initializer=prepare, context=context("api.work.warm"))
        self._jobs = 0
        self._ended = asyncio.Event()

    @property
    def good(self) -> bool:
        """Whether it can take another job."""
        return not self._ended.is_set() and bool(self._pool.active)

    async def open(self, profile: str) -> bytes:
        """Start the process and return the catalogue, which shows that it works; raises SecondLookError where it does not."""
        outcome = await self._outcome(await asyncio.to_thread(self._pool.schedule, describe, (profile,)), None)
        if not outcome.body:
            raise SecondLookError(outcome.refused or outcome.failed)
        return outcome.body

    async def do(self, job: Callable[..., Outcome], arguments: tuple[Any, ...], seconds: float) -> Outcome:
        """Return what comes of a job; raises DiedError or TookTooLongError."""
        self._jobs += 1
        try:
            outcome = await self._outcome(self._scheduled(job, arguments), seconds)
        except BaseException:
            self._ended.set()
            raise
        if self._jobs >= MOST_JOBS:
            self._ended.set()
        return outcome

    async def over(self) -> bool:
        """Wait until the worker has to be replaced; return whether it ended while it had nothing to do."""
        while self.good:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), _TICK)
        return not self._ended.is_set()

    def end(self) -> None:
        """End the process, whatever it does; this takes a moment."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble has no types here
        self._pool.join()

    def _scheduled(self, job: Callable[..., Outcome], arguments: tuple[Any, ...]) -> "Future[Outcome]":
        try:
            return self._pool.schedule(do, args=(Parcel(job, arguments),))
        except RuntimeError:
            raise DiedError from None

    async def _outcome(self, future: "Future[Outcome]", seconds: float | None) -> Outcome:
        waiter, deadline = asyncio.wrap_future(future), time.monotonic() + (seconds or float("inf"))
        try:
            while not waiter.done():
                await asyncio.wait({waiter}, timeout=max(0.0, min(_TICK, deadline - time.monotonic())))
                if waiter.done():
                    break
                if not self._pool.active:
                    raise DiedError
                if time.monotonic() >= deadline:
                    raise TookTooLongError
            if waiter.cancelled():
                raise DiedError
            return waiter.result()
        except (ProcessExpired, OSError, RuntimeError):
            raise DiedError from None
        finally:
            waiter.cancel()
