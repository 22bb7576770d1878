"""Count the commonest words of the authored corpus: `python -m training.frequencies` writes `nlp/rules/text/frequencies.yaml`.

The table only helps to choose which word of a pattern to look for first, and to tell English from other text.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from nlp.rules.data import ROOT
from nlp.text.tokens import normal

CORPUS = Path(__file__).parent / "corpus"
_MOST = 2500
_HEAD = """# How often the commonest words stand in authored notes, per million words; used to choose anchors and to tell English.
# Made by `python -m training.frequencies`.
per_million:
"""


def count() -> str:
    """Return the content of the file."""
    words: Counter[str] = Counter()
    for path in sorted(CORPUS.glob("passages_*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words.update(normal([*line.split("\t"), ""][1]))
    for path in sorted(CORPUS.glob("notes_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words.update(normal("".join(segment["t"] for segment in json.loads(line)["segments"])))
    total = sum(words.values())
    numbers = sum(n for word, n in words.items() if word[0].isdigit())
    rows = [("#", numbers)] + [(w, n) for w, n in words.most_common(_MOST) if w[0].isalpha()]
    return _HEAD + "".join(f"  {json.dumps(w, ensure_ascii=False)}: {round(n * 1e6 / total)}\n" for w, n in rows)


if __name__ == "__main__":
    (ROOT / "text" / "frequencies.yaml").write_text(count(), encoding="utf-8")
    sys.stdout.write("written: nlp/rules/text/frequencies.yaml\n")
