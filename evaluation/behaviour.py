"""Whether the same thing, written by somebody else, is flagged the same: `python -m evaluation.behaviour --profile full`.

Each whole note of the test hands is read as it is and once for each way of writing: another dialect's words, a worker's shorthand,
slips of the keyboard, small letters only, no commas and apostrophes, and a child who has a disability. Flags are compared by
indicator and passage. Then the pairs of `pairs.yaml`: a concern and its denial, and the concern in other words.
Shares are printed and stored in `evaluation/results/behaviour_<profile>.json`.
"""

import argparse
import json
import random
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import nlp
from evaluation.authored import CORPUS, Authored, read_file
from nlp.pipeline import PROFILES
from nlp.records import Note
from nlp.text.passages import split

HERE = Path(__file__).parent
SEED = 20261126
TEST = ("notes_s", "notes_m", "notes_y")
_LONG = re.compile(r"\b[a-z]{5,}\b")
_SLIP_EVERY = 15  # longer words

Way = Callable[[Authored, random.Random], str]


@cache
def _lists() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((HERE / "behaviour.yaml").read_text(encoding="utf-8"))
    return content


def _worded(text: str, words: Mapping[str, str]) -> str:
    """Return the text with whole words changed, a capital kept."""
    every = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b", re.IGNORECASE)

    def other(match: re.Match[str]) -> str:
        word = words[match[0].lower()]
        return word[:1].upper() + word[1:] if match[0][0].isupper() and not match[0].isupper() else word

    return every.sub(other, text)


def dialect(note: Authored, rng: random.Random) -> str:
    """Return the note in the words of one part of the country."""
    return _worded(note.text, _lists()["dialects"][rng.choice(sorted(_lists()["dialects"]))])


def shorthand(note: Authored, _: random.Random) -> str:
    """Return the note with a worker's short forms."""
    return _worded(note.text, _lists()["shorthand"])


def slips(note: Authored, rng: random.Random) -> str:
    """Return the note with two letters swapped in one of every fifteen longer words."""

    def slipped(match: re.Match[str]) -> str:
        word = match[0]
        if rng.random() * _SLIP_EVERY >= 1:
            return word
        at = rng.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return _LONG.sub(slipped, note.text)


def small_letters(note: Authored, _: random.Random) -> str:
    """Return the note without capitals."""
    return note.text.lower()


def no_commas(note: Authored, _: random.Random) -> str:
    """Return the note without commas, and without the apostrophes inside words."""
    return re.sub(r"(?<=\w)['’](?=\w)", "", note.text.replace(",", ""))


def disability(note: Authored, rng: random.Random) -> str:
    """Return the note with a disability told of the first child whom it names, where it first does."""
    for child in note.children:
        name = child["ref"].split(" (")[0]
        at = re.search(rf"\b{re.escape(name)}\b(?=[ ,.])", note.text) if name[:1].isupper() else None
        if at:
            return f"{note.text[: at.end()]}, {rng.choice(_lists()['disabilities'])},{note.text[at.end() :]}"
    return note.text


WAYS: dict[str, Way] = {
    "dialect": dialect, "shorthand": shorthand, "slips of the keyboard": slips, "small letters only": small_letters,
    "no commas or apostrophes": no_commas, "a child with a disability": disability,
}  # fmt: skip


def flagged(pipeline: nlp.Pipeline, note: Authored, text: str) -> Counter[tuple[str, int]]:
    """Return the flags of a note by indicator and the number of the passage that holds them."""
    starts = [p.start for p in split(text)]
    review = pipeline.review(Note(text=text, id=note.id, date=note.date, role=note.role))
    return Counter((f.indicator, bisect_right(starts, f.start) - 1) for f in review.flags)


def ways(pipeline: nlp.Pipeline, notes: Iterable[Authored], *, seed: int) -> dict[str, dict[str, float]]:
    """Return for each way of writing how many notes it changed and what share of their flags came or went.

    A note whose passages are cut otherwise is left out, and counted, since its flags cannot be told apart by passage.
    """
    counts = {name: Counter[str]() for name in WAYS}
    for note in notes:
        before = flagged(pipeline, note, note.text)
        for name, way in WAYS.items():
            text = way(note, random.Random(f"{seed} {note.id} {name}"))  # noqa: S311  # a draw that anybody can repeat
            if text == note.text:
                continue
            if len(split(text)) != len(split(note.text)):
                counts[name]["cut_otherwise"] += 1
                continue
            after = flagged(pipeline, note, text)
            counts[name].update(notes=1, flags=(before | after).total(), gone=(before - after).total(), come=(after - before).total())
    return {
        name: {"notes": c["notes"], "cut_otherwise": c["cut_otherwise"], "flags": c["flags"],
               "gone": round(c["gone"] / max(1, c["flags"]), 4), "come": round(c["come"] / max(1, c["flags"]), 4)}
        for name, c in counts.items()
    }  # fmt: skip


def pairs(pipeline: nlp.Pipeline) -> dict[str, dict[str, int]]:
    """Return for each indicator how many concerns were flagged, how many told otherwise were, and how many denials were left alone."""
    rows: list[dict[str, str]] = yaml.safe_load((HERE / "pairs.yaml").read_text(encoding="utf-8"))
    found: dict[str, Counter[str]] = {}

    def says(row: Mapping[str, str], key: str) -> bool:
        return any(f.indicator == row["indicator"] for f in pipeline.review(Note(text=row[key], role=row.get("role", ""))).flags)

    for row in rows:
        concern, again, denied = (says(row, key) for key in ("concern", "again", "denied"))
        found.setdefault(row["indicator"], Counter()).update(
            pairs=1, concern=concern, again=again, same=concern == again, denied_left_alone=not denied, told_apart=concern and not denied
        )
    total = sum(found.values(), Counter[str]())
    keys = ("pairs", "concern", "again", "same", "denied_left_alone", "told_apart")
    return {name: {key: int(c[key]) for key in keys} for name, c in {"all": total, **found}.items()}


def main() -> None:
    """Print and store the shares for one profile."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="full", choices=PROFILES)
    profile = parser.parse_args().profile
    pipeline = nlp.load(profile=profile)
    notes = [note for name in TEST for note in read_file(CORPUS / f"{name}.jsonl")]
    result = {"profile": profile, "seed": SEED, "ways": ways(pipeline, notes, seed=SEED), "pairs": pairs(pipeline)}
    print(json.dumps(result, indent=1, ensure_ascii=False))
    (HERE / "results" / f"behaviour_{profile}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
