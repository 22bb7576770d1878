"""How the reasoners over a case do on the authored cases: `python -m evaluation.case_report --hand nr`.

Gold is `training/corpus/cases.jsonl`: who is in the case, which concerns are answered, timescales with both dates, patterns.
Rules were written from hand R (nr); hand S (ns) is for the test, and only its totals are printed.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import nlp
from evaluation.authored import CORPUS, authored
from nlp.casework.case import CaseResult
from nlp.people.joining import Joined
from nlp.records import Finding, Note, Review

PATTERNS = ("concern_rerecorded", "declined_support", "drift", "injuries_over_time", "missed_contact", "repeat_referrals", "stepdown_open")
_PATTERN_OF = {
    "missed_contact": "missed_contact",
    "declined_support": "declined_support",
    "repeat_referrals": "repeat_referrals",
    "no_follow_up": "concern_rerecorded",
    "child_injury": "injuries_over_time",
    "unexplained_step_down": "stepdown_open",
}
_ARTICLE = re.compile(r"^(?:the|a|an|her|his|their|my|that|this|our)\s+")
_TITLE = re.compile(r"\b(?:mr|mrs|ms|miss|dr)\b\.?")
_FAMILY = ("child", "mother", "man")


@dataclass(frozen=True, slots=True)
class Counted:
    """True and false finds and misses of one question."""

    right: int
    wrong: int
    missed: int

    def line(self, name: str) -> str:
        """Return precision, recall and F1 as a line of the report."""
        p = self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0
        r = self.right / (self.right + self.missed) if self.right + self.missed else 0.0
        f = 2 * p * r / (p + r) if p + r else 0.0
        counts = f"({self.right} right, {self.wrong} wrong, {self.missed} missed)"
        return f"{name:34}{self.right + self.missed:6}{p:8.3f}{r:8.3f}{f:8.3f}   {counts}"


@dataclass(frozen=True, slots=True)
class Judged:
    """One case: its gold, the reviews of its notes, and what was found over it."""

    gold: dict[str, Any]
    notes: Sequence[Note]
    reviews: Sequence[Review]
    result: CaseResult


def judged(hand: str, *, profile: str) -> Iterator[Judged]:
    """Yield the cases of one hand as the pipeline reads them."""
    pipeline = nlp.load(profile=profile)
    notes: dict[str, list[Note]] = {}
    for item in authored("all"):
        if item.case_id.startswith(f"{hand}-"):
            notes.setdefault(item.case_id, []).append(
                Note(text=item.text, id=item.id, case_id=item.case_id, date=item.date, role=item.role)
            )
    for line in (CORPUS / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        if gold["case_id"] in notes:
            rows = notes[gold["case_id"]]
            yield Judged(gold, rows, *pipeline.review_together(rows))


def compared(pairs: Iterable[tuple[Iterable[Any], Iterable[Any]]]) -> Counted:
    """Return the counts over pairs of what was found and what is gold."""
    right = wrong = missed = 0
    for found, gold in pairs:
        a, b = set(found), set(gold)
        right, wrong, missed = right + len(a & b), wrong + len(a - b), missed + len(b - a)
    return Counted(right, wrong, missed)


def pattern_of(finding: Finding) -> str:
    """Return the gold's name of a pattern, empty for a finding that is none."""
    source = finding.explanation
    if finding.level != "case" or finding.state != "found":
        return ""
    if finding.indicator == "delay":
        return "drift" if "contact" in source.split("?")[0] else ""
    return _PATTERN_OF.get(finding.indicator, "")


def patterns(case: Judged) -> tuple[set[str], set[str]]:
    """Return the patterns found and those of the gold."""
    return {p for f in case.result.findings if (p := pattern_of(f))}, set(case.gold["patterns"])


def timescales(case: Judged, *, broken: bool) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
    """Return the timescales found with both days and those of the gold; only those not kept where `broken`."""
    rows = {
        (m.timescale.name.removeprefix("later_"), m.start.day.isoformat(), m.end.day.isoformat(), m.kept) for m in case.result.timescales
    }
    gold = {(t["kind"], t["from"], t["to"], t["kept"]) for t in case.gold["timescales"]}
    return {r[:3] for r in rows if not (broken and r[3])}, {g[:3] for g in gold if not (broken and g[3])}


def note_open(case: Judged) -> tuple[set[str], set[str]]:
    """Return the notes found to hold a concern and no answer to it, and those of the gold."""
    found = {
        r.id for r in case.reviews for f in r.findings if f.indicator == "no_follow_up" and f.level == "note" and f.state == "not_found"
    }
    by_note: dict[str, list[bool]] = {}
    for concern in case.gold["concerns"]:
        by_note.setdefault(concern["note"], []).append(concern["answered"] == concern["note"])
    return found, {note for note, answers in by_note.items() if not any(answers)}


