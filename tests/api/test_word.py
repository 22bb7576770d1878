"""The Word document: it opens, says all, leads from card to words and back, and no text of a note becomes more than text."""

import io
import itertools
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import nlp
from api.inputs import Item, read_inputs
from api.plain import one_line
from api.summary import summary
from api.word import document
from nlp import documents
from nlp.explain import words
from nlp.records import Review
from tests.api.payloads import PAYLOADS
from tests.conftest import EXAMPLES

Reviews = list[tuple[Item, Review]]
MADE = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)
SEEN = "Strong smell of cannabis in the hall. Mum said she is scared of what he will do. Leo (7) was not seen."
MEANT = {"Title", "Subtitle", "Lead", "Heading 1", "Heading 2", "Heading 3", "List Bullet", "Small Bullet", "Quote", "Note Text",
         "Note Text After Space", "Fact", "Introducing", "Small Print", "Table Text", "Table Heading", "Fill In", "Normal"}  # fmt: skip
SOFFICE = shutil.which("soffice")


def reviewed(*notes: nlp.Note) -> Reviews:
    pipeline = nlp.load(profile="rules")
    return [(Item(note, note.id or "standard input"), r) for note, r in zip(notes, pipeline.review_case(notes), strict=True)]


def opened(reviews: Reviews) -> Document:
    return docx.Document(io.BytesIO(document(reviews, made=MADE)))


def example(name: str) -> Reviews:
    return reviewed(*[item.note for item in read_inputs([str(EXAMPLES / name)]) if isinstance(item, Item)])


def note_text(opened_document: Document) -> str:
    """The text of the note in the document, without the numbers of the cards."""
    out = []
    for paragraph in opened_document.element.body.iter(qn("w:p")):
        if str(paragraph.style or "").startswith("NoteText"):
            runs = [r for r in paragraph.iter(qn("w:r")) if r.style != "MarkNumber"]
            out.append("".join(run.text for run in runs))
    return "\n".join(out)


def all_text(opened_document: Document) -> str:
    return "\n".join("".join(r.text for r in p.iter(qn("w:r"))) for p in opened_document.element.body.iter(qn("w:p")))


def links(opened_document: Document) -> tuple[list[str], list[str]]:
    body = opened_document.element.body
    anchors = [str(link.get(qn("w:anchor"))) for link in body.iter(qn("w:hyperlink"))]
    return anchors, [str(start.get(qn("w:name"))) for start in body.iter(qn("w:bookmarkStart"))]


