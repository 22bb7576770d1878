"""What a screening writes: the same as the pipeline says, whole, and safe to open."""

import csv
import hashlib
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from markupsafe import escape

import nlp
from nlp.screening.comma import safe
from nlp.screening.finish import key_file
from nlp.screening.reading import Item, open_source
from nlp.screening.run import screen
from nlp.screening.tables import FLAGS, TABLES
from tests.screening.conftest import NOTES, options


def table(out: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(out / f"{name}.parquet").to_pylist()
    return rows


def counted(out: Path, name: str, *columns: str) -> Counter[Any]:
    return Counter(tuple(row[column] for column in columns) for row in table(out, name))


def test_rows_are_what_the_pipeline_says_of_each_case(export: Path, done: Path) -> None:
    cases: dict[str, list[nlp.Note]] = {}
    for item in open_source(export).items():
        if isinstance(item, Item) and item.note.text.strip():
            cases.setdefault(item.note.case_id, []).append(item.note)
    pipeline = nlp.load(profile="rules", threads=1)
    flags, findings, people = Counter[Any](), Counter[Any](), Counter[Any]()
    for case_id, notes in cases.items():
        reviews, together = pipeline.review_together(notes)
        for note, review in zip(notes, reviews, strict=True):
            flags.update((note.id, f.indicator, f.start, f.end, f.quote, f.assertion, f.confidence.value) for f in review.flags)
            findings.update((note.id, f.indicator, f.level, f.state, f.person or "", f.explanation) for f in review.findings)
        people.update((case_id, p.label, p.kind) for p in together.people)
    assert flags
    assert counted(done, "flags", "note_id", "indicator", "start", "end", "quote", "assertion", "confidence") == flags
    assert counted(done, "findings", "note_id", "indicator", "level", "state", "person", "explanation") == findings
    assert Counter((row["case_id"], row["label"], row["kind"]) for row in table(done, "people")) == people


def test_every_note_and_every_line_is_accounted_for(done: Path) -> None:
    manifest = json.loads((done / "manifest.json").read_text(encoding="utf-8"))
    notes, errors = table(done, "notes"), table(done, "errors")
    assert sorted([row["note"] for row in notes]) == sorted({row["note"] for row in notes})
    assert len(notes) + len(errors) == NOTES + 1
    assert any(f"row {NOTES + 1}" in row["where"] for row in errors)
    assert all(row["why"] and row["what_to_do"] for row in errors)
    assert manifest["counts"]["notes"] == len(notes)
    assert manifest["counts"]["errors"] == len(errors)


def test_the_manifest_has_the_hash_of_every_file(done: Path) -> None:
    manifest = json.loads((done / "manifest.json").read_text(encoding="utf-8"))
    there = {path.name for path in done.iterdir()} - {"manifest.json"}
    assert set(manifest["files"]) == there
    for name, said in manifest["files"].items():
        assert hashlib.sha256((done / name).read_bytes()).hexdigest() == said["sha256"]
    assert manifest["settings"]["versions"]["profile"] == "rules"
    assert manifest["settings"]["inputs"][0]["sha256"]


def test_nothing_of_the_work_is_left_and_only_the_owner_may_look(done: Path) -> None:
    assert not (done / "work").exists()
    assert done.stat().st_mode & 0o077 == 0


def test_csv_holds_the_same_rows_as_parquet(done: Path) -> None:
    for name in TABLES.keys() - {"key"}:
        with (done / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        expected = [{k: "" if v is None else str(safe(v)) for k, v in row.items()} for row in table(done, name)]
        assert rows == expected


@pytest.mark.parametrize("cell", ["=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_of_csv_begins_as_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


def test_numbers_and_words_of_csv_stay() -> None:
    assert safe(-2) == -2
    assert safe("Mum = his carer") == "Mum = his carer"


def test_no_cell_of_the_workbook_is_a_formula(tmp_path: Path) -> None:
    line = json.dumps(
        {"id": "=1+1", "case_id": '=HYPERLINK("http://x.example")', "text": "=cmd|' /C calc'!A0 Dad smokes weed in the shed."}
    )
    (tmp_path / "x.jsonl").write_text(line, encoding="utf-8")
    screen(tmp_path / "x.jsonl", tmp_path / "out", options(workers=1))
    book = openpyxl.load_workbook(tmp_path / "out" / "review.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "=1+1" for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    with zipfile.ZipFile(tmp_path / "out" / "review.xlsx") as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_the_workbook_holds_flags_gaps_and_what_was_not_read(done: Path) -> None:
    book = openpyxl.load_workbook(done / "review.xlsx", read_only=True)
    assert book.sheetnames == ["Read me first", "Flags", "What was not found", "Not read"]
    assert sum(1 for _ in book["Flags"].iter_rows()) == len(table(done, "flags")) + 1
    gaps = [row for row in table(done, "findings") if row["state"] in ("found", "not_found")]
    assert sum(1 for _ in book["What was not found"].iter_rows()) == len(gaps) + 1


def test_the_report_holds_counts_and_no_words_of_a_note(done: Path) -> None:
    page = (done / "report.html").read_text(encoding="utf-8")
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert not re.search(r"(?:src|href)=\"(?!data:)", page)
    assert "<script" not in page
    for row in table(done, "flags"):
        assert len(row["quote"]) < 12 or row["quote"] not in text
        assert row["case_id"] not in text
    flags = Counter(row["title"] for row in table(done, "flags"))
    for title, count in flags.items():
        assert re.search(rf'<th scope="row">{re.escape(str(escape(title)))}</th><td class="n">{count:,}</td>', page)


def test_pseudonyms_take_the_place_of_names_and_the_key_stands_apart(tmp_path: Path) -> None:
    texts = (
        "Home visit. Dylan Rees (7) was seen. Mr Rees, Dylan's father, was out. Mum (Sian Rees) is scared of him.",
        "Gareth Rees shouted at Dylan and hit him. Dylan’s father will not engage.",
    )
    notes = [{"id": str(number), "case_id": "c", "text": text} for number, text in enumerate(texts)]
    (tmp_path / "x.jsonl").write_text("\n".join(json.dumps(n) for n in notes), encoding="utf-8")
    out = tmp_path / "out"
    screen(tmp_path / "x.jsonl", out, options(workers=1, csv=True, pseudonymise=True))
    everything = "".join(str(table(out, name)) for name in TABLES.keys() - {"key"}) + (out / "report.html").read_text(encoding="utf-8")
    for name in ("Dylan", "Rees", "Gareth", "Sian"):
        assert name not in everything
    assert "Child 1" in everything
    assert "Man 1" in everything
    assert not any(path.name.startswith("key") for path in out.iterdir())
    key = key_file(out)
    assert key.parent == out.parent
    assert key.stat().st_mode & 0o077 == 0
    with key.open(encoding="utf-8-sig", newline="") as file:
        names = {row["pseudonym"]: row["label"] for row in csv.DictReader(file)}
    assert names["Child 1"] == "Dylan Rees"


def test_columns_are_those_that_are_promised() -> None:
    assert FLAGS.names[:4] == ["case_id", "note_id", "date", "year"]
    assert {"indicator", "passage", "quote", "assertion", "confidence", "explanation", "evidence", "start", "end"} <= set(FLAGS.names)
