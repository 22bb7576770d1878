"""`secondlook rules check|list|explain`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import nlp
from nlp.errors import RuleError
from nlp.explain import title
from nlp.indicators import INDICATORS, SIGNALS
from nlp.records import Flag
from nlp.rules.check import check
from nlp.rules.compiled import load_book


def check_rules(paths: Sequence[Path]) -> int:
    """Run the examples; print what failed; 0 all passed, 1 some failed, 2 a file cannot be read."""
    missing = [p for p in paths if not p.is_file()]
    if missing:
        sys.stderr.write(f"secondlook: {missing[0]}: there is no such rule file\n")
        return 2
    try:
        ran, failures = check(paths)
    except RuleError as error:
        sys.stderr.write(f"secondlook: {error}\n")
        return 2
    sys.stdout.writelines(f"{failure}\n" for failure in failures)
    sys.stdout.write(f"{ran} examples run, {len(failures)} failed\n")
    return 1 if failures else 0


def list_rules(target: str | None) -> int:
    """Print a line a rule; 2 where the indicator does not exist."""
    if target is not None and target not in INDICATORS + SIGNALS:
        sys.stderr.write(f"secondlook: there is no indicator '{target}'; choose one of: {', '.join(INDICATORS + SIGNALS)}\n")
        return 2
    rules = [r for r in load_book().rules if target in (None, r.target)]
    sys.stdout.writelines(f"{r.id:44} {r.target:26} {r.title}\n" for r in rules)
    sys.stdout.write(f"{len(rules)} rules, {sum(len(r.match) for r in rules)} patterns\n")
    return 0


def explain_sentence(sentence: str) -> int:
    """Print what the sentence triggers and why, then what was set aside; 2 for an empty one."""
    if not sentence.strip():
        sys.stderr.write("secondlook: the sentence is empty; give one in quotation marks\n")
        return 2
    review = nlp.load(profile="rules").review(nlp.Note(text=sentence))
    for head, flags in (("Shown", review.flags), ("Considered and set aside", review.set_aside)):
        if flags:
            sys.stdout.write(f"{head}:\n")
            sys.stdout.writelines(_lines(flags))
    if not review.flags and not review.set_aside:
        sys.stdout.write("No rule hits this sentence.\n")
    return 0


def _lines(flags: Sequence[Flag]) -> list[str]:
    lines = []
    for flag in flags:
        lines.append(f"  {title(flag.indicator)} [{flag.indicator}], {flag.assertion}, confidence {flag.confidence.value}\n")
        lines.append(f"    {flag.explanation}\n")
        lines += [f"    {e.source}: “{' '.join(e.quote.split())}”\n" for e in flag.evidence]
    return lines
