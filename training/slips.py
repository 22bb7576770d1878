"""Make the lists behind `nlp/text/slips.py`: `python -m training.slips DICTIONARY`.

DICTIONARY is a plain list of English words, one a line (Debian's package wbritish-huge has one). Targets are the words
of all rules; guards are the English words, and the words of the authored corpus that are no slips, that one slip would
turn into a target.
"""

import re
import sys
from collections import Counter
from pathlib import Path

from evaluation.authored import authored
from nlp.rules.data import ROOT
from nlp.rules.loader import rule_files
from nlp.text.slips import SHORTEST, other_vowels

_WORD = re.compile(rf"[a-z]{{{SHORTEST},}}")
_PATTERN_LINE = re.compile(r"^\s+(?:- |match|also|unless|before|near|\w+: \[)")
_COMMON = 5  # times a word stands in the corpus to be taken as meant


def targets() -> set[str]:
    """Return the long words that stand whole in rule patterns and lists."""
    found: set[str] = set()
    for path in [*rule_files(), *sorted((ROOT / "lexicon").glob("*.yaml")), *sorted((ROOT / "context").glob("*.yaml"))]:
        for line in path.read_text(encoding="utf-8").splitlines():
            if _PATTERN_LINE.match(line):
                found.update(m[0] for m in _WORD.finditer(line.lower()) if line[m.end() : m.end() + 1] != "*")
    return found


def _slips(word: str) -> set[str]:
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1)}
    return swapped | {word[:i] + word[i + 1 :] for i in range(1, len(word))} | set(other_vowels(word))


def main() -> None:
    """Write both lists."""
    english = set(re.findall(r"[a-z]{5,}", Path(sys.argv[1]).read_text(encoding="utf-8").lower()))
    counts: Counter[str] = Counter()
    for item in authored("all"):
        counts.update(re.findall(r"[a-z]{5,}", item.text.lower()))
    known = english | {word for word, n in counts.items() if n >= _COMMON}
    wanted = {word for word in targets() if word in known}
    near = set[str]()
    missing = {slip for word in wanted for slip in _slips(word)}
    for word in known - wanted:
        if word in missing or _slips(word) & wanted:
            near.add(word)
    for name, words in (("slip_targets.txt", wanted), ("not_slips.txt", near)):
        (ROOT / "text" / name).write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(wanted)} targets, {len(near)} guards\n")


if __name__ == "__main__":
    main()
