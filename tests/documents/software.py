"""Files as other people's software writes them: whichever of the programs and libraries below are on this machine."""

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.documents.sample import STORIES, Story


@dataclass(frozen=True)
class Made:
    """A file that a program made from a story; `rows` says whether its format keeps tables."""

    path: Path
    maker: str
    form: str
    story: Story
    rows: bool


def missing_programs() -> list[str]:
    """The programs and libraries that are not here, so that a skipped test can say so."""
    programs = [name for name in ("soffice", "pandoc", "chromium", "gs", "enscript", "groff", "perl")
                if not shutil.which(name)]  # fmt: skip
    libraries = [name for name in ("reportlab", "fpdf", "weasyprint", "docx") if not importlib.util.find_spec(name)]
    return programs + libraries


def make_all(folder: Path, *, only: str = "", most: int = 99) -> list[Made]:
    """Have every maker that is here (or the one called `only`) write its stories, `most` of them."""
    found: list[Made] = []
    for maker, (needs, run) in MAKERS.items():
        here = all(shutil.which(n) or importlib.util.find_spec(n.partition(":")[2] or "-") for n in needs)
        if here and only in ("", maker):
            place = folder / maker.replace(" ", "_")
            place.mkdir(parents=True, exist_ok=True)
            found += run(place, maker, STORIES[:most])
    return found


def _call(*command: str | Path, folder: Path) -> None:
    subprocess.run([str(c) for c in command], cwd=folder, check=True, capture_output=True, timeout=120)


def _pages(folder: Path, stories: Sequence[Story], css: str = "") -> list[tuple[Story, Path]]:
    made = []
    for story in stories:
        path = folder / f"{story.name}.html"
        path.write_text(story.html(css), encoding="utf-8")
        made.append((story, path))
    return made


def _office(folder: Path, maker: str, stories: Sequence[Story]) -> Iterator[Made]:
    """LibreOffice from HTML to docx, then on to the other formats, several files a call."""
    pages = _pages(folder, stories)

    def convert(target: str, sources: list[Path], *options: str) -> None:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        _call("soffice", profile, "--headless", *options, "--convert-to", target, *sources, folder=folder)

    convert("docx:MS Word 2007 XML", [path for _, path in pages], "--infilter=HTML (StarWriter)")
    documents = [folder / f"{story.name}.docx" for story in stories]
    more = ["txt:Text (encoded):UTF8", "html"] if len(stories) == len(STORIES) else []
    for target in ("rtf", "pdf", "doc", "odt", *more):
        convert(target, documents)
    for story in stories:
        for form in ("docx", "rtf", "pdf", *(each.partition(":")[0] for each in more)):
            yield Made(folder / f"{story.name}.{form}", maker, form, story, form not in ("pdf", "txt"))


_PANDOC = {"docx": "docx", "rtf": "rtf", "md": "commonmark_x-smart", "txt": "plain", "htm": "html4"}


def _pandoc(folder: Path, maker: str, stories: Sequence[Story]) -> Iterator[Made]:
    for story, page in _pages(folder, stories):
        for form, target in _PANDOC.items():
            out = folder / f"{story.name}.{form}"
            wrap = ["--wrap=none"] if form == "md" else []
            _call("pandoc", "-s", *wrap, "-t", target, page, "-o", out, folder=folder)
            yield Made(out, maker, form, story, form not in ("md", "txt"))


def _chromium(folder: Path, maker: str, stories: Sequence[Story]) -> Iterator[Made]:
    styles = ("", "body{column-count:2;text-align:justify}")
    for (story, page), css in zip(_pages(folder, stories[:2]), styles, strict=False):
        page.write_text(story.html(css), encoding="utf-8")
        out = folder / f"{story.name}.pdf"
        _call("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
              "--no-pdf-header-footer", f"--print-to-pdf={out}", page, folder=folder)  # fmt: skip
        yield Made(out, maker, "pdf", story, False)


def _ghostscript(folder: Path, maker: str, stories: Sequence[Story]) -> Iterator[Made]:
    """Plain text printed by enscript and distilled by Ghostscript, in Latin-1."""
    for story in stories:
        text = story.plain()
        if not all(ord(c) < 256 for c in text):
            continue
        source, script, out = (folder / f"{story.name}.{end}" for end in ("txt", "ps", "pdf"))
        source.write_text(text, encoding="latin-1")
        _call("enscript", "-q", "-B", "-X", "latin1", "-p", script, source, folder=folder)
        _call("ps2pdf", script, out, folder=folder)
        yield Made(out, maker, "pdf", story, True)


