"""What is shipped: under which licences, without pickle, and only with what was locked."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import yaml

from deploy import licences
from nlp.rules import data
from tests.conftest import ROOT

CODE = ("nlp", "api", "training", "evaluation", "deploy")
PICKLING = {"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "jsonpickle"}
LOADERS = {"load": ("np", "numpy"), "read_pickle": ("pd", "pandas"), "to_pickle": ("pd", "pandas")}
MAGIC = re.compile(rb"\A\x80[\x02-\x05]")  # how a pickle of protocol 2 to 5 begins


def tracked(*under: str) -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z", *under], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [ROOT / name for name in names if name]


def unsafe(source: str) -> Iterator[str]:
    """Yield what in a program could run code out of a data file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (f"import {name.name}" for name in node.names if name.name.split(".")[0] in PICKLING)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in PICKLING:
            yield f"from {node.module}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            given = {k.arg: k.value.value for k in node.keywords if isinstance(k.value, ast.Constant)}
            name, of = node.func.attr, node.func.value.id
            if given.get("allow_pickle") or (of in LOADERS.get(name, ()) and given.get("allow_pickle") is not False):
                yield f"{of}.{name}"
            if (of, name) == ("torch", "load") and given.get("weights_only") is not True:
                yield "torch.load"
            if (of, name) in (("yaml", "load"), ("yaml", "load_all"), ("yaml", "unsafe_load"), ("yaml", "full_load")):
                yield f"{of}.{name}"


def test_no_program_reads_a_pickle_or_another_file_that_runs_code() -> None:
    programs = [path for path in tracked(*CODE) if path.suffix == ".py"]
    assert len(programs) > 200
    found = {str(path.relative_to(ROOT)): what for path in programs if (what := [*unsafe(path.read_text("utf-8"))])}
    assert found == {"nlp/rules/data.py": ["yaml.load"]}
    assert issubclass(data._Loader, (yaml.SafeLoader, yaml.CSafeLoader))  # which makes plain values only


@pytest.mark.parametrize("source", [
    "import pickle", "import joblib.memory", "from dill import loads", "np.load(p)", "numpy.load(p, allow_pickle=True)",
    "torch.load(p)", "torch.load(p, weights_only=False)", "yaml.load(p, Loader=L)", "pd.read_pickle(p)", "x.read(p, allow_pickle=True)",
])  # fmt: skip
def test_what_would_be_found(source: str) -> None:
    assert [*unsafe(source)]


@pytest.mark.parametrize("source", [
    "np.load(p, allow_pickle=False)", "torch.load(p, weights_only=True)", "json.load(p)", "yaml.safe_load(p)",
])  # fmt: skip
def test_what_is_let_through(source: str) -> None:
    assert [*unsafe(source)] == []


def test_no_file_that_is_shipped_is_a_pickle() -> None:
    files = tracked(*CODE)
    assert any(path.suffix == ".onnx" for path in files)
    for path in files:
        with path.open("rb") as file:
            start = file.read(4)
        assert not MAGIC.match(start), path
        assert path.suffix not in (".pkl", ".pickle", ".joblib", ".pt", ".pth", ".npy"), path
        if path.suffix == ".npz":  # arrays of numbers and text; one of objects would be a pickle, and is refused
            with np.load(path, allow_pickle=False) as stored:
                assert all(stored[name].dtype.kind != "O" for name in stored.files)


def test_every_licence_is_told_and_allowed_and_the_page_is_that_of_the_lock() -> None:
    assert licences.PAGE.read_text(encoding="utf-8") == licences.page(), "say: make pages"


def test_a_licence_that_is_not_allowed_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "ALLOWED", licences.ALLOWED - {"MIT"})
    with pytest.raises(licences.LicenceError, match="fastapi stands under MIT, which is not among"):
        licences.licence_of("fastapi")
    with pytest.raises(licences.LicenceError, match="secondlook-none is locked but not installed"):
        licences.licence_of("secondlook-none")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-server.lock", "requirements-dev.lock"])
def test_every_locked_library_has_hashes(lock: str) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text(encoding="utf-8"))
    pinned = [block for block in blocks if re.match(r"[A-Za-z0-9_.-]+==", block)]
    assert len(pinned) > 50
    assert [block.splitlines()[0] for block in pinned if "--hash=sha256:" not in block] == []


def test_the_tools_of_the_makefile_are_those_of_the_extra() -> None:
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]["ship"]
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert extra
    for requirement in extra:
        assert f"'{requirement}'" in made


def test_what_could_call_another_machine_is_installed_by_a_library_but_never_loaded() -> None:
    """tokenizers asks for huggingface-hub, which can download; a review of either profile loads neither it nor any HTTP client."""
    assert "huggingface-hub" in licences.locked()
    callers = ("huggingface_hub", "hf_xet", "httpx2", "requests", "urllib3", "http.client", "opentelemetry")
    code = (
        "import sys, nlp; nlp.load(profile='full').review(nlp.Note(text='Dad smokes weed in the shed.'));"
        f"print([m for m in {callers!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
