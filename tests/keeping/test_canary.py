"""A word that stands nowhere else goes through every command: it is where the user asked for it, and nowhere else.

To add a feature, add a line to FEATURES: what is typed, whether the word may be said on standard output, and which files may hold it.
What the server does is in `test_canary_server.py`; notes and files sent to it in many broken ways are in `tests/api/http/test_canary.py`.
"""

import csv
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.api.store.conftest import PASSWORD
from tests.keeping.watched import CANARY, TEXT, Watched

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders and limits are those of Unix")
BREAK = """
import api.scan
def broken(*_, **__):
    note = open({path!r}, encoding="utf-8").read()
    raise KeyError(note)
api.scan.run = broken
"""
"""Something that nobody foresaw goes wrong, with the note in its message."""
CRASH = """
import os, signal, api.scan
def broken(*_, **__):
    note = open({path!r}, encoding="utf-8").read()
    os.kill(os.getpid(), signal.SIGSEGV)
api.scan.run = broken
"""
"""The process dies of a fault of the machine, with the note in its memory."""


@dataclass(frozen=True)
class Feature:
    """What is done, with the exit status it has; whether the word is `said`; where below the watched folder it is `kept`."""

    name: str
    do: Callable[[Watched], int]
    status: int = 0
    said: bool = False
    kept: tuple[str, ...] = ()


def note(watched: Watched) -> Path:
    path = watched.given / "note.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def lines(watched: Watched) -> Path:
    path = watched.given / "notes.jsonl"
    one = {"id": CANARY, "case_id": CANARY, "date": "2024-03-01", "role": CANARY, "text": TEXT}
    path.write_text("".join(json.dumps({**one, "id": f"{CANARY}{n}"}) + "\n" for n in range(2)), encoding="utf-8")
    return path


def export(watched: Watched) -> Path:
    path = watched.given / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        to = csv.writer(file)
        to.writerow(["case_id", "note_id", "date", "role", "note"])
        to.writerows([f"c{n}", f"n{n}", "2024-03-01", "health visitor", f"{TEXT} Seen {n} times."] for n in range(4))
        to.writerow([CANARY, CANARY, CANARY, CANARY, ""])
    return path


def broken(watched: Watched) -> Path:
    path = watched.given / "broken.docx"
    path.write_bytes(b"PK\x03\x04" + TEXT.encode() * 50)
    return path


def scan(*more: str) -> Callable[[Watched], int]:
    return lambda w: w.secondlook("scan", "--profile", "rules", *(m.format(here=w.here) for m in more), note(w))


def files(watched: Watched) -> int:
    def to(form: str, name: str, file: Path) -> tuple[str | Path, ...]:
        return ("scan", "--profile", "rules", "--format", form, "--out", watched.here / name, file)

    one, two = note(watched), lines(watched)
    return watched.in_turn(to("summary", "a.txt", two), to("html", "a.html", one), to("docx", "a.docx", one), to("jsonl", "a.jsonl", two))


def review(watched: Watched) -> int:
    """From the screening to the sample, the review, the export, what is held, the backup and back; then its words are destroyed."""
    here, sample = watched.here, watched.here / "sample.jsonl"
    status = watched.secondlook("screen", export(watched), "--out", here / "out", "--profile", "rules", "--workers", "1", "--csv")
    assert status == 1, f"one row could not be read, and all else could: {watched.complained.decode()}"
    return watched.in_turn(
        ("review", "sample", here / "out", export(watched), "--out", sample, "--flagged", "50", "--double", "0", "--seed", "1"),
        ("users", "add", "Ann", "--role", "reviewer", "--password-stdin"),
        ("review", "import", sample, "--readers", "1"),
        ("held", "show", here / "held.html", "--case", "c1"), ("held", "show", here / "held.json", "--case", "c1"),
        ("backup", here / "backup.zip", "--with-keys"), ("restore", here / "backup.zip", "--overwrite"),
        ("held", "delete", "--case", "c1", "--yes"), ("review", "keys", "rotate"),
        ("audit", "events"), ("audit", "verify"), ("review", "status"),
        typed=f"{PASSWORD}\n",
    )  # fmt: skip


FEATURES = [
    Feature("scan to the terminal", scan(), said=True),
    Feature("scan from standard input as JSON lines", lambda w: w.secondlook(
        "scan", "--profile", "rules", "--format", "jsonl", "-", typed=lines(w).read_text(encoding="utf-8")), said=True),
    Feature("scan to every kind of file, with the word in every field", files, kept=(
        "here/a.txt", "here/a.html", "here/a.docx", "here/a.jsonl")),
    Feature("a file that cannot be read", lambda w: w.secondlook("scan", "--profile", "rules", broken(w)), status=2),
    Feature("a fault that nobody foresaw", lambda w: w.secondlook("scan", note(w), before=BREAK.format(path=str(note(w)))), status=2),
    Feature("a crash", lambda w: w.secondlook("scan", note(w), before=CRASH.format(path=str(note(w)))), status=-11),
    Feature("a review from the sample to the backup", review, kept=(
        "here/out/*.parquet", "here/out/*.csv", "here/out/review.xlsx", "here/sample.jsonl", "here/held.*")),
]  # fmt: skip


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled rules are kept."""
    return tmp_path_factory.mktemp("cache")


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_the_word_is_where_it_was_asked_for(feature: Feature, tmp_path: Path, cache: Path) -> None:
    watched = Watched(tmp_path / "w", cache)
    status = feature.do(watched)
    assert status == feature.status, watched.complained
    assert b"Traceback" not in watched.complained
    watched.check(said=feature.said, kept=feature.kept)


def test_the_watch_finds_what_is_where_it_should_not_be(tmp_path: Path, cache: Path) -> None:
    watched = Watched(tmp_path / "w", cache)
    watched.secondlook("rules", "explain", CANARY)
    with pytest.raises(AssertionError):
        watched.check()
    other = Watched(tmp_path / "v", cache)
    (other.home / "x").write_bytes(TEXT.encode("utf-16-le"))
    with pytest.raises(AssertionError, match="home/x holds the word"):
        other.check()
