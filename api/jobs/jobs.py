"""The server's side of its screenings: one at a time, in the order in which they were begun, and again after a restart.

A screening uses all cores. While one is done, single notes are still reviewed, more slowly.
"""

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from api.jobs.folder import Folder, Job, folders, is_id
from api.problems import ApiError
from nlp.errors import where_failed

_TICK = 0.4
_GRACE = 10.0  # seconds that a process has to end
_log = logging.getLogger("secondlook")


class Jobs:
    """The screenings below a folder."""

    def __init__(self, root: Path, *, workers: int) -> None:
        self.root = root
        self._workers = workers
        self._more = asyncio.Event()
        self._tending: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._doing = ""

    def start(self) -> None:
        """Begin to do what is queued; what a former server was doing is queued again, first."""
        for folder in folders(self.root):
            job = folder.load()
            if job is None:  # the server ended while it was being sent
                folder.remove()
            elif job.state == "running":
                folder.save(job, state="queued")
        self._more.set()
        self._tending = asyncio.create_task(self._tend())

    async def stop(self) -> None:
        """End what is being done; it goes on when a server is started again."""
        if self._tending:
            self._tending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._tending
        await self._end_process()

    def folder(self, id_: str) -> Folder:
        """Return the folder of a job; raises ApiError where there is none."""
        folder = Folder(self.root, id_)
        if not is_id(id_) or folder.load() is None:
            raise ApiError("not-found", "there is no such screening; it may have been deleted")
        return folder

    def job(self, id_: str) -> Job:
        """Return a job; raises ApiError where there is none."""
        job = self.folder(id_).load()
        assert job is not None  # noqa: S101  # `folder` has made sure
        return job

    def all(self) -> list[Job]:
        """Return all jobs, the newest first."""
        return [job for folder in reversed(folders(self.root)) if (job := folder.load()) is not None]

    def queue(self, id_: str, **chosen: Any) -> Job:
        """Begin a job as soon as those before it are done."""
        folder = self.folder(id_)
        before = self.job(id_)
        preview = {**chosen.pop("preview", before.preview), "rows": []}  # no words of a note stay in it
        job = folder.save(before, state="queued", problem="", preview=preview, **chosen)
        self._more.set()
        return job

    async def remove(self, id_: str) -> None:
        """Stop a job if it goes on, and remove everything of it."""
        folder = self.folder(id_)
        folder.save(self.job(id_), state="cancelled")
        if self._doing == id_:
            await self._end_process()
        await asyncio.to_thread(folder.remove)

    async def cancel(self, id_: str) -> Job:
        """Stop a job that goes on or waits; what was sent is removed, and nothing comes of it."""
        folder, job = self.folder(id_), self.job(id_)
        if job.over:
            return job
        job = folder.save(job, state="cancelled")
        if self._doing == id_:
            await self._end_process()
        await asyncio.to_thread(folder.forget_upload)
        return job

    def status(self, id_: str) -> dict[str, Any]:
        """Return how a job stands."""
        folder, job = self.folder(id_), self.job(id_)
        progress = folder.progress() if job.state in ("running", "queued") else {}
        return {"id": job.id, "state": job.state, "problem": job.problem, "progress": progress or None}

    async def events(self, id_: str) -> AsyncIterator[dict[str, Any]]:
        """Yield how a job stands whenever that changes, until it is over or deleted."""
        last: dict[str, Any] | None = None
        while True:
            try:
                now = self.status(id_)
            except ApiError:
                yield {"id": id_, "state": "deleted", "problem": "", "progress": None}
                return
            if now != last:
                yield now
                last = now
            if now["state"] in ("done", "failed", "cancelled", "columns"):
                return
            await asyncio.sleep(_TICK)

    async def _tend(self) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            for folder in folders(self.root):
                job = folder.load()
                if job is not None and job.state == "queued":
                    try:
                        await self._do(folder, job)
                    except OSError as error:
                        _log.error("screening failed", extra={"where": where_failed(error)})
                        with contextlib.suppress(OSError):
                            folder.save(job, state="failed", problem=f"it could not be begun ({error.strerror or 'system error'})")
                    self._more.set()
                    break

    async def _do(self, folder: Folder, job: Job) -> None:
        folder.save(job, state="running")
        began, self._doing = time.monotonic(), folder.id
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "api.jobs.runner", str(folder.path), str(self._workers),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        await self._process.wait()
        self._process, self._doing = None, ""
        now, ended = folder.load(), folder.ended()
        if now is None or now.state != "running":  # it was cancelled or deleted meanwhile
            return
        died = {"state": "failed", "problem": "the process that did it ended; begin it again to go on with it"}
        how = ended or died
        if how["state"] == "done":
            await asyncio.to_thread(folder.forget_upload)
        folder.save(now, state=how["state"], problem=how.get("problem", ""))
        _log.info("screening ended", extra={"status": how["state"], "ms": round(1000 * (time.monotonic() - began))})

    async def _end_process(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(_GRACE):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
