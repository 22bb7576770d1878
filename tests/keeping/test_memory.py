"""After the answer no object of a worker holds the note; what memory that was given back still holds is counted, not tested.

The counts are printed by `python -m evaluation.benchmarks.traces`.
"""

import gc
import os
import pickle
import secrets
import sys
from collections.abc import Callable, Iterator

import pytest

from api.work.forgetting import Parcel, do
from api.work.jobs import Outcome, review_case, review_note
from api.work.uploads import Upload, download, look
from evaluation.benchmarks.traces import count

NOTE = (
    "Home visit. Strong smell of cannabis in the hall at {0}. {0} said she was scared of what he would do. Leo (7) was not seen. There was "
    "no food in the kitchen. Dad takes {0}'s bank card. Referral closed with no further action."
)
Job = Callable[[str], Parcel]


def line(word: str) -> tuple[str, str, str, str, str]:
    return (NOTE.format(word), word, "", "2024-03-01", word)


JOBS: dict[str, Job] = {
    "a note": lambda w: Parcel(review_note, ("rules", line(w))),
    "a case": lambda w: Parcel(review_case, ("rules", [line(w), line(w)], [])),
    "the page": lambda w: Parcel(look, ("rules", [line(w)], [Upload(f"{w}.txt", NOTE.format(w).encode())], 10_000)),
    "a Word file": lambda w: Parcel(download, ("rules", [line(w)], "word")),
    "a page as a file": lambda w: Parcel(download, ("rules", [line(w)], "html")),
    "a note that is refused": lambda w: Parcel(review_note, ("no such profile", line(w))),
    "a fault": lambda w: Parcel(review_note, ("rules", (w, w, w))),
}


def holders(word: str) -> Iterator[str]:
    """The types of all objects that hold a string or bytes with the word."""
    for thing in gc.get_objects():
        for held in _within(thing):
            if (isinstance(held, str) and word in held) or (isinstance(held, bytes) and word.encode() in held):
                yield type(thing).__name__


def _within(thing: object) -> Iterator[object]:
    """What an object refers to, and what a plain container that the collector does not follow refers to."""
    for held in gc.get_referents(thing):
        yield held
        if isinstance(held, dict | tuple) and not gc.is_tracked(held):
            yield from gc.get_referents(held)


def answered(make: Job) -> tuple[str, Parcel, Outcome]:
    """Do a job as a worker does, and return the word backwards, which is not the word, and what the worker keeps until the next one."""
    word = f"q{secrets.token_hex(8)}"
    parcel = make(word)
    outcome = do(parcel)
    assert pickle.dumps(outcome).startswith(b"\x80"), "it goes to the server"
    return word[::-1], parcel, outcome


@pytest.mark.parametrize("name", JOBS)
def test_no_object_holds_the_note_after_the_answer(name: str) -> None:
    answered(JOBS[name])  # what is loaded at the first note is no trace of it
    backwards, parcel, outcome = answered(JOBS[name])
    assert list(holders(backwards[::-1])) == []
    assert outcome == Outcome()
    with pytest.raises(RuntimeError, match="opened before"):
        parcel.open()


def test_what_an_object_holds_is_found() -> None:
    word = secrets.token_hex(8)
    kept = [{"note": f"Seen by {word}."}, Outcome(word.encode())]
    assert set(holders(word)) >= {"list", "Outcome"}
    assert len(kept) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="memory is a file on Linux only")
def test_the_count_finds_what_is_there() -> None:
    word = secrets.token_hex(12)
    several = [f"{word}{n}" for n in range(50)]
    assert count(os.getpid(), word) >= len(several)
