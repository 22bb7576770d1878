"""Two hundred inputs that cannot be read, or not whole: each must end in a row of errors or a clear refusal."""

import gzip
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.documents.broken import CANARY, all_broken
from tests.documents.handmade import compound, zipped

NOTE = f"Home visit. {CANARY} was seen at school today, and said that she was hungry and that nobody had been at home."
HEAD = ("CaseRef", "NoteDate", "Narrative")
ROWS = tuple((f"C{1000 + at // 3}", f"{1 + at % 28:02}/03/2024", f"{NOTE} Visit number {at}.") for at in range(40))
SIGNS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
GOOD_CSV = "\n".join([",".join(HEAD), *(f'{case},{date},"{note}"' for case, date, note in ROWS)]) + "\n"
GOOD_JSONL = "".join(f'{{"text": "{note}", "case_id": "{case}", "date": "2024-03-01"}}\n' for case, date, note in ROWS)


class Bad(NamedTuple):
    """A bad input: what is wrong, its name, its bytes, and words that the error must hold; `rows` other rows are read."""

    why: str
    name: str
    raw: bytes
    says: str
    reads: bool = False


def all_bad() -> list[Bad]:
    """Every bad input, those of single documents among them."""
    documents = [Bad(f"document: {each.why}", each.name, each.raw, "") for each in all_broken() if _is_document(each.name)]
    return [*documents, *_tables(), *_rows(), *_cut_tables(), *_mapped(), *_jsonl(), *_excel(), *_parquet(), *_zips()]


def _is_document(name: str) -> bool:
    return not name.endswith((".csv", ".xls", ".xlsx", ".zip"))


def _tables() -> Iterator[Bad]:
    """Files that are called tables."""
    for name in ("a.csv", "a.tsv", "a.jsonl", "a.xlsx", "a.json", "a.parquet"):
        yield Bad(f"empty {name}", name, b"", "empty")
    yield Bad("only a mark", "a.csv", b"\xef\xbb\xbf", "empty")
    yield Bad("only line ends", "a.csv", b"\r\n\r\n\r\n", "empty")
    yield Bad("only a heading", "a.csv", b"CaseRef,NoteDate,Narrative\n", "no row below the heading")
    yield Bad("a heading and empty rows", "a.csv", b"CaseRef,NoteDate,Narrative\n,,\n,,\n", "no row below the heading")
    kinds = {
        "a PNG": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "a JPEG": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8,
        "a PDF": b"%PDF-1.7\n1 0 obj", "RTF": b"{\\rtf1 " + NOTE.encode() + b"}", "7z": b"7z\xbc\xaf\x27\x1c" + bytes(90),
        "gzip": gzip.compress(GOOD_CSV.encode()), "a database": b"SQLite format 3\x00" + bytes(200),
        "a program": b"MZ\x90\x00" + bytes(range(256)) * 8, "random bytes": bytes(range(256)) * 40,
        "zero bytes": b"CaseRef,Narrative\n" + bytes(3_000) + b"\n", "UTF-32": GOOD_CSV.encode("utf-32"),
        "a broken zip": b"PK\x03\x04" + bytes(range(256)), "a web page": b"<html><body><table><tr><td>x</td></tr></table>",
        "XML": b'<?xml version="1.0"?><rows><row/></rows>',
    }  # fmt: skip
    for what, raw in kinds.items():
        for name in ("a.csv", "a.xlsx"):
            yield Bad(f"{what} called {name}", name, raw, "")
    for name in ("a.xls", "a.xlsx", "a.csv"):
        yield Bad(f"an old workbook called {name}", name, compound({"Workbook": CANARY.encode()}), "old Excel workbook (.xls); open it")
        locked = compound({"EncryptedPackage": CANARY.encode(), "EncryptionInfo": b"x"})
        yield Bad(f"a workbook behind a password called {name}", name, locked, "protected by a password")
        yield Bad(f"a broken compound file called {name}", name, locked[:600], "")
    xlsb = zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": CANARY})
    yield Bad("a binary workbook", "a.xlsb", xlsb, "binary Excel workbook")
    ods = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": CANARY})
    yield Bad("an OpenDocument spreadsheet", "a.ods", ods, "OpenDocument spreadsheet")
    yield Bad("a Word file called .xlsx", "a.xlsx", zipped({"word/document.xml": CANARY}), "not the spreadsheet")
    flat = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    yield Bad("Excel's old XML", "a.xls", flat, "XML under")
    yield Bad("a web page called .xls", "a.xls", b"<html><table><tr><td>CaseRef</td></tr></table></html>", "web page under")


