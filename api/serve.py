"""`secondlook serve`: the page and the API on this computer, until Ctrl-C.

Exit status: 0 stopped as asked, 2 could not start (the message says why).
"""

import errno
import logging
import os
import signal
import socket
import sys
import threading
import time
import webbrowser
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import uvicorn
from fastapi import FastAPI

from api import logs
from api.auth.exposure import check_exposure, is_exposed, own_url
from api.http import create_app
from api.private import no_core_dumps, own_files_only, own_temporary_folder
from api.protocol import Protocol
from api.routes.stopping import Stopping
from api.settings import Settings, SettingsError, screenings_folder, settings_from
from api.work import Work
from nlp.errors import SecondLookError

if TYPE_CHECKING:
    from api.store.store import Store

_GRACE = 3  # seconds that answers have to reach their clients once all reading has ended
_PATIENCE = 30  # seconds that the browser waits for the workers
_log = logging.getLogger("secondlook")
_WORDS = """Second Look is running at {url}
The API is at {url}v1/ and is described in docs/api.md and at {url}v1/openapi.json.

  What it does   reads the notes that you give it, on this computer only, and shows passages worth reading again.
  What it keeps  {keeps}
  Who can use it {who}

Press Ctrl-C to stop.
"""
_ALONE = {
    "keeps": "nothing: no note, no answer, no name. The log below has one line for each request, without any text."
    "\n                 A screening of many cases is kept until you delete it, in {folder}",
    "who": "anybody who is using this computer: there are no accounts.",
}
_ACCOUNTS = {
    "keeps": "of second looks nothing. Accounts. Of the review at {url}review: passages that were drawn, encrypted, and decisions."
    "\n                 A screening of many cases is kept until it is deleted, in {folder}",
    "who": "people with an account and programs with an API key, each as docs/roles.md says.",
}
_FIRST_RUN = """There is no administrator yet. Open {url}set-up and make the first account with this code.
It is good once, until the server stops:

    {code}

"""
_REVIEW = {
    "keeps": "of second looks nothing. Of the review at {url}review: passages that were drawn to be read, encrypted, and decisions."
    "\n                 A screening of many cases is kept until you delete it, in {folder}",
    "who": "second looks: anybody who is using this computer. The review: those whom 'secondlook users add' has added.",
}


def run(
    *, host: str | None, port: int | None, workers: int | None, open_browser: bool, review: bool = False, file: Path | None = None
) -> int:
    """Serve until told to stop; return the exit status.

    `review` turns the review of flags on where the settings do not; `file` is the TOML file of settings.
    """
    given: dict[str, Any] = {k: v for k, v in {"host": host, "port": port, "workers": workers}.items() if v is not None}
    no_core_dumps()
    own_files_only()
    try:
        settings = replace(settings_from(os.environ, file), **given)
        check_exposure(settings)
        logs.set_up(settings.log_level)
        if (review or settings.accounts == "on") and settings.review_database == "off":
            settings = replace(settings, review_database="default")
        store = open_review(settings)
        listening = listen(settings.host, settings.port)
        settings = replace(settings, port=listening.getsockname()[1])
        app = create_app(settings, store=store)
        app.state.metrics.listen(settings.metrics)
    except SecondLookError as error:
        sys.stderr.write(f"secondlook: {error}\n")
        return 2
    own_temporary_folder()
    server = Server(_config(app, settings))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)  # uvicorn stops at the first one, and raises it again when all is done
    url = url_of(settings)
    kept = screenings_folder(settings)
    words = _ACCOUNTS if settings.accounts == "on" else _REVIEW if store else _ALONE
    sys.stdout.write(_WORDS.format(url=url, **words).format(url=url, folder=kept))
    if settings.accounts == "on":
        code = app.state.review.first_run.begin(store)
        sys.stdout.write(_FIRST_RUN.format(url=url, code=code) if code else "")
    sys.stdout.flush()
    if open_browser and has_display() and not is_exposed(settings):
        threading.Thread(target=_open, args=(url, app.state.work, server), daemon=True).start()
    try:
        server.run(sockets=[listening])
    finally:
        listening.close()
    sys.stdout.write(f"Second Look has stopped; {'the review is kept' if store else 'nothing was kept'}.\n")
    return 0


def open_review(settings: Settings) -> "Store | None":
    """Return the store of the review, with words destroyed whose time is over; None where review is not turned on."""
    if settings.review_database == "off":
        return None
    from api.store.store import open_store, place_in
    from api.store.tending import look

    store = open_store(place_in(settings))
    look(store)
    return store


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the address; raises SettingsError where that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or asyncio leaves Nagle on: 40 ms more
    try:
        if os.name != "nt":  # there it would let two servers share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} is taken, perhaps by a Second Look that is running already; stop it, or choose another --port"
        elif error.errno == errno.EACCES:
            message = f"you are not allowed to use port {port}; choose a --port from 1024 up"
        else:
            message = f"it cannot listen on {host}, port {port} ({error.strerror or 'network error'}); check --host and --port"
        raise SettingsError(message) from None
    return listening


def url_of(settings: Settings) -> str:
    """Return the address to open."""
    return own_url(settings) + "/"


def has_display() -> bool:
    """Return whether a browser could be shown."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class Server(uvicorn.Server):
    """A server that lets requests under way end before it stops; told to stop a second time, it stops at once."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal to stop."""
        stopping: Stopping = self.config.app.state.stopping  # type: ignore[union-attr]  # our own application
        if stopping.begun:
            super().handle_exit(sig, frame)
        else:
            stopping.begin()

    async def on_tick(self, counter: int) -> bool:
        """Look, ten times a second, whether it is time to stop; what was not read by then gets an answer that says so."""
        state = self.config.app.state  # type: ignore[union-attr]
        if not self.should_exit and state.stopping.over():
            if state.stopping.under_way:
                _log.warning("stopped before all was read")
                await state.work.stop()
            self.should_exit = True
        return await super().on_tick(counter)


def _config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app, http=Protocol, ws="none", log_config=None, access_log=False, server_header=False,
        proxy_headers=False, timeout_graceful_shutdown=_GRACE, ssl_certfile=settings.tls_certificate or None,
        ssl_keyfile=settings.tls_key or None,
    )  # fmt: skip


def _open(url: str, work: Work, server: uvicorn.Server) -> None:
    end = time.monotonic() + _PATIENCE
    while not work.ready and time.monotonic() < end and not server.should_exit:
        time.sleep(0.1)
    if not server.should_exit:
        webbrowser.open(url)
