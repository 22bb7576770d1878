"""`secondlook health`, and quicker `python -m api.watch`: whether a running server can take notes. For containers and other watchers.

Exit status: 0 it can, 1 it cannot or does not answer. The server's own problem document says why.
"""

import http.client
import json
import os
import sys
from urllib.parse import urlsplit

from api.settings import settings_from
from nlp.errors import SecondLookError

_ANY = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  # a server that listens on every address is asked at this one
_SECONDS = 5


def health(url: str = "") -> int:
    """Ask `url`, or the address that the settings name, say what it answers, and return the exit status."""
    headers = {}
    if not url:
        try:
            settings = settings_from(os.environ)
        except SecondLookError as error:
            sys.stderr.write(f"secondlook: {error}\n")
            return 1
        name = f"[{settings.host}]" if ":" in settings.host else settings.host
        url, headers = f"http://{_ANY.get(settings.host, name)}:{settings.port}", {"Host": f"{name}:{settings.port}"}
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        sys.stderr.write("secondlook: --url must be an address such as http://127.0.0.1:8000\n")
        return 1
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    try:
        connection = kind(parts.hostname, parts.port, timeout=_SECONDS)
        connection.request("GET", "/health/ready", headers=headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
    except (OSError, ValueError, http.client.HTTPException) as error:
        sys.stderr.write(f"secondlook: no server answers at {parts.scheme}://{parts.netloc} ({type(error).__name__})\n")
        return 1
    if answer.status != 200:
        why = told.get("detail") if isinstance(told, dict) else None
        sys.stderr.write(f"secondlook: not ready: {why or 'no reason is given'}\n")
        return 1
    sys.stdout.write("ready\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(health(sys.argv[1] if len(sys.argv) > 1 else ""))