def _csv(rows: list[tuple[str, ...]], sign: str = ",") -> bytes:
    return ("\n".join(sign.join(row) for row in rows) + "\n").encode()


def _quoted(at: int) -> tuple[str, ...]:
    case, date, note = ROWS[at]
    return case, date, f'"{note}"'


def _with(row: tuple[str, ...], sign: str = ",", *, at: int = 20) -> bytes:
    """A good table with one bad row in it."""
    good = [_quoted(n) for n in range(len(ROWS))]
    return _csv([HEAD, *good[:at], row, *good[at:]], sign)


def _rows() -> Iterator[Bad]:
    """Tables with one bad row, whose other rows must all be read."""
    for what, sign in SIGNS.items():
        unclosed = _with(("C9", "01/03/2024", f'"{NOTE}'), sign)
        yield Bad(f"a mark that never closes, {what}", "a.csv", unclosed, "quotation mark", reads=True)
        first = _with(("C9", "01/03/2024", f'"{NOTE}'), sign, at=0)
        yield Bad(f"a mark that never closes in the first row, {what}", "a.csv", first, "quotation mark", reads=True)
        last = _with(("C9", "01/03/2024", f'"{NOTE}'), sign, at=len(ROWS))
        yield Bad(f"a mark that never closes in the last row, {what}", "a.csv", last, "quotation mark", reads=True)
        short = _with(("C9", "01/03/2024"), sign)
        yield Bad(f"a row too short, {what}", "a.csv", short, "2 columns where the heading has 3", reads=True)
        long = _with(("C9", "01/03/2024", "said", "she left"), sign)
        yield Bad(f"a row too long, {what}", "a.csv", long, "4 columns where the heading has 3", reads=True)
        empty = _with(("C9", "01/03/2024", ""), sign)
        yield Bad(f"an empty note, {what}", "a.csv", empty, "it is empty", reads=True)
        blank = _with(("C9", "01/03/2024", '" \u00a0\t"'), sign)
        yield Bad(f"a blank note, {what}", "a.csv", blank, "it is empty", reads=True)
        much = _with(("C9", "01/03/2024", f'"{NOTE * 12_000}"'), sign)
        yield Bad(f"a note that is too long, {what}", "a.csv", much, "1,000,000", reads=True)
        zeros = _with(("C9", "01/03/2024", '"' + "\x01\x02\x00" * 90 + '"'), sign)
        yield Bad(f"a note of binary data, {what}", "a.csv", b"\xef\xbb\xbf" + zeros + _filler(sign), "", reads=False)
    endless = _with(("C9", "01/03/2024", "x" * 9_000_000))
    yield Bad("a line of nine million characters", "a.csv", endless, "longer than any note", reads=True)
    many = _with(("C9", "01/03/2024", '"' + "a line of a note that goes on\n" * 300_000))
    yield Bad("a note of very many lines that never closes", "a.csv", many, "quotation mark")
    rtf = _with(("C9", "01/03/2024", "{\\rtf1 \\bin9999999 x"))
    yield Bad("broken RTF in a note", "a.csv", rtf, "", reads=True)
    nested = _with(("C9", "01/03/2024", f'"{"<table><tr><td>" * 900}{CANARY}"'))
    yield Bad("tables nested too deeply in a note", "a.csv", nested, "nested too deeply", reads=True)
    tags = _with(("C9", "01/03/2024", f'"{"<p></p>" * 900}"'))
    yield Bad("a note of tags alone", "a.csv", tags, "it is empty", reads=True)
    script = _with(("C9", "01/03/2024", f'"<p><script>{CANARY}</script></p>"'))
    yield Bad("a note of script alone", "a.csv", script, "it is empty", reads=True)
    total = _with(("Total", "40", ""), at=len(ROWS))
    yield Bad("a row of totals", "a.csv", total, "it is empty", reads=True)
    swallowed = _with(("C9", "01/03/2024", f'"{NOTE}\nC1,02/03/2024,"{NOTE}"'))
    yield Bad("two rows run together", "a.csv", swallowed, "quotation mark", reads=True)


