"""From a trained encoder to the shipped artefact: 8-bit ONNX, tokenizer, head. `training/sealing.py` adds the manifest."""

import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn

from training.encoder import Encoder
from training.fused import fuse

Weights = Literal["int8", "blocks", "none"]
_LARGE = 90_000_000  # bytes; no file of the source tree may have more than 95 million


class _Reader(nn.Module):
    """From tokens to what the head's queries and values say of each, [batch, tokens, 2 * outputs], and to their vectors."""

    def __init__(self, model: Encoder) -> None:
        super().__init__()
        self.base = model.base
        self.head = nn.Linear(model.values.in_features, 2 * model.values.out_features)
        with torch.no_grad():
            self.head.weight.copy_(torch.cat([model.queries.weight, model.values.weight]))
            self.head.bias.copy_(torch.cat([torch.zeros_like(model.values.bias), model.values.bias]))

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        vectors: Tensor = self.base(input_ids=ids, attention_mask=mask).last_hidden_state
        return self.head(vectors), vectors


def export(model: Encoder, tokenizer: Path, folder: Path, *, marks: Sequence[int], weights: Weights) -> None:
    """Write `encoder.onnx` and `tokenizer.json` into `folder`.

    `int8` has a scale for each output channel: one for a whole matrix loses several times more. Where a model's activations
    have outliers (mpnet's) that still loses 0.06 of F1; `blocks` has 8-bit weights and activations with a scale for every
    128 of them, loses nothing, and is half as fast. The head stays as it is.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    model.eval()
    with tempfile.TemporaryDirectory() as place, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = Path(place) / "plain.onnx"
        example = (torch.tensor([[marks[0], 2000, marks[1]]]), torch.ones((1, 3), dtype=torch.long))
        torch.onnx.export(
            _Reader(model), example, str(plain), input_names=["input_ids", "attention_mask"], output_names=["told", "vectors"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in ("input_ids", "attention_mask", "told", "vectors")},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        if weights == "none":
            shutil.copy(plain, folder / "encoder.onnx")
        else:
            kinds = ["MatMul", "Gather"] if weights == "int8" else ["Gather"]
            source = plain if weights == "int8" else _in_blocks(plain)
            quantize_dynamic(source, folder / "encoder.onnx", per_channel=True, weight_type=QuantType.QInt8,
                             op_types_to_quantize=kinds, nodes_to_exclude=_head(plain))  # fmt: skip
            if weights == "int8":
                fuse(folder / "encoder.onnx", heads=model.base.config.num_attention_heads)
            _apart(folder / "encoder.onnx")
    shutil.copy(tokenizer, folder / "tokenizer.json")


def _in_blocks(plain: Path) -> Path:
    """Return the path of the model with the weights of its matrix products in 8 bits, a scale for every 128."""
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    config = DefaultWeightOnlyQuantConfig(block_size=128, is_symmetric=True, accuracy_level=4, bits=8)
    quantiser = MatMulNBitsQuantizer(onnx.load(plain), algo_config=config, nodes_to_exclude=_head(plain))
    quantiser.process()
    path = plain.with_name("blocks.onnx")
    quantiser.model.save_model_to_file(str(path), False)
    return path


def _apart(path: Path) -> None:
    """Where a model file is large, move its largest table, the words' vectors, into `words.bin` beside it."""
    import onnx
    from onnx.external_data_helper import set_external_data

    if path.stat().st_size < _LARGE:
        return
    model = onnx.load(path)
    table = max(model.graph.initializer, key=lambda t: len(t.raw_data))
    data = table.raw_data
    (path.parent / "words.bin").write_bytes(data)
    set_external_data(table, "words.bin", offset=0, length=len(data))
    table.ClearField("raw_data")
    onnx.save(model, path)


def _head(path: Path) -> list[str]:
    """Return the names of the nodes of the head: the matrix product that makes the output."""
    import onnx  # only where models are trained

    graph = onnx.load(path, load_external_data=False).graph
    return [node.name for node in graph.node if node.op_type == "MatMul" and "/head/" in node.name]
