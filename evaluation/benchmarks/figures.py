"""`docs/figures.md`, made from the result files: `python -m evaluation.benchmarks.figures` writes it, and a test holds the two equal."""

import json
import sys
from pathlib import Path

from evaluation.benchmarks import bench, peers, soak

PAGE = Path(__file__).parent.parent.parent / "docs" / "figures.md"
_PAGE = """\
# Figures: how fast, how much memory, how steady

Every figure on this page was measured, and is made from a file in `evaluation/results/`. The load average says how busy the machine was
with other work: on two cores, anything above 2 means that processes had to wait. Your machine will give other figures. Measure it:

```
secondlook bench --json figures.json
```

How good Second Look is at finding things is another matter: see [the trained model](model.md) and the table in the README.

## Speed and memory

Words and notes a second are those of one core, in seconds that the process itself used. The interval says what another set of such notes
would have given (bootstrap over notes). A first note and answers over HTTP are timed by the clock, with all waiting.

```text
{bench}```

## Beside other tools

```
secondlook bench --peers
```

reads the same notes with spaCy's phrase matcher, EDS-NLP, medSpaCy and Presidio, each in an environment of its own that the command makes
and removes. All have the same list of words (`evaluation/keywords.yaml`, an afternoon's list), no model, and the quickest settings that
they offer; where a tool also reads negation, it is measured with and without. Second Look reads with all of its rules, which look for far
more, and for who did it to whom. So these figures say what a word costs, and nothing of what is found: the list of words is measured in the
[model's card](model.md). They were measured while the machine was busy with other work: the load average was {peers_after} at the end.

```text
{peers}```

Matching a list of words is several times quicker than Second Look's rules. medSpaCy with negation and context comes nearest to what the
rules do. EDS-NLP's cues of negation are French; they were looked for all the same.

## Many people at once, with workers killed

```
python -m evaluation.benchmarks.soak --clients 50 --minutes 10 --kill-every 60
```

starts a real `secondlook serve` with accounts on. Of ten clients eight send notes and cases, with an API key or signed in; each answer is
compared with what was read in the same note beforehand. Two are reviewers and decide. Every minute the process of one worker is killed.
That costs the request that it was reading: its client is told when to come back (status 503, `Retry-After`). The load average was {before}
before and {after} at the end.

```text
{soak}```
"""


def page() -> str:
    """Return the page of the results that are kept."""
    results = (bench.RESULTS, peers.RESULTS, soak.RESULTS)
    measured, compared, soaked = (json.loads(path.read_text(encoding="utf-8")) for path in results)
    load = {"before": soaked["machine"]["load_average_before"], "after": soaked["machine"]["load_average"],
            "peers_after": compared["machine"]["load_average_after"]}  # fmt: skip
    return _PAGE.format(bench=bench.written(measured), peers=peers.written(compared), soak=soak.written(soaked), **load)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} was written\n")
