"""A model is used only as it was shipped."""

import json
from pathlib import Path

import pytest

from nlp.errors import ModelError
from nlp.models.artefact import ARTEFACTS, open_artefact, sha256, shipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "encoder.onnx").write_bytes(b"weights")
    files = {"encoder.onnx": sha256(tmp_path / "encoder.onnx")}
    (tmp_path / "manifest.json").write_text(json.dumps({"version": "v", "files": files}), encoding="utf-8")
    return tmp_path


def test_an_unchanged_model_opens(folder: Path) -> None:
    assert open_artefact(folder).version == "v"


def test_a_changed_file_is_refused_by_name(folder: Path) -> None:
    (folder / "encoder.onnx").write_bytes(b"weightz")
    with pytest.raises(ModelError, match=r"encoder\.onnx is not the one that was shipped.*install Second Look again"):
        open_artefact(folder)


def test_a_missing_file_is_refused_by_name(folder: Path) -> None:
    (folder / "encoder.onnx").unlink()
    with pytest.raises(ModelError, match=r"encoder\.onnx is missing"):
        open_artefact(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 1}'])
def test_a_broken_manifest_is_refused(folder: Path, content: str) -> None:
    (folder / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match="no readable manifest"):
        open_artefact(folder)


def test_a_manifest_cannot_name_files_elsewhere(folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps({"version": "v", "files": {"../x": "0"}}), encoding="utf-8")
    with pytest.raises(ModelError, match="is missing"):
        open_artefact(folder)


def test_every_shipped_model_opens_and_no_file_is_too_large_for_the_repository() -> None:
    folder = shipped("full")
    assert folder is not None
    assert open_artefact(folder).manifest["base"]
    assert all(path.stat().st_size < 95_000_000 for path in ARTEFACTS.rglob("*") if path.is_file())


def test_rules_use_no_model() -> None:
    assert shipped("rules") is None