def _filler(sign: str) -> bytes:
    return _csv([_quoted(at) for at in range(40)], sign) * 40


def _cut_tables() -> Iterator[Bad]:
    """Tables that end in the middle."""
    raw = GOOD_CSV.encode()
    last = raw.rfind(b"\n", 0, -1)
    for back in (12, 20, 60, 100):
        yield Bad(f"CSV cut {back} bytes before its end", "a.csv", raw[: len(raw) - back], "", reads=True)
    yield Bad("CSV cut within its last date", "a.csv", raw[: last + 9], "2 columns where the heading has 3", reads=True)
    yield Bad("CSV cut within its last reference", "a.csv", raw[: last + 4], "1 columns where the heading has 3", reads=True)
    wide = GOOD_CSV.encode("utf-16")
    yield Bad("UTF-16 cut in the middle", "a.csv", wide[: len(wide) - 61], "", reads=True)
    lines = GOOD_JSONL.encode()
    for back in (1, 2, 30, 80):
        yield Bad(f"JSONL cut {back + 1} bytes before its end", "a.jsonl", lines[: -back - 1], "not valid JSON", reads=True)


def _mapped() -> Iterator[Bad]:
    """Tables of which it cannot be told which column is what."""
    two = "CaseRef,NoteDate,Details,Outcome\n" + "".join(f'{c},{d},"{n}","{n}"\n' for c, d, n in ROWS)
    yield Bad("two columns of notes", "a.csv", two.encode(), "--map note=Details, or note=Details+Outcome")
    people = "PersonID,ChildID,NoteDate,Details\n" + "".join(f'{at},{at % 7 + 90},{d},"{n}"\n' for at, (c, d, n) in enumerate(ROWS))
    yield Bad("two columns of references", "a.csv", people.encode(), "--map case_id=PersonID")
    dates = "CaseRef,Contact Date,Visit Date,Details\n" + "".join(f'{c},{d},01/01/2023,"{n}"\n' for c, d, n in ROWS)
    yield Bad("two columns of dates", "a.csv", dates.encode(), "--map date='Contact Date'")
    unknown = "Zug,Wann,Was\n" + "".join(f'{c},{d},"{n}"\n' for c, d, n in ROWS)
    yield Bad("names that say nothing", "a.csv", unknown.encode(), "--map case_id=Zug")
    none = "CaseRef,NoteDate,Team\n" + "".join(f"{c},{d},North\n" for c, d, n in ROWS)
    yield Bad("no column of notes", "a.csv", none.encode(), "no column is seen to hold notes")
    science = "CaseRef,NoteDate,Details\n" + "".join(f'1.2E+11,{d},"{n}"\n' for c, d, n in ROWS)
    yield Bad("references that Excel has spoilt", "a.csv", science.encode(), "1.2E+11, as Excel writes long numbers")
    twice = "CaseRef,Notes,Notes\n" + "".join(f'{c},"{n}","{n}"\n' for c, d, n in ROWS)
    yield Bad("two columns of one name", "a.csv", twice.encode(), "Notes (2)")


