"""The trained reader as the files that Caseline ships. Usage: python -m training.export WORK

Matrices are kept in 8 bits by blocks of 128 with activations quantised token by token, the table of word pieces in 8
bits by row: 40 MB. A sentence then gives the same numbers as before to about a hundredth (printed at the end),
whatever else is read.
"""

import hashlib
import json
import logging
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime import InferenceSession
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from tokenizers import Tokenizer
from torch import Tensor, nn

from caseline.coding.by_meaning.encoder import FOLDER, SAYINGS, meaning_hash
from training.corpus import HELD_OUT, codebook, passages, units
from training.model import Reader, tokens

NAME = "caseline-reader-1"
COMPARED = 300
BY_WORDING = {"sure": 0.4, "possible": 0.24, "sure_of_risk": 0.9}
OUTPUTS = ["likely", "focus", "words", "stated", "hangs_on", "about"]


class Shipped(nn.Module):
    """The whole reader for one sentence: ids and own, shape (1, tokens), to OUTPUTS."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader
        table = reader.encoder.embeddings.word_embeddings.weight.data
        scale = table.abs().amax(1, keepdim=True) / 127
        self.register_buffer("table", (table / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor, own: Tensor) -> tuple[Tensor, ...]:
        embeddings = self.reader.encoder.embeddings
        places = embeddings.position_embeddings(torch.arange(ids.shape[1]))[None]
        states = self.table[ids].float() * self.scale[ids] + places + embeddings.token_type_embeddings(own)
        states = embeddings.LayerNorm(states)
        for layer in self.reader.encoder.encoder.layer:
            after = layer(states, None)
            states = after[0] if isinstance(after, tuple) else after
        logits, focus = self.reader.heads(states, own)
        said, hangs_on = self.reader.statement(states, own)
        words, about = self.reader.words(states), self.reader.pooled(states, own)
        return logits.softmax(-1), focus, words, said.softmax(-1), hangs_on, about


def main() -> None:
    work = Path(sys.argv[1])
    logging.disable(logging.INFO)
    reader = Reader(work / "base", len(codebook()))
    reader.load_state_dict(torch.load(work / "reader.pt"))
    whole = work / "whole.onnx"
    example = (torch.tensor([[0, 5, 6, 2, 7, 8, 2]]), torch.tensor([[0, 0, 0, 0, 1, 1, 1]]))
    torch.onnx.export(
        Shipped(reader).eval(), example, str(whole), input_names=["ids", "own"],
        output_names=OUTPUTS, opset_version=17, dynamo=False,
        dynamic_axes={"ids": {1: "tokens"}, "own": {1: "tokens"}, "words": {1: "tokens"}},
    )  # fmt: skip
    config = DefaultWeightOnlyQuantConfig(
        block_size=128, is_symmetric=True, accuracy_level=4, bits=8, op_types_to_quantize=("MatMul",)
    )
    quantizer = MatMulNBitsQuantizer(onnx.load(str(whole)), algo_config=config)
    quantizer.process()
    FOLDER.mkdir(exist_ok=True)
    onnx.save(quantizer.model.model, str(FOLDER / "reader.onnx"))
    (FOLDER / "tokenizer.json").write_bytes((work / "base" / "tokenizer.json").read_bytes())
    learnt_from = (work / "corpus.sha256").read_text(encoding="utf-8").strip()
    _write_manifest(json.loads((work / "calibration.json").read_text(encoding="utf-8")), learnt_from)
    _compare(whole, FOLDER / "reader.onnx")


def _write_manifest(table: list[dict], learnt_from: str) -> None:
    kept = ("sure", "possible", "right", "flagged", "possible_right", "possible_flagged", "f1", "there")
    manifest = {
        "name": NAME,
        "model_sha256": hashlib.sha256((FOLDER / "reader.onnx").read_bytes()).hexdigest(),
        "tokenizer_sha256": hashlib.sha256((FOLDER / "tokenizer.json").read_bytes()).hexdigest(),
        "corpus_sha256": learnt_from,
        "by_wording": BY_WORDING,
        "codes": [
            {"skill": row["skill"], "code": row["code"]}
            | {"meaning": meaning_hash(codebook()[row["skill"], row["code"]].meaning)}
            | {name: row[name] for name in kept}
            for row in table
        ],
    }
    (FOLDER / "reader.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _compare(whole: Path, shipped: Path) -> None:
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    read = [unit for passage in passages() if passage.author in HELD_OUT for unit in units(passage)][::17][:COMPARED]
    numbers = []
    for path in (whole, shipped):
        session = InferenceSession(str(path), providers=["CPUExecutionProvider"])
        rows = []
        for unit in read:
            ids, own = tokens(tokenizer, unit.text, unit.before)
            rows.append(session.run(["likely"], {"ids": np.array([ids]), "own": np.array([own])})[0][0])
        numbers.append(np.array(rows)[:, :, SAYINGS.index("present")])
    apart = np.abs(numbers[0] - numbers[1])
    print(f"8 bits move the probability of a code by {apart.mean():.4f} on average, by {apart.max():.2f} at most")


if __name__ == "__main__":
    main()
