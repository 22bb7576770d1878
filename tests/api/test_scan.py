"""`secondlook scan` as a user types it: each form, each bad input, and no word of a note where it should not be."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nlp.version import model_version, versions
from tests.conftest import EXAMPLES

CANARY = "zyxcanaryqv"
NOTE = f"Home visit. Strong smell of cannabis in the hall. Mum said she is scared of what he will do. {CANARY} Leo (7) was at school."


def secondlook(*arguments: str, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "api.cli", *arguments], input=stdin, capture_output=True, cwd=cwd, check=False)


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_a_note_in_the_terminal_shows_marks_cards_and_what_silence_means() -> None:
    done = secondlook("scan", "--profile", "rules", "-", stdin=NOTE.encode())
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "Worth reading again" in text
    assert re.search(r"cannabis.*\[1\]", text)
    assert "What this does not tell you" in text
    assert "secondlook" not in done.stderr.decode()


def test_a_note_with_nothing_in_it_says_that_silence_is_not_clearance() -> None:
    done = secondlook("scan", "--profile", "rules", "-", stdin=b"The library bus comes on Thursdays and parks outside the hall.")
    assert "Nothing was marked in this text" in done.stdout.decode()
    assert "does not mean that there is no concern" in " ".join(done.stdout.decode().split())


def test_the_full_profile_is_the_default_and_names_its_model() -> None:
    done = secondlook("scan", "--format", "jsonl", "-", stdin=NOTE.encode())
    assert done.returncode == 0
    assert done.stderr == b""
    assert lines(done)[0]["versions"] == versions("full")
    assert model_version("full")


def test_jsonl_keeps_the_order_of_the_input_even_when_cases_are_mixed(tmp_path: Path) -> None:
    rows = [{"id": f"n{i}", "case_id": f"c{i % 3}", "text": f"Visit {i}. Mum drinks most days."} for i in range(9)]
    source = tmp_path / "notes.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = secondlook("scan", "--format", "jsonl", "--profile", "rules", str(source))
    assert [line["id"] for line in lines(done)] == [row["id"] for row in rows]
    assert all(line["flags"] for line in lines(done))


def test_jsonl_from_standard_input_is_known_by_its_brace() -> None:
    done = secondlook("scan", "--format", "jsonl", "-", stdin=json.dumps({"text": NOTE, "id": "x"}).encode())
    assert done.returncode == 0
    assert lines(done)[0]["id"] == "x"


def test_the_files_of_a_folder_are_one_case_with_people_timeline_and_questions(tmp_path: Path) -> None:
    folder = tmp_path / "harbour"
    folder.mkdir()
    for line in (EXAMPLES / "case_harbour.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        (folder / f"{row['date']} {row['role']}.txt").write_text(row["text"], encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4")
    done = secondlook("scan", "--profile", "rules", "--out", str(tmp_path / "out.txt"), str(folder))
    text = " ".join((tmp_path / "out.txt").read_text(encoding="utf-8").split())
    assert done.returncode == 1
    assert "The case harbour, its 5 notes taken together" in text
    assert re.search(r"Unseen men: Dev \? 5 of the notes read speak of Dev", text)
    assert re.search(r"Dev, also [^(]*\(notes 1, 2, 3, 4, 5\): nothing known of him found in any note", text)
    assert "47 days of which nothing is told" in text
    assert "22 July 2025" in text
    assert b"is dated 3 February 2025, which stands in the name of the file" in done.stderr
    assert b"broken.pdf" in done.stderr


def test_a_date_is_taken_from_the_first_lines_only_where_it_is_the_only_one(tmp_path: Path) -> None:
    texts = {
        "a": "Home visit 5 March 2024\nLeo not seen.", "b": "DOB 3.2.2015\nSeen 5 March 2024.", "c": "5 March 2024 to 7 March 2024. Leo.",
        "d": "Leo was well.\n\n\nSeen 05/03/2024.", "e": "Leo.\nx\ny\nSeen 5 March 2024.",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    done = secondlook("scan", "--profile", "rules", "--format", "summary", *(str(tmp_path / f"{name}.txt") for name in texts))
    dated = re.findall(rb"(\w)\.txt: The note is dated 5 March 2024", done.stderr)
    assert dated == [b"a", b"d"]


def test_html_is_one_page_without_script_or_network_and_escapes_the_note(tmp_path: Path) -> None:
    out = tmp_path / "review.html"
    source = tmp_path / "<b>visit.txt"
    source.write_text("<script>alert(1)</script> <img src=x onerror=alert(2)> Dad smokes weed & \"drinks\" daily.", encoding="utf-8")
    done = secondlook("scan", "--format", "html", "--out", str(out), str(source))
    page = out.read_text(encoding="utf-8")
    assert done.returncode == 0
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>visit" not in page
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", page)
    assert "What this does not tell you" in page


def test_all_examples_in_one_call_each_form(tmp_path: Path) -> None:
    names = [str(p) for p in sorted(EXAMPLES.glob("[0-9]*"))] + [str(EXAMPLES / "case_harbour.jsonl")]
    for form in ("text", "json", "jsonl", "html"):
        out = tmp_path / f"out.{form}"
        assert secondlook("scan", "--format", form, "--out", str(out), *names).returncode == 0
        assert out.stat().st_size > 5000


BAD = [
    ("empty.txt", b"", "nothing follows from that"),
    ("spaces.txt", b" \n\t ", "nothing follows from that"),
    ("long.txt", f"{CANARY} was seen. ".encode() * 250_000, "it holds more than 1,000,000 characters"),
    ("rubbish.txt", bytes(range(256)) * 40 + CANARY.encode(), "this is not text"),
    ("control.txt", b"\x01\x02\x03\x04" * 50 + CANARY.encode(), "cannot be read as text"),
    ("wrong.jsonl", f'{{"text": "{CANARY}"'.encode(), "wrong.jsonl:1: not valid JSON"),
    ("list.jsonl", f'["{CANARY}"]'.encode(), "list.jsonl:1: line"),
    ("number.jsonl", f'{{"text": 7, "id": "{CANARY}"}}'.encode(), "number.jsonl:1: text"),
    ("missing_text.jsonl", f'{{"note": "{CANARY}"}}'.encode(), "missing_text.jsonl:1: text"),
    ("nested.jsonl", b"[" * 100_000, "nested.jsonl:1"),
    ("blank.jsonl", b"\n\n", "there is no line in it"),
    ("note.docx", b"PK\x03\x04" + CANARY.encode(), "the Word document is broken or cut off"),
    ("note.xyz", CANARY.encode(), "files of this type cannot be read"),
]


@pytest.mark.parametrize(("name", "content", "message"), BAD, ids=[b[0] for b in BAD])
def test_bad_input_gets_a_clear_message_and_never_its_own_text(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    done = secondlook("scan", "--profile", "rules", name, cwd=tmp_path)
    error = done.stderr.decode()
    assert done.returncode == 2
    assert message in error
    assert CANARY not in error + done.stdout.decode()
    assert "Traceback" not in error


def test_a_missing_file_a_folder_and_an_unknown_profile(tmp_path: Path) -> None:
    for arguments, message in (
        (["scan", "nowhere.txt"], "there is no such file"),
        (["scan", str(tmp_path)], "there is no file in this folder"),
        (["scan", "--profile", "best", "-"], "there is no profile 'best'"),
        (["scan", "--format", "pdf", "-"], "'pdf' is not one of"),
        (["scan", "--out", str(tmp_path / "no" / "where.txt"), "-"], "cannot write there"),
        (["rules", "list", "weather"], "there is no indicator 'weather'"),
        (["rules", "explain", " "], "the sentence is empty"),
        (["rules", "check", "nowhere.yaml"], "there is no such rule file"),
    ):
        done = secondlook(*arguments, stdin=NOTE.encode(), cwd=tmp_path)
        error = done.stderr.decode()
        assert done.returncode == 2, arguments
        assert message in error
        assert "Traceback" not in error
        assert CANARY not in error


def test_one_broken_input_never_ends_a_run(tmp_path: Path) -> None:
    source = tmp_path / "notes.jsonl"
    rows = [json.dumps({"id": "a", "text": NOTE}), "{broken", json.dumps({"id": "b", "text": " "}), json.dumps({"id": "c", "text": NOTE})]
    source.write_text("\n".join(rows), encoding="utf-8")
    done = secondlook("scan", "--format", "jsonl", "--profile", "rules", "missing.txt", str(source))
    answers = lines(done)
    assert done.returncode == 1
    assert [a["id"] for a in answers] == ["", "a", "", "b", "c"]
    assert ["error" in a for a in answers] == [True, False, True, True, False]
    assert CANARY not in done.stderr.decode()


def test_the_canary_is_only_in_the_answer_and_in_no_other_file(tmp_path: Path) -> None:
    source = tmp_path / "visit.txt"
    source.write_text(NOTE, encoding="utf-8")
    done = secondlook("scan", "visit.txt", cwd=tmp_path)
    assert CANARY in done.stdout.decode()
    assert CANARY not in done.stderr.decode()
    assert [p.name for p in tmp_path.iterdir()] == ["visit.txt"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_notes_saved_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    source = tmp_path / "visit.txt"
    source.write_text("Mum said “he takes my bank card” – and Dad smokes cannabis, £20 a day.", encoding=encoding)
    done = secondlook("scan", "--format", "jsonl", "--profile", "rules", str(source))
    assert "cannabis_use" in {flag["indicator"] for flag in lines(done)[0]["flags"]}  # type: ignore[attr-defined]


def test_a_quarter_of_a_megabyte_on_one_line_is_read() -> None:
    done = secondlook("scan", "--format", "jsonl", "--profile", "rules", "-", stdin=b"he smokes weed and " * 13_000)
    assert done.returncode == 0
    assert lines(done)[0]["flags"]


def test_rules_explain_says_what_a_sentence_triggers_and_what_was_set_aside() -> None:
    shown = secondlook("rules", "explain", "Dad smokes cannabis in the shed.").stdout.decode()
    aside = secondlook("rules", "explain", "Mum denied any cannabis use.").stdout.decode()
    assert "Shown:" in shown
    assert "Cannabis" in shown
    assert "Considered and set aside:" in aside