def case_open(case: Judged) -> tuple[set[str], set[str]]:
    """Return the indicators found open over the case, and those of the gold that no note of the case answers."""
    found = {i for f in case.result.findings if f.state == "not_found" and f.indicator == "no_follow_up" for i in _indicators(f)}
    answered: dict[str, bool] = {}
    for concern in case.gold["concerns"]:
        answered[concern["indicator"]] = answered.get(concern["indicator"], False) or concern["answered"] is not None
    return found, {i for i, done in answered.items() if not done}


def _indicators(finding: Finding) -> set[str]:
    from nlp.explain import title
    from nlp.indicators import FAMILY_A

    low = finding.explanation.casefold()
    return {i for i in FAMILY_A if title(i).casefold() in low.split(") first")[0]}


def people(case: Judged) -> Iterator[tuple[str, bool, bool, float]]:
    """Yield each person of the gold or found: kind, whether gold, whether found, share of the gold's aliases that were joined."""
    left = [j for j in case.result.people if j.kind in _FAMILY or j.kind == "adult"]
    for gold in case.gold["people"]:
        kind = "mother" if gold["kind"] == "woman" else gold["kind"]
        if kind not in _FAMILY:
            continue
        scored = [(_alike(gold, j), n) for n, j in enumerate(left) if j.kind == kind or (kind == "mother" and j.kind == "adult")]
        best = max(scored, default=(0, -1))
        if best[0]:
            person = left.pop(best[1])
            yield kind, True, True, _aliases(gold, person)
        else:
            yield kind, True, False, 0.0
    yield from ((j.kind, False, True, 0.0) for j in left if j.kind in _FAMILY)


def _plain(telling: str) -> str:
    told = _TITLE.sub(" ", re.sub(r"\([^)]*\)", " ", telling).lower().replace("’", "'"))
    return " ".join(re.sub(r"[^\w\s'-]", " ", _ARTICLE.sub("", told.strip())).split())


def _tellings(label: str, aliases: Iterable[str]) -> set[str]:
    return {t for t in map(_plain, (label, *aliases)) if t}


def _alike(gold: dict[str, Any], person: Joined) -> int:
    label, told = _plain(gold["label"]), _tellings(person.label, person.aliases)
    if label in told:
        return 3
    if any(set(label.split()) & set(t.split()) for t in told):
        return 2
    return int(bool(_tellings(gold["label"], gold["aliases"]) & told))


def _aliases(gold: dict[str, Any], person: Joined) -> float:
    wanted = _tellings(gold["label"], gold["aliases"])
    return len(wanted & _tellings(person.label, person.aliases)) / len(wanted)


def report(cases: Sequence[Judged]) -> list[str]:
    """Return the lines of the report: totals only."""
    rows = [row for case in cases for row in people(case)]
    lines = [f"{'':34}{'gold':>6}{'P':>8}{'R':>8}{'F1':>8}   {len(cases)} cases"]
    lines.append(compared(map(patterns, cases)).line("patterns"))
    for name in PATTERNS:
        lines.append(compared(((a & {name}, b & {name}) for a, b in map(patterns, cases))).line(f"  {name}"))
    good = [case for case in cases if case.gold["good_practice"]]
    lines.append(f"  findings over a case of good practice: {sum(len(c.result.findings) for c in good)} in {len(good)} cases")
    lines.append(compared(timescales(case, broken=False) for case in cases).line("timescales with both days"))
    lines.append(compared(timescales(case, broken=True) for case in cases).line("timescales not kept"))
    lines.append(compared(map(note_open, cases)).line("notes with a concern unanswered"))
    lines.append(compared(map(case_open, cases)).line("concerns open over the case"))
    for kind in (*_FAMILY, ""):
        of = [row for row in rows if not kind or row[0] == kind]
        counted = Counted(sum(g and f for _, g, f, _ in of), sum(f and not g for _, g, f, _ in of), sum(g and not f for _, g, f, _ in of))
        lines.append(counted.line(f"people: {kind or 'all of the family'}"))
    found = [share for _, gold, hit, share in rows if gold and hit]
    every, half = (sum(share >= least for share in found) / max(1, len(found)) for least in (1.0, 0.5))
    lines.append(f"  of those found, with all that gold calls them: {every:.3f}; with at least half of it: {half:.3f}")
    return lines


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hand", default="nr", help="the hand whose cases are read: nr (development) or ns (test)")
    parser.add_argument("--profile", default="rules")
    args = parser.parse_args()
    print("\n".join(report(list(judged(args.hand, profile=args.profile)))))


if __name__ == "__main__":
    main()
