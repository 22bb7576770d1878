"""The report: complete, self-contained, with every picture's numbers, and without words of a note."""

import io
import re
from datetime import datetime
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from api.cli import app
from api.judging.places import measured
from api.judging.report import all_sections, document, page
from api.store.rows import drawn
from api.store.store import Place, Store
from evaluation.review.measures import measures
from evaluation.review.table import Table, as_csv

MADE = datetime(2026, 11, 26, 9, 30).astimezone()


def test_the_page_has_every_section_with_its_numbers_and_needs_no_network(store: Store) -> None:
    m = measured(store)
    html = page(m, made=MADE, versions=["rules made"])
    for section in all_sections(m):
        assert f'id="{section.id}"' in html
        assert section.table.caption.split(",")[0].replace("'", "&#39;") in html
    assert "default-src &#39;none&#39;" in html
    assert not re.search(r"https?://(?!www\.w3\.org)", html.replace("data:image/svg+xml;base64,", ""))
    assert "<script" not in html
    assert html.count('alt="') >= 5
    assert 'alt=""' not in html


def test_no_words_of_a_note_and_no_case_are_in_the_report(store: Store) -> None:
    html = page(measured(store), made=MADE, versions=["rules made"])
    for item in drawn(store):
        assert item.text not in html or len(item.text) < 12
        assert item.case_id not in html
        assert item.note_id not in html


def test_the_word_document_holds_pictures_with_words_for_them(store: Store) -> None:
    made = docx.Document(io.BytesIO(document(measured(store), made=MADE, versions=["rules made"])))
    assert len(made.inline_shapes) >= 5
    assert all(shape._inline.docPr.get("descr") for shape in made.inline_shapes)
    assert len(made.tables) >= 6
    assert any("How much may have been missed?" in p.text for p in made.paragraphs)


def test_nothing_decided_is_said_so() -> None:
    html = page(measures([]), made=MADE, versions=["not known"])
    assert html.count("There is nothing to show here yet.") >= 6


def test_a_table_is_read_with_its_intervals_and_exported_whole() -> None:
    table = Table(
        name="t",
        caption="c",
        head=("Name", "Share", "from", "to", "To come: from", "to", "Remark"),
        rows=(("=x", 0.5, 0.25, 0.75, 0.1, 0.9, None),),
    )
    head, rows = table.read()
    assert head == ["Name", "Share", "To come"]
    assert rows == [["=x", "0.50 (0.25 to 0.75)", "0.10 to 0.90"]]
    assert as_csv(table).splitlines()[1] == "'=x,0.5,0.25,0.75,0.1,0.9,"


@pytest.mark.parametrize("name", ["report.html", "report.docx"])
def test_the_command_writes_it(place: Place, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    done = CliRunner().invoke(app, ["review", "report", str(out), "--database", place.database, "--keys", str(place.keys)])
    assert done.exit_code == 0, done.output
    assert out.stat().st_size > 10_000
    assert "decisions of 2 readers" in done.output


def test_another_ending_is_refused(place: Place, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["review", "report", str(tmp_path / "r.pdf"), "--database", place.database, "--keys", str(place.keys)])
    assert done.exit_code != 0
    assert ".html or .docx" in str(done.exception)
