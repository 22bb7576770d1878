"""Fused attention says what the eight operations said. Runs where models are trained: the base install has no onnx."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")

SELF = "/base/encoder/layer.0/attention/self"
HEADS, WIDTH, TOKENS = 2, 8, 5


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """One layer's attention as torch exports it, with a mask that hides nothing."""
    from onnx import TensorProto, helper, numpy_helper

    half = np.array(WIDTH // HEADS, np.float32)
    shapes = {"split": [1, TOKENS, HEADS, WIDTH // HEADS], "whole": [1, TOKENS, WIDTH]}
    tables = [numpy_helper.from_array(np.array(shape, np.int64), name) for name, shape in shapes.items()]
    nothing = np.zeros((1, 1, 1, TOKENS), np.float32)
    tables += [numpy_helper.from_array(1 / np.sqrt(half), "scale"), numpy_helper.from_array(nothing, "mask")]
    nodes = []

    def add(kind: str, inputs: list[str], name: str, **attributes: Any) -> str:
        nodes.append(helper.make_node(kind, inputs, [f"{SELF}/{name}_output_0"], name=f"{SELF}/{name}", **attributes))
        return f"{SELF}/{name}_output_0"

    for number, part in enumerate(("query", "key", "value")):
        weights = np.random.default_rng(number).normal(size=(WIDTH, WIDTH)).astype(np.float32)
        tables += [numpy_helper.from_array(weights, part), numpy_helper.from_array(weights[0], f"{part}.bias")]
        add("Add", [f"{part}.bias", add("MatMul", ["words", part], f"{part}/MatMul")], f"{part}/Add")
    cut = [add("Reshape", [f"{SELF}/{part}/Add_output_0", "split"], f"Reshape_{part}") for part in ("query", "key", "value")]
    q, k, v = (add("Transpose", [name], f"Turn{n}", perm=[0, 2, 3, 1] if n == 1 else [0, 2, 1, 3]) for n, name in enumerate(cut))
    odds = add("Add", [add("Mul", [add("MatMul", [q, k], "MatMul"), "scale"], "Mul"), "mask"], "Add")
    mixed = add("MatMul", [add("Softmax", [odds], "Softmax", axis=-1), v], "MatMul_1")
    last = add("Reshape", [add("Transpose", [mixed], "Transpose_3", perm=[0, 2, 1, 3]), "whole"], "Reshape_3")
    nodes.append(helper.make_node("Identity", [last], ["told"], name="told"))
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, TOKENS, WIDTH]) for name in ("words", "told")]
    graph = helper.make_graph(nodes, "layer", ends[:1], ends[1:], tables)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), tmp_path / "encoder.onnx")
    return tmp_path / "encoder.onnx"


def test_it_says_the_same_with_fewer_operations_and_once_only(model: Path) -> None:
    import onnxruntime

    from training.fused import fuse

    def told() -> Any:
        session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
        return session.run(["told"], {"words": np.random.default_rng(9).normal(size=(1, TOKENS, WIDTH)).astype(np.float32)})[0]

    before, size = told(), len(onnx.load(model).graph.node)
    assert fuse(model, heads=HEADS) == 1
    assert np.abs(told() - before).max() < 1e-5
    graph = onnx.load(model).graph
    assert len(graph.node) < size
    assert "mask" not in {table.name for table in graph.initializer}
    assert fuse(model, heads=HEADS) == 0
