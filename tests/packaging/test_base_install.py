"""The base install has no torch, and reviewing a text imports neither a web framework nor the readers of documents."""

import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.conftest import ROOT

HEAVY = ("torch", "transformers", "sklearn", "pandas", "spacy")
WEB = ("fastapi", "uvicorn", "lxml", "pypdf")


def test_the_base_requirements_name_nothing_heavy() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name in HEAVY:
        assert not any(r.lower().startswith(name) for r in project["dependencies"])
        assert f"\n{name}==" not in locked


def test_a_review_imports_nothing_heavy() -> None:
    code = (
        "import sys, nlp; nlp.load(profile='rules').review(nlp.Note(text='Dad smokes weed.'));"
        f"print([m for m in {HEAVY + WEB!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_locked_requirements_name_no_other_place_than_the_registry() -> None:
    for name in ("requirements.lock", "requirements-server.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--find-links" not in text
        assert "--index-url" not in text
        assert "file:/" not in text


def test_what_runs_the_model_cannot_call_another_machine() -> None:
    """Some versions of onnxruntime carry Microsoft's telemetry; the range in pyproject.toml keeps to those that do not."""
    spec = importlib.util.find_spec("onnxruntime")
    assert spec is not None
    assert spec.origin is not None
    libraries = sorted(Path(spec.origin).parent.rglob("*.so*"))
    assert libraries
    for library in libraries:
        assert b"OneCollector" not in library.read_bytes(), library.name
