"""From a trained encoder to the shipped artefact: int8 ONNX, tokenizer, head, and a manifest with the sha256 of each file."""

import json
import shutil
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nlp.models.artefact import sha256
from nlp.models.outputs import OUTPUTS
from training.encoder import Encoder


class _Reader(nn.Module):
    """The transformer alone, from tokens to vectors."""

    def __init__(self, base: Any) -> None:
        super().__init__()
        self.base = base

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        hidden: Tensor = self.base(input_ids=ids, attention_mask=mask).last_hidden_state
        return hidden


def export(model: Encoder, tokenizer: Path, folder: Path, *, marks: Sequence[int], quantise: bool = True) -> None:
    """Write `encoder.onnx`, `head.npz` and `tokenizer.json` into `folder`.

    Weights are quantised per output channel: one scale for a whole matrix loses several times more.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    model.eval()
    with tempfile.TemporaryDirectory() as place, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = Path(place) / "plain.onnx"
        example = (torch.tensor([[marks[0], 2000, marks[1]]]), torch.ones((1, 3), dtype=torch.long))
        torch.onnx.export(
            _Reader(model.base), example, str(plain), input_names=["input_ids", "attention_mask"], output_names=["hidden"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in ("input_ids", "attention_mask", "hidden")},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        if quantise:
            quantize_dynamic(plain, folder / "encoder.onnx", per_channel=True, weight_type=QuantType.QInt8,
                             op_types_to_quantize=["MatMul", "Gather"])  # fmt: skip
        else:
            shutil.copy(plain, folder / "encoder.onnx")
    np.savez(
        folder / "head.npz", queries=model.queries.weight.detach().numpy().T, values=model.values.weight.detach().numpy().T,
        bias=model.values.bias.detach().numpy(),
    )  # fmt: skip
    shutil.copy(tokenizer, folder / "tokenizer.json")


def seal(folder: Path, *, version: str, marks: Sequence[int], pad: int, about: Mapping[str, Any]) -> None:
    """Write the manifest over all files of `folder`."""
    files = {p.name: sha256(p) for p in sorted(folder.iterdir()) if p.name != "manifest.json"}
    manifest = {"version": version, "marks": list(marks), "pad": pad, "outputs": list(OUTPUTS), **about, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
