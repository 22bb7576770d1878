"""Web pages: what a reader would see, in lines."""

import pytest

from nlp.documents import read


def text(page: str, name: str = "page.html") -> str:
    return read(f"<html><body>{page}</body></html>".encode(), name=name).text


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        ("<h1>Visit</h1><p>One\n two.</p><p>Three.</p>", "Visit\n\nOne two.\n\nThree."),
        ("<div>One<div>Two</div>Three<br>Four</div>", "One\nTwo\nThree\nFour"),
        ("a<script>x</script><style>y</style><!-- z --><template>t</template>b", "ab"),
        ("a<span style='display: none'>x<b>y</b></span><p hidden>z</p>b", "ab"),
        ("&pound;20 &mdash; he&rsquo;s caf&eacute; &#128512; a&nbsp;b", "£20 — he’s café 😀 a b"),
        ("<ul><li>One<li><p>Two</p><ul><li>Inner</ul></ul><ol><li>First<li>Second</ol>",
         "- One\n- Two\n  - Inner\n\n1. First\n2. Second"),
        ("<table><tr><th>Date<th>Entry<tr><td>1 May<td>Seen.<p>Well</table>", "Date | Entry\n1 May | Seen. Well"),
        ("<table><tr><td><p>Only</p><p>layout</p></td></tr></table>", "Only\nlayout"),
        ("<table><tr><td>Out<td><table><tr><td>a<td>b</table></table>", "Out | a | b"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<input value='typed'> <input type=checkbox checked>Yes <input type=hidden value=no>", "typed [x] Yes"),
        ("<select><option>A<option selected>B</select>", "B"),
        ("<p>un<b>b</b>roken <i>word</i>s</p>", "unbroken words"),
    ],
)  # fmt: skip
def test_pages(page: str, seen: str) -> None:
    assert text(page).strip() == seen


@pytest.mark.parametrize(
    "raw",
    [
        b"<html><meta charset=windows-1252><p>caf\xe9</p>",
        "<html><meta charset=utf-8><p>café</p>".encode(),
        "<html><p>café</p>".encode("utf-16"),
        '<?xml version="1.0" encoding="iso-8859-1"?><html><p>café</p></html>'.encode("latin-1"),
        b"<html><p>caf\xe9</p>",
    ],
)
def test_charsets(raw: bytes) -> None:
    assert read(raw, name="page.html").text == "café\n"


def test_a_report_called_doc_that_is_a_page() -> None:
    document = read(b"<html><head><title>Visit</title></head><body>Seen.</body></html>", name="visit.doc")
    assert (document.kind, document.title) == ("html", "Visit")
