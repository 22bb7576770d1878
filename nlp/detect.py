"""From a note to what the rules say of each passage: mentions of indicators and signals, each with its context.

The way: text → passages → people → rule hits → assertion, attribution and subject of each hit. Rules that wait for other
indicators (`with`, `after`) are judged last. Nothing here decides what is shown; `nlp/fusion.py` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.context import Assessor
from nlp.context.assessor import Seen
from nlp.indicators import family_of
from nlp.models.sign import ModelSign
from nlp.people import Survey, listed, marked_norms, survey
from nlp.records import SHOWN, Assertion, Context, Passage, Person
from nlp.rules.book import Rule, RuleBook, RuleHit
from nlp.rules.matcher import Line, lines_of
from nlp.text.bounds import MOST_MARKS, MOST_PASSAGES, MOST_WORDS, check
from nlp.text.passages import split
from nlp.text.tokens import Tokens, tokenise

_STOPS = frozenset(".,;:!?-")
SILENT = frozenset({"heading", "stamp", "sign_off", "header"})
"""Kinds of passage that carry no indicator; they still stand as neighbours."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A rule hit (or what the model reads) in its context: words [start, end) of the text, in passage number `passage`."""

    rule: Rule | ModelSign
    passage: int
    start: int
    end: int
    context: Context
    assertion: Assertion

    @property
    def shown(self) -> bool:
        """Whether the assertion makes it worth reading again."""
        return self.assertion in SHOWN


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a trained model thinks of a finding about one person: its log-odds, and how they weigh beside the record's own."""

    log_odds: float
    weight: float
    own: float
    bias: float

    def weigh(self, odds: float) -> float:
        """Return the odds of both together; above 0 they speak for a finding."""
        return self.bias + self.own * odds + self.weight * self.log_odds


@dataclass(slots=True)
class Reading:
    """One note as read: its passages and tokens, the people in it, the mentions of indicators, and the signals.

    `survey` is everybody the note speaks of; `people` are those of them whom the rules list, or once a model has read along, the two.
    """

    text: str
    tokens: Tokens
    passages: list[Passage]
    lines: list[Line]
    survey: Survey
    people: tuple[Person, ...]
    mentions: list[Mention] = field(default_factory=list)
    signals: list[Mention] = field(default_factory=list)
    opinions: dict[Person, Opinion] = field(default_factory=dict)


def read(text: str, book: RuleBook, assessor: Assessor, *, year: int | None = None) -> Reading:
    """Read one note; `year` is when it was written, by which dates in it are old (see `Assessor.read`).

    Linear in its length; an empty text gives an empty reading. Raises TooMuchError for more than one note can hold.
    """
    tokens = tokenise(text)
    check(len(tokens.norms), MOST_WORDS, "words and signs")
    passages = split(text)
    check(len(passages), MOST_PASSAGES, "sentences and lines")
    everybody = survey(text, tokens, passages)
    people = listed(everybody)
    ranges = [tokens.between(p.start, p.end) for p in passages]
    norms = marked_norms(text, tokens, people)
    lines = lines_of(norms, ranges)
    reading = Reading(text, tokens, passages, lines, everybody, people)
    known: list[set[str]] = [set() for _ in passages]
    waiting: list[tuple[int, list[RuleHit]]] = []
    seen: Seen = {}
    for number, passage in enumerate(passages):
        if passage.kind in SILENT:
            continue
        hits = book.hits(lines, number)
        if not hits:
            continue
        now = [h for h in hits if not h.rule.waits]
        later = [h for h in hits if h.rule.waits]
        if now:
            _place(reading, number, ranges[number], now, assessor, known, seen, year)
        if later:
            waiting.append((number, later))
        check(len(reading.mentions), MOST_MARKS, "passages that may be worth reading again")
    for number, later in waiting:
        ready = [h for h in later if _met(h.rule, known, number)]
        if ready:
            _place(reading, number, ranges[number], ready, assessor, known, seen, year)
    if waiting:
        reading.mentions.sort(key=lambda m: m.passage)
        reading.signals.sort(key=lambda m: m.passage)
    return reading


def _met(rule: Rule, known: Sequence[set[str]], number: int) -> bool:
    """Whether the indicators that a waiting rule asks for stand in its passage and in the one before."""
    if rule.with_ and not rule.with_ & known[number]:
        return False
    return not rule.after or bool(number and rule.after & known[number - 1])


def _place(
    reading: Reading, number: int, tokens_of: tuple[int, int], hits: Sequence[RuleHit], assessor: Assessor,
    known: list[set[str]], seen: Seen, year: int | None,
) -> None:  # fmt: skip
    """Read each hit in its context and file it as mention or signal."""
    first_token, last_token = tokens_of
    starts, ends, norms = reading.tokens.starts, reading.tokens.ends, reading.tokens.norms
    context_of = assessor.read(reading.tokens, first_token, last_token, year=year, seen=seen)
    for rule, first, last in hits:
        a, b = first_token + first, first_token + last
        while b - 1 > a and norms[b - 1] in _STOPS:
            b -= 1  # a stop at the end says nothing
        context = context_of.assess(a, b, own_negation=rule.own_negation)
        if not _subject_fits(rule, context):
            continue
        assertion: Assertion = context.assertion
        if rule.assertion and assertion == "affirmed":
            assertion = "suspected" if rule.assertion == "suspected" else "historical"
        mention = Mention(rule, number, starts[a], ends[b - 1], context, assertion)
        if rule.is_signal:
            if mention.shown:
                reading.signals.append(mention)
            continue
        reading.mentions.append(mention)
        if mention.shown:
            known[number].add(rule.target)
            known[number].add(family_of(rule.target))


def _subject_fits(rule: Rule, context: Context) -> bool:
    if not rule.subject and not rule.not_subject:
        return True  # whoever it is: the context need not look for them
    if rule.subject and context.subject != "unknown" and context.subject not in rule.subject:
        return False
    return context.subject not in rule.not_subject
