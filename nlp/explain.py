"""From evidence to plain words: why a passage is shown, what its context decided, and questions to consider.

Every sentence shown to a person comes from rule data (`nlp/rules/`), with the note's own words quoted; nothing about
a case is ever generated.
"""

from functools import cache
from typing import Any

from nlp.detect import Mention
from nlp.fusion import Decision
from nlp.models.sign import ModelSign
from nlp.records import Evidence, Flag, Span
from nlp.rules.data import read_yaml

_MOST_EVIDENCE = 4
_MOST_QUESTIONS = 3


@cache
def words() -> dict[str, Any]:
    """Return titles, meanings and questions of all indicators, and the sentences for findings."""
    content: dict[str, Any] = read_yaml("questions.yaml")
    return content


@cache
def _phrases() -> dict[str, dict[str, str]]:
    phrases: dict[str, dict[str, str]] = read_yaml("phrases.yaml")
    return phrases


def title(indicator: str) -> str:
    """Return the name that a practitioner reads for an indicator."""
    return str(words()[indicator]["title"])


def source_name(source: str) -> str:
    """Return a source by name and date: 'Baby C case summary (2016)'."""
    entry = read_yaml("sources.yaml")[source]
    return f"{entry['title']} ({entry['published']})"


def flag_of(decision: Decision, text: str, passage: Span) -> Flag:
    """Return the flag (or the mention set aside) that a decision stands for, with its reasons in words."""
    lead = decision.lead
    return Flag(
        indicator=decision.indicator, start=lead.start, end=lead.end, quote=text[lead.start : lead.end], passage=passage,
        assertion=lead.assertion, attribution=lead.context.attribution, subject=lead.context.subject,
        confidence=decision.confidence, evidence=_evidence(decision, text), explanation=_explanation(decision, text),
        questions=questions(decision.indicator, lead.assertion) if decision.shown else (), alike=decision.alike,
    )  # fmt: skip


def _evidence(decision: Decision, text: str) -> tuple[Evidence, ...]:
    seen: set[tuple[str, int]] = set()
    out = list[Evidence]()
    for m in (decision.lead, *decision.mentions):
        key = (m.rule.id, m.start)
        if key not in seen and len(out) < _MOST_EVIDENCE:
            seen.add(key)
            out.append(Evidence(source=m.rule.reference, start=m.start, end=m.end, quote=text[m.start : m.end],
                                why=m.rule.why, cues=m.context.cues))  # fmt: skip
    return tuple(out)


def _explanation(decision: Decision, text: str) -> str:
    lead = decision.lead
    phrases = _phrases()
    parts = [phrases["rule"]["because"].format(quote=_one_line(text[lead.start : lead.end]), title=lead.rule.title,
                                               why=lead.rule.why)]  # fmt: skip
    parts.append(phrases["assertion"][lead.assertion])
    if lead.assertion != lead.context.assertion and not isinstance(lead.rule, ModelSign):
        parts.append(phrases["rule"]["sign"])
    cues = _cue_words(lead, text)
    if cues:
        parts.append(phrases["rule"]["cues"].format(cues=cues))
    if lead.context.attribution != "unknown":
        parts.append(phrases["attribution"][lead.context.attribution])
    if decision.doubted:
        parts.append(phrases["model"]["doubts" if decision.shown else "overrules"])
    elif not decision.shown and lead.shown:
        parts.append(phrases["rule"]["weak"])
    return " ".join(parts)


def _cue_words(mention: Mention, text: str) -> str:
    quoted = dict.fromkeys(f"“{_one_line(text[c.start : c.end])}”" for c in mention.context.cues if c.end > c.start)
    return ", ".join(list(quoted)[:3])


@cache
def questions(indicator: str, assertion: str) -> tuple[str, ...]:
    """Return the questions to consider beside a flag read with this assertion, the most telling first."""
    entry = words()[indicator]
    special = entry.get(f"when_{assertion}")
    asked = [str(special)] if special else []
    asked += [f"{q['ask']} (From: {source_name(q['from'])})" for q in entry["questions"]]
    return tuple(asked[:_MOST_QUESTIONS])


def _one_line(quote: str) -> str:
    return " ".join(quote.split())


def phrase(group: str, name: str) -> str:
    """Return a sentence of `phrases.yaml`."""
    return _phrases()[group][name]