def _jsonl() -> Iterator[Bad]:
    lines = {
        "a word": "hello", "a list": f'["{NOTE}"]', "a number": "5", "null": "null", "half an object": f'{{"text": "{NOTE}',
        "single quotes": f"{{'text': '{NOTE}'}}", "a comma too many": f'{{"text": "{NOTE}",}}',
        "two objects": '{"text": "a"} {"text": "b"}', "a comment": f"// {NOTE}", "nested too deeply": "[" * 200_000,
        "objects nested too deeply": '{"a":' * 100_000, "a text that is a list": f'{{"text": ["{NOTE}"]}}',
        "a text that is a number": '{"text": 5}', "no text": '{"case_id": "C1"}', "an empty text": '{"text": ""}',
        "a blank text": '{"text": " \\n\\u00a0"}', "a text of null": '{"text": null}', "a control character": '{"text": "a\x02b"}',
        "a text that is too long": f'{{"text": "{NOTE * 12_000}"}}', "a number that never ends": '{"text": ' + "9" * 100_000 + "}",
        "a line that is too long": '{"text": "' + "x" * 9_000_000 + '"}',
    }  # fmt: skip
    for what, line in lines.items():
        yield Bad(f"JSONL: {what}", "a.jsonl", f"{GOOD_JSONL}{line}\n{GOOD_JSONL}".encode(), "", reads=True)
    yield Bad("JSONL of lists alone", "a.jsonl", f'["{NOTE}"]\n'.encode() * 5, "")
    yield Bad("one JSON list", "a.json", f'[{{"text": "{NOTE}"}}]'.encode(), "JSON lines")
    yield Bad("JSON over several lines", "a.json", f'{{\n "text": "{NOTE}"\n}}'.encode(), "JSON lines")
    yield Bad("JSONL of binary data", "a.jsonl", bytes(range(256)) * 40, "not text")


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    """An Excel workbook with these sheets."""
    book = openpyxl.Workbook()
    for at, (title, rows) in enumerate(sheets):
        sheet = book.active if not at else book.create_sheet()
        assert sheet is not None
        sheet.title = title
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shared_workbook() -> bytes:
    """A workbook as Excel itself writes it: texts kept apart from the sheets, and numbered."""
    plain = workbook(("Export", [list(HEAD), *map(list, ROWS)]))
    texts = list(dict.fromkeys(cell for row in (HEAD, *ROWS) for cell in row))
    cells = "".join(
        f'<row r="{at}">' + "".join(f'<c r="{"ABC"[n]}{at}" t="s"><v>{texts.index(cell)}</v></c>' for n, cell in enumerate(row)) + "</row>"
        for at, row in enumerate((HEAD, *ROWS), 1)
    )
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    types = types.replace("</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>')
    sheet = f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>"
    raw = rezipped(plain, xl_worksheets_sheet1_xml=sheet.encode(), _Content_Types__xml=types.encode())
    out = io.BytesIO(raw)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst {main}>" + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>")
    return out.getvalue()


