"""The log: one JSON object a line, on standard error, with ids, sizes, times and versions, and never any text.

Lines of our own code say an event, which is a constant of the code, and values under the keys of KEYS. Of other libraries' lines only
the name of the library and the place in its code are written: what they say could hold text. The same goes for exceptions.
"""

import json
import logging
import sys
import threading
import time
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from nlp.errors import where_failed
from nlp.version import code_version

OWN = "secondlook"
LEVELS = ("debug", "info", "warning", "error")
KEYS = frozenset({
    "method", "route", "status", "ms", "bytes_in", "bytes_out", "person", "refused", "workers", "where", "error", "count", "versions",
})  # fmt: skip
"""What a line of our own may carry besides `time`, `level`, `event`, `version` and `request`."""
request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered, drawn by us; it joins the lines that belong together."""
_log = logging.getLogger(OWN)


class Lines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03}Z",
            "level": record.levelname.lower(), "version": code_version(),
        }  # fmt: skip
        if record.name == OWN:
            line["event"] = record.msg if isinstance(record.msg, str) and not record.args else "event without a name"
            line.update({key: value for key, value in vars(record).items() if key in KEYS and value is not None})
        else:
            line |= {"event": "library", "library": record.name, "place": f"{record.filename}:{record.lineno}"}
        if request_id.get():
            line["request"] = request_id.get()
        if record.exc_info and record.exc_info[1] is not None:
            line["where"] = where_failed(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def set_up(level: str = "info") -> None:
    """Send everything that this process logs, warns of, or dies of, to standard error in that form; libraries from warnings on.

    With level "debug" libraries are heard from debug on as well: as places in their code.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    for name in list(logging.root.manager.loggerDict):
        other = logging.getLogger(name)
        other.handlers, other.propagate = [], True
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    _log.setLevel(level.upper())
    logging.getLogger("uvicorn.access").disabled = True  # it writes addresses as they were typed
    logging.captureWarnings(capture=True)
    sys.excepthook = _died
    sys.unraisablehook = lambda told: _unforeseen(told.exc_value)
    threading.excepthook = lambda told: _unforeseen(told.exc_value)


def _died(_kind: type[BaseException], error: BaseException, _traceback: TracebackType | None) -> None:
    _log.critical("ended by a fault", extra={"where": where_failed(error)})


def _unforeseen(error: BaseException | None) -> None:
    if error is not None:
        _log.error("fault", extra={"where": where_failed(error)})
