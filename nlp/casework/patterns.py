"""What only shows over several notes: missed contacts, declined offers, repeat referrals, the same concern written down again.

Each is told where it is plain and nothing was found in the notes that looks at it as a pattern: better one too few than one
that a reader has to wave away. Thresholds and words are data (`nlp/rules/case/patterns.yaml`). Pasted text counts once.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from nlp.casework.chronology import CaseNote, shown_on
from nlp.casework.cues import cues
from nlp.casework.followup import PRESENT, Standing, concerns
from nlp.casework.timeline import Event
from nlp.casework.unanswered import stands_open
from nlp.casework.wording import finding, titles
from nlp.fusion import Decision
from nlp.indicators import FAMILY_A
from nlp.records import Evidence, Finding
from nlp.rules.data import read_yaml
from nlp.rules.matcher import Line
from nlp.text.repeats import wording

MOST_EVIDENCE = 6


@cache
def settings(name: str) -> dict[str, Any]:
    """Return the thresholds and words of one pattern."""
    content: dict[str, Any] = read_yaml("case/patterns.yaml")[name]
    return content


def says(line: Line, words: Iterable[str]) -> bool:
    """Whether a passage holds one of `words`; those of several words stand in a row."""
    return any(f" {word} " in line.text if " " in word else word in line.words for word in words)


def over_case(
    name: str,
    case: Sequence[CaseNote],
    evidence: Sequence[Evidence],
    told: Mapping[str, object],
    *,
    person: str | None = None,
    aliases: tuple[str, ...] = (),
) -> Finding:
    """Return a finding of level `case` and state `found` over all notes of the case."""
    return finding(
        name,
        level="case",
        state="found",
        evidence=evidence[:MOST_EVIDENCE],
        notes=tuple(n.name for n in case),
        person=person,
        aliases=aliases,
        dates=tuple(n.note.date for n in case),
        passages=sum(len(n.reading.passages) for n in case),
        told=told,
    )


def span(events: Sequence[Event]) -> dict[str, str]:
    """Return the first and last day of events, for the words of a finding."""
    return {"first": shown_on(min(e.day for e in events)), "last": shown_on(max(e.day for e in events))}


def told_by(case: Sequence[CaseNote], events: Sequence[Event], *, why: str) -> list[Evidence]:
    """Return the passages in which events stand as evidence, each passage once."""
    notes = {note.number: note for note in case}
    places = dict.fromkeys((e.number, e.passage) for e in events)
    return [notes[number].passage_of(passage, source="case.events", why=why) for number, passage in places]


def missed(case: Sequence[CaseNote], events: Sequence[Event]) -> list[Finding]:
    """Return the pattern of missed contacts that nobody is found to have responded to: many occasions told of, or many passages marked."""
    rows, limit = [e for e in events if e.kind == "missed"], settings("missed")
    notes = {note.number: note for note in case}
    places = dict.fromkeys((e.number, e.passage) for e in rows)
    count = sum(_occasions(notes[number], passage, limit["part_of"]) for number, passage in places)
    marked = [(n.number, d.passage) for n in case for d in marked_in(n, "missed_contact")]
    every = dict.fromkeys([*places, *marked])
    days = [*(e.day for e in rows), *(day for number, _ in marked if (day := notes[number].day))]
    few = count < limit["fewest"] and len(every) < limit["fewest_marked"]
    if few or not days or (rows and _responded(case, rows, limit["responses"])):
        return []
    told = {"count": max(count, len(every)), "first": shown_on(min(days)), "last": shown_on(max(days))}
    why = "A contact that did not take place."
    return [over_case("missed", case, [notes[n].passage_of(p, source="case.events", why=why) for n, p in every], told)]


def marked_in(note: CaseNote, indicator: str, *, surest: float = 0.0) -> list[Decision]:
    """Return what is marked for an indicator in a note as present, at least so sure, and not pasted."""
    shown = [d for d in note.decisions if d.indicator == indicator and d.shown and d.passage not in note.copies]
    return [d for d in shown if d.lead.assertion in PRESENT and d.confidence.value >= surest]


def _occasions(note: CaseNote, passage: int, part_of: int) -> int:
    """Return how many occasions a passage tells of: as often as it says so, "x3", or those of a part ("5 of 14")."""
    line = note.reading.lines[passage]
    told = [c for c in cues("events").find(line) if c.kind == "missed" and c.sort == "any"]
    words = [line.norms[c.first : c.last] for c in told]
    if any(not {"of", "achieved"}.isdisjoint(w) and any(n[:1].isdigit() or n in ("five", "six") for n in w) for w in words):
        return part_of
    apart, end = 0, -1
    for cue in told:
        apart, end = (apart + 1, cue.last) if cue.first >= end else (apart, max(end, cue.last))
    times = [int(n[1:]) for c in told for n in line.norms[c.last : c.last + 2] if n[:1] == "x" and n[1:].isdigit() and len(n) == 2]
    return max([apart, *times])


def declined(case: Sequence[CaseNote], events: Sequence[Event]) -> list[Finding]:
    """Return the pattern of declined offers with no other way found to have been tried."""
    rows, limit = [e for e in events if e.kind == "declined"], settings("declined")
    if len({(e.number, e.passage) for e in rows}) < limit["fewest"] or len({e.number for e in rows}) < limit["fewest"]:
        return []
    if _responded(case, rows, limit["responses"]):
        return []
    count = len({(e.number, e.passage) for e in rows})
    return [over_case("declined", case, told_by(case, rows, why="An offer that was not taken up."), {"count": count, **span(rows)})]


def _responded(case: Sequence[CaseNote], rows: Sequence[Event], words: Iterable[str]) -> bool:
    """Whether the last passage that tells of it, one beside it, or one of a later note responds to it."""
    words = tuple(words)
    last = max(rows, key=lambda e: (e.day, e.number, e.passage))
    place = next(i for i, note in enumerate(case) if note.number == last.number)
    lines = case[place].reading.lines
    if any(says(line, words) for line in lines[max(0, last.passage - 1) : last.passage + 3]):
        return True
    kind = last.kind
    return any(
        says(line, words)
        for note in case[place + 1 :]
        for event in rows
        if event.number == note.number and event.kind == kind
        for line in note.reading.lines[max(0, event.passage - 1) : event.passage + 3]
    )


def repeats(case: Sequence[CaseNote]) -> list[Finding]:
    """Return the pattern of referrals and incidents that no note is found to join."""
    limit = settings("repeats")
    notes = [note for note in case if note.day and not note.thin and _is_referral(note, limit)]
    if len(notes) < limit["fewest"] or any(says(line, limit["joined"]) for note in case for line in note.reading.lines):
        return []
    heads = [note.passage_of(0, source="case.patterns", why="A referral or an incident.") for note in notes]
    return [over_case("repeats", case, heads, {"count": len(notes), "first": shown_on(notes[0].day), "last": shown_on(notes[-1].day)})]


def _is_referral(note: CaseNote, limit: dict[str, Any]) -> bool:
    role = f" {note.note.role.lower().replace('(', ' ').replace(')', ' ')} "
    if any(f" {word} " in role for word in limit["roles"]):
        return True
    return any(says(line, limit["heads"]) for line in note.reading.lines[:3])


def rerecorded(case: Sequence[CaseNote], stands: Sequence[Standing]) -> list[Finding]:
    """Return the concerns written down note after note with nothing between them that answers them, or pasted from note to note."""
    limit = settings("rerecorded")
    runs = [(stand.indicator, run) for stand in stands if len(run := _run(stand)) >= limit["fewest"]]
    told = {indicator for indicator, _ in runs}
    runs += [(i, run) for i, run in _open_by_themselves(case, limit).items() if i not in told]
    told = {indicator for indicator, _ in runs}
    runs += [(i, run) for i, run in _pasted(case).items() if i not in told and len({n.number for n, _ in run}) >= limit["fewest_pasted"]]
    return [
        over_case(
            "rerecorded",
            case,
            [e for _, e in run],
            {
                "titles": titles([indicator]),
                "count": len({n.number for n, _ in run}),
                "first": shown_on(run[0][0].day) or run[0][0].name,
                "last": shown_on(run[-1][0].day) or run[-1][0].name,
            },
        )
        for indicator, run in runs
    ]


def _run(stand: Standing) -> list[tuple[CaseNote, Evidence]]:
    """Return the notes that record a concern before the first that answers it."""
    answers = {note.number for note, _ in stand.answered}
    run: list[tuple[CaseNote, Evidence]] = []
    for note, decision in stand.recorded:
        if note.number in answers:
            break
        if not run or run[-1][0] is not note:
            run.append((note, note.evidence(decision.lead)))
    return run


def _open_by_themselves(case: Sequence[CaseNote], limit: Mapping[str, int]) -> dict[str, list[tuple[CaseNote, Evidence]]]:
    """Return, by the concern that they record, the notes in each of which nothing is found to answer it, where they tell of it enough."""
    told: dict[str, list[tuple[CaseNote, Decision]]] = {}
    for note in case:
        asked = concerns(note.decisions, copies=note.copies)
        if not note.thin and stands_open(note.note, note.reading, note.decisions, asked):
            for decision in asked:
                told.setdefault(decision.indicator, []).append((note, decision))
    found = {}
    for indicator, rows in told.items():
        firsts = {note.number: (note, note.evidence(decision.lead)) for note, decision in reversed(rows)}
        if len(firsts) >= limit["fewest_open"] and len(rows) >= limit["fewest"]:
            found[indicator] = list(reversed(firsts.values()))
    return found


def _pasted(case: Sequence[CaseNote]) -> dict[str, list[tuple[CaseNote, Evidence]]]:
    """Return the concerns whose own words stand again in a later note, by indicator: where they first stood, and each copy."""
    first: dict[tuple[str, str], tuple[CaseNote, Evidence]] = {}
    found: dict[str, list[tuple[CaseNote, Evidence]]] = {}
    for note in case:
        for decision in note.decisions:
            if not decision.shown or decision.indicator not in FAMILY_A:
                continue
            passage = note.reading.passages[decision.passage]
            key = (decision.indicator, wording(note.reading.text[passage.start : passage.end]))
            row = (note, note.evidence(decision.lead))
            if decision.passage in note.copies and key in first and first[key][0] is not note:
                found.setdefault(decision.indicator, [first[key]]).append(row)
            elif key[1]:
                first.setdefault(key, row)
    return found
