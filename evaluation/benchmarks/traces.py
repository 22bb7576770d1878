"""What the memory of a server and its workers still holds of a note after its answer: `python -m evaluation.benchmarks.traces`.

A note with a word that stands nowhere else is sent, answered and followed by others. Then the memory of every process is read, as its
owner can (Linux: /proc/PID/mem), and the word is counted. Python and the C library do not overwrite memory that they give back, so what
is found lies in memory that is free and will be used again. `tests/keeping/test_memory.py` shows that no object holds the note any more.
"""

import argparse
import contextlib
import http.client
import json
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluation.benchmarks.http import server
from evaluation.benchmarks.memory import descendants

_PIECE = 1 << 24
_OTHERS = (0, 1, 10, 100)
_REST = 1.5  # seconds before the memory is read
_NOTE = (
    "Home visit. Strong smell of cannabis in the hall at {word}. Mum said she was scared of what he would do. Leo (7) was not seen. There "
    "was no food in the kitchen. {word} said that Dad takes her bank card. Referral closed with no further action."
)


def traces(profile: str, paragraphs: int) -> str:
    """Return as a table how often the words of a note are found, after so many other notes."""
    out = [f"{'other notes since':>18} {'server':>8} {'workers':>8} {'found':>8}   of {paragraphs * 2} times in the note"]
    with server() as port:
        for others in _OTHERS:
            word = f"q{secrets.token_hex(8)}"
            _send(port, profile, "\n\n".join([_NOTE.format(word=word)] * paragraphs))
            for n in range(others):
                _send(port, profile, _NOTE.format(word=f"somewhere {n}"))
            time.sleep(_REST)
            found = Counter({pid: count(pid, word) for pid in descendants(os.getpid())})
            first = min(found)
            total = sum(found.values())
            out.append(f"{others:>18} {found[first]:>8} {total - found[first]:>8} {total:>8}")
    return "\n".join(out) + "\n"


def count(pid: int, word: str) -> int:
    """Return how often a word stands in the memory of a process, as UTF-8 (a string of ASCII letters is kept so, too)."""
    return sum(piece.count(word.encode()) for piece in _pieces(pid))


def _pieces(pid: int) -> Iterator[bytes]:
    with contextlib.suppress(OSError), Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in _ranges(pid):
            for at in range(start, end, _PIECE):
                with contextlib.suppress(OSError, ValueError):
                    memory.seek(at)
                    yield memory.read(min(_PIECE, end - at))


def _ranges(pid: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of the memory that can be written to."""
    for line in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines():
        where, rights, *_ = line.split()
        if rights.startswith("rw"):
            start, _, end = where.partition("-")
            yield int(start, 16), int(end, 16)


def _send(port: int, profile: str, text: str) -> None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request("POST", "/v1/reviews", json.dumps({"text": text, "profile": profile}), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"the server answered {answer.status}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.benchmarks.traces", description=__doc__.splitlines()[0])
    parser.add_argument("--profile", default="rules")
    parser.add_argument("--paragraphs", type=int, default=10, help="how long the note is")
    chosen = parser.parse_args(arguments)
    if sys.platform != "linux":
        raise SystemExit("the memory of other processes can be read on Linux only")
    sys.stdout.write(traces(chosen.profile, chosen.paragraphs))


if __name__ == "__main__":
    main()
