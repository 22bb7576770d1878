"""The two published learning documents that the project grew out of: `python -m evaluation.seeds FOLDER`.

They are real text that is not part of the project, so the folder has to be named. Printed is who is found of those whom a reader lists,
and whether the missing voice and the missing men come out; nothing of the text. The exit status is 1 where something is not found.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nlp
from nlp.records import Person, Review
from nlp.rules.data import parse_yaml

EXPECTED = Path(__file__).parent / "seeds.yaml"


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that a reader lists in a document, and whether it was found."""

    document: str
    what: str
    found: bool


def seen(review: Review, document: str, expected: Mapping[str, Any]) -> Iterator[Seen]:
    """Yield what a reader lists in a document, each with whether the review holds it; one person stands for one of the list."""
    left = list(review.people)
    for row in sorted(expected["people"], key=lambda row: -max(map(len, row["any"]))):  # the more exact label first
        person = next((p for p in left if p.kind == row["kind"] and _called(p, row["any"])), None)
        if person is not None:
            left.remove(person)
        yield Seen(document, f"person: {row['who']}", person is not None)
    for indicator in expected["flags"]:
        yield Seen(document, f"passage marked: {indicator}", any(f.indicator == indicator for f in review.flags))
    for indicator in expected["asked"]:
        asked = any(f.indicator == indicator and f.state in ("found", "not_found") for f in review.findings)
        yield Seen(document, f"question: {indicator}", asked)


def _called(person: Person, words: list[str]) -> bool:
    tellings = [t.casefold() for t in (person.label, *person.aliases)]
    return any(word in telling for word in words for telling in tellings)


def check(folder: Path, *, profile: str) -> list[Seen]:
    """Return what was seen in the documents of a folder; raises FileNotFoundError where one is not there."""
    pipeline = nlp.load(profile=profile)
    found = list[Seen]()
    for name, expected in parse_yaml(EXPECTED.read_text(encoding="utf-8"), EXPECTED.name)["documents"].items():
        path = next(iter(sorted(folder.glob(f"{expected['key']}*.txt"))), None)
        if path is None:
            raise FileNotFoundError(f"{folder}: there is no file whose name begins with {expected['key']} ({name})")
        found += seen(pipeline.review(nlp.Note(text=path.read_text(encoding="utf-8"), id=name)), name, expected)
    return found


def main() -> int:
    """Print what was found; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the two documents lie")
    parser.add_argument("--profile", default="rules")
    args = parser.parse_args()
    try:
        rows = check(args.folder, profile=args.profile)
    except FileNotFoundError as error:
        sys.stderr.write(f"seeds: {error}\n")
        return 2
    sys.stdout.writelines(f"{row.document}: {'found' if row.found else 'NOT FOUND':10} {row.what}\n" for row in rows)
    return 0 if all(row.found for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
