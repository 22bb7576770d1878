"""The rule book: every rule compiled, and the way from a passage to the rules that hit it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from nlp.rules.matcher import AnyOf, Line, Matcher
from nlp.rules.patterns import Compiled

NOTHING = AnyOf(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One compiled rule; the meaning of each part stands in `nlp/rules/schema.py`."""

    id: str
    target: str  # the indicator or signal
    is_signal: bool
    title: str
    why: str
    source: tuple[str, ...]
    owner: str
    match: tuple[Compiled, ...]
    also: AnyOf = NOTHING
    unless: AnyOf = NOTHING
    before: AnyOf = NOTHING
    near: AnyOf = NOTHING
    with_: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    not_subject: frozenset[str] = frozenset()
    assertion: str | None = None
    own_negation: bool = False

    @property
    def reference(self) -> str:
        """How evidence names this rule."""
        return f"rule:{self.id}"

    @property
    def waits(self) -> bool:
        """Whether the rule can only be judged once the indicators of this and the previous passage are known."""
        return bool(self.with_ or self.after)


class RuleHit(NamedTuple):
    """A rule that hit a passage, on the tokens [first, last) of that passage."""

    rule: Rule
    first: int
    last: int


class RuleBook:
    """All rules behind one matcher. Stateless between calls; safe to share by threads."""

    def __init__(self, rules: Sequence[Rule], masks: Iterable[tuple[str, Compiled]], unless: Iterable[tuple[str, Compiled]]) -> None:
        self.rules = tuple(rules)
        self.masks = tuple(masks)
        self.unless = tuple(unless)
        by_target: dict[str, list[Compiled]] = {}
        for target, compiled in self.unless:
            by_target.setdefault(target, []).append(compiled)
        self._unless = {target: AnyOf(patterns) for target, patterns in by_target.items()}
        self._targets_of_mask = [target for target, _ in self.masks]

    @cached_property
    def _matcher(self) -> Matcher:
        """Built when first needed: a book that is only narrowed (`without`) never needs it."""
        patterns = [(number, c) for number, rule in enumerate(self.rules) for c in rule.match]
        return Matcher([*patterns, *((-1 - number, c) for number, (_, c) in enumerate(self.masks))])

    def without(self, targets: frozenset[str], rules: frozenset[str] = frozenset()) -> "RuleBook":
        """Return a book without the rules of `targets` (signals that nobody asks for need not be looked for) and without `rules`, by id."""
        return RuleBook(
            [rule for rule in self.rules if rule.target not in targets and rule.id not in rules],
            [mask for mask in self.masks if mask[0] not in targets],
            [pattern for pattern in self.unless if pattern[0] not in targets],
        )

    def hits(self, lines: Sequence[Line], at: int) -> list[RuleHit]:
        """Return the rules that hit passage `at` of `lines`, `with` and `after` aside, in rule order."""
        line = lines[at]
        if line.found is None or line.found[0] is not self:
            line.found = (self, self._alone(line))
        return [hit for hit in line.found[1] if not (hit.rule.before or hit.rule.near) or _beside(hit.rule, lines, at)]

    def _alone(self, line: Line) -> list[RuleHit]:
        """Return the rules that hit a passage, what stands beside it aside."""
        found = self._matcher.find(line)
        if not found:
            return []
        masked = [(self._targets_of_mask[-1 - h.key], h.first, h.last) for h in found if h.key < 0]
        verdicts: dict[int, bool] = {}
        hits = []
        for key, first, last in found:
            if key < 0:
                continue
            rule = self.rules[key]
            if masked and any(t == rule.target and a <= first < b for t, a, b in masked):
                continue
            if key not in verdicts:
                verdicts[key] = self._holds(rule, line)
            if verdicts[key]:
                hits.append(RuleHit(rule, first, last))
        return hits

    def _holds(self, rule: Rule, line: Line) -> bool:
        """Whether the conditions of `rule` on this passage hold."""
        if rule.unless.found_in(line):
            return False
        everywhere = self._unless.get(rule.target)
        if everywhere is not None and everywhere.found_in(line):
            return False
        return not rule.also or rule.also.found_in(line)


def _beside(rule: Rule, lines: Sequence[Line], at: int) -> bool:
    """Whether the conditions of `rule` on the neighbours of a passage hold."""
    if rule.before and not (at and rule.before.found_in(lines[at - 1])):
        return False
    return not rule.near or any(rule.near.found_in(near) for near in lines[max(0, at - 1) : at + 2])
