"""Findings in words: the sentences of `nlp/rules/case_findings.yaml`, filled with what the record says."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from nlp.explain import title
from nlp.records import Evidence, Finding, Level, Searched, State
from nlp.rules.data import read_yaml


@cache
def _sentences() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml("case_findings.yaml")
    return content


def titles(indicators: Iterable[str]) -> str:
    """Return the names of indicators as a reader sees them, each once: "child's needs not met, cannabis use"."""
    return ", ".join(title(i)[0].lower() + title(i)[1:] for i in dict.fromkeys(indicators))


def unit(name: str) -> str:
    """Return the name of a unit of time."""
    return str(_sentences()["units"][name])


def finding(
    name: str, *, level: Level, state: State, evidence: Sequence[Evidence], notes: tuple[str, ...], dates: tuple[str, ...], passages: int,
    told: Mapping[str, object], nearest: str = "", person: str | None = None, aliases: tuple[str, ...] = (),
) -> Finding:  # fmt: skip
    """Return the finding `name` of the sentences, over `notes`; `told` fills its words."""
    sentence = _sentences()[name]
    searched = Searched(notes=notes, dates=dates, passages=passages, looked_for=tuple(sentence["looked_for"]), nearest_miss=nearest)
    return Finding(
        indicator=str(sentence["indicator"]), level=level, state=state, person=person, aliases=aliases, searched=searched,
        evidence=tuple(evidence), explanation=" ".join(str(sentence["words"]).format(**told).split()),
    )  # fmt: skip
