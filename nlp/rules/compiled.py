"""The compiled rule book kept between runs, so that a cold start need not read and compile every rule again.

The file lies in the user's cache folder, holds rule data only (never a note), is named by the hash of all rule files,
and is written in one step. Where it cannot be written or read, rules are compiled again: slower, with the same result.
"""

import json
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from nlp.rules.book import Rule, RuleBook
from nlp.rules.matcher import AnyOf
from nlp.rules.nodes import Words
from nlp.rules.patterns import Compiled
from nlp.version import shipped_rules_version

_FORMAT = 12
_CONDITIONS = ("also", "unless", "before", "near")
_PLAIN = ("id", "target", "is_signal", "title", "why", "owner", "assertion", "own_negation")
_SETS = ("with_", "after", "subject", "not_subject")


def cache_file(version: str) -> Path:
    """Return where the book of this rules version is kept."""
    return user_cache_path("secondlook") / f"rules-{_FORMAT}-{version}.json"


@cache
def load_book() -> RuleBook:
    """Return the rule book that ships with the package, from the kept copy where there is one.

    The loader and its schema are imported only where there is none: they would take longer than the copy.
    """
    version = shipped_rules_version()
    book = kept(version)
    if book is None:
        from nlp.rules.loader import build_book, read_rule_file, rule_files

        book = build_book([(path, read_rule_file(path)) for path in rule_files()])
        keep(book, version)
    return book


def kept(version: str) -> RuleBook | None:
    """Return the kept book of this version, or None where there is none that can be read."""
    try:
        data = json.loads(cache_file(version).read_bytes())
        return _book(data)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def keep(book: RuleBook, version: str) -> None:
    """Keep the book for the next start; a folder that cannot be written is no error."""
    path = cache_file(version)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(_data(book), ensure_ascii=False, separators=(",", ":"))
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".rules-")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        Path(name).replace(path)
        for old in path.parent.glob("rules-*.json"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError:
        return


class _Sets:
    """Word sets by number: many patterns share their lists, so that each is written and read once."""

    def __init__(self, sets: list[list[str]] | None = None) -> None:
        self.read = [frozenset(words) for words in sets or []]
        self._numbers: dict[Words, int] = {}

    def number(self, words: Words) -> int:
        """Return the number of a set."""
        return self._numbers.setdefault(words, len(self._numbers))

    def written(self) -> list[list[str]]:
        """Return all sets in the order of their numbers."""
        return [sorted(words) for words in self._numbers]

    def to(self, compiled: Compiled) -> list[Any]:
        """Return a compiled pattern as plain data."""
        needs = [self.number(words) for words in compiled.needs]
        return [compiled.regex, needs, self.number(compiled.pairs), self.number(compiled.first)]

    def of(self, data: list[Any]) -> Compiled:
        """Return the compiled pattern that `to` wrote."""
        regex, needs, pairs, first = data
        return Compiled(regex, tuple(self.read[n] for n in needs), self.read[pairs], self.read[first])


def _data(book: RuleBook) -> dict[str, Any]:
    sets = _Sets()
    data: dict[str, Any] = {
        "rules": [_rule_to(rule, sets) for rule in book.rules],
        "masks": [[target, sets.to(c)] for target, c in book.masks],
        "unless": [[target, sets.to(c)] for target, c in book.unless],
    }
    return {"sets": sets.written(), **data}


def _book(data: dict[str, Any]) -> RuleBook:
    sets = _Sets(data["sets"])
    return RuleBook(
        [_rule_from(rule, sets) for rule in data["rules"]],
        [(target, sets.of(c)) for target, c in data["masks"]],
        [(target, sets.of(c)) for target, c in data["unless"]],
    )


def _rule_to(rule: Rule, sets: _Sets) -> dict[str, Any]:
    return {
        **{key: getattr(rule, key) for key in _PLAIN},
        "source": list(rule.source),
        "match": [sets.to(c) for c in rule.match],
        **{key: [sets.to(p.compiled) for p in getattr(rule, key).patterns] for key in _CONDITIONS},
        **{key: sorted(getattr(rule, key)) for key in _SETS},
    }


def _rule_from(data: dict[str, Any], sets: _Sets) -> Rule:
    values: dict[str, Any] = {key: data[key] for key in _PLAIN}
    values["source"] = tuple(data["source"])
    values["match"] = tuple(sets.of(c) for c in data["match"])
    values |= {key: AnyOf(sets.of(c) for c in data[key]) for key in _CONDITIONS}
    values |= {key: frozenset(data[key]) for key in _SETS}
    return Rule(**values)
