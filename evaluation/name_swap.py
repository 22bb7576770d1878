"""Whether flags and findings depend on whose names are used: `python -m evaluation.name_swap`.

Each authored whole note is read as it is and again with its people under names of another heritage (given names by sex,
surnames, the possessive forms with them), or with `--sex` under given names of the other sex. What is found must be the same:
every flag by its indicator and passage, every finding with its state and person, name for name. The lists (`name_swap.yaml`)
serve this command only. A name stays as it is where a swap would change more than the name: where it begins another name of
the note, stands in small letters too or as an initial that no new name has, or tells no sex.
Totals are printed and stored in `evaluation/results/`; no note is.
"""

import argparse
import json
import random
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml

import nlp
from evaluation.authored import CORPUS, Authored, read_file
from nlp.people.vocabulary import vocabulary
from nlp.records import Note, Review
from nlp.text.passages import split

LISTS = Path(__file__).with_suffix(".yaml")
RESULTS = Path(__file__).parent / "results"
SEED = 20261126
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "uncle", "auntie", "aunt", "nanny", "grandad"))
_SURNAMED = frozenset(("mr", "mrs", "ms", "miss"))
_NEAR = 80
_OTHER = {"m": "f", "f": "m", "": ""}
_HE, _SHE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE), re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)

Names = dict[str, dict[str, list[str]]]
Finding = tuple[str, str, str, str]
Flagged = tuple[str, int]
_T = TypeVar("_T")


class Swap(NamedTuple):
    """One note under other names: the text, old name to new, and the heritage."""

    note: Authored
    names: Mapping[str, str]
    heritage: str


class Change(NamedTuple):
    """A note of which something changed: flags and findings, +1 where the names of the note have it, -1 where the others have."""

    swap: Swap
    findings: Counter[Finding]
    flags: Counter[Flagged]


def _split(word: str) -> str:
    return word[:-2] if word[-2:] in ("'s", "’s") else word


def names_of(note: Authored, review: Review) -> dict[str, str]:
    """Return the names of a note's people, each with its sort: given or surname.

    They come from the gold people and from the ledger's people of the family, so that a name counts whether the ledger has
    found it or not.
    """
    book, found = vocabulary(), dict[str, str]()
    gold = [person["ref"] for person in (*note.children, *note.men)]
    tellings = [*gold] + [text for person in review.people if person.kind != "professional" for text in (person.label, *person.aliases)]
    for telling in tellings:
        words = [_split(word) for word in _WORD.findall(telling)]
        for at, word in enumerate(words):
            low, before = word.lower(), words[at - 1] if at else ""
            plain = word[0].isupper() and word[1:2].islower() and word in note.text
            listed = low in book.lists.ordinary or low in book.lists.places
            other = low in _TITLES or low in book.lists.pronouns or low in book.lists.articles or bool(book.people_at(low))
            work = low in book.lists.ordinary - book.lists.also_names and telling in gold  # "Driver", "Client"
            if not plain or other or work or low.startswith("step-") or (listed and telling.split(" (")[0] != word):
                continue
            second = before.lower() in _SURNAMED or (before[:1].isupper() and before in found)
            found.setdefault(word, "surname" if second else "given")
    return found


def sex_of(name: str, note: Authored) -> str:
    """Return f or m: as gold says of a man, as the name is known, or as pronouns near it say; empty where nothing is clear."""
    if any(name in _WORD.findall(man["ref"]) for man in note.men):
        return "m"
    told = vocabulary().lists.genders.get(name.lower().split("-")[0])
    if told:
        return told
    he = she = 0
    for match in re.finditer(rf"\b{re.escape(name)}\b", note.text):
        after = note.text[match.end() : match.end() + _NEAR]
        he, she = he + len(_HE.findall(after)), she + len(_SHE.findall(after))
    return "f" if she >= 2 and she > 2 * he else "m" if he >= 2 and he > 2 * she else ""


def _kept(name: str, note: Authored, others: Collection[str]) -> bool:
    """Whether a swap of `name` would change more than the name."""
    if any(other != name and other.lower().startswith(name.lower()) for other in others):
        return True
    letters = "-?".join(part[0] for part in name.split("-"))
    if name.upper() in note.text or (len(letters) > 1 and re.search(rf"\b{letters}\b", note.text)):
        return True
    small = re.search(rf"(?<![\w'’-]){re.escape(name.lower())}(?![\w-])", note.text)
    joined = re.search(rf"(?:\w['’-]{re.escape(name)}\b|\b{re.escape(name)}-\w)", note.text)
    return small is not None or joined is not None


