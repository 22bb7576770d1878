"""Bad inputs: each ends in a row of errors or a clear refusal, none in a crash, and no word of a note gets out."""

import logging
import os
import random
import time
from pathlib import Path

import pytest

from nlp.errors import InputError
from nlp.screening.reading import Item, Unreadable, open_source
from tests.documents.broken import CANARY
from tests.screening.reading.broken import GOOD_CSV, GOOD_JSONL, HEAD, NOTE, ROWS, Bad, all_bad, archived, workbook

BAD = all_bad()
GOOD = f"A visit to {NOTE}"
Read = tuple[list[Item], list[Unreadable]]


def read(path: Path, **mapping: str) -> Read:
    """Everything that comes of an input."""
    items = list(open_source(path, mapping).items())
    return [i for i in items if isinstance(i, Item)], [i for i in items if isinstance(i, Unreadable)]


def test_there_are_two_hundred() -> None:
    assert len(BAD) >= 200
    assert len({bad.why for bad in BAD}) >= 200


@pytest.mark.parametrize("bad", BAD, ids=[bad.why for bad in BAD])
def test_alone(bad: Bad, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    path = tmp_path / bad.name
    path.write_bytes(bad.raw)
    begun = time.monotonic()
    try:
        notes, errors = read(path)
        said = [str(error) for error in errors]
        assert all(error.what_to_do and error.where.file.startswith(bad.name) for error in errors)
    except InputError as error:
        notes, said = [], [str(error)]
        assert not bad.reads
    printed = capfd.readouterr()
    assert said, "nothing was said"
    assert any(bad.says in each for each in said), said
    assert all(20 < len(each) < 700 for each in said)
    assert CANARY not in "".join(said) + caplog.text + printed.out + printed.err
    assert time.monotonic() - begun < 15
    if bad.reads:
        assert len(notes) >= 8
        assert len(said) <= 2, said


def test_among_others(tmp_path: Path) -> None:
    """The bad inputs and a good note in one folder: each is told of, and the good note is read."""
    quick = [bad for bad in BAD if len(bad.raw) < 1_000_000 and not bad.why.startswith("document")]
    for at, bad in enumerate(quick):
        folder = tmp_path / f"C{1000 + at}"
        folder.mkdir()
        (folder / bad.name).write_bytes(bad.raw)
    (tmp_path / "C9999").mkdir()
    (tmp_path / "C9999" / "visit.txt").write_text(GOOD, encoding="utf-8")
    notes, errors = read(tmp_path, case_id="folder:1")
    assert [note.note.text for note in notes if note.note.case_id == "C9999"] == [GOOD]
    told = {error.where.file.split("/")[0] for error in errors}
    assert told == {f"C{1000 + at}" for at in range(len(quick))}


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.csv", GOOD_CSV.encode()),
        ("a.jsonl", GOOD_JSONL.encode()),
        ("a.xlsx", workbook(("Export", [list(HEAD), *map(list, ROWS)]))),
        ("a.zip", archived({f"C10{at}/visit.txt": NOTE.encode() for at in range(10)})),
    ],
    ids=["csv", "jsonl", "xlsx", "zip"],
)
def test_a_good_file_with_changed_bytes_never_crashes(name: str, raw: bytes, tmp_path: Path) -> None:
    draw = random.Random(20_261_126)
    path = tmp_path / name
    for _ in range(60):
        changed = bytearray(raw)
        for _ in range(draw.choice((1, 3, 20))):
            changed[draw.randrange(len(raw))] = draw.randrange(256)
        path.write_bytes(bytes(changed))
        said = ""
        try:
            notes, errors = read(path)
        except InputError as error:
            notes, errors, said = [], [], str(error)
        assert notes or errors or said.startswith(name)


def test_a_line_of_200_megabytes_costs_no_memory(tmp_path: Path) -> None:
    """Slow but wanted: two seconds, and the line is passed over without being held."""
    import resource

    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(GOOD_CSV.encode() + b'C9,01/03/2024,"')
        for _ in range(200):
            file.write(b"x" * 1_000_000)
        file.write(b'"\n' + GOOD_CSV.encode().split(b"\n", 1)[1])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    notes, errors = read(path)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert len(notes) == 2 * len(ROWS)
    assert [error.where.row for error in errors] == [len(ROWS) + 2]
    assert grown < 100


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    (tmp_path / "visit.txt").write_text(GOOD, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path)
    notes, errors = read(tmp_path)
    assert len(notes) == 1
    assert {error.where.file: error.what for error in errors} == {"pipe.txt": "the file", "gone.txt": "the file", "loop": "the folder"}


def test_names_that_are_no_text_can_be_written_and_shown(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/visit \xff\x07.txt")).write_text(GOOD, encoding="utf-8")
    notes, _ = read(tmp_path)
    assert notes[0].where.file.encode("utf-8").isascii() is False
    assert notes[0].where.file.isprintable()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "visit.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "secret.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "secret.txt").chmod(0)
    notes, errors = read(tmp_path)
    assert len(notes) == 1
    assert "not allowed" in str(errors[0])
