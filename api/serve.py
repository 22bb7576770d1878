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
from typing import TYPE_CHECKING, Any

import uvicorn

from api.http import create_app
from api.protocol import Protocol
from api.routes.access import Lines
from api.settings import Settings, SettingsError, is_loopback, screenings_folder, settings_from
from api.work import Work
from nlp.errors import SecondLookError

if TYPE_CHECKING:
    from api.store.store import Store

_GRACE = 3  # seconds that requests under way have to end, once the server is told to stop
_PATIENCE = 30  # seconds that the browser waits for the workers
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
_REVIEW = {
    "keeps": "of second looks nothing. Of the review at {url}review: passages that were drawn to be read, encrypted, and decisions."
    "\n                 A screening of many cases is kept until you delete it, in {folder}",
    "who": "second looks: anybody who is using this computer. The review: those whom 'secondlook users add' has added.",
}


def run(*, host: str | None, port: int | None, workers: int | None, open_browser: bool, review: bool = False) -> int:
    """Serve until told to stop; return the exit status. `review` turns the review of flags on where the settings do not."""
    given: dict[str, Any] = {k: v for k, v in {"host": host, "port": port, "workers": workers}.items() if v is not None}
    try:
        settings = replace(settings_from(os.environ), **given)
        _check_host(settings.host)
        if review and settings.review_database == "off":
            settings = replace(settings, review_database="default")
        store = open_review(settings)
        listening = listen(settings.host, settings.port)
    except SecondLookError as error:
        sys.stderr.write(f"secondlook: {error}\n")
        return 2
    settings = replace(settings, port=listening.getsockname()[1])
    _log_to_stderr()
    work = Work(settings)
    server = uvicorn.Server(_config(settings, work, store))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)  # uvicorn stops at the first one, and raises it again when all is done
    url = url_of(settings)
    kept = screenings_folder(settings)
    sys.stdout.write(_WORDS.format(url=url, **(_REVIEW if store else _ALONE)).format(url=url, folder=kept))
    sys.stdout.flush()
    if open_browser and has_display():
        threading.Thread(target=_open, args=(url, work, server), daemon=True).start()
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
    from api.store.retention import destroy
    from api.store.store import open_store, usual_place

    store = open_store(usual_place(settings.review_database, settings.review_keys))
    destroy(store, by="server")
    return store


def _check_host(host: str) -> None:
    if not is_loopback(host):
        raise SettingsError(
            f"it will not listen on '{host}': there are no accounts, so everybody who can reach that address could use it. "
            "Leave --host out, or give 127.0.0.1, ::1 or localhost"
        )


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
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/"


def has_display() -> bool:
    """Return whether a browser could be shown."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _config(settings: Settings, work: Work, store: "Store | None") -> uvicorn.Config:
    return uvicorn.Config(
        create_app(settings, work=work, store=store), http=Protocol, ws="none", log_config=None, access_log=False, server_header=False,
        proxy_headers=False, timeout_graceful_shutdown=_GRACE,
    )  # fmt: skip


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    for name, level in (("secondlook", logging.INFO), ("uvicorn.error", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)


def _open(url: str, work: Work, server: uvicorn.Server) -> None:
    end = time.monotonic() + _PATIENCE
    while not work.ready and time.monotonic() < end and not server.should_exit:
        time.sleep(0.1)
    if not server.should_exit:
        webbrowser.open(url)
