"""Small exports and one screening of them that many tests look at."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation.benchmarks.exports import rows
from nlp.screening.records import Options
from nlp.screening.run import screen

Screen = Callable[..., dict[str, Any]]
NOTES = 60
BAD = "this line is no note"


def write_lines(path: Path, count: int) -> Path:
    """Write an export of `count` notes and one line that is no note."""
    lines = [json.dumps(dict(zip(("case_id", "id", "date", "role", "text"), row, strict=True))) for row in rows(count)]
    path.write_text("\n".join([*lines, BAD]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of 60 notes and a line that is none."""
    return write_lines(tmp_path_factory.mktemp("export") / "export.jsonl", NOTES)


@pytest.fixture(scope="session")
def done(export: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a screening of the export, with all that can be asked for but pseudonyms."""
    out = tmp_path_factory.mktemp("done") / "out"
    screen(export, out, options(csv=True))
    return out


def options(**more: Any) -> Options:
    """Return options that suit a small export."""
    return Options(**{"profile": "rules", "workers": 2, **more})
