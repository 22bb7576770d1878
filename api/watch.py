"""`secondlook health`, and quicker `python -m api.watch`: whether a running server can take notes, for a container's health check and other watchers.

Exit status: 0 it can, 1 it cannot or does not answer. The server's own problem document says why.
"""

import http.client
import json
import sys
from urllib.parse import urlsplit

HERE = "http://127.0.0.1:8000"
_SECONDS = 5


def health(url: str) -> int:
    """Ask `url`, say what it answers, and return the exit status."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        sys.stderr.write("secondlook: --url must be an address such as http://127.0.0.1:8000\n")
        return 1
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    try:
        connection = kind(parts.hostname, parts.port, timeout=_SECONDS)
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        told = json.loads(answer.read())
    except (OSError, ValueError, http.client.HTTPException) as error:
        sys.stderr.write(f"secondlook: no server answers at {parts.scheme}://{parts.netloc} ({type(error).__name__})\n")
        return 1
    if answer.status != 200:
        sys.stderr.write(f"secondlook: not ready: {told.get('detail', 'no reason is given')}\n")
        return 1
    sys.stdout.write("ready\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(health(sys.argv[1] if len(sys.argv) > 1 else HERE))
