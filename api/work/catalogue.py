"""What can be said without a note: the indicators, the rules and where they come from, the versions."""

from typing import Any

from nlp.explain import phrase, words
from nlp.fusion import measured
from nlp.indicators import INDICATORS
from nlp.records import Json
from nlp.rules.book import Rule
from nlp.rules.compiled import load_book
from nlp.rules.data import read_yaml
from nlp.version import versions


def catalogue(profile: str) -> Json:
    """Return indicators, rules, versions and the words that stand beside every result."""
    return {
        "indicators": [_indicator(name) for name in INDICATORS],
        "rules": [_rule(rule) for rule in load_book().rules],
        "versions": versions(profile),
        "not_told": " ".join(str(words()["not_told"]).split()),
        "model_note": phrase("profile", "rules_only"),
    }


def _indicator(name: str) -> Json:
    entry: dict[str, Any] = words()[name]
    return {
        "id": name, "title": entry["title"], "family": entry["family"], "meaning": " ".join(entry["meaning"].split()),
        "questions": [{"ask": q["ask"], "source": _source(q["from"])} for q in entry["questions"]],
        "learning": [_source(source) for source in entry["learning"]],
    }  # fmt: skip


def _rule(rule: Rule) -> Json:
    share = measured().get(rule.id)
    return {
        "id": rule.id, "indicator": None if rule.is_signal else rule.target, "signal": rule.target if rule.is_signal else None,
        "title": rule.title, "why": rule.why, "sources": [_source(source) for source in rule.source], "owner": rule.owner,
        "measured": None if share is None else {"fired": share[0], "agreed": share[1]},
    }  # fmt: skip


def _source(source: str) -> Json:
    entry = read_yaml("sources.yaml")[source]
    return {"id": source, "title": entry["title"], "published": str(entry["published"]), "says": " ".join(entry["says"].split())}
