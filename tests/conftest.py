"""What the tests share: the pipeline, and where the example notes lie."""

import os
import tempfile
from pathlib import Path

import pytest

import nlp

os.environ["SECONDLOOK_LOCAL"] = ""  # what somebody has set on this computer must not change the tests

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "docs" / "examples"

os.environ["SECONDLOOK_SCREENINGS"] = tempfile.mkdtemp(prefix="screenings-")  # no test looks at what this person keeps
os.environ["XDG_DATA_HOME"] = os.environ["SECONDLOOK_SCREENINGS"]


@pytest.fixture(scope="session")
def pipeline() -> nlp.Pipeline:
    """The rules profile, loaded once."""
    return nlp.load(profile="rules")


@pytest.fixture(scope="session")
def example_notes() -> list[nlp.Note]:
    """The fictional notes that the README reviews."""
    files = sorted(EXAMPLES.glob("[0-9]*.txt")) + sorted(EXAMPLES.glob("[0-9]*.md"))
    return [nlp.Note(text=path.read_text(encoding="utf-8"), id=path.name) for path in files]
