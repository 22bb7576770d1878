"""From mentions to what is shown: one flag a passage and indicator, with a confidence that says what it rests on.

In the `rules` profile a rule's confidence is the share of its hits that labels in the authored corpus agree with,
drawn towards the indicator's share where the rule fired seldom. It is measured on texts of writers that no rule was
written from. Rules that fall below the threshold are listed as considered, not shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.detect import Mention, Reading
from nlp.indicators import INDICATORS
from nlp.local import local
from nlp.records import SHOWN, Alike, Confidence
from nlp.rules.data import read_yaml

_METHOD = "share of this rule's hits that labels agree with, on authored notes of writers that no rule was written from"
_UNMEASURED = "not measured: the rule never fired on those notes; the share of its indicator's rules stands in"
_PRIOR_N = 4
_MOST = 0.95  # no rule is shown as surer
_ORDER = {"affirmed": 0, "suspected": 1, "historical": 2, "negated": 3, "hypothetical": 4, "other": 5}


@dataclass(frozen=True, slots=True)
class Decision:
    """The mentions of one indicator in one passage, the one that stands for them, and whether it is shown.

    `doubted` says that a rule would show it and the trained model speaks against it. `alike` are examples for a passage
    that the model alone named.
    """

    indicator: str
    passage: int
    lead: Mention
    mentions: tuple[Mention, ...]
    confidence: Confidence
    shown: bool
    doubted: bool = False
    alike: tuple[Alike, ...] = ()


@cache
def measured() -> Mapping[str, tuple[int, int]]:
    """Return for each rule how often it fired on the authored corpus and how often labels agreed."""
    table = read_yaml("measured.yaml")["rules"]
    return {rule: (int(fired), int(agreed)) for rule, (fired, agreed) in table.items()}


@cache
def thresholds() -> Mapping[str, float]:
    """Return the confidence from which each indicator is shown."""
    data = read_yaml("thresholds.yaml")
    shipped = {i: float(data["indicators"].get(i, data["default"])) for i in INDICATORS}
    return {**shipped, **local().thresholds.get("rules", {})}


@cache
def _base_rates() -> Mapping[str, float]:
    """Return for each indicator the share of agreed hits over all of its rules (the prior of a rare rule)."""
    rates: dict[str, float] = {str(k): float(v) for k, v in read_yaml("measured.yaml")["indicators"].items()}
    return rates


def confidence(mentions: Iterable[Mention]) -> Confidence:
    """Return the confidence of the strongest of `mentions` (all of one indicator)."""
    return max((_of_rule(m.rule.id, m.rule.target) for m in mentions), key=lambda c: c.value)


@cache
def _of_rule(rule: str, indicator: str) -> Confidence:
    fired, agreed = measured().get(rule, (0, 0))
    base = _base_rates().get(indicator, 0.5)
    value = min(_MOST, round((agreed + _PRIOR_N * base) / (fired + _PRIOR_N), 2))
    return Confidence(value=value, n=fired, method=_METHOD if fired else _UNMEASURED)


def decide(reading: Reading) -> list[Decision]:
    """Return one decision for each passage and indicator mentioned, in the order of the text."""
    groups: dict[tuple[int, str], list[Mention]] = {}
    for mention in reading.mentions:
        groups.setdefault((mention.passage, mention.rule.target), []).append(mention)
    decisions = [_decision(indicator, passage, group) for (passage, indicator), group in groups.items()]
    decisions.sort(key=lambda d: (d.lead.start, d.indicator))
    return decisions


def _decision(indicator: str, passage: int, group: Sequence[Mention]) -> Decision:
    shown = [m for m in group if m.assertion in SHOWN]
    pool = shown or list(group)
    sure = confidence(pool)
    lead = min(pool, key=lambda m: (_ORDER[m.assertion], -_of_rule(m.rule.id, indicator).value, m.start))
    return Decision(indicator, passage, lead, tuple(pool), sure, bool(shown) and sure.value >= thresholds()[indicator])
