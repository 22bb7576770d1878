"""How rules do on the authored corpus: `python -m evaluation.rule_report --target domestic_abuse --misses 40`.

For those who write rules. Prints precision, recall and F1 for each indicator or signal, for each rule how often it fired
and was right, and on request the passages missed (gold says shown, no rule hit), the false alarms, and `shown` wrongly
decided by context. Look at the development split only; the held split gives figures that rules were not written from.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evaluation.authored import Authored, Labelled, authored
from nlp.context import Assessor
from nlp.detect import Mention, read
from nlp.indicators import INDICATORS, SIGNALS
from nlp.records import SHOWN
from nlp.rules.compiled import load_book


@dataclass(frozen=True, slots=True)
class Judged:
    """A gold passage with what the rules said of it."""

    item: Authored
    gold: Labelled
    mentions: list[Mention]

    @property
    def text(self) -> str:
        """The passage's own words."""
        return self.item.text[self.gold.start : self.gold.end]

    def wanted(self, target: str) -> bool:
        """Whether gold says that `target` is worth showing here."""
        return target in self.gold.signals or self.gold.labels.get(target) in SHOWN

    def shown(self, target: str) -> bool:
        """Whether a rule of `target` hit and its context lets it be shown."""
        return any(m.rule.target == target and m.shown for m in self.mentions)


def judged(items: Iterable[Authored]) -> Iterator[Judged]:
    """Run all rules over `items` and yield every gold passage with the mentions that overlap it."""
    book, assessor = load_book(), Assessor.load()
    for item in items:
        reading = read(item.text, book, assessor)
        every = reading.mentions + reading.signals
        for gold in item.passages:
            yield Judged(item, gold, [m for m in every if m.start < gold.end and m.end > gold.start])


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", action="append", help="an indicator or signal; may be given again; default all")
    parser.add_argument("--split", choices=["dev", "held", "all"], default="dev")
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--alarms", type=int, default=0)
    parser.add_argument("--skip", type=int, default=0, help="leave out the first N misses and alarms")
    parser.add_argument("--rules", action="store_true", help="a line for each rule")
    args = parser.parse_args()
    rows = list(judged(authored(args.split)))
    targets = args.target or [*INDICATORS, *SIGNALS]
    print(f"{'target':26}{'gold':>6}{'P':>8}{'R':>8}{'F1':>8}   {args.split}")
    sums: Counter[str] = Counter()
    for target in targets:
        _target_line(target, rows, sums)
    if len(targets) > 1:
        tp, fp, fn = sums["tp"], sums["fp"], sums["fn"]
        print(f"{'indicators, micro':26}{tp + fn:6}{_share(tp, tp + fp)}{_share(tp, tp + fn)}{_share(2 * tp, 2 * tp + fp + fn)}")
    for target in targets:
        if args.rules:
            _rule_lines(target, rows)
        _show("MISSED", target, [r for r in rows if r.wanted(target) and not r.shown(target)][args.skip :], args.misses)
        _show("ALARM", target, [r for r in rows if r.shown(target) and not r.wanted(target)][args.skip :], args.alarms)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:8.3f}" if whole else f"{'-':>8}"


def _target_line(target: str, rows: list[Judged], sums: Counter[str]) -> None:
    tp = sum(r.wanted(target) and r.shown(target) for r in rows)
    fp = sum(r.shown(target) for r in rows) - tp
    fn = sum(r.wanted(target) for r in rows) - tp
    if target in INDICATORS:
        sums.update(tp=tp, fp=fp, fn=fn)
    print(f"{target:26}{tp + fn:6}{_share(tp, tp + fp)}{_share(tp, tp + fn)}{_share(2 * tp, 2 * tp + fp + fn)}")


def _rule_lines(target: str, rows: list[Judged]) -> None:
    fired: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        for rule in {m.rule.id for m in row.mentions if m.rule.target == target and m.shown}:
            fired[rule][0] += 1
            fired[rule][1] += row.wanted(target)
    for rule, (n, right) in sorted(fired.items(), key=lambda kv: -kv[1][0]):
        print(f"  {rule:48}{n:5} fired{right:5} right{_share(right, n)}")


def _show(word: str, target: str, rows: list[Judged], most: int) -> None:
    for row in rows[:most]:
        rules = ",".join(sorted({f"{m.rule.id}[{m.assertion}]" for m in row.mentions if m.rule.target == target}))
        gold = ",".join(f"{k}:{v}" for k, v in row.gold.labels.items()) or "-"
        print(f"{word} {target} {row.item.id} [{row.item.role}] gold={gold} rules={rules or '-'}\n    {row.text}")


if __name__ == "__main__":
    main()
