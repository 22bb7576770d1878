"""What an organisation has set for itself is used, and shows in the version of the rules."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import nlp
from nlp import fusion, local, pipeline, version
from nlp.errors import RuleError

NOTE = nlp.Note(text="There was no food in the cupboards and the children were dirty.")
KEPT = (local.local, fusion.thresholds, version.rules_version, pipeline._pipeline)
Scan = Callable[[str], nlp.Review]


@pytest.fixture
def scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scan]:
    """Review the note under settings of its own."""

    def scanned(text: str) -> nlp.Review:
        path = tmp_path / "own.yaml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv("SECONDLOOK_LOCAL", str(path) if text else "")
        for kept in KEPT:
            kept.cache_clear()
        return nlp.load(profile="rules").review(NOTE)

    yield scanned
    for kept in KEPT:
        kept.cache_clear()


def test_a_threshold_is_used_and_told(scan: Scan) -> None:
    plain, raised = scan(""), scan("thresholds: {rules: {neglect: {value: 1.0, by: Jo}}}")
    assert any(f.indicator == "neglect" for f in plain.flags)
    assert not any(f.indicator == "neglect" for f in raised.flags)
    assert raised.versions["rules"].startswith(plain.versions["rules"] + "+")


def test_a_rule_that_is_off_finds_nothing(scan: Scan) -> None:
    rules = {e.source.removeprefix("rule:") for f in scan("").flags if f.indicator == "neglect" for e in f.evidence}
    off = scan("rules_off:\n" + "".join(f"  {rule}: {{by: Jo}}\n" for rule in rules))
    assert rules
    assert not rules & {e.source.removeprefix("rule:") for f in off.flags for e in f.evidence}


def test_settings_that_cannot_be_read_stop_with_the_key(scan: Scan) -> None:
    with pytest.raises(RuleError, match="nonsense"):
        scan("thresholds: {rules: {nonsense: {value: 1.0, by: Jo}}}")
