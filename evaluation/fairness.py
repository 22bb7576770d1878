"""The fairness statement, `docs/fairness.md`, from `evaluation/results/`: `python -m evaluation.fairness`.

Every figure comes from a results file of `evaluation.name_swap` or `evaluation.behaviour`; where there is none the page says that it
was not measured. A test holds the page equal to what this makes.
"""

import json
import sys
from pathlib import Path
from typing import Any

from evaluation.review.shares import wilson
from nlp.pipeline import PROFILES

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "fairness.md"
RESULTS = Path(__file__).parent / "results"
NOT_MEASURED = "not measured"
_HEAD = """# Fairness

<!-- Made by `make figures` from evaluation/results/; a test holds it equal. -->

Second Look reads notes about people. It must not read the same words otherwise because of who the people are. This page says what we
measured, what we did not, and what you should do about it. All figures are from fictional notes.

## What Second Look is not told

It gets no list of ethnic groups, religions, nationalities, postcodes or schools, and it guesses none. It keeps no rank of families and no
table of workers. It does see what a note says: names, ages, and words about health, faith, money or disability. Such words can sway
a trained model. So we measure it.

"""
_UNKNOWN = """## What we did not measure

- Real records. No figure here is from one. Fictional notes hold the mistakes of those who wrote them.
- Whether notes about some families are longer, sharper or thinner than about others. Second Look reads what was written. It
  cannot see what a worker did not write, and it repeats what was unfair in the writing.
- Faith, nationality, class, sexuality, gender identity, and care experience, each by itself.
- Notes in other languages, or put into English by a machine. They are named as not assessed where the language is told apart.
- Whether people act otherwise on a flag for one family than for another.

## What your organisation should do

1. Draw a [sample](sample.md) of your own closed cases and let people judge it.
2. If you hold such facts lawfully, put a group beside each case and compare. [How the figures are made](judging.md) says how, and
   when groups are too small to say anything.
3. Look at what is *not* flagged as well as at what is.
4. Stop using an indicator that fails for a group. `secondlook review thresholds` and `switch-off` do that.
5. Write down what you found, with the date, and look again after each new version.
"""


def page(folder: Path = RESULTS) -> str:
    """Return the page as Markdown, from the results files in `folder`."""
    lines = [_HEAD, "## The same note under other names", "",
             "Each note is read again with its people under names of another heritage. What is found should be the same.", ""]  # fmt: skip
    lines += _names(_results(folder, "name_swap"), "names of another heritage")
    lines += ["", "## The same note under names of the other sex", "",
              "Only given names change. Words such as mum, dad, he and she stay: they are part of what the note says.", ""]  # fmt: skip
    lines += _names(_results(folder, "name_swap", sex=True), "names of the other sex")
    lines += ["", "## The same thing, written by somebody else", "",
              "Each note is read again in another way of writing. *Gone* are flags that were there only before, *come* those that are "
              "there only after.", ""]  # fmt: skip
    lines += _ways(folder)
    lines += ["", "## A concern, the same in other words, and its denial", ""]
    lines += _pairs(folder)
    return "\n".join([*lines, "", _UNKNOWN])


def _results(folder: Path, name: str, *, sex: bool = False) -> dict[str, dict[str, Any]]:
    """Return the results files that begin with `name`, by profile; `sex` chooses those of names of the other sex."""
    found = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob(f"{name}*.json"))]
    return {content["profile"]: content for content in found if content.get("sex", False) == sex}


def _names(there: dict[str, dict[str, Any]], what: str) -> list[str]:
    lines = [f"| profile | notes with {what} | findings the same (95 %) | flags that changed |", "| --- | ---: | ---: | ---: |"]
    for profile in PROFILES:
        row = there.get(profile)
        if row is None:
            lines.append(f"| `{profile}` | {NOT_MEASURED} | {NOT_MEASURED} | {NOT_MEASURED} |")
            continue
        changed = f"{100 * row['flags_changed_share']:.1f} in 100" if "flags_changed_share" in row else NOT_MEASURED
        lines.append(f"| `{profile}` | {row['notes']:,} | {_share(row['same'], row['notes'])} | {changed} |")
    for profile, row in there.items():
        low = min(row["heritages"].items(), key=lambda pair: pair[1]["same"] / max(1, pair[1]["notes"]))
        lines += ["", f"Profile `{profile}`, by the heritage of the new names. Groups are small, so the intervals are wide. The lowest is "
                  f"{_group(low[0])}.", "", "| names | notes | findings the same (95 %) |", "| --- | ---: | ---: |"]  # fmt: skip
        lines += [f"| {_group(group)} | {n['notes']} | {_share(n['same'], n['notes'])} |" for group, n in row["heritages"].items()]
    return lines


def _ways(folder: Path) -> list[str]:
    there = _results(folder, "behaviour")
    lines = ["| profile | way of writing | notes | flags | gone | come |", "| --- | --- | ---: | ---: | ---: | ---: |"]
    for profile in PROFILES:
        if profile not in there:
            lines.append(f"| `{profile}` | {NOT_MEASURED} | | | | |")
            continue
        for way, n in there[profile]["ways"].items():
            shares = " | ".join(f"{100 * n[key]:.1f} in 100" for key in ("gone", "come"))
            lines.append(f"| `{profile}` | {way} | {n['notes']} | {n['flags']} | {shares} |")
    return lines


def _pairs(folder: Path) -> list[str]:
    there = _results(folder, "behaviour")
    lines = [
        "| profile | sentences | concern flagged | the same in other words | both treated alike | denial left alone |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for profile in PROFILES:
        every = there.get(profile, {}).get("pairs", {}).get("all")
        if every is None:
            lines.append(f"| `{profile}` | {NOT_MEASURED} | | | | |")
            continue
        shares = " | ".join(_share(every[key], every["pairs"]) for key in ("concern", "again", "same", "denied_left_alone"))
        lines.append(f"| `{profile}` | {every['pairs']} | {shares} |")
    return lines


def _group(name: str) -> str:
    return " ".join(word.capitalize() for word in name.split("_"))


def _share(part: int, of: int) -> str:
    if not of:
        return "not estimable"
    low, high = wilson(part, of)
    return f"{part / of:.2f} ({low:.2f} to {high:.2f})"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write("written: docs/fairness.md\n")


if __name__ == "__main__":
    main()
