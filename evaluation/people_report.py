"""People and the findings about them on the authored whole notes: `python -m evaluation.people_report`.

Three counts, a file a row: children and men listed; findings owed (by the codebook's note-level gold); and what each listed
person's finding says against the gold state. People are matched by the words of their label and aliases, one to one, as the
independent scorer does. `--misses` and `--alarms` print cases of the development files with their notes; of the test
files only totals are ever printed.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import nlp
from evaluation.authored import CORPUS, Authored, read_file
from nlp.records import Finding, Person, Review

Kind = Literal["child", "man"]
Slots = Counter[str]

DEVELOPMENT = tuple(f"notes_{hand}" for hand in (*"abcdefghijnoqrxz", "aa"))
"""Files from which rules about people are written and weights fitted. Of all others only totals are printed."""
TEST = tuple(f"notes_{hand}" for hand in "klmps")
"""Files set aside as test from the start; those of neither list came later."""
KINDS: dict[Kind, tuple[str, str, str]] = {
    "child": ("absent_child_voice", "voice", "recorded"),
    "man": ("unassessed_adult_male", "assessed", "yes"),
}
"""For each kind of person: the indicator of a finding, the key of the gold state, and the state that owes none."""
REASONERS: dict[Kind, str] = {"child": "child_voice", "man": "adult_males"}
OWED = ("found", "not_found")
_STOP = frozenset(
    (
        "the", "a", "an", "of", "to", "and", "or", "his", "her", "their", "with", "mr", "mrs", "ms", "miss", "mum's",
        "mother's", "mums", "dad's", "age", "aged", "yrs", "yo", "y", "m", "baby", "child",
    )
)  # fmt: skip
_SAME = {
    "dad": "father", "daddy": "father", "f": "father", "boyfriend": "partner", "bf": "partner", "mp": "partner",
    "stepdad": "stepfather", "grandad": "grandfather", "granddad": "grandfather", "mgf": "grandfather", "pgf": "grandfather",
    "bro": "brother", "sis": "sister",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@dataclass(slots=True)
class Tally:
    """What is counted for one kind of person in one file."""

    listed: Slots = field(default_factory=Counter)
    owed: Slots = field(default_factory=Counter)
    states: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Add the counts of another tally."""
        self.listed.update(other.listed)
        self.owed.update(other.owed)
        self.states.update(other.states)


@dataclass(frozen=True, slots=True)
class Slip:
    """One disagreement about a finding: missed or alarm, with the person and the note."""

    what: str
    kind: Kind
    person: str
    state: str
    note: Authored


def telling(reference: str) -> frozenset[str]:
    """Return the telling words of a reference, kin words folded together; all its words where none is telling."""
    every = [_SAME.get(word, word) for word in _WORD.findall(reference.lower().replace("step-", "step"))]
    return frozenset(word for word in every if word not in _STOP and len(word) > 1) or frozenset(every)


def paired(gold: Sequence[str], said: Sequence[str]) -> list[tuple[int, int]]:
    """Return which reference of `gold` is which one of `said`: greedily, by the most shared words."""
    words, left, pairs = [telling(text) for text in said], list(range(len(said))), []
    for number, reference in enumerate(gold):
        wanted = telling(reference)
        best = max(left, key=lambda at: len(words[at] & wanted), default=None)
        if best is not None and words[best] & wanted:
            left.remove(best)
            pairs.append((number, best))
    return pairs


def called(person: Person | Finding) -> str:
    """Return everything that a person is called by."""
    label = person.label if isinstance(person, Person) else person.person or ""
    return " ".join((label, *person.aliases))


def _slots(pairs: int, gold: int, said: int) -> Slots:
    return Counter(hit=pairs, extra=said - pairs, missed=gold - pairs)


