"""The style sheets, scripts and pictures of the page: a closed list, read once."""

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


class Static(NamedTuple):
    """A file as it is served."""

    content: bytes
    type: str
    etag: str


@cache
def static_files() -> dict[str, Static]:
    """Return every file that may be asked for, by its name below /static/."""
    found = {}
    for path in sorted(_ROOT.rglob("*")):
        if path.suffix in _TYPES:
            content = path.read_bytes()
            etag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
            found[path.relative_to(_ROOT).as_posix()] = Static(content, _TYPES[path.suffix], etag)
    return found
