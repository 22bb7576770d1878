"""RTF: code pages, Unicode, and the groups that hold words beside the body."""

import pytest

from nlp.documents import read


def text(body: str, *, head: str = "\\ansi\\ansicpg1252") -> str:
    return read(f"{{\\rtf1{head}{body}}}".encode("latin-1"), name="visit.rtf").text


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("caf\\'e9 \\'a320", "café £20"),
        ("{\\fonttbl{\\f1\\fcharset204 A;}}\\f1\\'cf\\'f0\\'e8", "При"),
        ("{\\fonttbl{\\f1\\fcharset128 A;}}\\f1\\'82\\'a0", "あ"),
        ("he\\u8217?s \\uc2\\u233 \\'c3\\'a9t\\u233 ??e", "he’s étée"),
        ("\\u-10179?\\u-8704?", "😀"),
        ("\\ldblquote quiet now\\rdblquote \\endash  yes", "“quiet now”– yes"),
        ("a\\~b\\_c\\-d \\{x\\} \\\\", "a b-cd {x} \\"),
        ("{\\upr{plain}{\\*\\ud{uni\\u233?}}}", "unié"),
        ("{\\*\\unknown gone}kept{\\v hidden}{\\deleted struck}", "kept"),
        ("{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt link}}", "link"),
    ],
)
def test_signs(body: str, seen: str) -> None:
    assert text(body) == f"{seen}\n"


def test_other_code_pages() -> None:
    assert text("\\'e9", head="\\ansi\\ansicpg1250") == "é\n"
    assert text("\\'8e", head="\\mac") == "é\n"
    assert text("\\'82", head="\\pc") == "é\n"


def test_tables_nested_tables_and_prose_around_them() -> None:
    body = "Before\\par\\trowd\\intbl a\\cell b\\par c\\cell\\row\\pard After\\par"
    assert text(body) == "Before\na | b • c\nAfter\n"
    inner = "\\itap2 y\\nestcell z\\nestcell{\\*\\nesttableprops\\nestrow}{\\nonesttables\\par}\\cell"
    assert text(f"\\trowd\\intbl x\\cell{inner}\\row") == "x | y | z\n"


def test_headers_notes_comments_and_boxes() -> None:
    body = (
        "{\\header Private\\par}{\\footer Team 4\\par}Bruise{\\footnote seen by GP} on arm"
        "{\\*\\atnauthor Sam}{\\*\\annotation ask Nan}"
        "{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv 1}}{\\shptxt In the box\\par}}"
        "{\\shprslt{\\shptxt In the box}}}\\par Next.\\par"
    )
    seen = text(body)
    assert seen == (
        "Private\n\nBruise on arm\nFootnote: seen by GP\nComment by Sam: ask Nan\nIn the box\nNext.\n\nTeam 4\n"
    )



def test_pictures_are_stepped_over_whatever_their_bytes() -> None:
    raw = b"{\\rtf1 One {\\pict\\bin6 }}{{\\\\}two\\par}"
    document = read(raw, name="a.rtf")
    assert document.text == "One two\n"
    assert document.warnings


def test_marks_of_lists() -> None:
    body = "{\\listtext\\'95\\tab}Kitchen tidy\\par{\\listtext 2.\\tab}Second\\par"
    assert text(body) == "- Kitchen tidy\n2. Second\n"


def test_an_old_report_called_doc_is_read_as_what_it_is() -> None:
    document = read(b"{\\rtf1{\\info{\\title Visit}}Seen.\\par}", name="visit.doc")
    assert (document.kind, document.title, document.text) == ("rtf", "Visit", "Seen.\n")