def compare(note: Authored, review: Review, kind: Kind) -> tuple[Tally, list[Slip]]:
    """Return the counts of one note for one kind of person, and the findings missed and false."""
    indicator, key, content = KINDS[kind]
    people = [person for person in review.people if person.kind == kind]
    findings = [f for f in review.findings if f.indicator == indicator and f.person and f.level == "note"]
    gold = note.children if kind == "child" else note.men
    refs = [person["ref"] for person in gold]
    tally = Tally(listed=_slots(len(paired(refs, [called(p) for p in people])), len(refs), len(people)))
    said, of = [called(f) for f in findings], dict(paired(refs, [called(f) for f in findings]))
    for number, person in enumerate(gold):
        tally.states[person[key], findings[of[number]].state if number in of else "-"] += 1
    for number in set(range(len(findings))) - set(of.values()):
        tally.states["-", findings[number].state] += 1
    owed = [number for number, person in enumerate(gold) if person[key] != content]
    made = [number for number, finding in enumerate(findings) if finding.state in OWED]
    hits = paired([refs[number] for number in owed], [said[number] for number in made])
    tally.owed = _slots(len(hits), len(owed), len(made))
    met, right = {owed[a] for a, _ in hits}, {made[b] for _, b in hits}
    truth = {at: gold[number][key] for number, at in of.items()}
    slips = [
        Slip("miss", kind, refs[n], f"{gold[n][key]}, said {findings[of[n]].state if n in of else 'nothing'}", note)
        for n in owed if n not in met
    ]  # fmt: skip
    slips += [Slip("alarm", kind, findings[n].person or "", truth.get(n, "nobody"), note) for n in made if n not in right]
    return tally, slips


def run(names: Iterable[str], pipeline: nlp.Pipeline) -> Iterator[tuple[str, dict[Kind, Tally], list[Slip]]]:
    """Yield for each file its counts by kind of person and its slips."""
    for name in names:
        tallies: dict[Kind, Tally] = {kind: Tally() for kind in KINDS}
        slips: list[Slip] = []
        for note in read_file(CORPUS / f"{name}.jsonl"):
            review = pipeline.review(nlp.Note(text=note.text, id=note.id, date=note.date, role=note.role))
            for kind in KINDS:
                tally, found = compare(note, review, kind)
                tallies[kind].add(tally)
                slips += found
        yield name, tallies, slips


def figures(slots: Slots) -> tuple[float, float, float]:
    """Return precision, recall and F1; 0 where nothing was there to be found."""
    hit, extra, missed = slots["hit"], slots["extra"], slots["missed"]
    return hit / max(hit + extra, 1), hit / max(hit + missed, 1), 2 * hit / max(2 * hit + extra + missed, 1)


def _row(name: str, tallies: dict[Kind, Tally]) -> str:
    cells = [" ".join(f"{value:.3f}" for value in figures(slots)) for kind in KINDS for slots in (tallies[kind].listed, tallies[kind].owed)]
    return f"{name:12}" + "   ".join(cells)


def _table(tally: Tally) -> str:
    states = ("found", "not_found", "ruled_out", "not_assessable", "-")
    lines = ["gold \\ said  " + "".join(f"{state:>15}" for state in states)]
    for gold in dict.fromkeys(("absent", "partial", "recorded", "no", "yes", "-")):
        if any(key[0] == gold for key in tally.states):
            lines.append(f"{gold:13}" + "".join(f"{tally.states[gold, state]:15}" for state in states))
    return "\n".join(lines)


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="rules")
    parser.add_argument("--misses", type=int, default=0, help="print so many findings missed, development files only")
    parser.add_argument("--alarms", type=int, default=0, help="print so many false findings, development files only")
    parser.add_argument("--kind", choices=tuple(KINDS), action="append")
    parser.add_argument("--file", action="append", help="only this development file, such as notes_n")
    args = parser.parse_args()
    pipeline = nlp.load(profile=args.profile, threads=1)
    every = sorted(path.stem for path in CORPUS.glob("notes_*.jsonl"))
    print(f"{'P R F1':12}{'children listed':20}{'findings owed':20}{'men listed':20}findings owed")
    later = [name for name in every if name not in (*DEVELOPMENT, *TEST)]
    for title, names in (("development", DEVELOPMENT), ("test", TEST), ("later", later)):
        total: dict[Kind, Tally] = {kind: Tally() for kind in KINDS}
        left = {"miss": args.misses, "alarm": args.alarms}
        for name, tallies, slips in run((n for n in names if not args.file or n in args.file), pipeline):
            for kind, tally in tallies.items():
                total[kind].add(tally)
            print(_row(name, tallies))
            for slip in slips if title == "development" else ():
                if left[slip.what] and (not args.kind or slip.kind in args.kind):
                    left[slip.what] -= 1
                    gold = json.dumps(slip.note.children if slip.kind == "child" else slip.note.men, ensure_ascii=False)
                    print(f"\n--- {slip.what} {slip.kind}: {slip.person} ({slip.state}) in {slip.note.id}; gold {gold}\n{slip.note.text}\n")
        print(_row(title, total), *(_table(total[kind]) for kind in KINDS), "", sep="\n")


if __name__ == "__main__":
    main()