def rezipped(raw: bytes, **changed: bytes) -> bytes:
    """A zip with some of its parts (lines for what is no letter as keywords) put in the place of others."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get("".join(c if c.isalnum() else "_" for c in name), old.read(name)))
    return out.getvalue()


def _excel() -> Iterator[Bad]:
    full = [list(HEAD), *map(list, ROWS)]
    good = shared_workbook()
    for share in (3, 10, 25, 40, 55, 70, 85, 95, 99):
        yield Bad(f"workbook cut at {share} %", "a.xlsx", good[: len(good) * share // 100], "broken")
    yield Bad("a workbook without rows", "a.xlsx", workbook(("Export", [])), "no row in it")
    yield Bad("a workbook with a heading alone", "a.xlsx", workbook(("Export", [list(HEAD)])), "no row below")
    yield Bad("two sheets of notes", "a.xlsx", workbook(("North", full), ("South", full)), "which sheet holds the notes")
    yield Bad("an empty note in a workbook", "a.xlsx", workbook(("Export", [*full, ["C9", "01/03/2024", " "]])), "it is empty", reads=True)
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "' + CANARY.encode() * 9 + b'">]><worksheet>&b;</worksheet>'
    yield Bad("entities in a sheet", "a.xlsx", rezipped(good, xl_worksheets_sheet1_xml=entity), "XML entities")
    yield Bad("entities in the texts", "a.xlsx", rezipped(good, xl_sharedStrings_xml=entity), "XML entities")
    yield Bad("entities in the workbook", "a.xlsx", rezipped(good, xl_workbook_xml=entity), "XML entities")
    yield Bad("entities in the types", "a.xlsx", rezipped(good, _Content_Types__xml=entity, xl_styles_xml=entity), "XML entities")
    padded = b'<?xml version="1.0"?><!--' + b"x" * 70_000 + b"-->" + entity[21:]
    yield Bad("entities behind a long comment", "a.xlsx", rezipped(good, xl_worksheets_sheet1_xml=padded), "XML entities")
    bomb = b"<worksheet><sheetData>" + b" " * 90_000_000
    yield Bad("a sheet that swells", "a.xlsx", rezipped(good, xl_worksheets_sheet1_xml=bomb), "times its size")
    yield Bad("texts that swell", "a.xlsx", rezipped(good, xl_sharedStrings_xml=b"<sst>" + b"<si/>" * 9_000_000), "times its size")
    sheet = zipfile.ZipFile(io.BytesIO(good)).read("xl/worksheets/sheet1.xml")
    yield Bad("a sheet that ends early", "a.xlsx", rezipped(good, xl_worksheets_sheet1_xml=sheet[: len(sheet) // 2]), "broken", reads=False)
    yield Bad("a sheet of rubbish", "a.xlsx", rezipped(good, xl_worksheets_sheet1_xml=CANARY.encode() * 50), "broken")
    yield Bad("texts of rubbish", "a.xlsx", rezipped(good, xl_sharedStrings_xml=CANARY.encode() * 50), "")
    yield Bad("a workbook of rubbish", "a.xlsx", rezipped(good, xl_workbook_xml=CANARY.encode() * 50), "broken")
    wrong = sheet.replace(b"<v>", b"<v>99")
    yield Bad("cells that point at no text", "a.xlsx", rezipped(good, xl_worksheets_sheet1_xml=wrong), "")
    far = sheet.replace(b'r="A2"', b'r="A2000000000"').replace(b'r="2"', b'r="2000000000"')
    yield Bad("a row two thousand million rows down", "a.xlsx", rezipped(good, xl_worksheets_sheet1_xml=far), "")
    yield Bad("only the shell of a workbook", "a.xlsx", zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": CANARY}), "broken")


def parquet(table: pa.Table, **options: Any) -> bytes:
    """A Parquet file with this table."""
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return out.getvalue()


def _parquet() -> Iterator[Bad]:
    table = pa.table({"case_id": [r[0] for r in ROWS], "date": [r[1] for r in ROWS], "text": [r[2] for r in ROWS]})
    good = parquet(table, compression="none")
    for share in (1, 5, 20, 40, 60, 80, 99):
        yield Bad(f"Parquet cut at {share} %", "a.parquet", good[: len(good) * share // 100], "broken or cut off")
    yield Bad("Parquet that is none", "a.parquet", NOTE.encode(), "called Parquet but is not")
    yield Bad("encrypted Parquet", "a.parquet", b"PARE" + good[4:], "called Parquet but is not")
    yield Bad("Parquet's mark alone", "a.parquet", b"PAR1", "broken or cut off")
    yield Bad("Parquet with a wild footer", "a.parquet", good[:-8] + b"\xff\xff\xff\x7fPAR1", "broken or cut off")
    yield Bad("Parquet with a broken footer", "a.parquet", good[:-200] + bytes(100) + good[-100:], "broken or cut off")
    yield Bad("Parquet without rows", "a.parquet", parquet(table.slice(0, 0)), "no row of text")
    nested = pa.table({"text": [[NOTE]] * 5})
    yield Bad("Parquet of lists", "a.parquet", parquet(nested), "no row of text")
    damaged = bytearray(parquet(table, compression="zstd", use_dictionary=False))
    damaged[60:200] = bytes(140)
    yield Bad("Parquet with damaged pages", "a.parquet", bytes(damaged), "broken or cut off")
    empty = pa.table({"text": [NOTE, "", None, "  "]})
    yield Bad("Parquet with empty notes", "a.parquet", parquet(empty), "it is empty", reads=False)
    binary = pa.table({"text": [b"\x00\x01\x02" * 40, NOTE.encode()]})
    yield Bad("Parquet of binary data", "a.parquet", parquet(binary), "binary data")


def archived(files: dict[str, bytes], **options: Any) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _zips() -> Iterator[Bad]:
    text = {f"C10{at}/visit.txt": f"{NOTE} {at}".encode() for at in range(10)}
    good = archived(text)
    for share in (5, 30, 60, 90, 99):
        yield Bad(f"zip cut at {share} %", "a.zip", good[: len(good) * share // 100], "broken or cut off")
    yield Bad("an empty zip", "a.zip", archived({}), "no file in it")
    yield Bad("a zip of empty files", "a.zip", archived({"a.txt": b"", "b.txt": b""}), "is empty")
    yield Bad("a zip in a zip", "a.zip", archived({**text, "more.zip": good}), "archive within an archive", reads=True)
    yield Bad("a zip without a suffix in a zip", "a.zip", archived({**text, "more": good}), "", reads=True)
    yield Bad("gzip in a zip", "a.zip", archived({**text, "more.csv.gz": b"\x1f\x8b\x08"}), "archive within an archive", reads=True)
    yield Bad("a file in a zip that swells", "a.zip", archived({**text, "big.txt": bytes(90_000_000)}), "times its size", reads=True)
    yield Bad("a table in a zip that swells", "a.zip", archived({**text, "big.csv": b"a,b\n" * 20_000_000}), "times its size", reads=True)
    deep = "/".join(["a"] * 60) + "/b.txt"
    yield Bad("folders nested too deeply in a zip", "a.zip", archived({**text, deep: NOTE.encode()}), "folders deep")
    yield Bad("a picture in a zip", "a.zip", archived({**text, "C100/photo.png": b"\x89PNG\r\n\x1a\n"}), "this is an image", reads=True)
    locked = bytearray(good)
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        locked[locked.find(mark) + place] |= 1
    yield Bad("a file in a zip behind a password", "a.zip", bytes(locked), "protected by a password", reads=True)
    packing = bytearray(good)
    for mark, place in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        packing[packing.find(mark) + place] = 97
    yield Bad("a packing that nobody knows", "a.zip", bytes(packing), "", reads=True)
    damaged = bytearray(good)
    at = damaged.find(b"visit.txt") + 20
    damaged[at : at + 20] = b"\xff" * 20
    yield Bad("a damaged file in a zip", "a.zip", bytes(damaged), "broken or cut off", reads=True)
    lying = bytearray(good)
    at = lying.find(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (10).to_bytes(4, "little")
    yield Bad("a zip that lies about a size", "a.zip", bytes(lying), "broken or cut off", reads=True)
    two = io.BytesIO()
    with zipfile.ZipFile(two, "w") as archive:
        for _ in range(2):
            with_name = zipfile.ZipInfo("C1/visit.txt")
            with_name.compress_type = zipfile.ZIP_DEFLATED
            _quietly(archive, with_name)
    yield Bad("two files of one name", "a.zip", two.getvalue(), "one name", reads=False)


def _quietly(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(entry, NOTE)
