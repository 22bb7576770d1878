"""PDFs: pages in order, broken words, repeated headers, forms, and what is not read."""

import io

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from nlp.documents import pdf_layout, read
from tests.documents.printed import encrypted, pdf


def test_pages_come_in_order_and_repeats_once() -> None:
    body = "\n".join(f"Line {n} of what was said." for n in range(6))
    pages = [f"Private\nCase 7, visit {n}\nText of page {n}.\n{body}\nPage {n} of 4" for n in range(1, 5)]
    document = read(pdf(pages), name="visit.pdf")
    text = document.text
    assert text.count("Private") == 1
    assert text.count("Page ") == 1
    places = [text.index(f"visit {n}\nText of page {n}.") for n in range(1, 5)]
    assert places == sorted(places)
    assert text.count("Line 3 of") == 4
    assert document.warnings == ("headers and footers that its pages repeat were read once",)


def test_a_form_with_a_page_a_visit_keeps_what_each_page_says() -> None:
    pages = [f"Visit {n}\nSeen alone: no" for n in range(1, 6)]
    document = read(pdf(pages), name="visits.pdf")
    assert document.text.splitlines() == "\n".join(pages).splitlines()
    assert document.warnings == ()


@pytest.mark.parametrize(
    ("lines", "seen"),
    [
        (["known self-", "harm at home"], "known self-harm\nat home"),
        (["tele\u2010", "phoned twice"], "telephoned\ntwice"),
        (["safeguard-", "ing plan. safeguarding"], "safeguarding\nplan. safeguarding"),
        (["a follow-", "up call; the follow-up"], "a follow-up\ncall; the follow-up"),
        (["Kay-", "Ann came"], "Kay-\nAnn came"),
        (["su-", "pervision, re-", "corded, vis-", "it by tele\u2010", "phone. recorded visit"],
         "supervision,\nrecorded,\nvisit\nby telephone.\nrecorded visit"),
    ],
)  # fmt: skip
def test_words_broken_at_the_end_of_a_line(lines: list[str], seen: str) -> None:
    assert "\n".join(pdf_layout.joined([lines])[0]) == seen


def test_ligatures_and_private_bullets() -> None:
    assert pdf_layout.page_lines("ﬁrst oﬃce\n\uf0b7  item") == ["first office", "• item"]


def test_a_pdf_that_only_restricts_copying_is_read() -> None:
    assert read(encrypted(pdf(["Seen at home."]), user=""), name="a.pdf").text == "Seen at home.\n"


def test_a_broken_table_of_objects_is_mended() -> None:
    raw = pdf(["Seen at home."])
    at = raw.rfind(b"startxref\n") + 10
    assert read(raw[:at] + b"7" + raw[at + 1 :], name="a.pdf").text == "Seen at home.\n"


def test_a_page_without_text_among_others_is_named() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(["One.", "", "Three."])))
    for page in writer.pages:
        page.compress_content_streams()
    out = io.BytesIO()
    writer.write(out)
    raw = bytearray(out.getvalue())
    at = raw.find(b"stream\n", raw.find(b"FlateDecode")) + 9
    raw[at : at + 10] = b"\xff" * 10
    document = read(bytes(raw), name="a.pdf")
    assert "Three." in document.text
    assert document.warnings == ("page 1 could not be read",)


def test_what_was_typed_into_a_form_and_comments() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(["Form"])))
    field = {"/Subtype": NameObject("/Widget"), "/FT": NameObject("/Tx"), "/T": TextStringObject("Worries"),
             "/V": TextStringObject("He was hungry")}  # fmt: skip
    comment = {"/Subtype": NameObject("/Text"), "/Contents": TextStringObject("ask Nan"), "/T": TextStringObject("Sam")}
    notes = [DictionaryObject({NameObject(key): value for key, value in each.items()}) for each in (field, comment)]
    writer.pages[0][NameObject("/Annots")] = ArrayObject(notes)
    out = io.BytesIO()
    writer.write(out)
    assert read(out.getvalue(), name="a.pdf").text == "Form\nWorries: He was hungry\nComment by Sam: ask Nan\n"
