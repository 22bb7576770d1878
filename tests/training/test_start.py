"""What a training goes on from is kept in 8 bits and comes back as the numbers that it stood for."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlp.models.outputs import OUTPUTS
from training import start
from training.run import plans
from training.start import start_of


def test_each_row_has_its_own_scale_and_a_table_may_have_one_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "FOLDER", tmp_path)
    rows: dict[str, Any] = {"a": np.array([[100, -50], [1, 2]], np.int8), "a|scale": np.array([0.01, 2.0], np.float32)}
    table: dict[str, Any] = {"b": np.array([[4], [8]], np.int8), "b|scale": np.float32(0.5)}
    np.savez_compressed(tmp_path / "earlier.npz", **rows, **table, c=np.array([1.5], np.float32))
    found = start_of("earlier")
    assert found["a"].tolist() == [[1.0, -0.5], [2.0, 4.0]]
    assert found["b"].tolist() == [[2.0], [4.0]]
    assert found["c"].tolist() == [1.5]
    assert set(found) == {"a", "b", "c"}


def test_every_plan_that_goes_on_finds_a_whole_model_to_go_on_from() -> None:
    names = {plan.start for plan in plans().values()} - {""}
    assert names
    for name in names:
        weights = start_of(name)
        width = weights["base.embeddings.word_embeddings.weight"].shape[1]
        outputs, wide = weights["values.weight"].shape
        assert wide == width
        assert outputs == len(weights["values.bias"]) == len(weights["queries.weight"]) <= len(OUTPUTS)
        products = [key for key, values in weights.items() if ".encoder.layer." in key and values.ndim == 2]
        assert len(products) == 6 * len({key.split(".")[3] for key in products}), "each layer has six matrices"
        assert all(np.isfinite(values).all() for values in weights.values())
