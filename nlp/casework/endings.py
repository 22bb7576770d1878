"""How a case ends or falls still: closed or stepped down with concerns open and no reasons, and gaps longer than planned."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from nlp.casework.chronology import CaseNote, shown_on
from nlp.casework.dates import dates, lengths
from nlp.casework.followup import Standing
from nlp.casework.patterns import marked_in, over_case, says, settings
from nlp.casework.timeline import Event
from nlp.casework.wording import titles
from nlp.indicators import FAMILY_B
from nlp.records import Finding

_OWN_DAYS = 7  # an ending told of later than that is another note's


def ended(case: Sequence[CaseNote], events: Sequence[Event], stands: Sequence[Standing]) -> list[Finding]:
    """Return the first step-down or closure of which the record says itself that it is unexplained, or which a concern outlives."""
    return [*_marked(case, stands), *_outlived(case, events, stands)][:1]


def _marked(case: Sequence[CaseNote], stands: Sequence[Standing]) -> Iterator[Finding]:
    """Yield the passages marked as an unexplained step-down, in a case with a concern told of by then."""
    places = {note.number: place for place, note in enumerate(case)}
    for place, note in enumerate(case):
        told = [stand for stand in stands if any(places[n.number] <= place for n, _ in stand.recorded)]
        marked = marked_in(note, "unexplained_step_down", surest=settings("ended")["surest"])
        if told and marked and not note.thin:
            evidence = [note.evidence(d.lead) for d in marked] + [n.evidence(d.lead) for s in told for n, d in s.recorded[:1]]
            date, quote = shown_on(note.day) or note.name, _line(note, marked[0].passage)
            yield over_case("ended_marked", case, evidence, {"date": date, "quote": quote, "titles": titles(s.indicator for s in told)})


def _outlived(case: Sequence[CaseNote], events: Sequence[Event], stands: Sequence[Standing]) -> Iterator[Finding]:
    """Yield each step-down or closure without reasons, in a note with gaps, whose concern is told again soon after or never answered."""
    limit = settings("ended")
    places = {note.number: place for place, note in enumerate(case)}
    for event in events:
        if event.kind not in ("closure", "step_down"):
            continue
        place = places[event.number]
        note = case[place]
        if note.thin or note.day is None or abs((note.day - event.day).days) > _OWN_DAYS or _reasoned(note, event, limit["reasons"]):
            continue
        practice = frozenset(FAMILY_B).difference(limit["of_the_family"])
        if len({d.passage for d in note.decisions if d.shown and d.indicator in practice}) < limit["gaps"]:
            continue
        still = [s for s in stands if _outlives(s, case, place, limit["after_days"])]
        if still:
            evidence = [note.passage_of(event.passage, source="case.events", why="The record closes or steps down here.")]
            evidence += [n.evidence(d.lead) for s in still for n, d in (s.recorded[0], s.recorded[-1])]
            told = {"date": shown_on(event.day), "quote": _line(note, event.passage), "titles": titles(s.indicator for s in still)}
            yield over_case("ended", case, evidence, told)


def _outlives(stand: Standing, case: Sequence[CaseNote], place: int, days: int) -> bool:
    """Whether a concern was told up to a place of the case and again in a later note, or never answered at all."""
    spots = {note.number: at for at, note in enumerate(case)}
    before = [n for n, _ in stand.recorded if spots[n.number] <= place]
    closed = case[place].day
    after = [n for n, _ in stand.recorded if spots[n.number] > place and n.day and closed and (n.day - closed).days <= days]
    return len(before) >= 2 and (bool(after) or (stand.open and len({(n.number, d.passage) for n, d in stand.recorded}) > 1))


def _reasoned(note: CaseNote, event: Event, words: Sequence[str]) -> bool:
    """Whether reasons stand with the decision: in its passage or one beside it, as a signal or by words."""
    near = range(max(0, event.passage - 2), event.passage + 3)
    if any(s.rule.target == "rationale_recorded" and s.passage in near for s in note.reading.signals):
        return True
    return any(says(line, words) for line in note.reading.lines[max(0, event.passage - 1) : event.passage + 2])


def drift(case: Sequence[CaseNote]) -> list[Finding]:
    """Return the gaps that the record itself measures: a contact long after it was planned, or long since the last one."""
    found = [*_late(case), *_since(case)]
    return found[:1]


def _late(case: Sequence[CaseNote]) -> Iterator[Finding]:
    """Yield contacts planned in a note of those who hold the case, whose next note is dated long behind."""
    limit = settings("drift")
    for at, note in enumerate(case):
        if note.day is None or not _holds(note, limit["roles"]):
            continue
        following = next((n for n in case[at + 1 :] if n.day and n.note.role == note.note.role), None)
        if following is None or following.day is None:
            continue
        for number, line in enumerate(note.reading.lines):
            if number in note.copies or not says(line, limit["next"]):
                continue
            due = _planned(note, number)
            if due is None or due <= note.day:
                continue
            late, planned = (following.day - due).days, (due - note.day).days
            if late >= limit["least_days"] and late >= limit["least_share"] * planned:
                evidence = [note.passage_of(number, source="case.patterns", why="The next contact that was planned.")]
                told = {"date": shown_on(due), "quote": _line(note, number), "last": shown_on(following.day), "days": late}
                yield over_case("drift", case, evidence, told)
                break


def _holds(note: CaseNote, roles: Sequence[str]) -> bool:
    words = note.note.role.lower().replace("(", " ").replace(")", " ").split()
    return any(role in words for role in roles)


def _planned(note: CaseNote, number: int) -> date | None:
    """Return the day on which a passage plans the next contact: a date ahead, or a length of time."""
    passage, text = note.reading.passages[number], note.reading.text
    low = text[passage.start : passage.end].lower()
    start = passage.start + low.index("next") if "next" in low else passage.start
    ahead = [w for w in dates(text, note.day, start, min(passage.end, start + 60)) if note.day and w.last > note.day]
    if ahead:
        return ahead[0].last
    spans = lengths(text, start, min(passage.end, start + 40))
    return note.day + timedelta(spans[0].days) if spans and note.day and not spans[0].working else None


def _since(case: Sequence[CaseNote]) -> Iterator[Finding]:
    """Yield notes that date the last contact themselves, long before they were written."""
    limit = settings("drift")
    for note in case:
        if note.day is None or note.thin or not _holds(note, limit["roles"]):
            continue
        for number, line in enumerate(note.reading.lines):
            if number in note.copies or not says(line, limit["seen"]):
                continue
            passage = note.reading.passages[number]
            told = [
                w for w in dates(note.reading.text, note.day, passage.start, passage.end) if w.precision == "day" and w.first < note.day
            ]
            often = [
                2 * days
                for words, days in limit["often"].items()
                if any(says(near, [words]) for near in note.reading.lines[number : number + 2])
            ]
            if told and (note.day - told[0].first).days >= min([limit["long"], *often]):
                evidence = [note.passage_of(number, source="case.patterns", why="The record dates the last contact.")]
                days = (note.day - told[0].first).days
                yield over_case("last_seen", case, evidence, {"date": shown_on(told[0].first), "quote": _line(note, number), "days": days})


def _line(note: CaseNote, number: int, *, most: int = 160) -> str:
    passage = note.reading.passages[number]
    words = " ".join(note.reading.text[passage.start : passage.end].split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"
