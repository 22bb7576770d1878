"""Word files: each thing that may hold words on a page, and what must be left out."""

from nlp.documents import Document, read
from tests.documents.handmade import paragraph, word

COMMENTS = (
    '<w:comments NS><w:comment w:id="1" w:author="Sam Reed"><w:p><w:r><w:t>ask Nan</w:t></w:r></w:p></w:comment>'
    "</w:comments>"
)
NOTES = '<w:footnotes NS><w:footnote w:id="2"><w:p><w:r><w:t>seen by GP</w:t></w:r></w:p></w:footnote></w:footnotes>'


def document(body: str, **parts: str) -> Document:
    return read(word(body, **parts), name="visit.docx")


def text(body: str, **parts: str) -> str:
    return document(body, **parts).text


def runs(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def cell(inside: str) -> str:
    return f"<w:tc>{inside}</w:tc>"


def table(*rows: list[str]) -> str:
    lines = (f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def test_tracked_changes_read_as_if_accepted() -> None:
    body = runs(
        "<w:r><w:t>Mum </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>often </w:t></w:r></w:ins><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
        "<w:r><w:t>drinks.</w:t></w:r>"
    )
    assert text(body) == "Mum often drinks.\n"


def test_a_row_is_a_line_and_a_box_around_prose_is_not_a_row() -> None:
    body = table([paragraph("Date"), paragraph("Entry")], [paragraph("1 May"), paragraph("Seen.") + paragraph("Well")])
    assert text(body) == "Date | Entry\n1 May | Seen. Well\n"
    assert text(table([paragraph("One.") + paragraph("Two.")])) == "One.\nTwo.\n"


def test_a_table_in_a_table_keeps_its_place() -> None:
    inner = table([paragraph("a"), paragraph("b")])
    assert text(table([paragraph("Out"), inner])) == "Out | a | b\n"
    assert text(paragraph("Before") + table([inner]) + paragraph("After")) == "Before\n\na | b\n\nAfter\n"


def test_notes_and_comments_follow_the_paragraph_they_hang_on() -> None:
    body = runs('<w:r><w:t>Bruise</w:t><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="1"/></w:r>')
    seen = text(body + paragraph("Next."), footnotes=NOTES, comments=COMMENTS)
    assert seen == "Bruise\nFootnote: seen by GP\nComment by Sam Reed: ask Nan\nNext.\n"


def test_headers_and_footers_are_said_once() -> None:
    header = f"<w:hdr NS>{paragraph('Strictly private')}</w:hdr>"
    footer = f"<w:ftr NS>{paragraph('Team 4')}</w:ftr>"
    assert text(paragraph("Note."), header1=header, header2=header, footer1=footer) == (
        "Strictly private\n\nNote.\n\nTeam 4\n"
    )


def test_a_text_box_is_read_once_though_it_is_stored_twice() -> None:
    box = f"<w:txbxContent>{paragraph('In the box')}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"  # noqa: E501
    assert text(runs(f"<w:r><w:t>Anchor</w:t>{both}</w:r>")) == "Anchor\nIn the box\n"


def test_small_signs() -> None:
    body = runs(
        "<w:r><w:t>self</w:t><w:noBreakHyphen/><w:t>harm</w:t><w:tab/><w:t>yes</w:t><w:br/><w:t>no\u00a0one</w:t>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        '<w:hyperlink><w:r><w:t> link</w:t></w:r></w:hyperlink>'
        '<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar></w:r>'
    )
    assert text(body) == "self-harm\tyes\nno one☑ link[x]\n"


def test_lists_have_their_numbers() -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>'
    )
    numbering = f'<w:numbering NS><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'  # noqa: E501

    def item(level: int, words: str) -> str:
        place = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        return f"<w:p>{place}<w:r><w:t>{words}</w:t></w:r></w:p>"

    body = item(0, "GP") + item(1, "ring") + item(1, "write") + item(0, "School") + item(1, "ask")
    assert text(body, numbering=numbering) == "3. GP\n  (a) ring\n  (b) write\n4. School\n  (a) ask\n"


def test_what_is_not_read_is_said() -> None:
    picture = '<w:r><w:drawing><a:blip xmlns:a="urn:a"/></w:drawing><w:t>Words</w:t></w:r>'
    warnings = document(runs(picture) + '<w:altChunk r:id="x"/>').warnings
    assert any("pictures" in w for w in warnings)
    assert any("put in from another document" in w for w in warnings)


def test_content_controls_and_macros_files_read_like_any_other() -> None:
    body = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('Chosen answer')}</w:sdtContent></w:sdt>"
    assert read(word(body), name="form.docm").text == "Chosen answer\n"
