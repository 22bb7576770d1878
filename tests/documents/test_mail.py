"""E-mails: by the standard library, as other programs export them, and Outlook's own format."""

import pytest

from nlp.documents import read
from tests.documents.handmade import mail, outlook

BODY = "Dear team,\n\nHe said “be quiet” – it cost £20.\n\n> On Friday Kay wrote:\n> Nobody went back.\n"
PAGE = "<html><head><style>p{}</style></head><body><p>Dear team,</p><p>Cost £20.</p><blockquote>Kay wrote"


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_every_encoding_reads_alike(charset: str, encoding: str) -> None:
    document = read(mail(BODY, page=PAGE, charset=charset, encoding=encoding), name="visit.eml")
    assert document.text == (
        "From: Zoë Hill <zoe@example.org>\nTo: Duty Team <duty@example.org>\nDate: Mon, 04 Mar 2024 10:15:00 +0000\n"
        f"Subject: Visit – Harrow family\n\n{BODY}"
    )
    assert document.title == "Visit – Harrow family"
    assert document.date == "2024-03-04T10:15:00+00:00"


def test_html_is_read_where_there_is_nothing_else() -> None:
    text = read(mail("", page=PAGE), name="visit.eml").text
    assert text.endswith("\n\nDear team,\n\nCost £20.\n\nKay wrote\n")


def test_attachments_are_named_and_not_opened() -> None:
    document = read(mail(BODY, attached="photo of arm.jpg"), name="visit.eml")
    assert "secret" not in document.text
    assert document.warnings == ("not opened, read each on its own: photo of arm.jpg",)


OUTLOOK_EXPORT = (
    b"From:\tReed, Sam\r\nSent:\tMonday\r\nSubject:\t=?Windows-1252?Q?RE:_Visit_=96_Harrow?=\r\n"
    b" =?utf-8?b?IMKjMjA=?=\r\n"
    b"Date: Mon, 4 Mar 2024 10:15:00 +0100\r\nMIME-Version: 1.0\r\nX-MS-Has-Attach: yes\r\n"
    b'Content-Type: multipart/mixed; boundary="_000_"\r\n\r\nThis is a multi-part message.\r\n--_000_\r\n'
    b'Content-Type: multipart/alternative; boundary="_001_"\r\n\r\n--_001_\r\n'
    b'Content-Type: text/plain; charset="Windows-1252"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    b"He=92s back =97 again, and she is=\r\n frightened.\r\n--_001_\r\nContent-Type: text/html\r\n\r\n<p>other</p>\r\n"
    b'--_001_--\r\n--_000_\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\n\r\nxxxx\r\n--_000_--\r\n'
)


def test_an_export_in_the_manner_of_outlook() -> None:
    document = read(OUTLOOK_EXPORT, name="export.txt")
    assert document.kind == "eml"
    assert "Subject: RE: Visit – Harrow £20\n" in document.text
    assert document.text.endswith("He’s back — again, and she is frightened.\n")
    assert "other" not in document.text
    assert document.warnings == ("not opened, read each on its own: winmail.dat",)


def test_an_export_whose_end_is_missing_says_so() -> None:
    document = read(OUTLOOK_EXPORT[:-20], name="export.eml")
    assert any("cut off" in w for w in document.warnings)


def test_lines_that_a_mail_program_broke_are_joined() -> None:
    head = b"From: a@example.org\nSubject: x\nContent-Type: text/plain; format=flowed\n\n"
    raw = head + b"She was \nseen at home.\n> quoted \n> on\n"
    assert read(raw, name="a.eml").text.endswith("\n\nShe was seen at home.\n> quoted\n> on\n")


def test_a_forwarded_message_is_named_and_a_pasted_thread_stays_plain_text() -> None:
    raw = (
        b"From: a@example.org\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\n\nHello\n"
        b"--b\nContent-Type: message/rfc822\n\nFrom: c@example.org\nSubject: inner\n\nInner words\n--b--\n"
    )
    document = read(raw, name="a.eml")
    assert document.warnings == ("not opened, read each on its own: an e-mail",)
    assert "Inner words" not in document.text
    assert read(b"From: Kay\nTo: Sam\nSubject: Visit\n\nHello", name="thread.txt").kind == "text"


@pytest.mark.parametrize("ansi", [False, True])
def test_outlook_messages(ansi: bool) -> None:
    raw = outlook({"0037": "Visit – Harrow", "0C1A": "Zoë Hill", "5D01": "zoe@example.org", "0E04": "Duty Team",
                   "1000": BODY}, attached="plan.docx", ansi=ansi)  # fmt: skip
    document = read(raw, name="visit.msg")
    assert document.text == (
        "From: Zoë Hill <zoe@example.org>\nTo: Duty Team\nDate: 2024-03-04T10:15:00+00:00\n"
        f"Subject: Visit – Harrow\n\n{BODY}"
    )
    assert document.date == "2024-03-04T10:15:00+00:00"
    assert document.warnings == ("not opened, read each on its own: plan.docx",)


def test_outlook_messages_with_only_html_or_only_rtf() -> None:
    page = read(outlook({"0037": "x"}, binary={"1013": PAGE.encode("cp1252")}), name="a.msg")
    assert "Cost £20." in page.text
    rtf = b"{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Cost \\'a320.\\par}}}"[:-1]
    stored = len(rtf).to_bytes(4, "little")
    packed = (len(rtf) + 12).to_bytes(4, "little") + stored + b"MELA" + bytes(4) + rtf
    assert "Cost £20." in read(outlook({"0037": "x"}, binary={"1009": packed}), name="a.msg").text
