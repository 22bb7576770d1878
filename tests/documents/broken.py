"""Files that must not be read: cut off, locked, hostile, mislabelled or of another kind, each with a canary inside."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from nlp.documents.limits import MOST_BYTES, MOST_PAGES
from tests.documents.handmade import compound, mail, outlook, paragraph, word, zipped
from tests.documents.printed import assembled, encrypted, pdf

CANARY = "zyxcanaryqv"
WORDS = f"Home visit. {CANARY} was seen at school and said that she was hungry. "


class Broken(NamedTuple):
    """A bad file: what is wrong with it, its name, its bytes, and words that the error must hold."""

    why: str
    name: str
    raw: bytes
    says: str


def all_broken() -> list[Broken]:
    """Every bad file."""
    return [*_words(), *_word(), *_pdf(), *_rtf(), *_mails(), *_pages(), *_others()]


def _words() -> Iterator[Broken]:
    yield Broken("empty text", "a.txt", b"", "is empty")
    yield Broken("empty Word file", "a.docx", b"", "is empty")
    yield Broken("only white space", "a.md", b" \n\t\r\n", "is empty")
    yield Broken("only a byte order mark", "a.txt", b"\xff\xfe", "is empty")
    yield Broken("only zero bytes", "a.pdf", bytes(5000), "is empty")
    yield Broken("zero bytes within text", "a.txt", WORDS.encode() + bytes(500) + WORDS.encode(), "not text")
    yield Broken("random bytes", "a.txt", bytes(range(256)) * 40 + CANARY.encode(), "not text")
    yield Broken("too large", "a.txt", CANARY.encode() * (MOST_BYTES // len(CANARY) + 1), "may have up to 25 MB")
    yield Broken("too much text", "a.txt", WORDS.encode() * 20_000, "1,000,000 characters")
    yield Broken("no such type", "a.xyz", WORDS.encode(), "cannot be read; save the note as")
    yield Broken("a table of notes", "a.csv", b"id,text\n1," + WORDS.encode(), "cannot be read here")


def _word() -> Iterator[Broken]:
    good = word(paragraph(WORDS) * 50)
    for share in (5, 30, 60, 95):
        cut = good[: len(good) * share // 100]
        yield Broken(f"Word cut at {share} %", "a.docx", cut, "broken or cut off")
    damaged = bytearray(good)
    place = good.find(b"word/document.xml") + 40
    damaged[place : place + 30] = b"\xff" * 30
    yield Broken("Word with a damaged part", "a.docx", bytes(damaged), "broken or cut off")
    empty = {"[Content_Types].xml": "<Types/>", "word/styles.xml": f"<a>{CANARY}</a>"}
    yield Broken("Word without its document", "a.docx", zipped(empty), "part that holds the text is missing")
    half = {"[Content_Types].xml": "<Types/>", "word/document.xml": f"<w:document><w:p>{CANARY}"}
    yield Broken("Word with half an XML", "a.docx", zipped(half), "broken or cut off")
    bomb = '<!DOCTYPE a [<!ENTITY b "' + CANARY * 10 + '"><!ENTITY c "' + "&b;" * 1000 + '">]><a>&c;</a>'
    yield Broken("entity bomb", "a.docx", zipped(half | {"word/document.xml": bomb}), "XML entities")
    outside = f'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;{CANARY}</a>'
    yield Broken("outside entity", "a.docx", zipped(half | {"word/document.xml": outside}), "XML entities")
    wide = ('<?xml version="1.0" encoding="utf-16"?>' + outside).encode("utf-16")
    yield Broken("outside entity in UTF-16", "a.docx", _raw_zip({"word/document.xml": wide}), "XML entities")
    deep = "<w:tbl><w:tr><w:tc>" * 5000 + CANARY
    yield Broken("tables nested too deeply", "a.docx", word(deep), "nested too deeply")
    yield Broken("zip bomb", "a.docx", _raw_zip({"word/document.xml": b"a" * 99_000_000}), "unpack to more than")
    many = _raw_zip({f"word/{at}.xml": b"a" * 900_000 for at in range(150)})
    yield Broken("zip bomb in many parts", "a.docx", many, "unpack to more than")
    parts = zipped({f"word/{CANARY}{at}": "" for at in range(6000)})
    yield Broken("too many parts", "a.docx", parts, "parts inside")
    yield Broken("a zip that lies about its size", "a.docx", _lying(good), "broken or cut off")
    yield Broken("Word with no words", "a.docx", word("<w:p/>"), "there is no text in it")
    picture = '<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a"/></w:drawing></w:r></w:p>'
    yield Broken("Word with a picture alone", "a.docx", word(picture), "seems to be a scan")
    yield Broken("too much text in Word", "a.docx", word(paragraph(WORDS * 40) * 500), "1,000,000 characters")
    locked = compound({"EncryptedPackage": CANARY.encode(), "EncryptionInfo": b"x"})
    yield Broken("Word behind a password", "a.docx", locked, "protected by a password")
    yield Broken("Word that is none", "a.docx", b"\x00\x01" * 500 + CANARY.encode(), "is not the Word document")


def _lying(good: bytes) -> bytes:
    """A zip whose directory gives a part a smaller size than it has."""
    raw = bytearray(good)
    at = raw.rfind(b"PK\x01\x02", 0, raw.rfind(b"word/document.xml"))
    raw[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(raw)


def _raw_zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _pdf() -> Iterator[Broken]:
    good = pdf([WORDS] * 10)
    for share in (10, 50, 90):
        yield Broken(f"PDF cut at {share} %", "a.pdf", good[: len(good) * share // 100], "cut off")
    yield Broken("PDF behind a password", "a.pdf", encrypted(good, user=CANARY), "protected by a password")
    yield Broken("PDF without text", "a.pdf", pdf(["", ""]), "seems to be a scan")
    yield Broken("PDF without pages", "a.pdf", pdf([]), "broken or cut off")
    yield Broken("PDF with too many pages", "a.pdf", pdf([""] * (MOST_PAGES + 1)), "pages; up to 2,000")
    garbage = b"%PDF-1.7\n" + CANARY.encode() * 100 + b"\nstartxref\n99999\n%%EOF\n"
    yield Broken("PDF of rubbish", "a.pdf", garbage, "broken or cut off")
    loop = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [2 0 R] /Count 9 /T ({CANARY}) >>"]
    yield Broken("PDF whose pages hold themselves", "a.pdf", assembled(loop), "broken or cut off")
    deep = [loop[0], "<< /Type /Pages /Kids " + "[" * 20_000 + CANARY]
    yield Broken("PDF with arrays nested too deeply", "a.pdf", assembled(deep), "broken or cut off")
    packed = zlib.compress(b"BT " + (b"(" + CANARY.encode() + b") Tj ") * 3_000_000)
    bomb = [
        loop[0], "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << >> >>",
        "<< /Length 1 /Filter /FlateDecode >>\nstream\nBOMB\nendstream",
    ]  # fmt: skip
    raw = assembled(bomb).replace(b"BOMB", packed).replace(b"/Length 1 ", b"/Length %d " % len(packed))
    yield Broken("PDF stream that swells", "a.pdf", raw, "broken or cut off")
    yield Broken("PDF that is none", "a.pdf", b"\x01\x02\x03" * 99 + CANARY.encode(), "is not the PDF")


def _rtf() -> Iterator[Broken]:
    good = ("{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}" + f"\\pard {WORDS}\\par " * 20 + "}").encode()
    for share in (20, 60, 99):
        yield Broken(f"RTF cut at {share} %", "a.rtf", good[: len(good) * share // 100], "broken or cut off")
    yield Broken("RTF nested too deeply", "a.rtf", b"{\\rtf1 " + b"{" * 50_000 + CANARY.encode(), "nested too deeply")
    yield Broken("RTF that skips its own end", "a.rtf", b"{\\rtf1 \\bin99999999 " + good, "broken or cut off")
    yield Broken("RTF without words", "a.rtf", b"{\\rtf1{\\info{\\author " + CANARY.encode() + b"}}}", "no text in it")
    yield Broken("RTF with too much text", "a.rtf", b"{\\rtf1 " + WORDS.encode() * 40_000 + b"}", "1,000,000")


def _mails() -> Iterator[Broken]:
    yield Broken("e-mail without words", "a.eml", mail("", attached=f"{CANARY}.pdf"), "only attachments")
    yield Broken("e-mail cut in its header", "a.eml", mail(WORDS)[:120] + CANARY.encode(), "cut off")
    yield Broken("e-mail without a header", "a.eml", b"\n\n\nno field\n\n" + WORDS.encode(), "no header")
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (at, at) for at in range(2000))
    lead = b"From: a@example.org\nSubject: x\nMIME-Version: 1.0\n"
    yield Broken("e-mail nested too deeply", "a.eml", lead + nested + CANARY.encode(), "nested too deeply")
    some = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (at, at) for at in range(60))
    yield Broken("e-mail nested deeply", "a.eml", lead + some + CANARY.encode(), "nested too deeply")
    header = lead + b"X-A: " + CANARY.encode() * 40_000 + b"\n\nHello"
    yield Broken("e-mail with an endless header", "a.eml", header, "its header is longer")
    locked = lead + b"Content-Type: application/pkcs7-mime; name=smime.p7m\n\n" + CANARY.encode()
    yield Broken("encrypted e-mail", "a.eml", locked, "is encrypted")
    good = outlook({"0037": CANARY, "1000": WORDS})
    for share in (20, 80):
        cut = good[: len(good) * share // 100]
        yield Broken(f"Outlook message cut at {share} %", "a.msg", cut, "broken or cut off")
    yield Broken("Outlook message without words", "a.msg", outlook({"0037": CANARY}), "no text in it")
    secret = outlook({"0037": CANARY, "001A": "IPM.Note.SMIME"})
    yield Broken("encrypted Outlook message", "a.msg", secret, "is encrypted")
    packed = b"\x20\x00\x00\x00\x20\x00\x00\x00LZFu\x00\x00\x00\x00" + b"x" * 20
    rtf = outlook({"0037": CANARY}, binary={"1009": packed})
    yield Broken("Outlook message with a broken body", "a.msg", rtf, "broken or cut off")
    yield Broken("winmail.dat", "winmail.dat", b"\x78\x9f\x3e\x22" + CANARY.encode(), "winmail.dat; open the e-mail")
    box = b"From a@b Mon Mar  4 10:15:00 2024\nSubject: x\n\n" + WORDS.encode() + b"\n\n"
    yield Broken("a whole mailbox", "a.mbox", box * 2, "many e-mails")


def _pages() -> Iterator[Broken]:
    script = f"<html><head><title>{CANARY}</title></head><body><script>{CANARY}</script></body></html>"
    yield Broken("web page with a script alone", "a.html", script.encode(), "no text in it")
    yield Broken("web page nested too deeply", "a.html", b"<html>" + b"<div>" * 200_000 + CANARY.encode(), "too deeply")
    tables = b"<html>" + b"<table><tr><td>" * 5_000 + CANARY.encode()
    yield Broken("tables nested too deeply", "a.html", tables, "too deeply")
    yield Broken("too much text", "a.html", b"<html><p>" + WORDS.encode() * 30_000, "1,000,000 characters")


def _others() -> Iterator[Broken]:
    old = compound({"WordDocument": CANARY.encode(), "1Table": b"x"})
    yield Broken("old Word file", "a.doc", old, "old binary Word file (.doc), which cannot be read; open it")
    yield Broken("old Word file called .docx", "a.docx", old, "old binary Word file")
    yield Broken("old spreadsheet", "a.xls", compound({"Workbook": CANARY.encode()}), "spreadsheet")
    odt = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": CANARY})
    yield Broken("OpenDocument", "a.odt", odt, "OpenDocument text, which cannot be read; open it and save it as .docx")
    pages = zipped({"Index/Document.iwa": CANARY})
    yield Broken("Apple Pages", "a.pages", pages, "Export To, Word")
    sheet = zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": CANARY})
    yield Broken("spreadsheet", "a.xlsx", sheet, "spreadsheet")
    slides = zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": CANARY})
    yield Broken("presentation", "a.pptx", slides, "presentation")
    yield Broken("zip archive", "a.zip", zipped({f"{CANARY}.txt": WORDS}), "take the files out of it")
    yield Broken("PNG", "a.png", b"\x89PNG\r\n\x1a\n" + CANARY.encode(), "an image")
    yield Broken("JPEG called .pdf", "a.pdf", b"\xff\xd8\xff\xe0" + CANARY.encode(), "an image")
    yield Broken("HEIC", "a.heic", b"\x00\x00\x00\x18ftypheic" + CANARY.encode(), "a picture or a film")
    yield Broken("gzip", "a.gz", b"\x1f\x8b\x08" + CANARY.encode(), "packed file")
    flat = b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>' + CANARY.encode()
    yield Broken("Word's flat XML", "a.xml", flat, "Word's XML format")
