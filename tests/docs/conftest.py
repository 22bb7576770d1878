"""A folder with the files that the documents name, a server, and one who follows the documents there."""

import csv
import shutil
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from api.http import create_app
from api.settings import Settings
from evaluation.benchmarks.exports import rows
from tests.conftest import EXAMPLES, ROOT
from tests.docs.follow import Follower, environment

_COLUMNS = ("CaseRef", "Record ID", "Date of contact", "Role", "Narrative")
_NOTES = 24


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """The port of a ready server with one worker."""
    served = uvicorn.Server(uvicorn.Config(create_app(Settings(workers=1, profile="rules")), port=0, log_config=None))
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    end = time.monotonic() + 120  # a busy machine starts workers slowly
    while not served.started:
        assert time.monotonic() < end
        time.sleep(0.05)
    port = int(served.servers[0].sockets[0].getsockname()[1])
    while not _ready(port):
        assert time.monotonic() < end
        time.sleep(0.05)
    yield port
    served.should_exit = True
    thread.join(30)


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready"):  # our own server
            return True
    except urllib.error.HTTPError:
        return False


@pytest.fixture(scope="module")
def follower(tmp_path_factory: pytest.TempPathFactory, server: int) -> Iterator[Follower]:
    """One who follows the documents in a folder of their own."""
    folder = tmp_path_factory.mktemp("reader")
    _files(folder)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(folder).items():
            patch.setenv(name, value)
        patch.chdir(folder)
        yield Follower(folder, server)


def _files(folder: Path) -> None:
    """Write the files that the documents name."""
    for name in ("docs", "deploy"):
        (folder / name).symlink_to(ROOT / name)
    notes = sorted(EXAMPLES.glob("[0-9]*.txt"))
    shutil.copyfile(notes[0], folder / "visit.txt")
    shutil.copyfile(EXAMPLES / "case_harbour.jsonl", folder / "notes.jsonl")
    for name in ("harbour", "notes"):
        (folder / name).mkdir()
        for note in notes[:2]:
            shutil.copyfile(note, folder / name / note.name)
    with (folder / "export.csv").open("w", encoding="utf-8", newline="") as out:
        write = csv.writer(out).writerow
        write(_COLUMNS)
        written = [row for row in rows(_NOTES) if row[-1]]  # an export in life may hold an empty note; the pages show one that does not
        for number, (_, _, *rest) in enumerate(written):
            case = 15 + number // 3
            write((case, f"{case}-{number % 3 + 1}", *rest))
