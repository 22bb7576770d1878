"""What happened next, over a case: each concern with the action, plan, referral or reasoned decision that answers it.

To ask whether nothing was done, nothing must have been found by a wide net: the signals of action, referral and rationale, and
words that may tell of one (`nlp/rules/case/followup.yaml`). A note that is itself a response (a conference, an enquiry) is
not asked. Text that was pasted from an earlier note counts once. One note by itself is asked by `nlp/casework/unanswered.py`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.casework.chronology import CaseNote, shown_on
from nlp.casework.evidence import quote_of
from nlp.casework.wording import finding, titles
from nlp.detect import Mention, Reading
from nlp.fusion import Decision
from nlp.indicators import FAMILY_A
from nlp.records import Evidence, Finding, Note
from nlp.rules.data import read_yaml
from nlp.rules.matcher import Line

ANSWERS = frozenset({"action_taken", "rationale_recorded", "referral_event"})
"""The signals that answer a concern."""
_WORD = re.compile(r"[\w']+")
PRESENT = frozenset({"affirmed", "suspected"})
"""The assertions of what is told as happening now."""
_BACK = 3  # words before a word of the net in which a negation takes it away
_HEAD = 2
_MOST_EVIDENCE = 4


@dataclass(frozen=True, slots=True)
class _Net:
    surest: float
    fewest: int
    alone: float
    before: int
    behind: int
    negations: frozenset[str]
    strong: frozenset[str]
    strong_stems: tuple[str, ...]
    weak: frozenset[str]
    weak_stems: tuple[str, ...]
    nouns: frozenset[str]
    incoming: frozenset[str]
    no_answer: frozenset[str]
    verbs_to: frozenset[str]
    doing: frozenset[str]
    loose: frozenset[str]
    records: tuple[str, ...]


@cache
def _net() -> _Net:
    data = read_yaml("case/followup.yaml")
    before, behind = data["window"]
    return _Net(
        data["surest"],
        data["fewest"],
        data["alone"],
        before,
        behind,
        frozenset(data["negations"]),
        frozenset(data["strong"]),
        tuple(data["strong_stems"]),
        frozenset(data["weak"]),
        tuple(data["weak_stems"]),
        frozenset(data["nouns"]),
        frozenset(data["incoming"]),
        frozenset(data["no_answer"]),
        frozenset(data["verbs_to"]),
        frozenset(data["doing"]),
        frozenset(data["loose_rules"]),
        tuple(f" {words} " for words in data["records"]),
    )


def concerns(decisions: Sequence[Decision], *, copies: Collection[int] = ()) -> list[Decision]:
    """Return the concerns of a note that may be asked after: shown, present, sure enough, and not pasted."""
    surest = _net().surest
    return [
        d
        for d in decisions
        if d.shown and d.indicator in FAMILY_A and d.lead.assertion in PRESENT and d.confidence.value >= surest and d.passage not in copies
    ]


def near(passages: Iterable[int]) -> set[int]:
    """Return the passages in which words near a concern in one of `passages` stand."""
    net = _net()
    return {at for p in passages for at in range(p - net.before, p + net.behind + 1)}


def answer(reading: Reading, passages: Iterable[int], *, copies: Collection[int]) -> int | None:
    """Return the passage that answers, or may answer, a concern in one of `passages`; None where nothing was caught."""
    net, beside = _net(), near(passages) - set(copies)
    for signal in reading.signals:
        if signal.rule.target not in ANSWERS or signal.passage in copies or (signal.rule.id in net.loose and signal.passage not in beside):
            continue
        if not is_incoming(signal, reading):
            return signal.passage
    for number, line in enumerate(reading.lines):
        if number not in copies and any(h == "strong" or (h == "weak" and number in beside) for h in hints(line)):
            return number
    return None


def is_incoming(signal: Mention, reading: Reading) -> bool:
    """Whether a signal tells of a referral that came in, which brings a concern and answers none."""
    words = _WORD.findall(reading.text[signal.start : signal.end].lower())
    return signal.rule.target == "referral_event" and not _net().incoming.isdisjoint(words)


def hints(line: Line) -> Iterator[str]:
    """Yield what each word of a passage hints at: an answer wherever it stands (`strong`), or only near a concern (`weak`, `noun`)."""
    net, norms = _net(), line.norms
    for at, word in enumerate(norms):
        if word in net.strong or word.startswith(net.strong_stems):
            hint = "strong"
        elif word in net.weak or word.startswith(net.weak_stems) or _to_do(norms, at):
            hint = "weak"
        elif word in net.nouns:
            hint = "noun"
        else:
            continue
        before, behind = norms[max(0, at - _BACK) : at], norms[at + 1 : at + 2]
        if word not in net.no_answer and net.negations.isdisjoint(before) and behind != ["by"]:
            yield hint


def _to_do(norms: Sequence[str], at: int) -> bool:
    """Whether something to do begins at a word: "will send", "to visit"."""
    return norms[at] in _net().verbs_to and not _net().doing.isdisjoint(norms[at + 1 : at + 2])


def is_response(note: Note, reading: Reading) -> bool:
    """Whether a note is a response itself, by its head or its author's role: a conference, an enquiry, a supervision."""
    head = " ".join(word for line in reading.lines[:_HEAD] for word in line.norms)
    head = f" {head} {note.role.lower()} "
    return any(words in head for words in _net().records)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one kind of concern stands over a case: the notes that record it, and those that answer it."""

    indicator: str
    recorded: tuple[tuple[CaseNote, Decision], ...]
    answered: tuple[tuple[CaseNote, int], ...]

    @property
    def open(self) -> bool:
        """Whether nothing was found that answers it in the notes that tell of it."""
        return bool(self.recorded) and not self.answered

    def until(self, place: int, case: Sequence[CaseNote]) -> bool:
        """Whether it was recorded, and not answered, up to and with the note at `place` of the case."""
        numbers = {note.number for note in case[: place + 1]}
        return any(n.number in numbers for n, _ in self.recorded) and not any(n.number in numbers for n, _ in self.answered)


def standings(case: Sequence[CaseNote]) -> list[Standing]:
    """Return how each kind of concern stands over the case, in the order in which they first appear."""
    recorded: dict[str, list[tuple[CaseNote, Decision]]] = {}
    told: dict[str, dict[int, list[int]]] = {}
    for place, note in enumerate(case):
        for decision in concerns(note.decisions, copies=note.copies):
            recorded.setdefault(decision.indicator, []).append((note, decision))
        for decision in note.decisions:
            if decision.indicator in FAMILY_A and decision.indicator in recorded and decision.passage not in note.copies:
                told.setdefault(decision.indicator, {}).setdefault(place, []).append(decision.passage)
    return [Standing(i, tuple(rows), _answered(case, told.get(i, {}))) for i, rows in recorded.items()]


def _answered(case: Sequence[CaseNote], told: dict[int, list[int]]) -> tuple[tuple[CaseNote, int], ...]:
    found = []
    for place, passages in told.items():
        note = case[place]
        response = is_response(note.note, note.reading)
        at = passages[0] if response else answer(note.reading, passages, copies=note.copies)
        if at is not None:
            found.append((note, at))
    return tuple(found)


def still_open(case: Sequence[CaseNote], stands: Sequence[Standing]) -> list[Standing]:
    """Return the concerns that stay open over the case: recorded before its last note, and answered in no note that tells of them."""
    last = [note for note in case if not note.thin][-1]
    return [
        stand
        for stand in stands
        if stand.open and not any(n.thin for n, _ in stand.recorded) and stand.recorded[0][0] is not last and _plain(stand)
    ]


def left_open(case: Sequence[CaseNote], still: Sequence[Standing]) -> list[Finding]:
    """Return a question for each concern that stays open, and for how long it has."""
    last = [note for note in case if not note.thin][-1]
    return [_open(case, stand, last) for stand in still]


def _plain(stand: Standing) -> bool:
    """Whether a concern is told by two passages, or by one that is as sure as two."""
    net = _net()
    return (
        len({(n.number, d.passage) for n, d in stand.recorded}) >= net.fewest
        or max(d.confidence.value for _, d in stand.recorded) >= net.alone
    )


def _open(case: Sequence[CaseNote], stand: Standing, last: CaseNote) -> Finding:
    first = stand.recorded[0][0]
    by_note: dict[int, Evidence] = {}
    for note, decision in stand.recorded:
        by_note.setdefault(note.number, note.evidence(decision.lead))
    days = (last.day - first.day).days if last.day and first.day else None
    opened = str(read_yaml("case_findings.yaml")["case_open"]["open"]).format(days=days) if days else ""
    return finding(
        "case_open",
        level="case",
        state="not_found",
        evidence=list(by_note.values())[:_MOST_EVIDENCE],
        notes=tuple(n.name for n in case),
        dates=tuple(n.note.date for n in case),
        passages=sum(len(n.reading.passages) for n in case),
        nearest=quote_of([stand.recorded[-1][1].passage], stand.recorded[-1][0].reading),
        told={"titles": titles([stand.indicator]), "first": shown_on(first.day) or first.name, "count": len(by_note), "open": opened},
    )
