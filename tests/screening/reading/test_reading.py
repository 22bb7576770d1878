"""What people have, read as they meant it: columns, dates, encodings, cases, HTML left in notes."""

import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from nlp.errors import MappingError
from nlp.screening.reading import Item, Unreadable, open_source
from nlp.screening.reading.when import iso, order_of
from tests.documents.handmade import mail, paragraph, word
from tests.documents.printed import pdf
from tests.screening.reading.broken import HEAD, NOTE, ROWS, archived, parquet, shared_workbook, workbook

TEXTS = [row[2] for row in ROWS]


def notes(path: Path, **mapping: str) -> list[Item]:
    """The notes of an input that can be read whole."""
    items = list(open_source(path, mapping).items())
    assert not [item for item in items if isinstance(item, Unreadable)]
    return [item for item in items if isinstance(item, Item)]


def texts(path: Path, **mapping: str) -> list[str]:
    return [item.note.text for item in notes(path, **mapping)]


def saved(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def table(rows: list[list[str]], sign: str = ",", end: str = "\n") -> str:
    return end.join(sign.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows) + end


@pytest.mark.parametrize("sign", [",", ";", "\t", "|", "^", "~", "\x1f"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_any_sign_line_end_and_encoding(sign: str, end: str, encoding: str, tmp_path: Path) -> None:
    shown = sign.strip("\x1f")  # which no note may hold
    said = [f"{text} She said “no”, then: {shown} £5 – café;\n\n\t“quoted” and \"plain\", a|b^c." for text in TEXTS]
    rows = [list(HEAD), *([case, date, text] for (case, date, _), text in zip(ROWS, said, strict=True))]
    assert texts(saved(tmp_path, "a.csv", table(rows, sign, end), encoding)) == said


def test_a_late_byte_of_another_encoding_changes_nothing_else(tmp_path: Path) -> None:
    raw = table([list(HEAD), *map(list, ROWS)]).encode() + b'C1,01/03/2024,"caf\xe9 \x96 \xa35"\nC1,01/03/2024,"caf\xc3\xa9"\n'
    assert texts(saved(tmp_path, "a.csv", raw))[-2:] == ["café – £5", "café"]


def test_marks_that_were_not_doubled_stay_in_the_note(tmp_path: Path) -> None:
    rows = f'{",".join(HEAD)}\nC1,01/03/2024,"He said "no" to me, and left"\nC2,01/03/2024,"{NOTE}"\n'
    assert texts(saved(tmp_path, "a.csv", rows)) == ['He said "no" to me, and left', NOTE]


def test_backslashes_before_marks(tmp_path: Path) -> None:
    rows = f'{",".join(HEAD)}\n' + "".join(f'C{n},01/03/2024,"He said \\"no\\", and left {n}"\n' for n in range(9))
    assert texts(saved(tmp_path, "a.csv", rows))[3] == 'He said "no", and left 3'


def test_lines_above_the_heading_and_gaps_are_passed_over(tmp_path: Path) -> None:
    rows = [["Mosaic report 14", "", ""], ["", "", ""], list(HEAD), list(ROWS[0]), ["", "", ""], list(ROWS[1])]
    found = notes(saved(tmp_path, "a.csv", table(rows)))
    assert [item.where.row for item in found] == [4, 6]
    assert str(found[0].where) == "a.csv, row 4"


@pytest.mark.parametrize(
    ("head", "mapping"),
    [
        ("LCS ID,Contact Date,Case Note", {"case_id": "LCS ID", "date": "Contact Date", "note": "Case Note"}),
        ("MosaicID,Created On,Details", {"case_id": "MosaicID", "date": "Created On", "note": "Details"}),
        ("NHS Number,EventDate,Event Details", {"case_id": "NHS Number", "date": "EventDate", "note": "Event Details"}),
        ("UPN,Incident Date,Incident", {"case_id": "UPN", "date": "Incident Date", "note": "Incident"}),
        ("case_ref,DATE OF VISIT,free text", {"case_id": "case_ref", "date": "DATE OF VISIT", "note": "free text"}),
        ("Case Number,When,Aktennotiz", {"case_id": "Case Number", "date": "When", "note": "Aktennotiz"}),
        ("Case,Wann,Body", {"case_id": "Case", "date": "Wann", "note": "Body"}),
        ("ID,Date,Notes", {"case_id": "ID", "date": "Date", "note": "Notes"}),
    ],
)
def test_columns_are_guessed_from_names_and_contents(head: str, mapping: dict[str, str], tmp_path: Path) -> None:
    source = open_source(saved(tmp_path, "a.csv", table([head.split(","), *map(list, ROWS)])))
    described = source.describe()
    assert {key: value for key, value in described.mapping.items() if value != "none"} == mapping
    assert all(column.why for column in described.columns)
    assert texts(tmp_path / "a.csv", **described.mapping) == TEXTS


def test_other_columns_are_named_and_not_read(tmp_path: Path) -> None:
    head = ["Case Ref", "DOB", "Worker", "Note ID", "Job Title", "Date", "Modified", "Note"]
    rows = [[c, "01/02/2019", "A Smith", f"N{n}", "Social worker", d, "05/05/2024", t] for n, (c, d, t) in enumerate(ROWS)]
    path = saved(tmp_path, "a.csv", table([head, *rows]))
    first = notes(path)[0].note
    assert (first.case_id, first.id, first.role, first.date) == ("C1000", "N0", "Social worker", "2024-03-01")
    assert {c.name for c in open_source(path).describe().columns if not c.meaning} == {"DOB", "Worker", "Modified"}


def test_two_columns_are_read_one_after_the_other_where_that_is_asked(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.csv", table([["CaseRef", "Details", "Outcome"], *([c, t, f"Then {t}"] for c, _, t in ROWS)]))
    with pytest.raises(MappingError, match=r"note=Details\+Outcome to read all of them"):
        open_source(path)
    assert texts(path, note="Details+Outcome")[0] == f"Details:\n{TEXTS[0]}\n\nOutcome:\nThen {TEXTS[0]}"


def test_a_map_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.csv", table([list(HEAD), *map(list, ROWS)]))
    for mapping, says in (
        ({"note": "Narative"}, "did you mean Narrative"), ({"nte": "Narrative"}, "no such meaning"),
        ({"note": "CaseRef", "case_id": "CaseRef"}, "named for"),
        ({"date_order": "year"}, "date_order is either"),
    ):  # fmt: skip
        with pytest.raises(MappingError, match=says):
            open_source(path, mapping)


@pytest.mark.parametrize(
    "written",
    [
        "04/03/2024", "4.3.24", "2024-03-04", "4 March 2024", "Mon 4th Mar 2024", "04-Mar-24", "20240304", "45355",
        "04/03/2024 00:00:00", "March 4, 2024",
    ],
)  # fmt: skip
def test_dates_in_many_forms(written: str) -> None:
    assert iso(written, "day") == "2024-03-04"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("04/03/2024 14:05", "2024-03-04T14:05"), ("2024-03-04T14:05:09Z", "2024-03-04T14:05"), ("4 Mar 2024 2:05 pm", "2024-03-04T14:05"),
        (datetime.datetime(2024, 3, 4, 14, 5), "2024-03-04T14:05"), (datetime.date(2024, 3, 4), "2024-03-04"),
        ("31/02/2024", ""), ("13/13/2024", ""), ("1234", ""), ("soon", ""), ("4 Marcheth 2024", ""), ("", ""), ("0001-01-01", ""),
    ],
)  # fmt: skip
def test_dates_with_times_and_what_is_no_date(written: object, read: str) -> None:
    assert iso(written, "day") == read


def test_the_whole_column_tells_whether_the_day_comes_first(tmp_path: Path) -> None:
    assert order_of(["04/03/2024", "25/03/2024"]) == "day"
    assert order_of(["04/03/2024", "03/25/2024"]) == "month"
    assert order_of(["04/03/2024"]) is None
    assert order_of(["25/03/2024", "03/25/2024"]) is None
    american = [[c, f"03/{n % 28 + 1:02}/2024", t] for n, (c, _, t) in enumerate(ROWS)]
    path = saved(tmp_path, "a.csv", table([list(HEAD), *american]))
    assert notes(path)[1].note.date == "2024-03-02"
    assert any("month first" in remark for remark in open_source(path).describe().remarks)


def test_a_note_without_a_date_or_case_says_so(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.csv", table([list(HEAD), *map(list, ROWS), ["C1", "soon", NOTE], ["C1", "", NOTE], ["", "01/03/2024", NOTE]]))
    assert [item.remarks for item in notes(path)[-4:]] == [
        (), ("the date could not be read",), ("the date is missing",), ("no case is named in this row, so the note was read on its own",),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>Seen at home.</p><p>Mum &amp; dad said &quot;no&quot;.</p>", "Seen at home.\n\nMum & dad said \"no\".\n"),
        ("Seen at home.<br/>Mum said no.", "Seen at home.\nMum said no.\n"),
        ("<b>Seen</b> at home.\nMum said no.", "Seen at home.\nMum said no.\n"),
        ("Mum &amp; dad&nbsp;said &pound;5 &lt; &pound;6", "Mum & dad said £5 < £6"),
        ("weight < 5kg and > 3kg; AT&T; <she> said", "weight < 5kg and > 3kg; AT&T; <she> said"),
        ("{\\rtf1\\ansi Seen at home.\\par Mum said no.\\par}", "Seen at home.\nMum said no.\n"),
    ],
)
def test_html_and_rtf_left_in_notes(cell: str, text: str, tmp_path: Path) -> None:
    path = saved(tmp_path, "a.csv", table([list(HEAD), *map(list, ROWS), ["C1", "01/03/2024", cell]]))
    assert texts(path)[-1] == text


def test_workbooks(tmp_path: Path) -> None:
    assert texts(saved(tmp_path, "a.xlsx", shared_workbook())) == TEXTS
    day = datetime.datetime(2024, 3, 4, 14, 5)
    rows: list[list[object]] = [["Report"], [], list(HEAD), *([10_000 + n // 3, day, t] for n, (_, _, t) in enumerate(ROWS))]
    path = saved(tmp_path, "b.xlsx", workbook(("Front", [["Total", 40]]), ("Export", rows)))
    first = notes(path)[0]
    assert (first.note.case_id, first.note.date, first.where.row) == ("10000", "2024-03-04T14:05", 4)
    assert "the sheet 'Front' is not read" in open_source(path).describe().remarks
    both = saved(tmp_path, "c.xlsx", workbook(("North", rows), ("South", [list(HEAD), list(ROWS[0])])))
    assert len(notes(both, sheet="South")) == 1


def test_a_note_that_fills_an_excel_cell_was_probably_cut_off(tmp_path: Path) -> None:
    long = (NOTE * 400)[:32_767]
    item = notes(saved(tmp_path, "a.xlsx", workbook(("Export", [list(HEAD), *map(list, ROWS), ["C1", "01/03/2024", long]]))))[-1]
    assert "fills its cell" in item.remarks[0]


def test_parquet(tmp_path: Path) -> None:
    days = [datetime.date(2024, 3, 4)] * len(ROWS)
    made = pa.table({"case": [r[0] for r in ROWS], "date": days, "note": pa.array(TEXTS).dictionary_encode(), "tags": [["a"]] * len(ROWS)})
    path = saved(tmp_path, "a.parquet", parquet(made))
    assert texts(path) == TEXTS
    assert notes(path)[0].note.date == "2024-03-04"


def test_jsonl_in_the_projects_own_form_and_in_others(tmp_path: Path) -> None:
    second = f'{{"text": "{NOTE}", "case_id": "C1", "date": "2024-03-04", "role": "x", "more": {{}}}}'
    own = saved(tmp_path, "a.jsonl", f'{{"text": "{NOTE}"}}\n\n{second}\n')
    assert [(n.note.case_id, n.where.row) for n in notes(own)] == [("", 1), ("C1", 3)]
    other = saved(tmp_path, "b.jsonl", "".join(f'{{"CaseRef": "{c}", "NoteDate": "{d}", "Narrative": "{t}"}}\n' for c, d, t in ROWS))
    assert texts(other) == TEXTS


def test_a_table_called_txt_is_a_table_and_a_letter_with_tabs_is_not(tmp_path: Path) -> None:
    assert texts(saved(tmp_path, "export.txt", table([list(HEAD), *map(list, ROWS)], "\t"))) == TEXTS
    letter = "To:\tDuty team\tMASH\nSeen at home.\n"
    assert texts(saved(tmp_path, "letter.txt", letter)) == [letter]


def folders(folder: Path, *names: str) -> dict[str, str]:
    for at, name in enumerate(names):
        saved(folder, name, f"{NOTE} {at}")
    return {item.note.id: item.note.case_id for item in notes(folder)}


def test_folders_and_file_names_as_cases(tmp_path: Path) -> None:
    plain = folders(tmp_path / "a", "C1/visit.txt", "C1/call.txt", "C2/visit.txt")
    assert plain == {"C1/visit.txt": "C1", "C1/call.txt": "C1", "C2/visit.txt": "C2"}
    assert folders(tmp_path / "b", "one.txt", "two.txt") == {"one.txt": "one", "two.txt": "two"}
    named = folders(tmp_path / "c", "100234_2024-03-04_visit.txt", "100234_2024-03-05_call.txt", "100777_note.txt")
    assert sorted(named.values()) == ["100234", "100234", "100777"]
    deep = folders(tmp_path / "d", "North/LCS1234/Visits/a.txt", "North/LCS1234/b.txt", "South/LCS2345/Letters/c.txt")
    assert sorted(deep.values()) == ["LCS1234", "LCS1234", "LCS2345"]
    kinds = folders(tmp_path / "e", "Smith/Visits/a.txt", "Smith/Letters/b.txt", "Jones/Visits/c.txt", "Jones/Letters/d.txt")
    assert set(kinds.values()) == {"Smith", "Jones"}
    dated = folders(tmp_path / "f", "2024-03-04 visit.txt", "2024-03-05 visit.txt")
    assert len(set(dated.values())) == 2


def test_folders_that_do_not_tell_the_case_are_refused_until_it_is_said(tmp_path: Path) -> None:
    for name in ("North/Smith/a.txt", "North/Jones/b.txt", "South/Patel/c.txt", "South/Khan/deep/d.txt"):
        saved(tmp_path, name, NOTE)
    with pytest.raises(MappingError, match=r"case_id=folder:1 .* case_id=folder:2"):
        open_source(tmp_path)
    assert {n.note.case_id for n in notes(tmp_path, case_id="folder:2")} == {"Smith", "Jones", "Patel", "Khan"}
    assert {n.note.case_id for n in notes(tmp_path, case_id="none")} == {""}


def test_every_kind_of_document_in_folders_and_in_a_zip(tmp_path: Path) -> None:
    made = {
        "C100/2024-03-04 visit.txt": NOTE.encode(), "C100/visit.md": b"# Visit\n\n" + NOTE.encode(),
        "C100/visit.docx": word(paragraph(NOTE)),
        "C200/letter.pdf": pdf([NOTE]), "C200/note.rtf": b"{\\rtf1\\ansi " + NOTE.encode() + b"\\par}", "C200/mail.eml": mail(NOTE),
        "C200/~$lock.docx": b"x", "__MACOSX/C200/._mail.eml": b"x", "C200/Thumbs.db": b"x",
    }  # fmt: skip
    folder, packed = tmp_path / "cases", saved(tmp_path, "cases.zip", archived(made))
    for name, raw in made.items():
        saved(folder, name, raw)
    for path in (folder, packed):
        found = notes(path)
        assert [item.note.case_id for item in found] == ["C100"] * 3 + ["C200"] * 3
        assert all("hungry" in " ".join(item.note.text.split()) for item in found)
        assert {item.note.date[:10] for item in found} == {"", "2024-03-04"}
    assert [i.note.text for i in notes(folder)] == [i.note.text for i in notes(packed)]
    assert notes(packed)[0].where.file == "cases.zip/C100/2024-03-04 visit.txt"


def test_tables_in_a_zip_and_beside_documents(tmp_path: Path) -> None:
    whole = table([list(HEAD), *map(list, ROWS)]).encode()
    packed = {"export.csv": whole, "book.xlsx": shared_workbook(), "rows.parquet": parquet(pa.table({"text": TEXTS}))}
    assert texts(saved(tmp_path, "a.zip", archived(packed))) == TEXTS * 3
    saved(tmp_path, "visit.txt", NOTE)
    assert len(notes(tmp_path)) == 3 * len(ROWS) + 1


def test_the_order_and_the_hashes_are_stable(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", "a/10.txt", "c.txt"):
        saved(tmp_path, name, f"{NOTE} {name}")
    once, again = open_source(tmp_path), open_source(tmp_path)
    assert list(once.items()) == list(once.items()) == list(again.items())
    inputs = once.describe().inputs
    assert inputs == again.describe().inputs
    assert [i.file for i in inputs] == ["a/1.txt", "a/10.txt", "b/2.txt", "c.txt"]
    assert all(len(i.sha256) == 64 for i in inputs)


def test_what_a_description_says(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.csv", table([list(HEAD), *map(list, ROWS)], ";"), "cp1252")
    described = open_source(path).describe()
    assert "semicolons" in described.kind
    assert described.files == 1
    assert described.bytes == path.stat().st_size


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_memory_does_not_grow(kind: str, tmp_path: Path) -> None:
    """A small version of `python -m evaluation.benchmarks.reading`: what Python holds after half the rows and after all."""
    import tracemalloc

    from evaluation.benchmarks.reading import write

    path = tmp_path / f"export.{kind}"
    write(path, 2_000)
    source = open_source(path)
    tracemalloc.start()
    held: list[int] = []
    for at, _ in enumerate(source.items()):
        if at in (600, 1_990):
            held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert held[1] - held[0] < 2_000_000
