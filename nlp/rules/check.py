"""Rules run against their own examples: `secondlook rules check`, or `python -m nlp.rules.check FILE ...`.

Each rule must hit every sentence under `examples.match` and yield no shown hit in any under `examples.not`. The whole
way is run (passages, context, waiting rules), so an example also tests what context makes of the hit.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.context import Assessor
from nlp.detect import read
from nlp.errors import RuleError
from nlp.rules.book import RuleBook
from nlp.rules.data import read_yaml
from nlp.rules.loader import build_book, read_rule_file, rule_files
from nlp.rules.schema import RuleFile, RuleSpec

NEIGHBOUR = "‖"


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule example that did not do what it should; `text` is the rule file's own example, never a note."""

    file: str
    rule: str
    problem: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.rule}: {self.problem}: {self.text}"


def check(paths: Sequence[Path] = ()) -> tuple[int, list[Failure]]:
    """Run the examples of `paths` (default: all rule files); return how many ran and those that failed.

    All rule files that ship are loaded beside them, since rules may wait for other indicators. Raises RuleError for a
    file that cannot be read.
    """
    shipped = rule_files()
    wanted = [p.resolve() for p in paths] or shipped
    files = {path: read_rule_file(path) for path in dict.fromkeys([*shipped, *wanted])}
    book, assessor = build_book(list(files.items())), Assessor.load()
    ran, failures = 0, list[Failure]()
    for path in wanted:
        failures += [Failure(path.name, s.id, "source is not in sources.yaml", k) for s, k in _unknown_sources(files[path])]
        for spec in files[path].rules:
            ran += len(spec.examples.match) + len(spec.examples.no)
            failures += _failures(path.name, spec, book, assessor)
    return ran, failures


def hit_by(rule: str, example: str, book: RuleBook, assessor: Assessor) -> bool:
    """Whether `rule` yields a shown hit in the (middle) passage of `example`."""
    parts = [part.strip() for part in example.split(NEIGHBOUR)]
    judged = 1 if len(parts) == 3 else 0
    text = "\n".join(parts)
    start = sum(len(p) + 1 for p in parts[:judged])
    end = start + len(parts[judged])
    reading = read(text, book, assessor)
    return any(m.rule.id == rule and m.shown and start <= m.start < end for m in reading.mentions + reading.signals)


def _failures(name: str, spec: RuleSpec, book: RuleBook, assessor: Assessor) -> Iterable[Failure]:
    for text in spec.examples.match:
        if not hit_by(spec.id, text, book, assessor):
            yield Failure(name, spec.id, "should match and does not", text)
    for text in spec.examples.no:
        if hit_by(spec.id, text, book, assessor):
            yield Failure(name, spec.id, "should not match and does", text)


def _unknown_sources(file: RuleFile) -> Iterable[tuple[RuleSpec, str]]:
    known = read_yaml("sources.yaml")
    return [(spec, source) for spec in file.rules for source in spec.source if source not in known]


def main() -> int:
    """Print the failures of the files named on the command line; exit status 1 where there are any."""
    try:
        ran, failures = check([Path(name) for name in sys.argv[1:]])
    except RuleError as error:
        sys.stdout.write(f"{error}\n")
        return 2
    sys.stdout.writelines(f"{failure}\n" for failure in failures)
    sys.stdout.write(f"{ran} examples run, {len(failures)} failed\n")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
