"""Counts for Prometheus, at an address of their own: how much is asked and read, how long it takes, what broke. Never a word of a note.

A label is the template of a route, a method, a status or the state of a screening: nothing that somebody typed. Counts are kept by the
server's own process, so that workers which end take none with them.
"""

import errno
import threading
import time
from collections import Counter as Counted
from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.jobs import Jobs, State
from api.routes.access import METHODS
from api.settings import SettingsError, address_of
from nlp.version import code_version

if TYPE_CHECKING:
    from api.work import Work

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_GONE = "499"  # the client has gone before it was answered


class Metrics:
    """The counts of one server."""

    def __init__(self, work: "Work", jobs: Jobs | None) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_OfWork(work))
        if jobs is not None:
            self.registry.register(_OfScreenings(jobs))
        self.answers = Counter("secondlook_requests", "Requests by route and status", ["method", "route", "status"], registry=self.registry)
        self.seconds = Histogram("secondlook_request_seconds", "What an answer took", ["route"], buckets=_SECONDS, registry=self.registry)
        self._server: tuple[WSGIServer, threading.Thread] | None = None

    def listen(self, value: str) -> None:
        """Begin to answer at the address of the setting `metrics`, unless it is off; raises SettingsError."""
        if value == "off":
            return
        host, port = address_of("the setting metrics", value)
        try:
            self._server = start_http_server(port, host, self.registry)
        except OSError as error:
            why = "it is taken already" if error.errno == errno.EADDRINUSE else error.strerror or "network error"
            raise SettingsError(f"the counts cannot be offered at {value} ({why}); set SECONDLOOK_METRICS to another address") from None

    @property
    def port(self) -> int:
        """The port that is listened on, 0 where there is none."""
        return int(self._server[0].server_port) if self._server else 0

    def close(self) -> None:
        """Stop listening."""
        if self._server:
            server, thread = self._server
            server.shutdown()
            server.server_close()
            thread.join()
            self._server = None


class Measured:
    """Counts and times every request."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request and count it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), _GONE

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            method = scope["method"] if scope["method"] in METHODS else "other"
            self.metrics.answers.labels(method, route, status).inc()
            self.metrics.seconds.labels(route).observe(time.perf_counter() - began)


class _OfWork(Collector):
    """What the workers do, read when somebody asks."""

    def __init__(self, work: "Work") -> None:
        self._work = work

    def collect(self) -> Iterator[Metric]:
        """Yield the counts."""
        work, done = self._work, self._work.done
        yield _gauge("secondlook_ready", "1 when notes can be taken", work.ready)
        yield _gauge("secondlook_workers", "Processes that read notes", work.workers)
        yield _gauge("secondlook_requests_taken", "Requests that are read or wait for a worker", work.taken)
        yield _gauge("secondlook_requests_waiting", "Requests that wait for a free worker", work.waiting)
        yield CounterMetricFamily("secondlook_notes", "Notes given a second look (without screenings)", value=done.notes)
        yield CounterMetricFamily("secondlook_words", "Words of those notes", value=done.words)
        yield CounterMetricFamily("secondlook_worker_deaths", "Workers that ended though nobody ended them", value=done.deaths)
        yield CounterMetricFamily("secondlook_out_of_time", "Reviews that were stopped because they took too long", value=done.out_of_time)
        version = GaugeMetricFamily("secondlook_version", "1, with the version of the program", labels=["code"])
        version.add_metric([code_version()], 1)
        yield version


class _OfScreenings(Collector):
    """How many screenings are kept, by how they stand."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def collect(self) -> Iterator[Metric]:
        """Yield the counts."""
        family = GaugeMetricFamily("secondlook_screenings", "Screenings that are kept, by how they stand", labels=["state"])
        found = Counted(job.state for job in self._jobs.all())
        for state in get_args(State):
            family.add_metric([state], found[state])
        yield family


def _gauge(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, told, value=value)
