"""Weights that a training goes on from: those of an earlier model, in the 8 bits in which a model ships.

    python -m training.start ENCODER.onnx training/start/NAME.npz     keep the weights of an exported encoder

The file holds each weight under the name that torch gives it, matrices in 8 bits with a scale for each row or for all.
"""

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "start"
_PRODUCT = re.compile(r"/base/(encoder/layer\.\d+/.+)/MatMul(?:_quant)?$")
_TABLE = re.compile(r"(base\.embeddings\..+\.weight)_quantized$")
_SCALE = "|scale"

Floats = NDArray[np.float32]


def start_of(name: str) -> dict[str, Floats]:
    """Return the weights kept under `name`, by torch's names for them; raises FileNotFoundError where there are none."""
    with np.load(FOLDER / f"{name}.npz", allow_pickle=False) as kept:
        return {name: _whole(kept[name], kept.get(name + _SCALE)) for name in kept.files if not name.endswith(_SCALE)}


def _whole(values: NDArray[Any], scale: Floats | None) -> Floats:
    return values.astype(np.float32) if scale is None else (values.astype(np.float32) * np.atleast_1d(scale)[:, None]).astype(np.float32)


def keep(encoder: Path, out: Path) -> None:
    """Write the weights of an exported int8 encoder to `out`."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(encoder).graph
    raw = {table.name: numpy_helper.to_array(table) for table in graph.initializer}
    kept: dict[str, NDArray[Any]] = {name: values for name, values in raw.items() if name.startswith("base.") and values.dtype == np.float32
                                     and not name.endswith("_scale")}  # fmt: skip
    for name in raw:
        if found := _TABLE.match(name):
            centred = raw[name].astype(np.int16) - int(raw[f"{found[1]}_zero_point"])
            kept[found[1]] = centred.astype(np.int8) if np.abs(centred).max() < 128 else centred
            kept[found[1] + _SCALE] = raw[f"{found[1]}_scale"]
    for node in graph.node:
        table = next((i for i in node.input if i in raw and raw[i].ndim == 2), None)
        if table is None:
            continue
        values = raw[table]
        if found := _PRODUCT.match(node.name):
            name = "base." + found[1].replace("/", ".") + ".weight"
            kept[name] = values.T
            kept[name + _SCALE] = raw[table.replace("_quantized", "_scale")]
        elif "/head/" in node.name and node.op_type == "MatMul":
            queries, told = np.split(values.T, 2)
            kept |= {"queries.weight": queries, "values.weight": told, "values.bias": np.split(raw["head.bias"], 2)[1]}
    np.savez_compressed(out, **kept)  # type: ignore[arg-type]


if __name__ == "__main__":
    keep(Path(sys.argv[1]), Path(sys.argv[2]))
