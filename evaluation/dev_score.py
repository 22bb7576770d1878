"""Score a profile on labelled notes with the independent scorer: `python -m evaluation.dev_score FOLDER`.

FOLDER holds `dev.jsonl` and `score.py`. The notes go through `scan --format jsonl` as a user's would; the scorer's
figures are kept in `evaluation/results/`. The notes themselves are never kept.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from nlp.version import versions

RESULTS = Path(__file__).parent / "results"


def score(folder: Path, *, profile: str) -> str:
    """Run the scan and the scorer, keep the figures, return the scorer's table."""
    run = [sys.executable, "-m", "api.cli", "scan", "--quiet", "--format", "jsonl", "--profile", profile]
    with tempfile.TemporaryDirectory() as place:
        notes, answers, figures = (Path(place) / name for name in ("notes.jsonl", "answers.jsonl", "figures.json"))
        lines = []
        for line in (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines():
            note = json.loads(line)
            text = "".join(segment["t"] for segment in note["segments"])
            lines.append(json.dumps({"text": text, **{k: note[k] for k in ("id", "case_id", "date", "role")}}))
        notes.write_text("\n".join(lines), encoding="utf-8")
        subprocess.run([*run, "--out", str(answers), str(notes)], check=True)  # noqa: S603
        scorer = [sys.executable, str(folder / "score.py"), str(folder / "dev.jsonl"), str(answers), "--json", str(figures)]
        table = subprocess.run(scorer, check=True, capture_output=True, text=True).stdout  # noqa: S603
        kept = {"date": date.today().isoformat(), "versions": versions(profile), **json.loads(figures.read_text(encoding="utf-8"))}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"dev_{profile}.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    (RESULTS / f"dev_{profile}.txt").write_text(table, encoding="utf-8")
    return table


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", default="rules")
    args = parser.parse_args()
    sys.stdout.write(score(args.folder, profile=args.profile))