def swapped(note: Authored, names: Mapping[str, str], lists: Names, seed: int, *, other_sex: bool = False) -> Swap:
    """Return the note under names of a heritage drawn for it; with `other_sex`, given names are of the other sex."""
    dice = random.Random(f"{seed} {note.id}")  # noqa: S311  # a draw that anybody can repeat
    heritage = dice.choice(sorted(lists))
    pools = {sort: list(rows) for sort, rows in lists[heritage].items()}
    for pool in pools.values():
        dice.shuffle(pool)
    initials = set(re.findall(r"(?<![\w'’-])[A-Z](?![\w-])", note.text))
    there = {word.lower() for word in map(_split, _WORD.findall(note.text))}
    given = dict[str, str]()
    for name, sort in names.items():
        if _kept(name, note, names):
            continue
        sex = sex_of(name, note)
        pool = pools.get("surnames" if sort == "surname" else _OTHER[sex] if other_sex else sex, [])
        strict = name[0] in initials
        fit = [
            n for n in pool if n.lower() not in there and n not in given.values() and (n[0] == name[0] if strict else n[0] not in initials)
        ]
        if fit:
            given[name] = fit[0]
            pool.remove(fit[0])
    if not given:
        return Swap(note, given, heritage)
    every = re.compile(rf"(?<![\w’'-])(?:{'|'.join(map(re.escape, sorted(given, key=len, reverse=True)))})(?=\b)")
    return Swap(replace(note, text=every.sub(lambda m: given[m[0]], note.text)), given, heritage)


def findings(review: Review, names: Mapping[str, str]) -> Counter[Finding]:
    """Return the findings of a review with each name written as in the original: indicator, level, state, person."""
    back = {new: old for old, new in names.items()}
    pattern = re.compile(rf"(?<![\w’'-])(?:{'|'.join(map(re.escape, sorted(back, key=len, reverse=True)))})(?=\b)") if back else None

    def plain(text: str) -> str:
        return pattern.sub(lambda m: back[m[0]], text) if pattern else text

    return Counter((f.indicator, f.level, f.state, plain(f.person or "")) for f in review.findings)


def flags(note: Note, review: Review) -> Counter[Flagged]:
    """Return the flags of a review by indicator and number of the passage, which other names do not move."""
    starts = [passage.start for passage in split(note.text)]
    return Counter((flag.indicator, bisect_right(starts, flag.start) - 1) for flag in review.flags)


def _difference(old: Counter[_T], new: Counter[_T]) -> Counter[_T]:
    return Counter({what: old[what] - new[what] for what in old.keys() | new.keys() if old[what] != new[what]})


def measure(names: Sequence[str], pipeline: nlp.Pipeline, *, seed: int, every: int, other_sex: bool) -> tuple[dict[str, Any], list[Change]]:
    """Return the totals over corpus files, and the notes of which a flag or a finding changed with what changed in them."""
    lists: Names = yaml.safe_load(LISTS.read_text(encoding="utf-8"))
    notes, same, counts = Counter[str](), Counter[str](), Counter[str]()
    changed: list[Change] = []
    for name in names:
        for item in islice(read_file(CORPUS / f"{name}.jsonl"), 0, None, every):
            note = Note(text=item.text, id=item.id, date=item.date, role=item.role)
            before = pipeline.review(note)
            swap = swapped(item, names_of(item, before), lists, seed, other_sex=other_sex)
            if not swap.names:
                continue
            other = replace(note, text=swap.note.text)
            after = pipeline.review(other)
            old, new = flags(note, before), flags(other, after)
            change = Change(swap, _difference(findings(before, {}), findings(after, swap.names)), _difference(old, new))
            notes[swap.heritage] += 1
            same[swap.heritage] += not change.findings
            counts.update(names=len(swap.names), flags=(old | new).total(), flags_changed=sum(map(abs, change.flags.values())))
            if change.findings or change.flags:
                changed.append(change)
    rows = {heritage: {"notes": notes[heritage], "same": same[heritage]} for heritage in sorted(notes)}
    shares = {
        "share": round(same.total() / max(1, notes.total()), 4),
        "flags_changed_share": round(counts["flags_changed"] / max(1, counts["flags"]), 4),
    }
    return {"notes": notes.total(), "same": same.total(), **counts, **shares, "heritages": rows}, changed


def main() -> None:
    """Print the totals and store them; `--show` prints changes of the named files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="rules")
    parser.add_argument("--file", action="append", help="only these corpus files, such as notes_n; nothing is stored")
    parser.add_argument("--every", type=int, default=1, help="read only the first of so many notes of each file")
    parser.add_argument("--sex", action="store_true", help="given names of the other sex")
    parser.add_argument("--show", type=int, default=0, help="print so many changes; only with --file")
    args = parser.parse_args()
    names = args.file or sorted(path.stem for path in CORPUS.glob("notes_*.jsonl"))
    totals, changed = measure(names, nlp.load(profile=args.profile, threads=1), seed=SEED, every=args.every, other_sex=args.sex)
    print(json.dumps(totals, indent=1, ensure_ascii=False))
    if not args.file:
        RESULTS.mkdir(exist_ok=True)
        head = {"profile": args.profile, "seed": SEED, "every": args.every, "sex": args.sex}
        place = RESULTS / f"name_swap{'_sex' if args.sex else ''}_{args.profile}.json"
        place.write_text(json.dumps({**head, **totals}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for change in changed[: args.show if args.file else 0]:
        print(f"\n--- {change.swap.note.id} {change.swap.heritage} {dict(change.swap.names)}")
        print(*(f"{n:+d} {what}" for rows in (change.findings, change.flags) for what, n in rows.items()), sep="\n")


if __name__ == "__main__":
    main()
