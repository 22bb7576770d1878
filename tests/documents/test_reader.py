"""The way in: which reader a file gets, what reading one costs, and what the others leave alone."""

import subprocess
import sys

import pytest

import nlp.documents
from nlp.documents import SUFFIXES, Document, read
from nlp.errors import InputError
from tests.documents.handmade import mail, outlook, paragraph, word
from tests.documents.printed import pdf

WORDS = "Mum said “he’s back” – £20, and Zoë was hungry.\r\nNext\tline \n"
FILES = {
    "docx": word(paragraph("Seen.")),
    "pdf": pdf(["Seen."]),
    "rtf": b"{\\rtf1 Seen.\\par}",
    "eml": mail("Seen."),
    "msg": outlook({"0037": "x", "1000": "Seen."}),
    "html": b"<!DOCTYPE html><html><p>Seen.</p></html>",
}


def test_the_surface() -> None:
    assert nlp.documents.__all__ == ["SUFFIXES", "Document", "read"]
    assert {".txt", ".md", ".docx", ".pdf", ".rtf", ".eml", ".msg", ".html"} <= set(SUFFIXES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_comes_exactly_as_written(encoding: str) -> None:
    assert read(WORDS.encode(encoding), name="visit.txt") == Document(text=WORDS, kind="text")


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("suffix", [".txt", ".docx", ".pdf", ".doc", ".msg", "", ".bin"])
def test_a_file_is_known_by_its_content(kind: str, suffix: str) -> None:
    document = read(FILES[kind], name=f"visit{suffix}")
    assert document.kind == kind
    assert "Seen." in document.text


@pytest.mark.parametrize("suffix", [".doc", ".rtf", ".docx"])
def test_text_under_another_name_is_read_as_text(suffix: str) -> None:
    assert read(WORDS.encode(), name=f"visit{suffix}").text == WORDS


def test_a_library_is_imported_only_for_its_own_format() -> None:
    code = (
        "import sys; from nlp.documents import read; read(b'Seen.', name='a.txt');"
        "print([m for m in ('lxml', 'pypdf', 'olefile', 'docx', 'email.parser') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("kind", FILES)
def test_every_cut_of_a_file_is_read_or_refused_and_never_more(kind: str) -> None:
    """Whatever is left of a file, the reader answers with a Document or with InputError."""
    raw = FILES[kind]
    for at in range(0, len(raw), max(1, len(raw) // 60)):
        for changed in (raw[:at], raw[:at] + b"\xff\x00" + raw[at + 2 :]):
            problem = ""
            try:
                assert read(changed, name=f"visit.{kind}").text.strip()
            except InputError as error:
                problem = str(error)
            assert "Seen" not in problem


def test_no_suffix_of_a_name_and_no_path_breaks_the_way_in() -> None:
    for name in ("", ".", "..", "a/b.txt", "C:\\notes\\visit.txt", "x" * 5000 + ".txt", "\x00.txt"):
        assert read(b"Seen.", name=name).text == "Seen."
