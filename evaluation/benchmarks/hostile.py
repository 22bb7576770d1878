"""Texts and files that are made to break or to stall what reads them: long ones of two megabytes, and strategies for many short ones."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

PIECES = (
    "a", "A", "mum ", "dad ", "Leo ", "Mia (7) ", "Mr Lees ", "his dad's ", "not ", "denies ", "no ", "never ", "he said ", "if ", "?",
    "!", ".",
    ". ", "...", ",", ";", ":", "\n", "\n\n", "\r\n", "\r", "\t", " ", "  ", "\u00a0", "\u2028", "\u0085", "\x00", "\x1b[31m", "\ufeff",
    "\u200b",
    "\u200d", "\u202e", "\u202c", "\u2066", "\u0301", "\u0489", "é", "ß", "İ", "ı", "ſ", "ﬁ", "Ⅷ", "٣", "①", "½", "😀", "👨‍👩‍👧", "שלום",
    "مرحبا", "\ud800",
    "\uffff", "\U0010ffff", "'", "’", "‘", '"', "“", "”", "(", ")", "[", "]", "{", "}", "<", ">", "<b>", "</", "&amp;", "&#x0;", "|",
    "| a | b |\n",
    "- ", "* ", "1. ", "(a) ", "# ", "**", "__", "==", "--", "[x] ", "☑ ", "12/3/24 ", "3.2.24 ", "31/02/2024 ", "99/99/9999 ", "4/10 ",
    "3/52 ",
    "5/12 ago ", "w/c 4 March ", "10:30 ", "£50 ", "100% ", "07700 900123 ", "DOB 1/1/01 ", "smokes cannabis ", "hits her ",
    "takes her bank card ",
    "was not seen ", "seen alone ", "refused entry ", "NFA ", "case closed ", "bruise ", "Dear ", "Kind regards\n", "From: a@b\n",
    "2024-03-05 ",
)  # fmt: skip
"""What short hostile texts are put together from, beside any characters."""


def long_texts(size: int, *, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield long texts by name, of `size` code points each: what takes time that grows faster than the text, where anything does."""
    dice = random.Random(seed)  # noqa: S311  # nothing secret

    def name() -> str:
        return "".join(dice.choice("abcdefghijklmnop") for _ in range(6)).capitalize()

    def day() -> str:
        return f"{dice.randrange(1, 29)}/{dice.randrange(1, 13)}/20{dice.randrange(10, 25)}"

    made: dict[str, Callable[[], str]] = {
        "one endless word": lambda: "abcdefghij", "one letter": lambda: "a", "digits": lambda: "1", "spaces": lambda: " ",
        "line breaks": lambda: "\n",
        "null bytes": lambda: "\0", "null bytes in words": lambda: "dad\0smokes ", "quotation marks": lambda: '"',
        "nested quotations": lambda: "“‘",
        "apostrophes": lambda: "a'", "brackets": lambda: "(", "words in brackets": lambda: "(he (said ",
        "combining marks": lambda: "e\u0301\u0302\u0303",
        "right to left": lambda: "\u202eabc \u05d0\u05d1\u202c ", "nothing but joiners": lambda: "\u200d\u200b", "faces": lambda: "😀",
        "one endless line": lambda: "he hits her and she cries ", "one endless sentence": lambda: "he hits her, ", "stops": lambda: ".",
        "numbers with stops": lambda: "1.", "letters with stops": lambda: "A.", "hyphens": lambda: "a-", "slashes": lambda: "a/",
        "cells": lambda: "a | ",
        "tags": lambda: "<a ", "bullets": lambda: "- a\n", "headings": lambda: "# a\n", "boxes": lambda: "[x] ",
        "sign-offs": lambda: "Kind regards\n",
        "thousands of names": lambda: f"Mum {name()} said {name()} hit her. ",
        "thousands of children": lambda: f"Child {name()} (7) saw his dad {name()}.\n",
        "one name": lambda: "Leo and ", "two parents": lambda: "mum dad ", "thousands of dates": lambda: f"{day()} ",
        "thousands of dated lines": lambda: f"{day()} referral made, review in 2 weeks\n",
        "one line over and over": lambda: "Dad smokes cannabis in the shed.\n",
        "denials": lambda: "denies ", "speakers": lambda: "he said she said ", "promises": lambda: "We will review in 2 weeks. ",
        "times": lambda: "10:30 ",
    }  # fmt: skip
    for title, piece in made.items():
        once = piece()
        many = "".join(piece() for _ in range(size // len(once) + 1)) if piece() != once else once * (size // len(once) + 1)
        yield title, many[:size]


def texts() -> "SearchStrategy[str]":
    """Return the strategy of short hostile texts."""
    from hypothesis import strategies as st

    anything = st.text(st.characters(codec=None), max_size=6)
    return st.lists(st.sampled_from(PIECES) | anything, max_size=24).map("".join)


def documents() -> "SearchStrategy[tuple[str, bytes]]":
    """Return the strategy of broken files: whole ones of every kind with bytes changed, cut, doubled or put in."""
    from hypothesis import strategies as st

    whole = sorted(whole_files().items())
    change = st.tuples(st.floats(0, 1), st.sampled_from(("put", "over", "cut", "twice")), st.binary(max_size=12) | st.sampled_from(
        (b"\x00" * 8, b"\xff\xff\xff\xff", b"<", b"{\\", b"\\bin99999999 ", b"%%EOF", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"\r\n\r\n",
        b"--b", b"PK\x05\x06")
    ))  # fmt: skip
    return st.tuples(st.sampled_from(whole), st.lists(change, min_size=1, max_size=5)).map(
        lambda one: (one[0][0], broken(one[0][1], one[1]))
    )


def broken(content: bytes, changes: "list[tuple[float, str, bytes]]") -> bytes:
    """Return a file with changes made, each at a share of its length."""
    for share, how, piece in changes:
        at = int(share * len(content))
        match how:
            case "put":
                content = content[:at] + piece + content[at:]
            case "over":
                content = content[:at] + piece + content[at + len(piece) :]
            case "cut":
                content = content[:at] + content[at + len(piece) + 1 :]
            case _:
                content = content[:at] + content[max(0, at - 200) :]
    return content


def whole_files() -> dict[str, bytes]:
    """Return a small whole file of every kind that is read, by name."""
    import docx

    words, out = "Home visit. Mum said she is scared of Dad. Leo (7) was not seen.", io.BytesIO()
    document = docx.Document()
    document.add_heading("Visit", 1)
    document.add_paragraph(words)
    document.add_table(2, 2).cell(0, 0).text = words
    document.save(out)
    mail = ("From: a@example.org\nTo: b@example.org\nSubject: Visit\nMIME-Version: 1.0\nMessage-ID: <1@x>\n"
            "Date: Tue, 5 Mar 2024 10:00:00 +0000\n")  # fmt: skip
    parts = ("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
             f"{words}\n--b\nContent-Type: text/html\n\n<p>{words}</p>\n--b--\n")  # fmt: skip
    stream = f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode()
    pdf = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length " + str(len(stream)).encode() + b">>stream\n" + stream + b"\nendstream endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF"
    )
    return {
        "note.txt": words.encode(), "note.docx": out.getvalue(),
        "note.html": f"<html><body><h1>Visit</h1><p>{words}</p><table><tr><td>a</table>".encode(),
        "note.rtf": rf"{{\rtf1\ansi{{\fonttbl\f0 Arial;}}\f0\pard {words}\par {{\b bold}}\u233?\'e9}}".encode(),
        "note.eml": (mail + parts).replace("\n", "\r\n").encode(),
        "note.pdf": pdf, "note.md": f"# Visit\n\n* {words}\n* **{words}**\n".encode(),
        "empty.docx": _zip({"word/document.xml": b"<w:document/>"}),
    }  # fmt: skip


def bodies() -> "SearchStrategy[Any]":
    """Return the strategy of bodies of a review request: values of every shape, most of them near to right."""
    from hypothesis import strategies as st

    keys = st.sampled_from(("text", "notes", "id", "case_id", "date", "role", "profile", "else", ""))
    note = st.fixed_dictionaries(
        {"text": texts()}, optional={"id": texts(), "date": texts(), "role": texts(), "case_id": st.sampled_from(("", "c", None))}
    )
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | texts() | note
    near = note | st.fixed_dictionaries({"notes": st.lists(note, max_size=4)})
    return near | st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=8)


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()