def assert_harmless(data: bytes) -> None:
    """Nothing in the package can run, fetch, or compute anything; the only fields count pages in the footer."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {re.sub(r"\d", "", name) for name in package.namelist()} == {
            "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/document.xml", "word/_rels/document.xml.rels",
            "word/styles.xml", "word/settings.xml", "word/numbering.xml", "word/theme/theme.xml", "word/footer.xml",
        }  # fmt: skip
        parts = {name: etree.fromstring(package.read(name)) for name in package.namelist()}
    fields = []
    for name, root in parts.items():
        for element in root.iter(etree.Element):
            tag = etree.QName(element).localname
            assert element.get("TargetMode") is None, name
            assert tag not in {"instrText", "fldChar", "object", "OLEObject", "pict", "drawing", "altChunk", "sdt", "control", "subDoc"}
            if tag == "fldSimple":
                fields.append((name, str(element.get(qn("w:instr"))).strip()))
            if tag == "hyperlink":
                assert set(element.keys()) == {qn("w:anchor"), qn("w:history")}
    assert fields == [("word/footer1.xml", "PAGE"), ("word/footer1.xml", "NUMPAGES")]


def test_it_holds_the_note_every_card_every_gap_and_what_it_does_not_tell() -> None:
    for path in sorted(EXAMPLES.glob("0*")):
        (item, review), = reviews = example(path.name)
        made = opened(reviews)
        text = one_line(all_text(made))
        assert one_line(note_text(made)) == one_line(item.note.text), path.name
        for flag in review.flags:
            assert one_line(flag.quote) in text
            assert flag.explanation.partition("”. ")[2] in text
            assert all(question in text for question in flag.questions)
            assert all(e.source.removeprefix("rule:") in text for e in flag.evidence)
        for finding in review.findings:
            assert (finding.explanation in text) == (finding.state in ("found", "not_found"))
        assert all(one_line(person.label) in text for person in review.people)
        assert all(one_line(flag.quote) in text for flag in review.set_aside)
        assert one_line(words()["not_told"]) in text
        for said in ("12 March 2026, 14:05", review.versions["rules"], "What I think about this", "What I will do"):
            assert said in text


@pytest.mark.parametrize("name", ["01_health_visitor_home_visit.txt", "case_harbour.jsonl"])
def test_links_lead_from_card_to_words_and_back(name: str) -> None:
    reviews = example(name)
    anchors, bookmarks = links(opened(reviews))
    assert len(set(bookmarks)) == len(bookmarks)
    assert set(anchors) <= set(bookmarks)
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", bookmark) for bookmark in bookmarks)
    for at, (_, review) in enumerate(reviews, 1):
        for number, _ in enumerate(review.flags, 1):
            assert {f"n{at}_mark_{number}", f"n{at}_card_{number}"} <= set(anchors)


def test_marks_show_by_number_and_line_as_well_as_by_colour() -> None:
    made = opened(reviewed(nlp.Note(text=SEEN)))
    styles = {style.style_id: style.element for style in made.styles}
    lines = set()
    for name in ("MarkedConcern", "MarkedGap"):
        assert styles[name].find(f".//{qn('w:shd')}") is not None
        lines.add(styles[name].find(f".//{qn('w:u')}").get(qn("w:val")))
        runs = [run for run in made.element.body.iter(qn("w:r")) if run.style == name]
        assert runs
        assert all(f"{run.text}\u00a0[" in all_text(made) for run in runs)
    assert lines == {"single", "double"}


def test_it_is_made_of_real_styles_in_british_english_on_a4() -> None:
    made = opened(example("case_harbour.jsonl"))
    names = [p.style.name for p in made.paragraphs if p.style is not None]
    assert set(names) <= MEANT
    levels = [int(name[-1]) for name in names if name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert made.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"
    section = made.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    about = made.core_properties
    assert (about.title, about.author, about.last_modified_by, about.language) == (
        "Second Look: 5 notes of the case harbour", "Second Look", "Second Look", "en-GB")  # fmt: skip
    assert about.comments == about.keywords == about.subject == ""
    for table in made.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert len({len(row._tr.tc_lst) for row in table.rows}) == 1
    footer = "".join(t.text for t in section.footer.paragraphs[0]._p.iter(qn("w:t")))
    assert "Page 1 of 1" in footer


def test_several_notes_have_a_section_each_and_a_part_for_the_case_first() -> None:
    reviews = example("case_harbour.jsonl")
    made = opened(reviews)
    heads = [p.text for p in made.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert heads[:2] == ["The notes", "The case harbour, its notes taken together"]
    assert [h.partition(".")[0] for h in heads[2:7]] == ["1", "2", "3", "4", "5"]
    assert heads[7:] == ["My own notes", "What this does not tell you"]
    assert [row.cells[1].text for row in made.tables[0].rows][1:] == sorted(item.note.date for item, _ in reviews)
    assert "Dev: notes 1, 2, 3, 4, 5" in all_text(made)


def test_notes_of_other_cases_are_not_joined() -> None:
    notes = [nlp.Note(text=f"{SEEN} Dev came by.", id=str(n), case_id=case) for n, case in enumerate(("a", "a", "b", ""))]
    text = all_text(opened(reviewed(*notes)))
    assert "The case a, its notes taken together" in text
    assert "The case b" not in text
    assert "4 notes" in text
    assert "Leo (7): notes 1, 2" in text


def test_a_finding_of_the_case_stands_in_the_part_for_the_case_and_with_a_lone_note() -> None:
    notes = [nlp.Note(text=SEEN, id=str(n), case_id="a") for n in range(2)]
    (one, first), (two, last) = reviewed(*notes)
    finding = replace(last.findings[0], level="case", state="not_found", explanation="What became of the second visit?")
    with_case = replace(last, findings=(*last.findings, finding))
    for reviews in ([(one, first), (two, with_case)], [(two, with_case)]):
        text = all_text(opened(reviews))
        before, _, after = text.partition("The note\n")
        assert (before if len(reviews) == 2 else after).count(finding.explanation) == text.count(finding.explanation) == 1
        assert summary(reviews).count(finding.explanation) == 1


def test_questions_that_were_asked_at_an_earlier_card_are_pointed_to() -> None:
    reviews = reviewed(nlp.Note(text="Dad smokes cannabis.\n\nMum smokes cannabis as well."))
    made = opened(reviews)
    assert len(reviews[0][1].flags) == 2
    assert all_text(made).count("the questions at card 1") == 1
    assert all(all_text(made).count(question) == 1 for question in reviews[0][1].flags[0].questions)


def test_a_note_with_nothing_in_it_says_that_silence_is_not_clearance() -> None:
    text = one_line(all_text(opened(reviewed(nlp.Note(text="The library bus comes on Thursdays.")))))
    assert one_line(words()["empty"]) in text
    assert "Worth reading again (" not in text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_stays_text(payload: str) -> None:
    text = f"{payload}\n{SEEN}\n{payload} he smokes cannabis {payload}"
    note = nlp.Note(text=text, id=payload, role=payload, date=payload, case_id=payload)
    data = document(reviewed(note, note), made=MADE)
    assert_harmless(data)
    made = docx.Document(io.BytesIO(data))
    shown = re.sub(r"[\x00-\x08\x0e-\x1f]", "\ufffd", payload)
    assert one_line(shown) in one_line(note_text(made))
    assert one_line(shown)[:60] in one_line(all_text(made)).partition("The note")[0]


HOSTILE = {
    "control characters": ("a\x00b\x01c\x1bd\x7fe\x9ff", "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"),
    "breaks of every kind": ("a\x0bb\x0cc\x85d\u2028e\u2029f\rg\r\nh", "a b c d e f g h"),
    "end of a CDATA section": ("]]>", "]]>"),
    "turned round": ("\u202eevil\u202c \u2066x\u2069", "\ufffdevil\ufffd \ufffdx\ufffd"),
    "right to left": ("\u200fשלום\u200e עולם مرحبا", "\u200fשלום\u200e עולם مرحبا"),
    "astral": ("👩‍👧 𝒜 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "👩‍👧 𝒜 🏴󠁧󠁢󠁷󠁬󠁳󠁿"),
    "no characters": ("a\ufffeb\uffffc\ud800d", "a\ufffdb\ufffdc\ufffdd"),
    "combining": ("Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text(name: str) -> None:
    given_text, shown = HOSTILE[name]
    note = nlp.Note(text=f"{given_text} {SEEN} {given_text}", id=given_text, role=given_text)
    data = document(reviewed(note), made=MADE)
    assert_harmless(data)
    made = docx.Document(io.BytesIO(data))
    assert one_line(note_text(made)) == f"{shown} {SEEN} {shown}"
    assert one_line(made.core_properties.title) == f"Second Look: {shown}"


def test_a_note_of_a_megabyte_and_a_line_of_a_megabyte() -> None:
    for text in ("he smokes weed and " * 52_000, "\n".join(["Dad seen at the door.", "", "x" * 70] * 10_000)):
        data = document(reviewed(nlp.Note(text=text, id="x" * 5_000)), made=MADE)
        made = docx.Document(io.BytesIO(data))
        assert one_line(note_text(made)) == one_line(text)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200), st.text(max_size=60), st.integers(0, 200))
def test_any_text_makes_a_sound_document(text: str, name: str, at: int) -> None:
    note = nlp.Note(text=f"{text[:at]}\nStrong smell of cannabis in the hall. Leo (7) was not seen.\r{text[at:]}", id=name, role=name)
    data = document(reviewed(note), made=MADE)
    assert_harmless(data)
    anchors, bookmarks = links(docx.Document(io.BytesIO(data)))
    assert set(anchors) <= set(bookmarks)
    assert len(set(bookmarks)) == len(bookmarks)


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
def test_another_word_processor_reads_it_with_the_text_whole(tmp_path: Path) -> None:
    reviews = example("01_health_visitor_home_visit.txt")
    (tmp_path / "review.docx").write_bytes(document(reviews, made=MADE))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [SOFFICE or "", profile, "--headless", "--convert-to", "pdf", "review.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    read = documents.read((tmp_path / "review.pdf").read_bytes(), name="review.pdf", where="review.pdf").text
    pages = re.sub(r"Second Look: \S+\s+Page \d+ of \d+", "", read)
    squashed = re.sub(r"[\s•]", "", pages)
    for paragraph in opened(reviews).element.body.iter(qn("w:p")):
        said = "".join("".join(run.text for run in paragraph.iter(qn("w:r"))).split())
        assert said in squashed


def scan(*arguments: str, **streams: int) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "api.cli", "scan", "--profile", "rules", "--format", "docx", *arguments]
    return subprocess.run(command, check=False, timeout=60, **streams)  # type: ignore[call-overload, no-any-return]  # streams only


def test_scan_writes_it_to_a_file_and_to_a_pipe(tmp_path: Path) -> None:
    source, out = str(EXAMPLES / "05_midwife_booking.txt"), tmp_path / "review.docx"
    assert scan("--out", str(out), source).returncode == 0
    piped = scan(source, stdout=subprocess.PIPE)
    assert piped.returncode == 0
    assert all_text(docx.Document(io.BytesIO(piped.stdout))).count("Cannabis") == all_text(docx.Document(str(out))).count("Cannabis") > 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_on_a_screen_scan_says_what_to_type() -> None:
    import pty

    ours, theirs = pty.openpty()
    done = scan(str(EXAMPLES / "05_midwife_booking.txt"), stdout=theirs, stderr=subprocess.PIPE)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert b"--out review.docx" in done.stderr
    assert b"Traceback" not in done.stderr
