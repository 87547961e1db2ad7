"""The weights that Caseline ships, to go on training from. Matrices come back as their 8 bits say them."""

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

SYMMETRIC_ZERO = 128
MATRIX = "/MatMul_Q8"


def shipped_weights(path: Path) -> dict[str, Tensor]:
    """The state of `training.model.Reader` that `training.export` wrote to `path` (reader.onnx)."""
    graph = onnx.load(str(path)).graph
    stored = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in graph.initializer}
    state = {name.removeprefix("reader."): value for name, value in stored.items() if name.startswith("reader.")}
    state["encoder.embeddings.word_embeddings.weight"] = stored["table"].float() * stored["scale"]
    for node in graph.node:
        if node.name.endswith(MATRIX):
            quantised, scales = (stored[name] for name in node.input[1:3])
            whole = (quantised.float() - SYMMETRIC_ZERO) * scales.reshape(*quantised.shape[:2], 1)
            inputs = next(one.i for one in node.attribute if one.name == "K")
            state[_parameter(node.name)] = whole.reshape(len(whole), -1)[:, :inputs]
    return state


def _parameter(node: str) -> str:
    """'/layer.0/attention/self/query/MatMul_Q8' -> 'encoder.encoder.layer.0.attention.self.query.weight'."""
    place = node.removeprefix("/").removesuffix(MATRIX).replace("/", ".")
    return f"{'encoder.encoder.' if place.startswith('layer.') else ''}{place}.weight"
