"""The attention of an exported encoder as one operation in place of eight, which also needs no mask.

One window is read at a time, so nothing of it is padding. The products are the same; only the order of the sums differs, and with 8-bit
numbers that moves log-odds by some hundredths (`training/EXPERIMENTS.md`).

    python -m training.fused FOLDER     change a model that was exported before; then: secondlook train --weigh-only
"""

import re
import sys
from pathlib import Path
from typing import Any

_ATTENTION = re.compile(r"(/base/encoder/layer\.\d+/attention/self)/")


def fuse(path: Path, *, heads: int) -> int:
    """Rewrite the encoder in `path`; return how many layers were fused, 0 where they are already or are built otherwise."""
    import onnx
    from onnx import helper

    model = onnx.load(path)
    graph = model.graph
    outputs = {name for node in graph.node for name in node.output}
    fused = 0
    for layer in sorted({found[1] for node in graph.node if (found := _ATTENTION.match(node.name))}):
        inputs = [f"{layer}/{part}/Add_output_0" for part in ("query", "key", "value")]
        last = next((n for n, node in enumerate(graph.node) if list(node.output) == [f"{layer}/Reshape_3_output_0"]), None)
        if last is None or not outputs.issuperset(inputs) or graph.node[last].op_type != "Reshape":
            continue
        name = graph.node[last].output[0]
        del graph.node[last]
        one = helper.make_node("MultiHeadAttention", inputs, [name], name=f"{layer}/fused", domain="com.microsoft", num_heads=heads)
        graph.node.insert(last, one)
        fused += 1
    if fused:
        _without_dead(graph)
        if all(known.domain != "com.microsoft" for known in model.opset_import):
            model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
        onnx.save(model, path)
    return fused


def _without_dead(graph: Any) -> None:
    """Remove what nothing uses any more."""
    while True:
        used = {name for node in graph.node for name in node.input} | {output.name for output in graph.output}
        dead = [node for node in graph.node if used.isdisjoint(node.output)]
        if not dead:
            break
        for node in dead:
            graph.node.remove(node)
    for table in [table for table in graph.initializer if table.name not in used]:
        graph.initializer.remove(table)


if __name__ == "__main__":
    count = fuse(Path(sys.argv[1]) / "encoder.onnx", heads=12)
    sys.stdout.write(f"{count} layers fused\n")
