"""The comparison with other tools: a tool stands in for them that needs no network, and what cannot be installed is said."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from evaluation.benchmarks import peers

_TOOL = """
import json, sys
task = json.load(open(sys.argv[2]))
hits = sum(text.lower().count(word) for text in task["texts"] for words in task["terms"].values() for word in words)
print(json.dumps({"version": "1", "peak_mb": 9, "ways": [{"how": "words only", "found": hits, "seconds": [0.001] * len(task["texts"])}]}))
"""


@pytest.fixture
def environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the environment of spaCy is there, and that of nobody else can be made."""
    script, folder = tmp_path / "peer.py", tmp_path / "environments"
    script.write_text(_TOOL, encoding="utf-8")
    (folder / "spacy" / "bin").mkdir(parents=True)
    (folder / "spacy" / "bin" / "python").symlink_to(sys.executable)
    monkeypatch.setattr(peers, "_SCRIPT", script)
    monkeypatch.setattr(peers, "_installed", lambda *_: False)
    monkeypatch.setattr(peers, "WORDS", 2_000)
    monkeypatch.setattr(peers, "PEERS", {"spacy": ("spaCy", "spacy"), "presidio": ("Presidio", "presidio-analyzer")})
    return folder


def test_what_is_measured_is_printed_as_it_is_stored_and_what_is_not_there_is_said(environments: Path, tmp_path: Path) -> None:
    stored = tmp_path / "peers.json"
    done = CliRunner().invoke(app, ["bench", "--peers", "--peers-in", str(environments), "--json", str(stored)])
    assert done.exit_code == 0, done.output
    found = json.loads(stored.read_text(encoding="utf-8"))
    assert peers.written(found) == done.stdout
    (way,) = found["peers"]["spacy"]["ways"]
    assert way["words_per_second"]["value"] == pytest.approx(1000 * found["words"] / found["notes"], rel=0.01)
    assert way["found"] > 5
    assert "Presidio: could not be installed here\n" in done.stdout
    assert found["ours"]["words_per_second"]["value"] > 100


def test_a_tool_that_fails_is_no_figure(environments: Path, tmp_path: Path) -> None:
    (tmp_path / "peer.py").write_text("raise SystemExit(1)", encoding="utf-8")
    assert peers._peer("spacy", environments, tmp_path / "task.json", []) == {"failed": "was installed, and could not be run"}


def test_the_list_has_no_word_that_is_too_short_to_mean_one_thing() -> None:
    words = [word for one in peers.terms().values() for word in one]
    assert len(words) > 150
    assert "dna" in words
    assert "da" not in words
