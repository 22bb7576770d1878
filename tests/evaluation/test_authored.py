"""The authored corpus reads as the codebook says, and the report on rules counts right."""

from evaluation.authored import READ, authored, files
from evaluation.rule_report import Judged
from nlp.indicators import INDICATORS, SIGNALS

ASSERTIONS = {"affirmed", "suspected", "historical", "negated", "hypothetical", "other"}


def test_every_label_of_the_corpus_is_one_of_the_codebook() -> None:
    count = 0
    for item in authored("all"):
        for passage in item.passages:
            assert set(passage.labels) <= set(INDICATORS)
            assert set(passage.labels.values()) <= ASSERTIONS
            assert passage.signals <= set(SIGNALS)
            assert 0 <= passage.start <= passage.end <= len(item.text)
            count += 1
    assert count > 15_000


def test_the_held_split_shares_no_file_with_the_development_split() -> None:
    held, dev = {p.name for p in files("held")}, {p.name for p in files("dev")}
    assert dev == set(READ)
    assert not held & dev
    assert held | dev == {p.name for p in files("all")}


def test_a_mention_that_is_denied_is_not_wanted() -> None:
    item = next(i for i in authored("all") if any("negated" in p.labels.values() for p in i.passages))
    passage = next(p for p in item.passages if "negated" in p.labels.values())
    denied = next(k for k, v in passage.labels.items() if v == "negated")
    assert not Judged(item, passage, []).wanted(denied)