def _reportlab(folder: Path, maker: str, stories: Sequence[Story]) -> Iterator[Made]:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

    styles = getSampleStyleSheet()
    for story in stories:
        flow: list[Flowable] = []
        for kind, content in story.blocks:
            if isinstance(content, str):
                flow.append(Paragraph(content, styles["Heading1" if kind == "h" else "Normal"]))
            elif kind == "table" and isinstance(content, list):
                flow.append(Table(content))
            elif isinstance(content, list):
                flow += [Paragraph(item, styles["Normal"], bulletText="•") for item in content]
        out = folder / f"{story.name}.pdf"
        SimpleDocTemplate(str(out)).build(flow)
        yield Made(out, maker, "pdf", story, False)


def _fpdf(folder: Path, maker: str, stories: Sequence[Story]) -> Iterator[Made]:
    from fpdf import FPDF

    for story in stories:
        pdf = FPDF()
        pdf.add_page()
        pdf.set_font("Times", size=11)
        pdf.multi_cell(0, 6, story.plain().replace("–", "-").replace("“", '"').replace("”", '"').replace("’", "'"))
        out = folder / f"{story.name}.pdf"
        pdf.output(str(out))
        yield Made(out, maker, "pdf", _typewritten(story), True)


def _typewritten(story: Story) -> Story:
    """The story in the signs of a typewriter, for printers that have no others."""
    table = str.maketrans({"–": "-", "“": '"', "”": '"', "’": "'"})

    def change(content: object) -> object:
        if isinstance(content, list):
            return [change(each) for each in content]
        return str(content).translate(table)

    return Story(story.name, tuple((kind, change(content)) for kind, content in story.blocks))


def _weasyprint(folder: Path, maker: str, stories: Sequence[Story]) -> Iterator[Made]:
    css = (
        "@page{size:A6} body{hyphens:auto;text-align:justify;column-count:2} ul,ol{list-style:none} "
        "table{font-size:60%}"
    )
    for story, page in _pages(folder, stories, css):
        out = folder / f"{story.name}.pdf"
        _call(sys.executable, "-m", "weasyprint", page, out, folder=folder)
        yield Made(out, maker, "pdf", story, False)


def _python_docx(folder: Path, maker: str, stories: Sequence[Story]) -> Iterator[Made]:
    import docx

    for story in stories:
        document = docx.Document()
        for kind, content in story.blocks:
            if isinstance(content, str):
                document.add_paragraph(content, style="Heading 1" if kind == "h" else None)
            elif kind == "table" and isinstance(content, list):
                table = document.add_table(rows=0, cols=len(content[0]))
                for cells in content:
                    for cell, text in zip(table.add_row().cells, cells, strict=True):
                        cell.text = text
            elif isinstance(content, list):
                for item in content:
                    document.add_paragraph(item, style="List Bullet" if kind == "ul" else "List Number")
        out = folder / f"{story.name}.docx"
        document.save(str(out))
        yield Made(out, maker, "docx", story, True)


_PERL = (
    "use MIME::Entity; local $/; my ($plain,$html,$encoding)=@ARGV;"
    "sub slurp {open(my $f,'<',$_[0]) or die; my $d=<$f>; $d}"
    "my $m=MIME::Entity->build(From=>'Sam Reed <sam@example.org>',To=>'Team <team@example.org>',"
    "Subject=>'Note',Date=>'Tue, 05 Mar 2024 09:30:00 +0000',Type=>'multipart/alternative');"
    "$m->attach(Type=>'text/plain',Charset=>'UTF-8',Encoding=>$encoding,Data=>slurp($plain)) if -s $plain;"
    "$m->attach(Type=>'text/html',Charset=>'UTF-8',Encoding=>$encoding,Data=>slurp($html)); $m->print(\\*STDOUT);"
)


def _perl_mail(folder: Path, maker: str, stories: Sequence[Story]) -> Iterator[Made]:
    """Perl's MIME tools, in both transfer encodings; every second e-mail has no plain form."""
    for at, (story, page) in enumerate(_pages(folder, stories)):
        plain = folder / f"{story.name}.txt"
        plain.write_text(story.plain() if at % 2 else "", encoding="utf-8")
        for encoding in ("quoted-printable", "base64"):
            done = subprocess.run(["perl", "-e", _PERL, plain, page, encoding], capture_output=True, check=False)
            if done.returncode == 0:
                out = folder / f"{story.name}_{encoding}.eml"
                out.write_bytes(done.stdout)
                yield Made(out, maker, "eml", story, True)


MAKERS: dict[str, tuple[tuple[str, ...], Callable[[Path, str, Sequence[Story]], Iterator[Made]]]] = {
    "LibreOffice": (("soffice",), _office),
    "pandoc": (("pandoc",), _pandoc),
    "Chromium": (("chromium",), _chromium),
    "enscript and Ghostscript": (("enscript", "gs"), _ghostscript),
    "ReportLab": (("py:reportlab",), _reportlab),
    "fpdf2": (("py:fpdf",), _fpdf),
    "WeasyPrint": (("py:weasyprint",), _weasyprint),
    "python-docx": (("py:docx",), _python_docx),
    "Perl MIME tools": (("perl",), _perl_mail),
}
